import numpy as np
import pytest

from layerwise import softmax
from layerwise.training.ensemble import ensemble_predict


def test_it_is_the_mean_of_the_probabilities():
    """Rows sum to 1; the order of the models does not matter; one model alone is its softmax."""
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (4, 5, 3))
    models = [lambda X, scores=scores: scores for scores in logits]
    mean = ensemble_predict(models, np.zeros((5, 2)))
    assert np.allclose(mean, softmax(logits, dim=-1).mean(axis=0)) and np.allclose(mean.sum(axis=1), 1)
    assert np.allclose(mean, ensemble_predict(models[::-1], np.zeros((5, 2))))
    assert np.allclose(ensemble_predict(models[:1], None), softmax(logits[0]))


def test_averaging_errs_less_than_the_members():
    """Twenty weak voters with independent noise: together they beat every one of them."""
    rng = np.random.default_rng(0)
    target = rng.integers(0, 3, 500)
    scores = np.eye(3)[target] + rng.normal(0, 1, (20, 500, 3))
    models = [lambda X, logits=logits: logits for logits in scores]
    members = [(model(None).argmax(axis=1) == target).mean() for model in models]
    assert (ensemble_predict(models, None).argmax(axis=1) == target).mean() > max(members) + 0.1


def test_models_that_do_not_fit_are_refused():
    """None, labels for scores, different shapes."""
    refused = [
        ([], "at least one model"),
        ([lambda X: np.zeros(3)], r"output of models\[0\] must have shape \(N, C\)"),
        ([lambda X: np.zeros((2, 3)), lambda X: np.zeros((2, 1))], r"models\[1\] gives logits of shape \(2, 1\)"),
    ]
    for models, message in refused:
        with pytest.raises(ValueError, match=message):
            ensemble_predict(models, None)
