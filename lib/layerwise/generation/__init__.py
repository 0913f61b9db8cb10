"""layerwise.generation: pictures that are made: style transfer, and networks that compete."""
