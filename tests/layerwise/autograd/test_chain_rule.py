import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import layerwise as lw
from layerwise import Value


def test_the_graph_of_the_lectures():
    """f = (x + y) * z at -2, 5, -4 is -12, with slopes -4, -4, 3."""
    x, y, z = Value(-2), Value(5), Value(-4)
    f = (x + y) * z
    f.backward()
    assert (f.data, x.grad, y.grad, z.grad, f.grad) == (-12, -4, -4, 3, 1)


def test_the_graph_of_the_apples():
    """Two apples at 100 with 10 % tax, then three oranges at 150 with them."""
    apple, apples, tax = Value(100), Value(2), Value(1.1)
    price = apple * apples * tax
    price.backward()
    np.testing.assert_allclose([price.data, apple.grad, apples.grad, tax.grad], [220, 2.2, 110, 200])

    apple, apples, orange, oranges, tax = Value(100), Value(2), Value(150), Value(3), Value(1.1)
    price = (apple * apples + orange * oranges) * tax
    price.backward()
    grads = [value.grad for value in (apple, apples, orange, oranges, tax)]
    np.testing.assert_allclose([price.data, *grads], [715, 2.2, 110, 3.3, 165, 650])


EXPRESSIONS = {
    "x + y": lambda x, y: x + y,
    "x - y": lambda x, y: x - y,
    "x * y": lambda x, y: x * y,
    "x / y": lambda x, y: x / y,
    "-x": lambda x, y: -x + 0 * y,
    "numbers on both sides": lambda x, y: 2 + 3 * x - 1 + (5 - y) * 2 / 7 + 1 / y,
    "x ** 3 + y ** -2 + y ** 0.5": lambda x, y: x**3 + y**-2 + y**0.5 + x**0 + x**1,
    "relu": lambda x, y: x.relu() + (-y).relu() * 3 + (x * y).relu(),
    "tanh": lambda x, y: (x * y).tanh(),
    "exp": lambda x, y: (x - y).exp(),
    "log": lambda x, y: (y * 3).log() * x,
    "reuse": lambda x, y: (x * x + x) * (x + y) + x,
    "diamond": lambda x, y: (lambda q: (q * 2).tanh() * q + q)(x * y),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
@given(x=st.floats(-2, 2).filter(lambda x: abs(x) > 1e-2), y=st.floats(0.3, 3))
def test_slopes_are_the_measured_ones(name, x, y):
    """Each operation, alone and mixed, with values used several times."""
    expression = EXPRESSIONS[name]
    a, b = Value(x), Value(y)
    expression(a, b).backward()
    measured = lw.numerical_gradient(lambda p: expression(Value(p[0]), Value(p[1])).data, [x, y])
    np.testing.assert_allclose([a.grad, b.grad], measured, rtol=1e-6, atol=1e-7)


def test_values_used_several_times_get_the_sum():
    """Also when their users stand at different depths, where a wrong order would miss one."""
    a = Value(3.0)
    b = a * 2
    c = b * a + b
    (c * b).backward()  # (2a * a + 2a) * 2a = 4a**3 + 4a**2, slope 12a**2 + 8a
    assert a.grad == 12 * 9 + 8 * 3


def test_backward_adds_up_and_zero_grad_forgets():
    """A second pass doubles every gradient, those on the way too."""
    x = Value(2.0)
    square = x * x
    f = square * 3
    for times in (1, 2):
        f.backward()
        assert (x.grad, square.grad, f.grad) == (12 * times, 3 * times, times)
    f.zero_grad()
    assert (x.grad, square.grad, f.grad) == (0, 0, 0)


def test_a_chain_of_ten_thousand_is_no_problem():
    """Python's recursion ends at one thousand; the graph does not."""
    x = Value(1.0)
    y = x
    for _ in range(10_000):
        y = y + 1e-4
    y.backward()
    assert x.grad == 1


def test_a_neuron_learns():
    """Ten steps of gradient descent on a Value graph make a loss smaller."""
    w, b, losses = Value(0.5), Value(0.0), []
    for _ in range(10):
        loss = ((w * 2.0 + b).tanh() - 0.2) ** 2
        loss.zero_grad()
        loss.backward()
        w.data, b.data = w.data - 0.1 * w.grad, b.data - 0.1 * b.grad
        losses.append(loss.data)
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 0.2 * losses[0]


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (lambda: Value("3"), TypeError, "data must be a number, got '3'"),
        (lambda: Value(math.nan), ValueError, "data must be finite"),
        (lambda: Value(1.0) / 0, ZeroDivisionError, "1 / 0: the divisor must not be zero"),
        (lambda: Value(0.0) ** -1, ValueError, "exponent of 0 must be 0 or at least 1"),
        (lambda: Value(-2.0) ** 0.5, ValueError, "would be complex"),
        (lambda: Value(2.0) ** Value(2.0), TypeError, "exponent must be a number"),
        (lambda: Value(0.0).log(), ValueError, "log needs a number above 0, got 0"),
        (lambda: Value(1000.0).exp(), OverflowError, "at most 709"),
        (lambda: Value(1.0) + "1", TypeError, "data must be a number, got '1'"),
    ],
)
def test_what_has_no_value_is_named(wrong, error, message):
    with pytest.raises(error, match=message):
        wrong()


