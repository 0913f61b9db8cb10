"""What is held against PyTorch of the ways back up, and of the loss of pictures of scores."""

# shape of x, output channels, kernel, options, with a bias
TRANSPOSED = {
    "plain": ((3, 2, 3, 4), 4, (3, 3), {}, True),
    "doubled": ((2, 3, 4, 3), 3, (4, 4), {"stride": 2, "padding": 1}, True),
    "output padding": ((2, 3, 4, 3), 2, (3, 3), {"stride": 2, "padding": 1, "output_padding": 1}, True),
    "gaps": ((2, 2, 3, 3), 2, (2, 2), {"stride": 3}, False),
    "overlap": ((2, 2, 4, 3), 3, (5, 3), {"stride": (2, 1), "padding": (2, 1)}, True),
    "oblong, one edge": (
        (2, 1, 3, 2),
        2,
        (1, 4),
        {"stride": (1, 3), "padding": (0, 1), "output_padding": (0, 2)},
        True,
    ),
    "dilation": ((2, 2, 3, 4), 2, (2, 3), {"stride": 2, "padding": 1, "dilation": (3, 2)}, True),
    "groups": ((2, 4, 3, 3), 6, (3, 3), {"stride": 2, "groups": 2}, True),
    "one pixel": ((1, 1, 1, 1), 1, (2, 2), {}, False),
}
# shape of x, kernel, stride, padding
POOLS = {
    "side by side": ((3, 2, 4, 6), (2, 2), (2, 2), (0, 0)),
    "odd sides": ((2, 3, 5, 7), (2, 2), (2, 2), (0, 0)),
    "gaps": ((2, 2, 8, 7), (2, 2), (3, 3), (0, 0)),
    "oblong": ((2, 1, 6, 6), (1, 3), (1, 3), (0, 0)),
    "padded": ((2, 2, 6, 6), (2, 2), (2, 2), (1, 1)),
}
# shape of the scores, weighted, the index that does not count, the scores' size
LOSSES = {
    "plain": ((3, 4, 3, 5), False, None, 1.0),
    "weighted": ((3, 4, 3, 5), True, None, 1.0),
    "void": ((3, 4, 3, 5), False, 255, 1.0),
    "weighted and void": ((2, 6, 4, 4), True, 255, 1.0),
    "a class that is ignored": ((2, 3, 4, 4), True, 0, 1.0),
    "scores in the thousands": ((2, 3, 3, 3), True, -1, 1000.0),
}
