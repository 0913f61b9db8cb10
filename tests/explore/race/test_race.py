from base64 import b64decode

import numpy as np
import pytest

from explore import RaceExplorer, own
from explore.race.explorer import read
from explore.race.model import FIRST, LANDSCAPES, OWN, RUNNERS, RaceModel
from explore.race.race_stage import told_of, told_once
from explore.style import OPTIMIZER_LINES
from layerwise import optim

EVERY = pytest.mark.parametrize("landscape", LANDSCAPES)
# (-.350, .085), (.896, .088), (-.120, .000), (.136, .318): Deep Learning from Scratch, section 6.1
PRINTED = {"SGD": (-0.350, 0.085), "Momentum": (0.896, 0.088), "Adagrad": (-0.120, 0.000), "Adam": (0.136, 0.318)}


def model(landscape="bowl", **settings):
    """A race as the landscape begins it, all six in it."""
    return RaceModel(**{"landscape": landscape, "show": "all", **LANDSCAPES[landscape].usual, **settings})


class Shelf:
    """What a learner has written: by name, the one that passed and the one that failed."""

    def __init__(self, passed=None, failed=None):
        self._passed, self._failed = passed or {}, failed or {}

    def passed(self, name):
        return self._passed.get(name)

    def failed(self, name):
        return self._failed.get(name)


@pytest.fixture
def lend():
    """Lends the explorers a learner's parts, for one test."""
    yield lambda **parts: own.use_shelf(Shelf(**parts))
    own.use_shelf(Shelf())


class Plain:
    """An optimizer as chapter 3 asks for SGD: no base class, and a new array at each step."""

    def __init__(self, params, lr=0.001, momentum=0.0, weight_decay=0.0):
        self.params, self.lr, self.momentum, self.decay, self.velocity = params, lr, momentum, weight_decay, {}

    def step(self):
        for param in self.params:
            grad = param.grad + self.decay * param.data
            self.velocity[param] = self.momentum * self.velocity.get(param, 0.0) + grad
            param.data = param.data - self.lr * self.velocity[param]


class Uphill(Plain):
    """The same with a slip in its sign."""

    def step(self):
        for param in self.params:
            param.data = param.data + self.lr * param.grad


class Raises:
    """An Adam that was not finished."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = params

    def step(self):
        raise ZeroDivisionError("division by zero")


@pytest.mark.parametrize("name", PRINTED)
def test_the_bowl_s_usual_race_is_the_book_s(name):
    """After 30 steps everybody is where the book's code is, to the printed digits."""
    assert model().run(name).path[30] == pytest.approx(PRINTED[name], abs=5.001e-4)


@EVERY
def test_every_landscape_has_a_usual_race_in_which_nobody_runs_away(landscape):
    """All six start in the picture and are still in it after 100 steps, lower than before."""
    race = model(landscape)
    for name in RUNNERS:
        run = race.run(name)
        assert run.path[0].tolist() == [race.x, race.y]
        assert run.values[-1] < run.values[0]
        for place, (low, high) in zip(run.path[-1], (race.ground.x_limits, race.ground.y_limits), strict=True):
            assert low <= place <= high
    assert not race.reached


def test_a_run_away_is_said_and_not_drawn():
    """A learning rate above the limit of the valley: nan from there on, no warning."""
    assert model(sgd_lr=10.0).run("SGD").low_at is None
    race = model("rosenbrock", sgd_lr=1.0)
    assert np.isnan(race.run("SGD").values[-1])
    assert "SGD ran away" in race.sentence


def test_without_momentum_the_three_are_one():
    """SGD, Momentum and Nesterov take the same way."""
    race = model(sgd_lr=0.1, momentum=0.0)
    np.testing.assert_allclose(race.run("Momentum").path, race.run("SGD").path)
    np.testing.assert_allclose(race.run("Nesterov").path, race.run("SGD").path)


@pytest.mark.parametrize(
    ("setting", "value", "who"),
    [
        ("x", -6.0, set(RUNNERS)),
        ("adam_lr", 0.2, {"Adam"}),
        ("momentum", 0.5, {"Momentum", "Nesterov"}),
        ("alpha", 0.9, {"RMSprop"}),
        ("beta1", 0.5, {"Adam"}),
        ("beta2", 0.9, {"Adam"}),
        ("eps", 0.1, {"Adagrad", "RMSprop", "Adam"}),
        ("weight_decay", 0.1, set(RUNNERS)),
    ],
)
def test_every_setting_changes_those_it_belongs_to(setting, value, who):
    """A hyper-parameter moves its own optimizers and nobody else."""
    before, after = model(), model(**{setting: value})
    changed = {name for name in RUNNERS if not np.array_equal(before.run(name).path, after.run(name).path)}
    assert changed == who