def test_the_drawing_shows_both_passes():
    """Each value's data and gradient, its label, and an arrow for each use."""
    from layerwise.autograd.value_drawing import draw, layout

    a, b = Value(2.0, "a"), Value(3.0, "b")
    product = a * b
    product.label = "q"
    f = (product + a).tanh()
    f.backward()
    axes = draw(f)
    texts = [text.get_text() for text in axes.texts]
    arrows = [text for text in axes.texts if getattr(text, "arrow_patch", None) is not None]
    assert len(arrows) == 5
    assert {"a", "b", "q", "2", "3", "6", "8", "1", "×", "+", "tanh"} <= set(texts)
    assert len(set(layout(f).values())) == 5  # no two in one place
    assert not {f"{a.grad:.3g}"} & {text.get_text() for text in draw(f, backward=False).texts}


def test_numerical_gradient_measures_every_entry():
    """Any shape; lists and integers are taken as float64, and not written to."""
    x = np.array([[1, 2], [3, 4]])
    np.testing.assert_allclose(lw.numerical_gradient(lambda x: (x**3).sum(), x), 3.0 * x**2, rtol=1e-8)
    assert x.dtype.kind == "i"
    assert x.tolist() == [[1, 2], [3, 4]]
    assert lw.numerical_gradient(lambda x: x**2, 3).shape == ()
    assert lw.numerical_gradient(lambda x: x.sum(), np.zeros((0, 2))).shape == (0, 2)


def test_numerical_gradient_puts_x_back():
    """Exactly, also when f fails; and f may look at x from outside."""
    x = np.array([0.1, 0.2, 0.3])
    before = x.copy()
    np.testing.assert_allclose(lw.numerical_gradient(lambda _: (x**2).sum(), x), 2 * x, rtol=1e-8)
    np.testing.assert_array_equal(x, before)
    with pytest.raises(ZeroDivisionError):
        lw.numerical_gradient(lambda x: 1 / 0, x)
    np.testing.assert_array_equal(x, before)
    x.flags.writeable = False
    np.testing.assert_allclose(lw.numerical_gradient(lambda x: (x**2).sum(), x), 2 * x, rtol=1e-8)


def test_numerical_gradient_says_what_it_wants():
    """One number from f, a step above 0, and numbers in x."""
    with pytest.raises(ValueError, match=r"f must return a single number, got shape \(2,\)"):
        lw.numerical_gradient(lambda x: x**2, [1.0, 2.0])
    with pytest.raises(ValueError, match="eps must be greater than 0, got 0"):
        lw.numerical_gradient(lambda x: x, 1.0, eps=0)
    with pytest.raises(TypeError, match="x must hold real numbers"):
        lw.numerical_gradient(lambda x: x, "1")


@given(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=4))
def test_unbroadcast_undoes_broadcasting(shapes):
    """<stretched x, g> = <x, unbroadcast(g)> for every pair of shapes: the two are adjoint."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal(shapes.input_shapes[0])
    g = rng.standard_normal(shapes.result_shape)
    grad = lw.unbroadcast(g, x.shape)
    assert grad.shape == x.shape
    np.testing.assert_allclose((np.broadcast_to(x, g.shape) * g).sum(), (x * grad).sum(), atol=1e-10)


def test_unbroadcast_refuses_what_was_not_stretched():
    """A shape that does not broadcast to grad's."""
    for shape in [(2,), (4, 3), (2, 3, 1), (1, 2, 3)]:
        with pytest.raises(ValueError, match=r"broadcasts to grad's shape \(2, 3\), got"):
            lw.unbroadcast(np.zeros((2, 3)), shape)
