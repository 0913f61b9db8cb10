"""The ways back up: the transposed convolution, and the pooling that remembers with its opposite."""
