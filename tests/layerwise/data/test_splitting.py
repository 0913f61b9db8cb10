import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerwise.data.splitting import split


def rows_of(part: np.ndarray) -> list[int]:
    return part[:, 0].astype(int).tolist()


@given(st.integers(5, 80), st.integers(1, 4), st.booleans(), st.integers(0, 5))
def test_every_example_is_in_one_set_with_its_label(N: int, C: int, stratify: bool, seed: int):
    """No example lost, none twice, labels in step, whatever the sizes."""
    y = np.random.default_rng(seed).integers(0, C, N)
    X = np.arange(N)[:, None]
    parts = split(X, y, stratify=stratify, standardize=False, rng=seed)
    sets = [(parts.X_train, parts.y_train), (parts.X_val, parts.y_val), (parts.X_test, parts.y_test)]
    assert sorted(row for part, _ in sets for row in rows_of(part)) == list(range(N))
    assert all(np.array_equal(labels, y[rows_of(part)]) for part, labels in sets)


def test_a_rare_class_is_in_all_three_sets():
    """95 to 5: stratified, the rare class has its fifth in validation and test."""
    y = np.repeat([0, 1], [95, 5])
    parts = split(np.arange(100.0)[:, None], y)
    assert [np.bincount(labels).tolist() for labels in (parts.y_train, parts.y_val, parts.y_test)] == [
        [57, 3],
        [19, 1],
        [19, 1],
    ]


def test_statistics_come_from_the_training_set_alone():
    """An outlier in the test set changes nothing in how the training set is standardized."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(5, 3, (50, 2)), rng.integers(0, 2, 50)
    parts = split(X, y, rng=1)
    assert parts.X_train.mean(axis=0) == pytest.approx([0, 0], abs=1e-12)
    assert parts.X_train.std(axis=0) == pytest.approx([1, 1])
    test_row = np.flatnonzero(np.isclose((X - parts.mean) / parts.std, parts.X_test[0]).all(axis=1))[0]
    X[test_row] = 1e6
    again = split(X, y, rng=1)
    assert np.array_equal(again.mean, parts.mean) and np.array_equal(again.X_train, parts.X_train)


def test_constant_features_do_not_become_nan():
    """A pixel that is always 0.1 is shifted to 0 and left alone."""
    X = np.column_stack([np.full(20, 0.1), np.arange(20.0)])
    parts = split(X, np.arange(20) % 2)
    assert parts.std[0] == 1 and np.abs(parts.X_test[:, 0]).max() < 1e-15


def test_the_seed_decides_and_arguments_stay():
    """The default is reproducible; None is not; X and y are left alone; float32 stays."""
    X, y = np.random.default_rng(0).standard_normal((40, 3)).astype(np.float32), np.arange(40) % 4
    before = X.copy()
    one, two, other = split(X, y), split(X, y), split(X, y, rng=1)
    assert np.array_equal(one.X_train, two.X_train) and not np.array_equal(one.X_train, other.X_train)
    assert np.array_equal(X, before) and one.X_train.dtype == one.X_test.dtype == np.float32


def test_images_and_real_targets_can_be_split():
    """More dimensions are kept; real targets need stratify=False."""
    parts = split(np.zeros((10, 1, 4, 4)), np.linspace(0, 1, 10), stratify=False, test_fraction=0)
    assert parts.X_train.shape == (8, 1, 4, 4) and parts.X_test.shape == (0, 1, 4, 4)


def test_what_cannot_be_split_is_refused():
    """The error names the argument and says what to do."""
    X, y = np.zeros((10, 2)), np.zeros(10, int)
    refused = [
        (lambda: split(X, y, 0.5, 0.5), ValueError, "must leave something to train on"),
        (lambda: split(X, y[:5]), ValueError, r"same number of rows, at least one, got \(10, 2\) and \(5,\)"),
        (lambda: split(X, y + 0.5), TypeError, "stratify=False"),
        (lambda: split(X, y, -0.1), ValueError, "val_fraction must be at least 0"),
        (lambda: split(X[:1], y[:1], 0.6, 0.0), ValueError, "1 are too few"),
    ]
    for call, error, message in refused:
        with pytest.raises(error, match=message):
            call()
