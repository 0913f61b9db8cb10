"""What holds for every optimizer. That each does what PyTorch's does is held by tests/parity/test_optimizers.py."""

import math

import numpy as np
import pytest

from layerwise.nn.parameter import Parameter
from layerwise.optim import SGD, Adagrad, Adam, AdamW, Optimizer, RMSprop

BOWL = np.array([1.0, 10.0, 0.1])


def momentum(params, **options):
    return SGD(params, momentum=0.9, **options)


def centered(params, **options):
    return RMSprop(params, momentum=0.5, centered=True, **options)


EVERY = pytest.mark.parametrize("make", [SGD, momentum, Adagrad, RMSprop, centered, Adam, AdamW])


def descend(optimizer, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        for group in optimizer.param_groups:
            for param in group["params"]:
                param.grad = (BOWL * param.data).astype(param.dtype)
        optimizer.step()


@EVERY
def test_it_goes_downhill(make):
    """Fifty steps on a bowl bring the value down."""
    w = Parameter([1.0, -1.0, 1.0])
    descend(make([w], lr=0.05), 50)
    assert (BOWL * w.data**2).sum() < 0.5 * BOWL.sum()


@EVERY
def test_float32_stays_float32(make):
    """Neither the parameter nor the state is widened, even by an lr that is a numpy number."""
    w = Parameter(np.ones(3, np.float32))
    optimizer = make([w], lr=np.float64(0.1), weight_decay=0.1)
    descend(optimizer, 3)
    arrays = [value for value in optimizer.state[w].values() if isinstance(value, np.ndarray)]
    assert {array.dtype for array in [w.data, *arrays]} == {np.dtype(np.float32)}


@EVERY
def test_parameters_move_in_place_and_gradients_are_left_alone(make):
    """Whoever holds the array sees it move; the gradient is the same after the step."""
    w = Parameter([1.0, -1.0, 1.0])
    data, grad = w.data, np.array([0.5, 1.0, -2.0])
    w.grad = grad
    optimizer = make([w], lr=0.1, weight_decay=0.1)
    optimizer.step()
    optimizer.step()
    assert w.data is data and not np.array_equal(data, [1.0, -1.0, 1.0])
    assert w.grad is grad and np.array_equal(grad, [0.5, 1.0, -2.0])


@EVERY
def test_every_parameter_has_a_state_of_its_own(make):
    """Training two parameters together is training each of them alone."""
    together = [Parameter([1.0, 2.0, 3.0]), Parameter([-3.0, 0.5, 0.0])]
    alone = [Parameter(param.data) for param in together]
    descend(make(together, lr=0.05), 10)
    for param in alone:
        descend(make([param], lr=0.05), 10)
    assert all(np.array_equal(a.data, b.data) for a, b in zip(together, alone, strict=True))


@EVERY
def test_a_saved_optimizer_goes_on_as_if_nothing_had_happened(make):
    """Five steps, save, load into a new optimizer, five more: the same as ten. What was saved is a copy."""
    straight, first = Parameter([1.0, -2.0, 3.0]), Parameter([1.0, -2.0, 3.0])
    descend(make([straight], lr=0.05), 10)
    before = make([first], lr=0.05)
    descend(before, 5)
    state, second = before.state_dict(), Parameter(first.data)
    descend(before, 3)
    after = make([second], lr=0.7)
    after.load_state_dict(state)
    descend(after, 5)
    assert np.array_equal(second.data, straight.data)
    assert after.param_groups[0]["lr"] == 0.05


@EVERY
def test_frozen_parameters_and_those_without_a_gradient_stay(make):
    """A frozen parameter does not move even by weight decay or an old velocity."""
    frozen, untouched, trained = (Parameter(np.ones(3)) for _ in range(3))
    optimizer = make([frozen, untouched, trained], lr=0.1, weight_decay=0.5)
    frozen.grad, trained.grad = np.ones(3), np.ones(3)
    frozen.requires_grad = False
    optimizer.step()
    assert np.array_equal(frozen.data, np.ones(3)) and np.array_equal(untouched.data, np.ones(3))
    assert (trained.data < 1).all()


def test_groups_have_options_of_their_own():
    """What a group leaves out comes from the optimizer's arguments."""
    body, head = Parameter([1.0]), Parameter([1.0])
    optimizer = SGD([{"params": [body], "lr": 0.01}, {"params": [head]}], lr=0.1)
    body.grad, head.grad = np.array([1.0]), np.array([1.0])
    optimizer.step()
    assert (body.data[0], head.data[0]) == (0.99, 0.9)


def test_a_group_can_be_added_later():
    """Layers that thaw during training join with their own learning rate and start with an empty state."""
    head, body = Parameter([1.0]), Parameter([1.0])
    optimizer = Adam([head], lr=0.1)
    head.grad = np.array([1.0])
    optimizer.step()
    optimizer.add_param_group({"params": [body], "lr": 0.01})
    body.grad = np.array([1.0])
    optimizer.step()
    assert optimizer.state[head]["step"] == 2 and optimizer.state[body]["step"] == 1
    assert body.data[0] == pytest.approx(0.99)


def test_zero_grad_forgets_gradients():
    """After zero_grad there is nothing to step along."""
    w = Parameter([1.0])
    w.grad = np.array([1.0])
    optimizer = SGD([w], lr=0.1)
    optimizer.zero_grad()
    optimizer.step()
    assert w.grad is None and w.data[0] == 1.0


def test_the_fast_adam_is_the_formula_of_its_docstring():
    """Adam writes into buffers; this is the same in plain expressions."""
    rng = np.random.default_rng(0)
    w = Parameter(rng.standard_normal((5, 3)))
    param, exp_avg, exp_avg_sq = w.data.copy(), np.zeros((5, 3)), np.zeros((5, 3))
    optimizer = Adam([w], lr=0.01, betas=(0.8, 0.95), eps=1e-6)
    for t in range(1, 40):
        grad = rng.standard_normal((5, 3))
        exp_avg = 0.8 * exp_avg + (1 - 0.8) * grad
        exp_avg_sq = 0.95 * exp_avg_sq + (1 - 0.95) * grad**2
        mean, square = exp_avg / (1 - 0.8**t), exp_avg_sq / (1 - 0.95**t)
        param = param - 0.01 * mean / (np.sqrt(square) + 1e-6)
        w.grad = grad
        optimizer.step()
    assert np.abs(w.data - param).max() < 1e-14


@pytest.mark.parametrize(
    ("make", "ends"),
    [
        (lambda p: SGD(p, lr=0.95), (-0.350, 0.085)),
        (lambda p: SGD(p, lr=0.1, momentum=0.9), (0.896, 0.088)),
        (lambda p: Adagrad(p, lr=1.5), (-0.120, 0.000)),
        (lambda p: Adam(p, lr=0.3), (0.136, 0.318)),
    ],
)
def test_the_published_paths_end_where_they_should(make, ends):
    """x**2 / 20 + y**2 from (-7, 2), 30 steps (the end points that the book's own code reaches)."""
    w = Parameter([-7.0, 2.0])
    optimizer = make([w])
    for _ in range(30):
        w.grad = np.array([w.data[0] / 10, 2 * w.data[1]])
        optimizer.step()
    assert w.data == pytest.approx(ends, abs=6e-4)


BAD_OPTIONS = [
    (SGD, {"lr": 0.0}, "lr must be greater than 0, got 0.0"),
    (SGD, {"lr": -0.1}, "lr must be greater than 0, got -0.1"),
    (Adam, {"lr": math.nan}, "lr must be finite"),
    (SGD, {"momentum": -0.9}, "momentum must be at least 0, got -0.9"),
    (SGD, {"momentum": 9.0}, "momentum must be at most 1, got 9"),
    (SGD, {"nesterov": True}, "nesterov needs momentum > 0"),
    (SGD, {"nesterov": True, "momentum": 0.9, "dampening": 0.1}, "nesterov needs momentum > 0 and dampening = 0"),
    (SGD, {"weight_decay": -1.0}, "weight_decay must be at least 0"),
    (Adagrad, {"eps": -1e-8}, "eps must be at least 0"),
    (Adagrad, {"lr_decay": -1.0}, "lr_decay must be at least 0"),
    (RMSprop, {"alpha": 1.0}, "alpha must be less than 1"),
    (Adam, {"betas": (1.0, 0.999)}, r"betas\[0\] must be less than 1, got 1.0"),
    (Adam, {"betas": (0.9, -0.1)}, r"betas\[1\] must be at least 0, got -0.1"),
    (AdamW, {"betas": 0.9}, "betas must be two numbers.* got 0.9"),
    (Adam, {"betas": (0.9, 0.99, 0.999)}, r"betas must be two numbers.* got \(0.9, 0.99, 0.999\)"),
    (AdamW, {"betas": [0.9]}, r"betas must be two numbers.* got \[0.9\]"),
]


@pytest.mark.parametrize(("make", "options", "message"), BAD_OPTIONS)
def test_options_that_make_no_sense_are_refused(make, options, message):
    """The error names the option, what was received and what was expected; in a group, too."""
    with pytest.raises(ValueError, match=message):
        make([Parameter([1.0])], **options)
    with pytest.raises(ValueError, match=message):
        make([{"params": [Parameter([1.0])], **options}])


def test_params_that_are_no_parameters_are_refused():
    """Each slip has its own sentence."""
    from layerwise.nn.linear import Linear

    w = Parameter([1.0])
    refused = [
        ([], ValueError, "at least one Parameter"),
        ([{"params": []}], ValueError, "at least one Parameter"),
        (w, TypeError, r"\[parameter\]"),
        (Linear(2, 3), TypeError, r"model.parameters\(\)"),
        (w.data, TypeError, "got a ndarray"),
        ([w.data], TypeError, "wrap arrays in Parameter"),
        ({"params": [w]}, TypeError, "put the one group in a list"),
        ([w, {"params": [w]}], TypeError, "got both"),
        ([{"lr": 0.1}], ValueError, 'must have "params"'),
        ([{"params": [w], "momentun": 0.9}], ValueError, "unknown options"),
        ([w, w], ValueError, "got one twice"),
        ([{"params": [w]}, {"params": [w]}], ValueError, "got one twice"),
    ]
    for params, error, message in refused:
        with pytest.raises(error, match=message):
            SGD(params, lr=0.1)


def test_a_generator_of_parameters_will_do():
    """Anything that can be read once is read once."""
    w = Parameter([1.0])
    assert SGD((param for param in [w]), lr=0.1).param_groups[0]["params"] == [w]


def test_state_dicts_that_do_not_fit_are_refused():
    """The message says what differs, and the optimizer stays as it was."""
    one, two = Parameter(np.ones(3)), Parameter(np.ones((2, 2)))
    adam = Adam([one], lr=0.1)
    descend(adam, 1)
    good = adam.state_dict()
    misfits = [
        (Adam([one, two], lr=0.5), good, r"groups of \[1\] parameters, this optimizer has groups of \[2\]"),
        (Adam([two], lr=0.5), good, r"exp_avg of parameter 0 has shape \(3,\), the parameter has shape \(2, 2\)"),
        (SGD([one], lr=0.5), good, "of another optimizer: its options differ in .*betas"),
        (Adam([one], lr=0.5), {"state": {}}, r"\['param_groups'\] missing"),
        (Adam([one], lr=0.5), {**good, "state": {7: {}}}, "parameter 7, but there are 1"),
        (Adam([one], lr=0.5), {**good, "param_groups": [{**good["param_groups"][0], "eps": -1}]}, "eps must be"),
    ]
    for optimizer, state, message in misfits:
        with pytest.raises(ValueError, match=message):
            optimizer.load_state_dict(state)
        assert optimizer.param_groups[0]["lr"] == 0.5 and optimizer.state == {}


def test_a_gradient_of_another_shape_is_refused():
    """Broadcasting would move every row alike, without a word."""
    w = Parameter(np.ones((2, 3)))
    w.grad = np.ones(3)
    with pytest.raises(ValueError, match=r"shape \(2, 3\) has a gradient of shape \(3,\)"):
        SGD([w], lr=0.1).step()


def test_the_base_class_says_what_a_subclass_owes():
    """An optimizer without update is not finished."""
    w = Parameter([1.0])
    w.grad = np.array([1.0])
    with pytest.raises(NotImplementedError, match="update"):
        Optimizer([w], lr=0.1).step()
