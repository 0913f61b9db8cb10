"""The poolings that are held against PyTorch: shape of x, kernel, stride, padding, dilation (max pooling only)."""

POOLINGS = {
    "side by side": ((3, 2, 4, 6), (2, 2), (2, 2), (0, 0), (1, 1)),
    "batch of one": ((1, 1, 3, 3), (2, 2), (1, 1), (0, 0), (1, 1)),
    "overlapping": ((2, 2, 6, 5), (3, 3), (1, 1), (0, 0), (1, 1)),
    "overlapping, padded": ((2, 3, 7, 7), (3, 3), (2, 2), (1, 1), (1, 1)),
    "stride beyond the kernel": ((2, 2, 8, 7), (2, 2), (3, 4), (1, 0), (1, 1)),
    "oblong": ((2, 1, 5, 6), (1, 4), (2, 1), (0, 2), (1, 1)),
    "pixels left over": ((2, 2, 5, 5), (2, 2), (2, 2), (0, 0), (1, 1)),
    "dilation": ((2, 2, 8, 8), (3, 2), (1, 2), (1, 1), (2, 3)),
    "whole image": ((2, 3, 4, 4), (4, 4), (4, 4), (0, 0), (1, 1)),
    "empty batch": ((0, 2, 4, 4), (2, 2), (2, 2), (0, 0), (1, 1)),
}
