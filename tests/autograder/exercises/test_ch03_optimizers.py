"""Chapter 3's records: the diagnosis on answers that real people hand in."""

import numpy as np
import pytest

import layerwise
from autograder.core.comparison import Comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find, load

CHAPTER = load("ch03_optimizers")


def named(name, *functions):
    """The mistake that the card names."""
    diagnosis = check_functions(find(name), functions).diagnosis
    return diagnosis.name if diagnosis else None


def points(compared, implementation):
    """What an implementation is worth."""
    return sum(aspect.points for aspect in judge(compared, implementation) if aspect.passed)


def test_a_slip_is_named_under_other_names_and_in_another_style():
    """A learner's own way to write Adam, with t one too small."""

    class Adam:
        def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
            self.param_groups = [{"params": list(params), "lr": lr}]
            self.b1, self.b2 = betas
            self.eps = eps
            self.t = 0
            self.m = [np.zeros_like(p.data) for p in params]
            self.v = [np.zeros_like(p.data) for p in params]

        def step(self):
            for i, p in enumerate(self.param_groups[0]["params"]):
                self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * p.grad
                self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * p.grad**2
                m_hat = self.m[i] / (1 - self.b1**self.t)
                v_hat = self.v[i] / (1 - self.b2**self.t)
                p.data -= self.param_groups[0]["lr"] * m_hat / (np.sqrt(v_hat) + self.eps)
            self.t += 1

    assert named("Adam", Adam) == "t from zero"


def test_an_optimizer_that_keeps_lr_to_itself_loses_that_aspect_only():
    """Whoever reads self.lr does not see a schedule; the rest stays right."""

    class Adagrad:
        def __init__(self, params, lr=0.01, eps=1e-10):
            self.params, self.lr, self.eps, self.h = list(params), lr, eps, {}
            self.param_groups = [{"params": self.params, "lr": lr}]

        def step(self):
            for p in self.params:
                self.h[p] = self.h.get(p, 0.0) + p.grad**2
                p.data = p.data - self.lr * p.grad / (np.sqrt(self.h[p]) + self.eps)

    report = check_functions(find("Adagrad"), (Adagrad,))
    assert [aspect.name for aspect in report.aspects if not aspect.passed] == ["a learning rate that changes"]


def test_a_schedule_is_diagnosed_while_the_other_is_not_written():
    """Half of an answer is enough."""

    class StepLR:
        def __init__(self, optimizer, step_size, gamma=0.1):
            self.optimizer, self.step_size, self.gamma, self.epoch = optimizer, step_size, gamma, 0

        def step(self):
            for group in self.optimizer.param_groups:
                group["lr"] *= self.gamma ** (self.epoch // self.step_size)
            self.epoch += 1

    class ExponentialLR:
        def __init__(self, optimizer, gamma):
            self.optimizer, self.gamma = optimizer, gamma

        def step(self):
            """Begin the next epoch."""

    report = check_functions(find("StepLR"), (StepLR, ExponentialLR))
    assert report.state == "wrong"
    report = check_functions(find("StepLR"), (layerwise.optim.StepLR, ExponentialLR))
    assert report.state == "partly"
    assert [aspect.passed for aspect in report.aspects] == [True, True, False, False]


def test_a_shuffled_order_is_the_learner_s_own_to_draw():
    """Python's own generator, begun with a number from the one that is given: full marks."""

    class DataLoader:
        def __init__(self, X, y, batch_size=32, shuffle=False, rng=None):
            import random

            self.X, self.y, self.batch_size, self.shuffle = X, y, batch_size, shuffle
            self.random = random.Random(int(np.random.default_rng(rng).integers(2**32)))

        def __len__(self):
            return (len(self.X) + self.batch_size - 1) // self.batch_size

        def __iter__(self):
            rows = list(range(len(self.X)))
            if self.shuffle:
                self.random.shuffle(rows)
            return iter(
                [
                    (self.X[rows[i : i + self.batch_size]], self.y[rows[i : i + self.batch_size]])
                    for i in range(0, len(rows), self.batch_size)
                ]
            )

    report = check_functions(find("DataLoader"), (DataLoader,))
    assert report.score == report.points


def test_an_exhausted_loader_is_no_crash():
    """A loader without batches is reported, whatever it is compared with."""

    class DataLoader:
        def __init__(self, X, y, batch_size=32, shuffle=False, rng=None):
            pass

        def __len__(self):
            return 0

        def __iter__(self):
            return iter([])

    report = check_functions(find("DataLoader"), (DataLoader,))
    assert report.score == 0
    assert report.state == "wrong"


@pytest.mark.parametrize("name", ["SGD", "NesterovSGD", "Adagrad", "RMSprop", "Adam"])
def test_single_precision_state_is_right_too(name):
    """Whoever keeps the state in float32 gets full marks."""
    exercise = find(name)
    [reference] = exercise.references

    class Single(reference):
        def step(self):
            super().step()
            for group in self.param_groups:
                for param in group["params"]:
                    param.data = param.data.astype(np.float32)

    report = check_functions(exercise, (Single,))
    assert report.score == report.points, report


@pytest.mark.parametrize("name", ["Adagrad", "RMSprop", "Adam"])
def test_a_slip_with_eps_costs_the_same_under_every_seed(name):
    """Large gradients never show it, tiny ones always do: no draw comes near the border."""
    exercise = find(name)
    slips = [mistake for mistake in exercise.misconceptions if "eps" in mistake.name]
    comparisons = [Comparison(exercise, seed) for seed in range(100, 106)]
    assert len(slips) >= 4
    for mistake in slips:
        for form in range(len(mistake.forms)):
            scores = {points(compared, compared.variant(mistake)[form]) for compared in comparisons}
            assert len(scores) == 1, mistake.name
            assert scores.pop() < exercise.points


@pytest.mark.parametrize("name", ["SGD", "NesterovSGD", "Adagrad", "RMSprop", "Adam"])
def test_a_gradient_that_is_replaced_is_not_left_alone(name):
    """Whoever puts another array where the gradient was has changed it, though no array was written into."""
    exercise = find(name)
    [reference] = exercise.references

    class Replacing(reference):
        def step(self):
            super().step()
            for param in self.param_groups[0]["params"]:
                param.grad = None if param.grad is None else 0.5 * param.grad

    failed = [aspect.name for aspect in check_functions(exercise, (Replacing,)).aspects if not aspect.passed]
    assert failed == ["leaves its input alone"]
