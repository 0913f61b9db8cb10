import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerwise.data.dataloader import DataLoader


@given(st.integers(1, 40), st.integers(1, 15), st.booleans(), st.booleans())
def test_an_epoch_shows_each_row_once_with_its_own_label(N: int, batch_size: int, shuffle: bool, drop_last: bool):
    """Whatever the sizes: no row twice, none missing but those dropped, X and y in step, len() right."""
    if drop_last and batch_size > N:
        return
    X, y = np.arange(2.0 * N).reshape(N, 2), np.arange(N)
    loader = DataLoader(X, y, batch_size=batch_size, shuffle=shuffle, drop_last=drop_last, rng=0)
    for _ in range(2):
        batches = list(loader)
        assert len(batches) == len(loader)
        assert all(len(labels) == batch_size for _, labels in batches[:-1])
        seen = np.concatenate([labels for _, labels in batches])
        assert np.array_equal(np.concatenate([rows for rows, _ in batches]), X[seen])
        kept = N - N % batch_size if drop_last else N
        assert len(set(seen.tolist())) == len(seen) == kept
        assert shuffle or np.array_equal(seen, np.arange(kept))


def test_each_epoch_has_a_new_order_and_a_seed_repeats_them():
    """Epochs differ from each other; two loaders with one seed agree; the arrays stay as they were."""
    X = np.arange(50)
    one, two = (DataLoader(X, batch_size=50, shuffle=True, rng=5) for _ in range(2))
    first, second = next(iter(one)), next(iter(one))
    assert not np.array_equal(first, second)
    assert np.array_equal(first, next(iter(two))) and np.array_equal(second, next(iter(two)))
    assert np.array_equal(X, np.arange(50))


def test_any_number_of_arrays():
    """Three arrays make triples; one makes arrays."""
    loader = DataLoader(np.zeros((4, 2)), np.zeros((4, 3, 3)), np.arange(4), batch_size=3)
    assert [tuple(part.shape for part in batch) for batch in loader] == [
        ((3, 2), (3, 3, 3), (3,)),
        ((1, 2), (1, 3, 3), (1,)),
    ]
    assert [batch.tolist() for batch in DataLoader([1, 2, 3], batch_size=2)] == [[1, 2], [3]]


def test_two_loops_at_once_do_not_disturb_each_other():
    """Each loop has an order of its own, drawn when it starts."""
    loader = DataLoader(np.arange(6), batch_size=1, shuffle=True, rng=0)
    pairs = [(int(a[0]), int(b[0])) for a, b in zip(loader, loader, strict=True)]
    assert {a for a, _ in pairs} == {b for _, b in pairs} == set(range(6))


def test_arrays_that_do_not_fit_are_refused():
    """The error says which lengths came."""
    refused = [
        (lambda: DataLoader(np.zeros((5, 2)), np.zeros(4)), ValueError, "same number of rows, got 5, 4"),
        (lambda: DataLoader(), ValueError, "at least one, got none"),
        (lambda: DataLoader(np.zeros((5, 2)), 32), ValueError, "a single number"),
        (lambda: DataLoader(np.zeros((0, 2))), ValueError, "at least one row"),
        (lambda: DataLoader(np.zeros(5), batch_size=0), ValueError, "batch_size must be at least 1"),
        (lambda: DataLoader(np.zeros(5), batch_size=2.0), TypeError, "batch_size must be an int"),
        (lambda: DataLoader(np.zeros(5), batch_size=8, drop_last=True), ValueError, "5 rows are no batch of 8"),
    ]
    for call, error, message in refused:
        with pytest.raises(error, match=message):
            call()
