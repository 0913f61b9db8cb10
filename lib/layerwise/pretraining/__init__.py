"""layerwise.pretraining: learning without labels, layer by layer: autoencoders, Boltzmann machines, stacks of them."""
