"""Chapter 13's records: answers that nobody recorded, wrong and right."""

import math

import numpy as np
import pytest

from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find, load
from layerwise import search

CHAPTER = load("ch13_search")


def failing(name, *functions):
    """The names of the aspects that fail under each of three seeds; they have to be the same."""
    compared = [comparison(find(name), seed) for seed in range(3)]
    seen = [{a.name for a in judge(c, c.implementation(functions)) if not a.passed} for c in compared]
    assert seen[0] == seen[1] == seen[2]
    return seen[0]


def test_every_exercise_names_five_mistakes_or_more():
    """And has two other right ways."""
    for exercise in CHAPTER.exercises:
        assert len(exercise.misconceptions) >= 5, exercise.name
        assert len(exercise.accepted) >= 2, exercise.name


def test_a_table_of_the_well_known_bases_is_no_sequence():
    """Right in bases 2 and 3, at random otherwise: bases are drawn, too."""

    def halton(n, bases):
        points = np.random.default_rng(0).random((n, len(bases)))
        for d, b in enumerate(bases):
            if b in (2, 3):
                points[:, d] = search.halton(n, (b,))[:, 0]
        return points

    assert failing("halton", halton) == {"one base", "several bases", "many points", "shape"}


def test_halton_may_count_from_strings():
    """np.base_repr, and the text turned round."""

    def halton(n, bases):
        def mirrored(i, b):
            digits = np.base_repr(i, b)[::-1]
            return sum(int(digit, 36) / b ** (k + 1) for k, digit in enumerate(digits))

        return [[mirrored(i, b) for b in bases] for i in range(1, n + 1)]

    assert failing("halton", halton) == set()


def test_halving_must_pay_only_for_those_who_are_left():
    """A cache makes every pair a single call, and still asks everybody with every budget."""

    def successive_halving(loss, n, budgets, eta=3):
        table = {(i, budget): loss(i, budget) for i in range(n) for budget in budgets}
        return search.successive_halving(lambda i, budget: table[i, budget], n, budgets, eta)

    assert failing("successive_halving", successive_halving) == {"what was asked"}


def test_rounds_may_be_arrays():
    """What counts is who is left, in which order."""

    def successive_halving(loss, n, budgets, eta=3):
        return tuple(np.array(left) for left in search.successive_halving(loss, n, budgets, eta))

    assert failing("successive_halving", successive_halving) == set()


def test_a_tournament_that_stops_at_one_has_lists_missing():
    """One list for each budget, also when only one is left."""

    def successive_halving(loss, n, budgets, eta=3):
        rounds = []
        for left in search.successive_halving(loss, n, budgets, eta):
            rounds.append(left)
            if len(left) == 1:
                break
        return rounds

    assert failing("successive_halving", successive_halving) == {"one is always left"}


def test_a_kernel_by_products_needs_no_guard():
    """A squared distance of -1e-16 is as good as 0 in the exponent."""

    def rbf_kernel(A, B, lengthscale):
        squares = (A * A).sum(1)[:, None] + (B * B).sum(1)[None, :] - 2.0 * np.dot(A, B.T)
        return np.exp(squares * (-0.5 / lengthscale**2))

    assert failing("rbf_kernel", rbf_kernel) == set()


def test_a_posterior_without_doubt_earns_its_mean():
    """Half an answer is worth what it is worth."""

    def gp_posterior(X, y, Z, lengthscale, noise):
        mean, _ = search.gp_posterior(X, y, Z, lengthscale, noise)
        return mean, np.ones(len(Z))

    found = check_functions(find("gp_posterior"), (gp_posterior,))
    assert found.state == "partly"
    missing = {a.name for a in found.aspects if not a.passed}
    assert missing == {"std", "a noisy y", "values known exactly", "as many places as values"}


@pytest.mark.parametrize("jitter", [1e-10, 1e-8, 1e-6])
def test_a_jitter_that_changes_nothing_is_right(jitter):
    """Many libraries add one to K."""

    def gp_posterior(X, y, Z, lengthscale, noise):
        return search.gp_posterior(X, y, Z, lengthscale, math.sqrt(noise**2 + jitter))

    assert failing("gp_posterior", gp_posterior) == set()


def test_the_likelihood_of_the_noisy_values_is_asked():
    """Two terms right are not three: each of them decides some case."""
    for wrong in (
        lambda X, y, scale, noise: search.log_marginal_likelihood(X, 0 * y, scale, noise),
        lambda X, y, scale, noise: search.log_marginal_likelihood(X, y, scale, noise) + 1,
        lambda X, y, scale, noise: search.log_marginal_likelihood(X, y, scale, 0.15),
    ):

        def log_marginal_likelihood(X, y, lengthscale, noise, wrong=wrong):
            return wrong(X, y, lengthscale, noise)

        assert {"few values", "many values", "noise"} <= failing("log_marginal_likelihood", log_marginal_likelihood)


def test_a_thousand_draws_are_not_the_mean():
    """Sampling comes near, and a formula is asked."""

    def expected_improvement(mean, std, best):
        drawn = mean + std * np.random.default_rng(0).normal(size=(2000, len(mean)))
        return np.maximum(best - drawn, 0).mean(axis=0)

    assert {"a lower mean", "a higher mean"} <= failing("expected_improvement", expected_improvement)


def test_a_worth_that_is_cut_off_at_the_end_is_right():
    """It is never negative anyway."""

    def expected_improvement(mean, std, best):
        return np.clip(search.expected_improvement(mean, std, best), 0, None)

    assert failing("expected_improvement", expected_improvement) == set()


def test_a_loop_may_use_its_own_process():
    """And return lists."""

    def bayes_opt(f, candidates, first, n, lengthscale=0.2, noise=1e-3, acquisition=None):
        tried, values = search.bayes_opt(f, candidates, first, n, lengthscale, noise, acquisition)
        return tried.tolist(), values.tolist()

    assert failing("bayes_opt", bayes_opt) == set()


def test_a_search_at_random_is_not_one_that_was_asked():
    """It calls f as often as it may, tries nothing twice, and hears nobody."""

    def bayes_opt(f, candidates, first, n, lengthscale=0.2, noise=1e-3, acquisition=None):
        others = [i for i in range(len(candidates)) if i not in first]
        more = np.random.default_rng(0).permutation(others)[: n - len(first)]
        tried = [*first, *(int(i) for i in more)]
        return tried, [f(candidates[i]) for i in tried]

    lost = failing("bayes_opt", bayes_opt)
    assert "which are tried first, and what came" not in lost
    assert {"nothing is tried twice", "the acquisition is told the best", "a run with expected improvement"} <= lost
