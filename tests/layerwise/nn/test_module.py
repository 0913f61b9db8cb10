import copy

import numpy as np
import pytest

from layerwise import nn

rng = np.random.default_rng(0)
X = rng.standard_normal((4, 3))


def model(seed=0):
    numbers = np.random.default_rng(seed)
    body = nn.Sequential(nn.Linear(5, 5, rng=numbers), nn.ReLU())
    return nn.Sequential(nn.Linear(3, 5, rng=numbers), nn.ReLU(), nn.Residual(body), nn.Linear(5, 2, rng=numbers))


class WithBuffers(nn.Module):
    """A parameter, a child, a float buffer and a counting one, not in that order."""

    def __init__(self):
        self.register_buffer("mean", np.zeros(2))
        self.child = nn.Linear(2, 2, rng=0)
        self.weight = nn.Parameter(np.ones(2))
        self.register_buffer("steps", 0)


def test_parameters_are_found_in_order_with_their_paths():
    """A module's own first, then those of its children, in order of assignment, as in PyTorch."""
    names = ["0.weight", "0.bias", "2.body.0.weight", "2.body.0.bias", "3.weight", "3.bias"]
    assert [name for name, _ in model().named_parameters()] == names
    assert list(model().state_dict()) == names
    assert list(WithBuffers().state_dict()) == ["weight", "mean", "steps", "child.weight", "child.bias"]
    assert [name for name, _ in model().named_modules()] == ["", "0", "1", "2", "2.body", "2.body.0", "2.body.1", "3"]
    assert [name for name, _ in WithBuffers().named_buffers()] == ["mean", "steps"]


def test_a_shared_parameter_is_trained_once_and_saved_under_both_names():
    """Otherwise an optimizer would step twice."""
    first, second = nn.Linear(3, 3, rng=0), nn.Linear(3, 3, rng=1)
    second.weight = first.weight
    both = nn.Sequential(first, second)
    assert len(both.parameters()) == 3
    assert list(both.state_dict()) == ["0.weight", "0.bias", "1.weight", "1.bias"]
    repeated = nn.Sequential(first, first)
    assert len(repeated.parameters()) == 2
    assert len(repeated.modules()) == 2


def test_gradients_add_up_until_they_are_cleared():
    """Two backward passes give twice the gradient; zero_grad gives None."""
    net = model()
    net(X)
    net.backward(np.ones((4, 2)))
    once = [parameter.grad.copy() for parameter in net.parameters()]
    net(X)
    net.backward(np.ones((4, 2)))
    for parameter, grad in zip(net.parameters(), once, strict=True):
        np.testing.assert_allclose(parameter.grad, 2 * grad)
    net.zero_grad()
    assert all(parameter.grad is None for parameter in net.parameters())


def test_the_first_gradient_is_not_changed_by_the_next():
    """Whoever kept the array of the first pass still has it."""
    layer = nn.Linear(3, 2, rng=0)
    layer(X)
    layer.backward(np.ones((4, 2)))
    kept = layer.bias.grad
    layer.backward(np.ones((4, 2)))
    assert kept.tolist() == [4.0, 4.0]


def test_backward_parameters_gives_the_same_gradients():
    """Without the gradient of the data, which nobody needs; layers below the first that learns are left out."""
    full, short = nn.Sequential(nn.Flatten(), model()), nn.Sequential(nn.Flatten(), model())
    grad_output = rng.standard_normal((4, 2))
    full(X), short(X)
    full.backward(grad_output)
    short.backward_parameters(grad_output)
    for expected, got in zip(full.parameters(), short.parameters(), strict=True):
        np.testing.assert_array_equal(got.grad, expected.grad)
    frozen = model().requires_grad_(False)
    frozen(X)
    frozen.backward_parameters(grad_output)
    assert all(parameter.grad is None for parameter in frozen.parameters())


def test_a_frozen_layer_passes_gradient_on_and_keeps_none():
    """What lies before it still learns."""
    net, free = model(), model()
    net[3].requires_grad_(False)
    for each in (net, free):
        each(X)
        each.backward(np.ones((4, 2)))
    assert net[3].weight.grad is None
    np.testing.assert_array_equal(net[0].weight.grad, free[0].weight.grad)
    net[0].requires_grad_(False)
    assert net[0].weight.grad is None  # an old gradient would still be stepped along


def test_backward_before_forward_is_refused():
    """The module is named."""
    for layer in (nn.Linear(3, 2), nn.ReLU(), nn.Flatten(), nn.Dropout(), nn.Parallel(nn.ReLU())):
        name = type(layer).__name__
        with pytest.raises(RuntimeError, match=rf"{name}\.backward was called before {name}\.forward"):
            layer.backward(np.ones((4, 2)))
    with pytest.raises(NotImplementedError, match="Module has no forward pass"):
        nn.Module()(X)
    with pytest.raises(NotImplementedError, match="Module has no backward pass"):
        nn.Module().backward(X)


