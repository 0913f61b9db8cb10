import numpy as np
import pytest

import layerwise as lw
from explore.own import BROKEN, LIBRARYS, YOURS
from explore.playground.data import DATASETS, LIMIT, draw
from explore.playground.features import columns
from explore.playground.parts import PARTS, PartFailed
from explore.playground.pictures import Looker, layers
from explore.playground.run import RanAway, Run
from explore.playground.scenery import measured
from explore.playground.settings import INITS, OPTIMIZERS, Settings
from explore.playground.single_step import single_step
from layerwise.nn import Module, Parameter


def trained(settings, epochs=3):
    """A run after so many epochs."""
    run = Run(settings)
    while run.epochs_done < epochs:
        run.step()
    return run


@pytest.mark.parametrize("dataset", [name for name in DATASETS if name != "own"])
def test_a_data_set_is_the_same_for_a_seed_and_lies_in_the_square(dataset):
    """400 points; noise moves them, the share is exact, and classes are even."""
    one, again, noisy = draw(dataset, share=0.3), draw(dataset, share=0.3), draw(dataset, 0.5)
    assert one.x.tobytes() == again.x.tobytes() and one.x.shape == (400, 2)
    assert np.abs(noisy.x).max() <= LIMIT
    assert (noisy.x.tobytes(), noisy.target.tobytes()) != (one.x.tobytes(), one.target.tobytes())
    assert (~one.test).sum() == 120 and not one.own.any()
    if dataset in ("plane", "hills"):
        assert -1 <= one.target.min() < -0.5 and 0.5 < one.target.max() <= 1
    else:
        assert one.target.mean() == 0.5
    assert draw(dataset, seed=1, share=0.3).test.tobytes() != one.test.tobytes()


def test_own_points_stand_behind_the_data_set_s():
    """They are marked, and are for testing where that was asked for."""
    points = draw("xor", own=[(1.0, 2.0, 1.0, False), (3.0, 4.0, 0.0, True)])
    assert points.x[-2:].tolist() == [[1, 2], [3, 4]] and points.target[-2:].tolist() == [1, 0]
    assert points.own.sum() == 2 and points.test[-2:].tolist() == [False, True]
    assert len(draw("own").x) == 0


def test_the_gradients_are_those_of_the_loss():
    """Each weight's gradient is the slope of the batch's loss, measured by small steps to both sides."""
    run = Run(Settings("circles", layers=(3, 2), features=("x1", "x2", "sin x1"), batch_size=7))
    rows = np.arange(7)

    def loss():
        return run.loss(run.network.forward(run.inputs[rows])[-1].activation[:, 0], run.points.target[rows])

    passed = run.network.forward(run.inputs[rows])
    grad = run.loss_gradient(passed[-1].activation[:, 0], run.points.target[rows])
    run.network.backward(grad[:, None], passed)
    for parameter in run.network.parameters():
        for place in np.ndindex(parameter.data.shape):
            old = parameter.data[place]
            sides = []
            for moved in (old + 1e-5, old - 1e-5):
                parameter.data[place] = moved
                sides.append(loss())
            parameter.data[place] = old
            assert (sides[0] - sides[1]) / 2e-5 == pytest.approx(parameter.grad[place], abs=1e-7)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_makes_the_loss_fall(optimizer):
    """From the same start, in a few epochs."""
    run = trained(Settings("gauss", layers=(3,), optimizer=optimizer, lr=0.01))
    assert run.history[-1][1] < Run(run.settings).evaluate()[0]
    assert run.updates == 60 and [row[0] for row in run.history] == [1, 2, 3]


@pytest.mark.parametrize("init", INITS)
def test_every_initializer_fills_the_first_weights(init):
    """Weights as it says, biases at zero."""
    run = Run(Settings(layers=(8, 8), init=init, init_std=0.5))
    for layer in run.network.layers:
        assert (layer.linear.weight.data == 0).all() == (init == "zeros")
        assert (layer.linear.bias.data == 0).all()


def test_penalties_and_dropout_and_batch_norm_take_part():
    """L1 makes weights exactly 0, L2 makes them small, batch normalization and dropout have their say."""
    base = Settings("gauss", layers=(6,), lr=0.1)
    plain = np.abs(trained(base).network.layers[0].linear.weight.data)
    sparse = trained(base.changed({"l1": 0.1})).network.layers[0].linear.weight.data
    small = np.abs(trained(base.changed({"l2": 0.3})).network.layers[0].linear.weight.data)
    assert (sparse == 0).any() and not (plain == 0).any() and small.sum() < plain.sum()
    both = trained(base.changed({"batch_norm": True, "dropout": 0.5}))
    assert both.network.layers[0].norm.running_mean.any() and both.network.layers[0].dropout.p == 0.5
    assert {"BatchNorm1d", "Dropout"} <= set(both.tools.tools)


