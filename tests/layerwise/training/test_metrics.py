import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerwise.training.metrics import accuracy, confusion_matrix, precision_recall_f1, r2_score, top_k_accuracy


@pytest.mark.filterwarnings("ignore:A single label was found")
@given(st.integers(1, 60), st.integers(1, 6), st.integers(0, 99))
def test_the_metrics_agree_with_scikit_learn(N: int, C: int, seed: int):
    """On labels of any number of classes, some of which never occur."""
    from sklearn import metrics as sk

    rng = np.random.default_rng(seed)
    predicted, target = rng.integers(0, C, N), rng.integers(0, C, N)
    labels = list(range(C))
    assert accuracy(predicted, target) == pytest.approx(sk.accuracy_score(target, predicted))
    assert np.array_equal(
        confusion_matrix(predicted, target, classes=C), sk.confusion_matrix(target, predicted, labels=labels)
    )
    expected = sk.precision_recall_fscore_support(target, predicted, labels=labels, zero_division=0)
    assert np.allclose(precision_recall_f1(predicted, target, classes=C), expected[:3])


@given(st.integers(1, 40), st.integers(2, 7), st.integers(0, 99))
def test_top_k_grows_from_accuracy_to_one(N: int, C: int, seed: int):
    """k = 1 is accuracy, k = C is 1, and each k is at least the one before; ties included."""
    rng = np.random.default_rng(seed)
    scores, target = rng.integers(0, 3, (N, C)).astype(float), rng.integers(0, C, N)
    values = [top_k_accuracy(scores, target, k) for k in range(1, C + 1)]
    assert values[0] == accuracy(scores, target) and values[-1] == 1.0
    assert sorted(values) == values


def test_scores_and_labels_say_the_same():
    """Scores of shape (N, C) count by their argmax, and tell how many classes there are."""
    scores, target = np.array([[0.1, 0.7, 0.2], [0.9, 0.1, 0.0]]), np.array([1, 1])
    assert accuracy(scores, target) == accuracy([1, 0], target) == 0.5
    assert confusion_matrix(scores, target).shape == (3, 3)
    assert confusion_matrix([1, 0], target).tolist() == [[0, 0], [1, 1]]


def test_what_cannot_be_counted_is_refused():
    """Shapes that would broadcast, probabilities as labels, nan, classes that do not exist."""
    refused = [
        (lambda: accuracy([1, 0, 1], [1]), ValueError, r"got \(3,\) and \(1,\)"),
        (lambda: accuracy([], []), (ValueError, TypeError), "predicted"),
        (lambda: accuracy([0.9, 0.1], [1, 0]), TypeError, "predicted must hold integer classes"),
        (lambda: accuracy([1, 0], [1.0, 0.0]), TypeError, "target must hold integer classes"),
        (lambda: accuracy([[np.nan, 1.0]], [0]), ValueError, "holds nan"),
        (lambda: accuracy([1, -1], [1, 0]), ValueError, "negative"),
        (lambda: confusion_matrix([0, 5], [0, 1], classes=3), ValueError, "largest label, 5, got 3"),
        (lambda: top_k_accuracy([[0.1, 0.2]], [0], k=3), ValueError, "k must be at most the number of classes, 2"),
    ]
    for call, error, message in refused:
        with pytest.raises(error, match=message):
            call()


def test_r2_score_in_every_shape():
    """Columns and rows, mixed; 1 for the truth, 0 for the mean, below 0 for worse; a target that never varies."""
    rng = np.random.default_rng(0)
    target = rng.normal(size=7)
    pred = target + 0.5 * rng.normal(size=7)
    scores = [r2_score(p, t) for p in (pred, pred[:, None]) for t in (target, target[:, None])]
    assert scores == pytest.approx([1 - ((target - pred) ** 2).mean() / target.var()] * 4)
    assert r2_score(target, target) == 1
    assert r2_score(np.full(7, target.mean()), target) == pytest.approx(0)
    assert r2_score(-target, target) < 0
    assert [r2_score(guess, [2.0, 2.0]) for guess in ([2.0, 2.0], [2.0, 3.0])] == [1.0, 0.0]


def test_r2_score_refuses_what_does_not_fit():
    """Two columns, none, and lengths that differ."""
    with pytest.raises(ValueError, match=r"pred must have shape \(N,\) or \(N, 1\)"):
        r2_score(np.ones((3, 2)), np.ones(6))
    with pytest.raises(ValueError, match="equally many, got 3 and 2"):
        r2_score(np.ones(3), np.ones(2))
    with pytest.raises(ValueError, match="N at least 1"):
        r2_score([], [])