def test_the_weights_decay_as_in_the_library():
    """Where the class knows no decay, the race adds it to the gradient, which is what the library does inside."""
    race = model(weight_decay=0.1)
    for name, make in (("Adagrad", optim.Adagrad), ("RMSprop", optim.RMSprop)):
        rate = getattr(race, f"{name.lower()}_lr")
        x = optim.trace(
            lambda params, make=make, rate=rate: make(params, lr=rate, eps=1e-8, weight_decay=0.1),
            race.ground.f, [race.x, race.y], steps=100,
        )  # fmt: skip
        np.testing.assert_allclose(race.run(name).path, x)


def test_the_race_begins_where_its_goal_is_and_is_no_hairball():
    """Three ways, on the landscape of which the goal speaks; a rate and a momentum away from it."""
    explorer = RaceExplorer()
    assert explorer.model.landscape == "rosenbrock" and explorer.model.shown == FIRST
    explorer.set(momentum=0.85, momentum_lr=0.02)
    assert explorer.goal_reached


def test_the_learner_s_optimizer_runs_and_it_is_said_whose(lend):
    """A class as its exercise asks for it takes the library's way; the page hears that it is theirs."""
    library = model(weight_decay=0.1)
    ways = {name: library.run(name).path for name in ("SGD", "Momentum")}
    lend(passed={"SGD": Plain}, failed={"SGD": Uphill})
    explorer = RaceExplorer("bowl", show="all")
    assert explorer.scene()["sources"]["Momentum"] == ["yours", "the library's", "your broken one"]
    assert explorer.scene()["sources"]["Adam"] == ["the library's"]
    explorer.set(weight_decay=0.1)
    for name, way in ways.items():
        np.testing.assert_allclose(explorer.model.run(name).path, way)
    explorer.set(sgd_whose="your broken one")
    assert explorer.model.run("SGD").values[3] > explorer.model.run("SGD").values[0]
    np.testing.assert_allclose(explorer.model.run("Momentum").path, ways["Momentum"])
    assert "SGD (your broken one) " in explorer.model.sentence


def test_an_optimizer_that_raises_is_named_and_absent(lend):
    """Its row says what it raised, the others run."""
    lend(passed={"Adam": Raises})
    explorer = RaceExplorer()
    adam = explorer.model.run("Adam")
    assert adam.error == "your Adam raised ZeroDivisionError: division by zero"
    assert np.isnan(adam.path).all()
    assert "Adam did not run (your Adam raised ZeroDivisionError" in explorer.model.sentence
    assert np.isfinite(explorer.model.run("SGD").values).all()
    assert explorer.png()


def test_the_goal_counts_from_the_usual_start_only():
    """Starting at the minimum is no way to reach it."""
    usual = {"landscape": "rosenbrock", "x": -1.2, "y": 1.0, "nesterov_lr": 0.02, "show": ("SGD", "Nesterov")}
    assert RaceModel(**usual, momentum=0.85).reached
    assert not RaceModel(**usual).reached
    assert not RaceModel(**{**usual, "x": 1.0}, momentum=0.85).reached
    assert not RaceModel(**{**usual, "show": "SGD"}, momentum=0.85).reached


def test_low_means_low_to_the_end():
    """With momentum 0.9 Nesterov's dips below 1e-6 and shoots past; with 0.85 it stays."""
    usual = {"landscape": "rosenbrock", "x": -1.2, "y": 1.0, "nesterov_lr": 0.02}
    hasty, calm = RaceModel(**usual).run("Nesterov"), RaceModel(**usual, momentum=0.85).run("Nesterov")
    assert hasty.values.min() < 1e-6
    assert hasty.low_at is None
    assert calm.low_at is not None
    assert (calm.values[calm.low_at :] < 1e-6).all()
    assert calm.values[calm.low_at - 1] >= 1e-6


def test_wrong_settings_are_named():
    """The message names the setting, what was received and what is possible; nothing changes."""
    with pytest.raises(ValueError, match="must be one of 'bowl', 'rosenbrock', 'saddle', 'wells', 'your own'"):
        RaceExplorer("mountain")
    with pytest.raises(ValueError, match="x must be at most 8, got 9"):
        model(x=9.0)
    with pytest.raises(ValueError, match="show must be one of 'all', 'SGD'"):
        RaceExplorer(show=("SGD", "Eve"))
    explorer = RaceExplorer()
    before = explorer.model
    for settings, said in (
        ({"sgd_lr": 0.0}, "sgd_lr must be greater than 0, got 0"),
        ({"beta1": 1.0}, "beta1 must be less than 1, got 1"),
        ({"speed": 3}, "unknown setting 'speed'; the settings are landscape, x, y, show"),
        ({"adam_whose": "mine"}, "source must be 'yours'"),
    ):
        with pytest.raises(ValueError, match=said):
            explorer.set(**settings)
        assert explorer.model is before


def test_any_rate_can_be_typed():
    """0.4 is between two stops of the handle; a decimal comma is read too, and what is no number is named."""
    explorer = RaceExplorer()
    explorer.asked({"kind": "sgd_lr", "settings": {"sgd_lr": "0,0123"}})
    assert explorer.model.sgd_lr == 0.0123
    with pytest.raises(ValueError, match=r"the learning rate needs a number such as 0\.05, and 'much' is none"):
        explorer.asked({"kind": "sgd_lr", "settings": {"sgd_lr": "much"}})
    assert read("landscape", "bowl") == "bowl"
    assert read("momentum", 0.5) == 0.5


