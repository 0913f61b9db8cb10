"""layerwise.ops: boxes, and what is done with them; torchvision's names."""
