"""Chapter 2's records: the diagnosis on answers that real people hand in."""

import numpy as np
import pytest

import layerwise as lw
from autograder.core.comparison import Comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find, load
from layerwise.nn import Module, Parameter

CHAPTER = load("ch02_backprop")


def report(name, *functions):
    return check_functions(find(name), functions)


def named(name, *functions):
    """The mistake that the card names."""
    diagnosis = report(name, *functions).diagnosis
    return diagnosis.name if diagnosis else None


class Unwritten:
    """A node as it is handed out."""

    def forward(self, x, y):
        """Not written yet."""

    def backward(self, grad_output):
        """Not written yet."""


def test_add_earns_its_points_while_mul_is_not_written():
    """Half of an answer is worth what it is worth."""

    class Add:
        def forward(self, x, y):
            return x + y

        def backward(self, grad_output):
            return grad_output, grad_output

    assert report("Add", Add, Unwritten).score == 0.5


def test_a_gradcheck_that_says_no_to_everything_earns_nothing():
    """Nor does one that says yes to everything: the first aspect needs both answers."""
    assert report("gradcheck", lambda fn, inputs, eps=1e-5, rtol=1e-4: False).score == 0
    assert report("gradcheck", lambda fn, inputs, eps=1e-5, rtol=1e-4: True).score == 0
    assert named("gradcheck", lambda fn, inputs, eps=1e-5, rtol=1e-4: True) == "never says no"


def test_a_gradcheck_may_raise_for_no_and_return_a_numpy_bool_for_yes():
    """What counts is the answer."""
    [by_hand] = [a.code for a in find("gradcheck").accepted if a.name == "in one function, by hand"]

    def gradcheck(fn, inputs, eps=1e-5, rtol=1e-4):
        assert by_hand(fn, inputs, eps, rtol), "gradients differ"
        return np.True_

    assert report("gradcheck", gradcheck).state == "right"


def test_a_gradcheck_has_to_read_rtol():
    """Whatever limit it has in place of the caller's, strict or loose."""
    [by_hand] = [a.code for a in find("gradcheck").accepted if a.name == "in one function, by hand"]
    for limit in (1e-6, 1e-4, 1e-3):

        def deaf(fn, inputs, eps=1e-5, rtol=1e-4, limit=limit):
            return by_hand(fn, inputs, eps, limit)

        for seed in range(4):
            assert check_functions(find("gradcheck"), (deaf,), seed).score == 3.5


def test_a_slope_measured_beside_a_changed_neighbour_is_wrong():
    """The caller's array is safe, and yet the numbers are not those of its place."""

    def numerical_gradient(f, x, eps=1e-5):
        x, grad = np.array(x, dtype=float), np.zeros(np.shape(x))
        for place in np.ndindex(x.shape):
            x[place] += eps
            above = f(x)
            x[place] -= 2 * eps
            grad[place] = (above - f(x)) / (2 * eps)
        return grad

    for seed in range(4):
        seen = check_functions(find("numerical_gradient"), (numerical_gradient,), seed)
        assert not seen.aspects[0].passed


def test_every_planted_bug_is_caught_by_the_reference_under_many_seeds():
    """The questions are fair wherever they are drawn."""
    exercise = find("gradcheck")
    for seed in range(20):
        assert check_functions(exercise, exercise.references, seed).state == "right"


class Affine(Module):
    """A Linear that subclasses Module, as in the notebook."""

    def __init__(self, in_features, out_features, rng=None):
        rng = np.random.default_rng(rng)
        self.weight = Parameter(rng.normal(size=(out_features, in_features)))
        self.bias = Parameter(rng.normal(size=out_features))

    def forward(self, x):
        self.x = x
        return x @ self.weight.data.T + self.bias.data

    def backward(self, grad_output):
        self.weight.accumulate_grad(grad_output.T @ self.x)
        self.bias.accumulate_grad(grad_output.sum(axis=0))
        return grad_output @ self.weight.data


