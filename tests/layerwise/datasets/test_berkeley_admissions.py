from layerwise.datasets import berkeley


def test_the_counts_are_the_published_ones():
    """4526 applicants, 1755 admitted; department A admitted 82 % of its women and 62 % of its men."""
    admitted, applied = berkeley()
    assert applied.sum(axis=1).tolist() == [2691, 1835]
    assert admitted.sum(axis=1).tolist() == [1198, 557]
    assert (100 * admitted / applied).round().tolist() == [[62, 63, 37, 33, 28, 6], [82, 68, 34, 35, 24, 7]]


def test_nobody_can_change_them():
    """Each call has arrays of its own."""
    berkeley()[0][0, 0] = 0
    assert berkeley()[0][0, 0] == 512