def test_a_learner_s_parts_train_and_the_rest_is_the_library_s(shelf):
    """What has passed is used by itself; asked for the library's, that is used."""
    calls = []

    def tanh(x):
        calls.append(x.shape)
        return np.tanh(x)

    shelf.right |= {"tanh": tanh, "tanh_backward": lambda grad_output, x: grad_output * (1 - np.tanh(x) ** 2)}
    run = trained(Settings(layers=(4,)), 1)
    assert calls and run.tools.as_scene()["tanh"] == {"chosen": YOURS, "of": [YOURS, LIBRARYS], "role": "activation"}
    assert run.tools.whose()[0] == "Yours: tanh."
    del calls[:]
    library = trained(Settings(layers=(4,), sources=(("tanh", LIBRARYS),)), 1)
    assert not calls and library.history[0] == pytest.approx(run.history[0])


def test_half_a_pair_is_not_mixed_with_the_library_s(shelf):
    """A relu without its gradient would be two people's part."""
    shelf.right["relu"] = lambda x: 7 * x
    assert Run(Settings(activation="relu")).tools.tools["relu"].source == LIBRARYS


@pytest.mark.usefixtures("broken_relu")
def test_a_broken_part_trains_where_it_is_chosen():
    """The mistake is seen training: another way than the library's, from the same start."""
    right = trained(Settings(activation="relu", layers=(4,)))
    broken = trained(Settings(activation="relu", layers=(4,), sources=(("relu", BROKEN),)))
    assert broken.tools.whose()[0] == "Your broken ones: relu."
    assert broken.history[0] != right.history[0]


class OwnLinear(Module):
    """As a beginner writes it."""

    def __init__(self, in_features, out_features, rng=None):
        self.weight, self.bias = Parameter(np.zeros((out_features, in_features))), Parameter(np.zeros(out_features))

    def forward(self, x):
        self.x = x
        return x @ self.weight.data.T + self.bias.data

    def backward(self, grad_output):
        self.weight.accumulate_grad(grad_output.T @ self.x)
        self.bias.accumulate_grad(grad_output.sum(axis=0))
        return grad_output @ self.weight.data


class OwnSGD:
    """As chapter 3 asks for it, and no more."""

    def __init__(self, params, lr=0.001, momentum=0.0, weight_decay=0.0):
        self.param_groups = [{"params": list(params), "lr": lr}]

    def step(self):
        for param in self.param_groups[0]["params"]:
            param.data = param.data - self.param_groups[0]["lr"] * param.grad


def test_parts_as_their_exercises_ask_for_them_are_enough(shelf):
    """A Linear and an SGD with nothing but what the starters give train as the library's do."""
    library = trained(Settings("xor"))
    shelf.right |= {"Linear": OwnLinear, "SGD": OwnSGD}
    own = trained(Settings("xor"))
    assert own.history[-1] == pytest.approx(library.history[-1])
    own.set_training(own.settings.changed({"lr": 1.0}))
    assert own.optimizer.param_groups[0]["lr"] == 1.0


def steps(run, count):
    for _ in range(count):
        run.step()


def nothing(*_, **__):
    return None


class NoGradient(OwnLinear):
    def backward(self, grad_output):
        return grad_output @ self.weight.data


class Infinite(OwnSGD):
    def step(self):
        for param in self.param_groups[0]["params"]:
            param.data = param.data * np.inf


@pytest.mark.parametrize(
    ("name", "things", "said"),
    [
        ("tanh", [nothing, nothing], "Your broken tanh gave nothing (None)."),
        (
            "tanh",
            [lambda x: x[:, :1], nothing],
            "Your broken tanh gave an array of shape (10, 1) where an array of shape (10, 4) was expected.",
        ),
        ("tanh", [lambda x: x / 0, nothing], "Your broken tanh gave inf at 40 of 40 places."),
        ("tanh", [lambda x: x, lambda g, x: undefined], "Your broken tanh_backward raised NameError"),  # noqa: F821
        (
            "tanh",
            [lambda x: [["a"] * 4] * len(x), nothing],
            "Your broken tanh gave a list where numbers were expected.",
        ),
        ("cross_entropy", [lw.cross_entropy, nothing], "Your broken cross_entropy_backward gave nothing (None)."),
        (
            "Linear",
            [NoGradient],
            "of your broken Linear, a parameter of shape (4, 2) has no gradient.",
        ),
        ("SGD", [Infinite], "Your broken SGD's step gave "),
    ],
)
def test_a_part_that_fails_is_named_with_what_came(shelf, name, things, said):
    """Its sentence has whose, what came and what was expected; the weights are as they were."""
    shelf.wrong |= dict(zip([name, f"{name}_backward"], things, strict=False))
    run = Run(Settings(sources=((name, BROKEN),)))
    before = [parameter.data.copy() for parameter in run.network.parameters()]
    with np.errstate(all="ignore"), pytest.raises(PartFailed) as caught:
        run.step()
    assert said in str(caught.value)
    for parameter, data in zip(run.network.parameters(), before, strict=True):
        np.testing.assert_array_equal(parameter.data, data)
    assert run.updates == 0