def test_one_wrong_line_of_linear_leaves_the_others_their_points():
    """Forward, input, weight and bias are judged one by one."""

    class NoBackward(Affine):
        forward = Affine.forward

        def backward(self, grad_output):
            """Not written yet."""

    class WrongBias(Affine):
        def backward(self, grad_output):
            self.weight.accumulate_grad(grad_output.T @ self.x)
            self.bias.accumulate_grad(grad_output.mean(axis=0))
            return grad_output @ self.weight.data

    assert report("Linear", Affine).state == "right"
    assert report("Linear", NoBackward).score == 1.0  # forward, and x left alone
    assert named("Linear", WrongBias) == "the mean of the bias gradient"
    failed = [aspect.name for aspect in report("Linear", WrongBias).aspects if not aspect.passed]
    assert failed == ["gradient of the bias", "gradients add up"]


def test_zero_grad_may_stand_wherever_it_works():
    """Before forward, before backward or after the step: all three are right."""
    for accepted in find("train_step").accepted:
        assert report("train_step", *find("train_step").implementations(accepted)[0]).state == "right"


@pytest.mark.parametrize("name", ["numerical_gradient", "cross_entropy", "unbroadcast", "softmax_vjp"])
def test_single_precision_is_right_too(name):
    """Whoever returns float32 gets full marks."""
    exercise = find(name)

    def in_precision(function):
        return lambda *arguments, **options: np.asarray(function(*arguments, **options), dtype=np.float32)

    found = check_functions(exercise, tuple(map(in_precision, exercise.references)))
    lost = [aspect.name for aspect in found.aspects if not aspect.passed]
    assert lost == []


def scores(name, *functions, seeds=range(6)):
    """The score under several seeds; one number where the score is a property of the answer."""
    found = set()
    for seed in seeds:
        compared = Comparison(find(name), seed)
        aspects = judge(compared, compared.implementation(functions))
        found.add(sum(aspect.points for aspect in aspects if aspect.passed))
    return found


def mistake(name, misconception, form=0):
    """The functions of a recorded mistake."""
    exercise = find(name)
    [found] = [m for m in exercise.misconceptions if m.name == misconception]
    return exercise.implementations(found)[form]


@pytest.mark.parametrize(
    ("name", "misconception"),
    [
        ("numerical_gradient", "eps is ignored"),
        ("numerical_gradient", "restored by adding and subtracting"),
        ("gradcheck", "eps is not passed on"),
        ("gradcheck", "absolute error only"),
    ],
)
def test_a_mistake_costs_the_same_under_every_seed(name, misconception):
    """Where the numbers that are drawn decide whether it shows, the case is none for it."""
    assert len(scores(name, *mistake(name, misconception), seeds=range(20))) == 1


def test_an_error_in_one_direction_is_an_error():
    """A gradient that is too small everywhere, and one that is too large."""
    for form in (0, 1):
        assert scores("gradcheck", *mistake("gradcheck", "errors count in one direction only", form)) == {0.0}


def test_the_gradients_on_the_way_belong_to_the_answer():
    """What the result was computed from is more than its inputs."""
    failed = [
        aspect.name
        for aspect in report("Value", *mistake("Value", "the gradients on the way are cleared")).aspects
        if not aspect.passed
    ]
    assert failed == ["gradients", "the order of the walk"]


def test_a_backward_that_changes_numbers_is_noticed():
    [right] = [a.code for a in find("Value").accepted if a.name == "path by path"]

    class Value(right):
        def __add__(self, other):
            return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

        def __mul__(self, other):
            return Value(self.data * other.data, ((self, other.data), (other, self.data)))

        def backward(self, arrived=1.0):
            super().backward(arrived)
            self.data += arrived

    assert scores("Value", right) == {3.5}
    assert scores("Value", Value) == {2.5}


def test_a_stretched_axis_is_found_wherever_it_is():
    """The last of three, or all of them."""

    def only_two_axes(grad, shape):
        while grad.ndim > len(shape):
            grad = grad.sum(axis=0)
        for axis in (0, 1):
            if axis < len(shape) and shape[axis] == 1:
                grad = grad.sum(axis=axis, keepdims=True)
        return grad

    assert scores("unbroadcast", only_two_axes) == {2.5}