def test_train_and_eval_reach_every_module():
    """Also those inside of others; both return the module."""
    net = model()
    assert net.training
    assert net.eval() is net
    assert not any(module.training for module in net.modules())
    assert all(module.training for module in net.train().modules())


def test_state_dicts_are_copies():
    """Neither does a saved state follow training, nor does training change a loaded one."""
    net = model()
    state = net.state_dict()
    net[0].weight.data += 1
    assert not np.array_equal(state["0.weight"], net[0].weight.data)
    net.load_state_dict(state)
    net[0].weight.data += 1
    np.testing.assert_array_equal(state["0.weight"], model()[0].weight.data)


def test_a_loaded_model_computes_the_same():
    """Parameters and buffers; dtypes stay those of the module."""
    one, other = model(seed=0), model(seed=1)
    assert not np.allclose(one(X), other(X))
    assert other.load_state_dict(one.state_dict()) == ([], [])
    np.testing.assert_array_equal(one(X), other(X))
    small = model(seed=1).to(np.float32)
    small.load_state_dict(one.state_dict())
    assert small[0].weight.dtype == np.float32
    buffers = WithBuffers()
    buffers.load_state_dict({**buffers.state_dict(), "mean": [1, 2], "steps": 7})
    assert buffers.mean.tolist() == [1.0, 2.0]
    assert buffers.mean.dtype == np.float64
    assert buffers.steps == 7
    assert buffers.steps.dtype == np.int64


def test_a_state_that_does_not_fit_is_refused_whole():
    """Every problem is listed at once, and nothing has been loaded."""
    net, state = model(), model(seed=1).state_dict()
    state["0.weight"] = state["0.weight"].T
    state["1.extra"] = state.pop("3.bias")
    with pytest.raises(ValueError, match="state does not fit Sequential") as error:
        net.load_state_dict(state)
    for line in ("missing: 3.bias", "unexpected: 1.extra", r"0.weight: shape (5, 3) expected, got (3, 5)"):
        assert line in str(error.value)
    with pytest.raises(ValueError, match=r"0\.weight: shape"):
        net.load_state_dict(state, strict=False)
    np.testing.assert_array_equal(net[3].weight.data, model()[3].weight.data)
    with pytest.raises(ValueError, match=r"0\.bias: numbers expected, got dtype <U1"):
        net.load_state_dict({**model().state_dict(), "0.bias": list("abcde")})
    with pytest.raises(TypeError, match="state must be a dict of arrays"):
        net.load_state_dict([1, 2])


def test_strict_false_loads_what_fits_and_tells_the_rest():
    """As for a new head on a pretrained body."""
    net, state = model(), model(seed=1).state_dict()
    del state["3.weight"], state["3.bias"]
    state["head.weight"] = np.zeros(3)
    keys = net.load_state_dict(state, strict=False)
    assert keys.missing_keys == ["3.weight", "3.bias"]
    assert keys.unexpected_keys == ["head.weight"]
    np.testing.assert_array_equal(net[0].weight.data, state["0.weight"])


def test_a_copy_is_independent():
    """deepcopy gives a second network with the same numbers."""
    net = model()
    twin = copy.deepcopy(net)
    twin[0].weight.data += 1
    np.testing.assert_array_equal(net[0].weight.data, model()[0].weight.data)


def test_to_changes_the_dtype_of_everything_but_counters():
    """float32 in, float32 out, and float32 gradients."""
    net = model().to(np.float32)
    y = net(X.astype(np.float32))
    assert y.dtype == net.backward(np.ones_like(y)).dtype == net[0].weight.grad.dtype == np.float32
    buffers = WithBuffers().to(np.float32)
    assert buffers.mean.dtype == np.float32
    assert buffers.steps.dtype == np.int64
    with pytest.raises(TypeError, match="dtype must be a floating-point dtype"):
        net.to(np.int64)


def test_parameters_in_a_plain_list_are_refused():
    """They would be silently left out of training; ModuleList is for that."""

    class Hidden(nn.Module):
        def __init__(self):
            self.layers = [nn.Linear(2, 2)]

    with pytest.raises(TypeError, match="layers is a list of modules or parameters, which nobody would find and train"):
        Hidden()


def test_buffers_have_names_of_their_own():
    """No dots, and nothing that is there already."""
    module = WithBuffers()
    with pytest.raises(ValueError, match=r"name must be a name without dots, got 'a\.b'"):
        module.register_buffer("a.b", np.zeros(1))
    with pytest.raises(ValueError, match="has an attribute 'mean' already"):
        module.register_buffer("mean", np.zeros(1))
    other = WithBuffers()
    other.mean += 1
    assert module.mean.tolist() == [0, 0]


