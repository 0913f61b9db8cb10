"""The convolution explorer: a window over an image, feature maps of a trained network, pooling under shifts."""