def test_an_answer_that_is_wrong_in_its_own_way_is_not_blamed_on_a_recorded_mistake():
    """Training too little is not called a missing nonlinearity."""

    def fit_mlp2(X, y, hidden_features, lr=1.0, epochs=300, seed=0):
        [by_hand] = [a.code for a in find("fit_mlp2").accepted if a.name == "in one function, by hand"]
        return by_hand(X, y, hidden_features, lr=1e-3, epochs=epochs, seed=seed)

    seen = report("fit_mlp2", fit_mlp2)
    assert (seen.state, seen.score) == ("wrong", 0)
    assert seen.diagnosis is None or seen.diagnosis.name != "no nonlinearity"


def test_a_curve_that_was_not_learned_does_not_bend_as_the_data_do():
    def fit_mlp2(X, y, hidden_features, lr=1.0, epochs=300, seed=0):
        return lambda X: (np.hypot(X[:, 0], X[:, 1]) < 0.75).astype(int)

    seen = report("fit_mlp2", fit_mlp2)
    bends = next(aspect for aspect in seen.aspects if aspect.name == "the boundary can bend")
    assert "expected “like the data's”" in bends.failure.message


def test_the_true_labels_of_new_points_never_leave_the_judge():
    """fit_mlp2 is sent training points, their labels, and new points without labels."""
    for case in find("fit_mlp2").cases:
        assert {name for name, value in case.draw(0).items() if isinstance(value, np.ndarray)} == {"X", "y", "X_test"}


FIT = """
def random_weights(D, H, C, seed):
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(size=(D, H)).T / np.sqrt(D), rng.normal(size=(H, C)).T / np.sqrt(H)
    return W1, np.zeros(H), W2, np.zeros(C)


def fit_mlp2(X, y, hidden_features, lr=1.0, epochs=1000, seed=0):
    C = y.max() + 1
    W1, b1, W2, b2 = random_weights(X.shape[1], hidden_features, C, seed)
    for _ in range(epochs):
        h = lw.tanh(X @ W1.T + b1)
        grad_logits = cross_entropy_backward(h @ W2.T + b2, y)
        grad_z = grad_logits @ W2 * (1 - h**2)
        W2, b2 = W2 - lr * grad_logits.T @ h, b2 - lr * grad_logits.sum(axis=0)
        W1, b1 = W1 - lr * grad_z.T @ X, b1 - lr * grad_z.sum(axis=0)
    return lambda X: (lw.tanh(X @ W1.T + b1) @ W2.T + b2).argmax(axis=1)
"""


def fitted(source=FIT, cross_entropy_backward=lw.cross_entropy_backward):
    """The fit_mlp2 of a notebook, on a gradient that may be wrong."""
    names = {"np": np, "lw": lw, "cross_entropy_backward": cross_entropy_backward}
    exec(source, names)
    return names["fit_mlp2"]


def test_a_network_that_learns_by_another_recipe_is_noticed():
    """W2 moved before the gradient that needs it trains well, and its first updates are others."""
    assert scores("fit_mlp2", fitted()) == {4.5}
    grad_z, W2, W1 = FIT.splitlines()[13:16]
    other = FIT.replace("\n".join((grad_z, W2, W1)), "\n".join((W2, grad_z, W1)))
    assert other != FIT
    assert scores("fit_mlp2", fitted(other)) == {3.5}


def test_half_a_network_scores_the_same_under_every_seed():
    """A right fit_mlp2 on a wrong gradient learns something; how much of it counts is no matter of luck."""

    def one_sided(logits, target):
        return np.minimum(lw.cross_entropy_backward(logits, target), 0)

    assert len(scores("fit_mlp2", fitted(cross_entropy_backward=one_sided))) == 1


def test_a_vanished_gradient_is_judged_to_the_last_digit():
    """Norms of 1e-12 lie below any absolute tolerance."""

    def grad_norms(*arguments, **options):
        norms = lw.grad_norms(*arguments, **options)
        return np.where(norms > 1e-8, norms, 0.0)

    failed = [aspect.name for aspect in report("grad_norms", grad_norms).aspects if not aspect.passed]
    assert failed == ["through the sigmoid"]