def test_a_parameter_owns_its_numbers():
    """It copies what it is given, keeps float32, and checks what it is told to add."""
    array = np.ones(2, np.float32)
    parameter = nn.Parameter(array)
    parameter.data += 1
    assert array.tolist() == [1, 1]
    parameter.accumulate_grad(np.ones(2))
    assert parameter.grad.dtype == np.float32
    assert nn.Parameter([1, 2]).dtype == np.float64
    with pytest.raises(ValueError, match=r"grad must have the shape of the parameter, \(2,\), got \(2, 1\)"):
        parameter.accumulate_grad(np.ones((2, 1)))
    with pytest.raises(TypeError, match="data must hold real numbers"):
        nn.Parameter(["a"])


def test_sequential_is_a_list_of_its_modules():
    """Length, index, slice, replacement and append."""
    net = model()
    assert len(net) == 4
    assert net[-1] is net[3]
    assert net[1:3] == [net[1], net[2]]
    net[3] = nn.Linear(5, 7, rng=0)
    assert net.append(nn.ReLU())(X).shape == (4, 7)
    assert list(net.state_dict())[-1] == "3.bias"
    with pytest.raises(TypeError, match="Sequential holds modules, got 3 at position 1"):
        nn.Sequential(nn.ReLU(), 3)
    with pytest.raises(TypeError, match="got 'head' for position 3"):
        net[3] = "head"


def test_a_module_prints_what_it_is_made_of():
    """One line a module, indented."""
    assert repr(nn.Sequential(nn.Linear(3, 2), nn.Residual(nn.LeakyReLU(0.2)))) == (
        "Sequential(\n"
        "  (0): Linear(in_features=3, out_features=2, bias=True)\n"
        "  (1): Residual(\n"
        "    (body): LeakyReLU(negative_slope=0.2)\n"
        "  )\n"
        ")"
    )


def test_linear_starts_as_pytorch_does():
    """Uniform within 1 / sqrt(in_features); a seed gives the same layer, a generator a new one each time."""
    layer = nn.Linear(400, 300, rng=0)
    bound = 1 / np.sqrt(400)
    for parameter in layer.parameters():
        assert np.abs(parameter.data).max() <= bound
        assert abs(parameter.data.std() * np.sqrt(3) / bound - 1) < 0.1
    np.testing.assert_array_equal(nn.Linear(3, 2, rng=5).weight.data, nn.Linear(3, 2, rng=5).weight.data)
    numbers = np.random.default_rng(0)
    assert not np.array_equal(nn.Linear(3, 2, rng=numbers).weight.data, nn.Linear(3, 2, rng=numbers).weight.data)
    assert nn.Linear(3, 2, dtype=np.float32).weight.dtype == np.float32


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (lambda: nn.Linear(0, 2), ValueError, "in_features must be at least 1, got 0"),
        (lambda: nn.Linear(3, 2.0), TypeError, r"out_features must be an int, got 2\.0"),
        (lambda: nn.Linear(3, 2, rng="seed"), TypeError, "rng must be"),
        (lambda: nn.Linear(2, 3)(X), ValueError, r"\(\.\.\., 2\): in_features last, got shape \(4, 3\)"),
        (lambda: nn.Linear(2, 3)(1.0), ValueError, r"got shape \(\)"),
        (lambda: nn.Flatten(start_dim=2)(X), ValueError, r"start_dim=2 to end_dim=-1, got shape \(4, 3\)"),
        (lambda: nn.Residual(nn.Linear(3, 2))(X), ValueError, r"\(4, 2\) from body and \(4, 3\) from x itself: give a"),
        (lambda: nn.Parallel(), ValueError, "branches must be at least one module"),
        (lambda: nn.Parallel(nn.ReLU(), nn.Linear(3, 2), dim=0)(X), ValueError, "same shape except along dim 0"),
        (lambda: nn.Dropout(p=1.5), ValueError, "p must be at most 1, got 1.5"),
    ],
)
def test_wrong_arguments_are_named(wrong, error, message):
    with pytest.raises(error, match=message):
        wrong()


def test_a_gradient_of_the_wrong_shape_is_refused():
    """Each layer knows what it returned."""
    for layer in (nn.Linear(3, 2, rng=0), nn.Flatten(), nn.Dropout(rng=0)):
        shape = layer(X).shape
        with pytest.raises(ValueError, match=rf"grad_output must have the shape of forward's output, \({shape[0]}"):
            layer.backward(np.ones((1, 2)))
