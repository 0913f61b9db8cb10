"""Layers that look everywhere at once: multi-head attention and the block around it. `layerwise.nn` exports them."""
