import numpy as np
import pytest

from layerwise.linear_model import fit_perceptron, perceptron_step

GATES = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def test_only_a_mistake_moves_the_line():
    """Right: as it was, and new arrays. Wrong, or on the line: by y * x and y."""
    w = np.array([1.0, -1.0])
    same, b = perceptron_step(w, 0.5, [2.0, 1.0], 1)
    assert same.tolist() == [1, -1]
    assert b == 0.5
    assert same is not w
    moved, b = perceptron_step(w, 0.5, [2.0, 1.0], -1)
    assert moved.tolist() == [-1, -2]
    assert b == -0.5
    assert perceptron_step([0.0], 0.0, [3.0], 1)[0].tolist() == [3]
    assert w.tolist() == [1, -1]


def test_fourteen_of_the_sixteen_gates_are_learned():
    """XOR and its opposite are not, however long one waits."""
    learned = []
    for number in range(16):
        y = 2 * (number >> np.arange(4) & 1) - 1
        w, b, mistakes = fit_perceptron(GATES, y, epochs=50)
        assert (mistakes[-1] == 0) == ((GATES @ w + b) * y > 0).all()
        learned.append(mistakes[-1] == 0)
    assert [number for number, done in enumerate(learned) if not done] == [6, 9]


def test_an_epoch_is_the_steps_of_its_rows():
    """Mistakes are counted over all rows, and a clean epoch ends it and is noted."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20, 3))
    y = np.where(X @ [1.0, -2.0, 0.5] + 0.3 > 0, 1, -1)
    w, b, mistakes = fit_perceptron(X, y, epochs=100)
    v, c, counted = np.zeros(3), 0.0, []
    for _ in mistakes:
        wrong = 0
        for x, side in zip(X, y, strict=True):
            wrong += side * (v @ x + c) <= 0
            v, c = perceptron_step(v, c, x, side)
        counted.append(wrong)
    assert mistakes == counted
    assert mistakes[-1] == 0 < min(mistakes[:-1])
    np.testing.assert_allclose(w, v)
    assert b == c


def test_no_more_mistakes_than_novikoff_allows():
    """(R / margin)**2, for a line that is known to separate."""
    rng = np.random.default_rng(1)
    true = np.array([1.0, -2.0, 0.5])  # the last one is the bias
    for _ in range(5):
        X = rng.uniform(-1, 1, (200, 2))
        distance = (X @ true[:2] + true[2]) / np.linalg.norm(true)
        X, distance = X[np.abs(distance) > 0.1], distance[np.abs(distance) > 0.1]
        _, _, mistakes = fit_perceptron(X, np.sign(distance), epochs=1000)
        R = np.sqrt((X**2).sum(axis=1).max() + 1)
        assert 0 < sum(mistakes) <= (R / np.abs(distance).min()) ** 2
        assert mistakes[-1] == 0


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: perceptron_step([0.0], 0.0, [1.0], 0), ValueError, "y must be -1 or 1, got 0: turn labels of 0 and 1"),
        (lambda: perceptron_step([0.0], 0.0, [1.0, 2.0], 1), ValueError, r"same shape \(D,\), got \(1,\) and \(2,\)"),
        (lambda: fit_perceptron([[1.0], [2.0]], [1], 5), ValueError, r"y must have shape \(2,\)"),
        (lambda: fit_perceptron([[1.0], [2.0]], [1, 0], 5), ValueError, "y must be -1 or 1, got 0"),
        (lambda: fit_perceptron([[np.nan]], [1], 5), ValueError, "X must be finite"),
        (lambda: fit_perceptron([[1.0]], [1], -1), ValueError, "epochs must be at least 0"),
        (lambda: fit_perceptron([1.0], [1], 5), ValueError, r"X must have shape \(N, D\)"),
    ],
)
def test_bad_arguments_are_named(call, error, message):
    """So that the call can be mended without reading the source."""
    with pytest.raises(error, match=message):
        call()