def test_the_optimizers_have_the_course_s_lines():
    """One colour and dash for each, here as everywhere, and a mark of its own."""
    assert set(RUNNERS) == set(OPTIMIZER_LINES)
    told = told_once()["runners"]
    assert {one["name"]: one["colour"] for one in told} == {n: line["color"] for n, line in OPTIMIZER_LINES.items()}
    assert len({one["mark"] for one in told}) == len(told)


@EVERY
def test_a_page_without_widgets_gets_the_picture_and_a_sentence(landscape):
    """The bundle holds the live view, a PNG of the same picture and the model's sentence."""
    explorer = RaceExplorer(landscape)
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == explorer.model.sentence
    assert b64decode(bundle["image/png"]) == explorer.png()


def test_the_still_follows_every_setting_and_back():
    """After many changes the picture equals one drawn from nothing."""
    explorer = RaceExplorer()
    before = explorer.png()
    for name, value in (
        ("show", "Adam"),
        ("x", 1.0),
        ("landscape", OWN),
        ("formula", "x**2 + 3 * y**2"),
        ("y_high", 9.0),
    ):
        explorer.set(**{name: value})
        assert explorer.png() != before
    explorer.set(landscape="rosenbrock", show=FIRST)
    assert explorer.png() == before


def test_the_page_asks_and_gets_the_whole_scene():
    """A start on the picture, the optimizers in the race, the usual settings; each answer has it all."""
    explorer = RaceExplorer("bowl")
    explorer.asked({"kind": "start", "settings": {"x": -3.0, "y": 1.5}})
    explorer.asked({"kind": "show", "settings": {"show": ["Adam", "SGD"]}})
    explorer.asked({"kind": "momentum", "settings": {"momentum": "0.5"}})
    scene = explorer.scene()
    assert (scene["settings"]["x"], scene["settings"]["y"], scene["asked"]) == (-3.0, 1.5, "momentum")
    assert scene["shown"] == ["SGD", "Adam"] == [run["name"] for run in scene["runs"]]
    assert scene["runs"][0]["path"].shape == (101, 2)
    explorer.asked({"kind": "usual", "settings": {}})
    assert (explorer.model.x, explorer.model.momentum, explorer.model.shown) == (-7, 0.9, ("SGD", "Adam"))
    with pytest.raises(ValueError, match="the page asks for 'dance'"):
        explorer.asked({"kind": "dance"})


def test_nobody_in_the_race_is_said():
    """All unticked: an empty picture and what to do."""
    explorer = RaceExplorer(show=())
    assert explorer.model.sentence == "rosenbrock: nobody runs. Tick an optimizer."
    assert explorer.scene()["runs"] == []


def test_a_new_landscape_brings_its_start_its_rates_and_its_ground():
    """Unless they are given; the page is told of the ground once."""
    explorer = RaceExplorer("bowl")
    told = []
    explorer.picture.observe(lambda change: told.append(change["new"]["name"]), names="ground")
    explorer.set(landscape="rosenbrock")
    usual = LANDSCAPES["rosenbrock"].usual
    assert {name: getattr(explorer.model, name) for name in usual} == usual
    explorer.set(x=0.0)
    explorer.set(landscape="saddle", y=-1.0)
    assert (explorer.model.x, explorer.model.y) == (-1.5, -1.0)
    assert told == ["rosenbrock", "saddle"]
    ground = told_of(explorer.model.ground)
    assert ground["shape"] == [61, 81] and len(ground["heights"]) == 4 * 61 * 81 and ground["step"] == 0.01


def test_an_own_landscape_keeps_the_start_while_it_is_in_the_picture():
    """Other limits: the start stays, or goes to the usual place where it would be outside."""
    explorer = RaceExplorer()
    explorer.set(landscape=OWN, x=1.0, y=1.0)
    explorer.set(formula="x**2 + y**2", x_high=2.0)
    assert (explorer.model.x, explorer.model.y) == (1.0, 1.0)
    explorer.set(x_high=0.5)
    assert explorer.model.x < 0.5
    before = explorer.model
    for text, said in (
        ("x ^ 2", "A power is written"),
        ("log(-1 - x**2)", "no value anywhere"),
        ("x - x", "flat"),
    ):
        with pytest.raises(ValueError, match=said):
            explorer.set(formula=text)
        assert explorer.model is before
    with pytest.raises(ValueError, match=r"x must go up from left to right: its limits are 5 and 0\.5"):
        explorer.set(x_low=5.0)


def test_the_goal_is_reported_once():
    """on_goal gets the goal's text the first time, and the words keep saying so."""
    reports = []
    explorer = RaceExplorer("rosenbrock", show="all", on_goal=reports.append)
    explorer.set(momentum=0.85)
    for rate in (0.02, 0.003, 0.02):
        explorer.set(nesterov_lr=rate)
    assert reports == [explorer.model.goal]
    assert explorer.words.reached
