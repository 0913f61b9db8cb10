import math

import numpy as np
import pytest

from layerwise.training.search import Choice, LogUniform, Uniform, narrow, random_search

SPACE = {"lr": LogUniform(1e-6, 1.0), "dropout": Uniform(0.0, 0.5), "units": Choice([16, 32, 64])}


def hill(lr: float, dropout: float, units: int) -> float:
    """Highest at lr = 0.01, dropout = 0.2, 64 units."""
    return -abs(math.log10(lr) + 2) - abs(dropout - 0.2) + units / 64


def test_all_draws_are_inside_and_the_best_comes_first():
    """As many trials as asked for, sorted, the same for the same seed."""
    results = random_search(hill, SPACE, trials=40, rng=1)
    assert len(results) == 40
    assert [trial.score for trial in results] == sorted((hill(**trial.params) for trial in results), reverse=True)
    for trial in results:
        assert 1e-6 <= trial.params["lr"] <= 1 and 0 <= trial.params["dropout"] <= 0.5
        assert trial.params["units"] in (16, 32, 64)
    assert random_search(hill, SPACE, trials=40, rng=1) == results != random_search(hill, SPACE, trials=40, rng=2)


def test_every_decade_is_as_likely():
    """The logarithms are uniform: about a sixth of the draws in each of six decades."""
    rng = np.random.default_rng(0)
    logs = np.log10([SPACE["lr"].draw(rng) for _ in range(6000)])
    counts, _ = np.histogram(logs, bins=np.arange(-6, 1))
    assert counts.sum() == 6000 and (abs(counts - 1000) < 120).all()


def test_narrowing_closes_in_on_the_best():
    """Three rounds: every range shrinks, keeps the best point inside and stays in the old range."""
    space, rng = SPACE, np.random.default_rng(0)
    for _ in range(3):
        results = random_search(hill, space, trials=30, rng=rng)
        smaller = narrow(space, results, keep=5)
        for name in ("lr", "dropout"):
            old, new = space[name], smaller[name]
            assert old.low <= new.low * (1 + 1e-9) and new.high <= old.high * (1 + 1e-9)
            assert new.low <= results[0].params[name] <= new.high
            assert new.high / new.low < old.high / old.low if name == "lr" else new.high - new.low < 0.5
        space = smaller
    assert space["lr"].high / space["lr"].low < 100 and 64 in space["units"].values
    assert results[0].score > 0.8


def test_one_trial_kept_still_leaves_a_range():
    """The margin keeps the new range open around a single point."""
    smaller = narrow(SPACE, random_search(hill, SPACE, trials=3), keep=1)
    assert smaller["lr"].low < smaller["lr"].high and len(smaller["units"].values) == 1


def test_a_training_that_diverged_comes_last():
    """nan is worse than any number."""
    scores = iter([math.nan, -5.0, 1.0, math.nan])
    results = random_search(lambda lr: next(scores), {"lr": LogUniform(1e-3, 1.0)}, trials=4)
    assert [trial.score for trial in results][:2] == [1.0, -5.0] and math.isnan(results[-1].score)


def test_spaces_that_make_no_sense_are_refused():
    """The error names the hyper-parameter or the argument."""
    refused = [
        (lambda: LogUniform(0.0, 1.0), ValueError, "low must be greater than 0"),
        (lambda: Uniform(1.0, 1.0), ValueError, "high must be greater than 1"),
        (lambda: Choice([]), ValueError, "at least one value"),
        (lambda: random_search(hill, {}, 3), ValueError, "at least one hyper-parameter"),
        (lambda: random_search(hill, {"lr": (0.1, 1)}, 3), TypeError, r"space\['lr'\] must be a Uniform"),
        (lambda: random_search(hill, SPACE, 0), ValueError, "trials must be at least 1"),
        (lambda: narrow(SPACE, []), ValueError, "at least one trial"),
    ]
    for call, error, message in refused:
        with pytest.raises(error, match=message):
            call()