def test_a_training_that_runs_away_is_not_the_part_s_fault():
    """Right parts, a rate beyond reason: the weights stay, and the sentence speaks of the rate."""
    run = Run(Settings("plane", activation="identity", layers=(8, 8), features=("x1", "x1²", "x2²"), lr=50.0))
    with np.errstate(all="ignore"), pytest.raises(RanAway, match="A smaller learning rate"):
        steps(run, 20)
    assert all(np.isfinite(parameter.data).all() for parameter in run.network.parameters())


def test_no_point_to_train_on_is_said():
    """An empty plane asks for points."""
    with pytest.raises(PartFailed, match="put some into the plane"):
        Run(Settings("own")).step()


@pytest.mark.parametrize("features", [("x1", "x2"), ("x2", "x1·x2", "sin x2")])
def test_maps_are_the_network_all_over_the_plane(features):
    """Row 0 is the lowest x2, column 0 the lowest x1; the output's map is its probability."""
    run = trained(Settings("xor", layers=(3,), features=features), 1)
    *hidden, output = Looker().look(run)  # the first look is fine, however long it takes
    assert hidden[0].shape == (3, 20, 20) and output.shape == (40, 40)
    low, high = -LIMIT + LIMIT / 40, LIMIT - LIMIT / 40
    corners = columns(features, np.array([[low, low], [high, low], [low, high]]))
    passed = run.network.forward(corners)
    np.testing.assert_allclose(lw.sigmoid(passed[-1].activation[:, 0]), [output[0, 0], output[0, -1], output[-1, 0]])
    np.testing.assert_allclose(hidden[0][:, 0, 0], passed[0].activation[0])


def test_a_slow_part_gets_coarser_maps(monkeypatch):
    """When a look takes long, the next one is at fewer places, and when it is quick again at more."""
    run, looker, now = Run(Settings()), Looker(), iter(np.cumsum([0, 1.0] * 3 + [0, 1e-4] * 3))
    monkeypatch.setattr("explore.playground.pictures.perf_counter", lambda: next(now))
    sizes = []
    for _ in range(3):
        looker.look(run)
        sizes.append(looker.size)
    assert sizes == [20, 10, 10]


def test_a_dead_unit_is_counted():
    """A bias far below zero switches a ReLU off for every point."""
    run = Run(Settings("circles", layers=(4,), activation="relu"))
    run.network.layers[0].linear.bias.data[:] = [-1e3, 5, 5, 5]
    described = layers(run, Looker().look(run), measured(run)["passed"])
    assert described[0]["dead"] == 0.25 and described[1]["dead"] is None


def test_the_numbers_of_a_single_step_fit_together():
    """What is shown of the latest update is SGD's rule, and the example's own gradient is a row of the chain rule."""
    run = Run(Settings("circles", layers=(2,), batch_size=400))
    assert single_step(run, 5, (0, 1, 0))["update"]["before"] is None
    run.step()
    shown = single_step(run, 5, (0, 1, 0))
    update = shown["update"]
    assert update["after"] == pytest.approx(update["before"] - 0.03 * update["gradient"]) and update["examples"] == 200
    hidden, output = shown["forward"]
    assert hidden["activation"] == pytest.approx(np.tanh(hidden["z"])) and hidden["inputs"] == [
        shown["x1"],
        shown["x2"],
    ]
    assert shown["prediction"] == pytest.approx(1 / (1 + np.exp(-output["z"][0])))
    assert shown["backward"][1]["z"] == pytest.approx([shown["prediction"] - shown["target"]])
    assert update["own_gradient"] == pytest.approx(shown["backward"][0]["z"][1] * shown["x1"])
    bias = single_step(run, 5, (0, 1, -1))["update"]
    assert bias["name"] == "bias of unit 2" and bias["own_gradient"] == pytest.approx(shown["backward"][0]["z"][1])


def test_every_part_has_its_library_s():
    """Each name of a part is an exercise's, and what stands in for it can be called."""
    assert all(callable(thing) for things in PARTS.values() for thing in things)
