"""Chapter 11's records: the diagnosis on answers that real people hand in."""

import numpy as np

from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find, load

CHAPTER = load("ch11_low_rank")


def report(function):
    return check_functions(find(function.__name__), (function,))


def failing(function):
    """The names of the aspects that fail under each of three seeds; they have to be the same."""
    compared = [comparison(find(function.__name__), seed) for seed in range(3)]
    seen = [{a.name for a in judge(c, c.implementation((function,))) if not a.passed} for c in compared]
    assert seen[0] == seen[1] == seen[2]
    return seen[0]


def test_a_vector_may_have_either_sign():
    """Turned round with every step, or at the end."""

    def power_iteration(A, v, steps):
        for _ in range(steps):
            v = -A @ v
            v = v / np.linalg.norm(v)
        v = v / np.linalg.norm(v)
        return v @ A @ v, v

    assert report(power_iteration).state == "right"


def test_the_length_of_a_vector_is_judged_although_its_sign_is_not():
    """Twice as long is another vector."""

    def power_iteration(A, v, steps):
        for _ in range(steps):
            v = A @ v / np.linalg.norm(A @ v)
        v = v / np.linalg.norm(v)
        return v @ A @ v, 2 * v

    assert failing(power_iteration) >= {"the vector", "no step at all"}


def test_a_quotient_of_lengths_loses_the_sign():
    """|A v| / |v|, by hand."""

    def power_iteration(A, v, steps):
        v = v / np.sqrt(np.sum(v**2))
        for _ in range(steps):
            v = A @ v
            v = v / np.sqrt(np.sum(v**2))
        return np.sqrt(np.sum((A @ v) ** 2)) / np.sqrt(np.sum(v**2)), v

    assert report(power_iteration).diagnosis.name == "the value is the length"


def test_a_matrix_power_runs_out_of_range():
    """The product of so many matrices overflows before anybody can divide."""

    def power_iteration(A, v, steps):
        w = np.linalg.matrix_power(A, steps) @ v
        w = w / np.linalg.norm(w)
        return w @ A @ w, w

    assert failing(power_iteration) == {"large numbers, that overflow"}


def test_deflation_may_be_written_as_a_projection():
    """(I - v vᵀ) A (I - v vᵀ) takes the same away."""

    def top_eigenvectors(A, V0, steps):
        values, vectors = [], []
        for v in V0.T:
            for _ in range(steps):
                v = A @ v
                v = v / np.linalg.norm(v)
            values.append(v @ A @ v)
            vectors.append(v)
            keep = np.eye(len(A)) - np.outer(v, v)
            A = keep @ A @ keep
        return np.array(values), np.stack(vectors, axis=1)

    assert report(top_eigenvectors).state == "right"


def test_block_iteration_finds_them_too_but_not_from_the_starts_that_are_given():
    """All columns at once, kept at right angles by qr: the values are right, and a lone start is no block."""

    def top_eigenvectors(A, V0, steps):
        V = V0
        for _ in range(steps):
            V, _ = np.linalg.qr(A @ V)
        return np.diag(V.T @ A @ V), V

    assert failing(top_eigenvectors) <= {"the starts that are given"}


def test_a_vector_with_a_transpose_of_one_dimension_takes_away_a_number():
    """The bug of everybody who comes from MATLAB."""

    def top_eigenvectors(A, V0, steps):
        values, vectors = [], []
        for start in V0.T:
            v = start / np.linalg.norm(start)
            for _ in range(steps):
                v = A @ v
                v = v / np.linalg.norm(v)
            value = v.T @ A @ v
            values.append(value)
            vectors.append(v)
            A = A - value * (v @ v.T)
        return np.array(values), np.array(vectors).T

    assert report(top_eigenvectors).diagnosis.name == "takes away a number"


def test_gaussian_elimination_with_a_fixed_limit_is_no_rank():
    """A limit of 1e-9 knows no unit."""

    def matrix_rank(A, tol=None):
        rest, rank = np.array(A, dtype=float), 0
        limit = 1e-9 if tol is None else tol
        for column in range(rest.shape[1]):
            if rank == len(rest):
                break
            pivot = rank + np.abs(rest[rank:, column]).argmax()
            if abs(rest[pivot, column]) <= limit:
                continue
            rest[[rank, pivot]] = rest[[pivot, rank]]
            rest[rank + 1 :] -= np.outer(rest[rank + 1 :, column] / rest[rank, column], rest[rank])
            rank += 1
        return rank

    assert "the unit does not matter" in failing(matrix_rank)


def test_numpy_s_rank_gets_full_marks_and_its_relative_tolerance_does_not():
    """`tol` and `rtol` are two things."""

    def matrix_rank(A, tol=None):
        return np.linalg.matrix_rank(A, rtol=tol)

    assert failing(matrix_rank) == {"a tol that is given"}


def test_v_for_vt_is_named_however_it_is_written():
    """Unpacked as V, and transposed."""

    def low_rank(A, k):
        u, s, v = np.linalg.svd(A, full_matrices=False)
        return u[:, :k] @ np.diag(s[:k]) @ v[:, :k].T

    assert report(low_rank).diagnosis.name == "V for Vt"


def test_a_low_rank_table_by_power_iteration_is_right():
    """Pattern after pattern, as in section 2."""

    def low_rank(A, k):
        rest, nearest = np.array(A, dtype=float), np.zeros(np.shape(A))
        rng = np.random.default_rng(0)
        for _ in range(k):
            v = rng.standard_normal(rest.shape[1])
            for _ in range(400):
                v = rest.T @ (rest @ v)
                v = v / np.linalg.norm(v)
            pattern = np.outer(rest @ v, v)
            nearest, rest = nearest + pattern, rest - pattern
        return nearest

    assert report(low_rank).state == "right"


def test_storage_and_error_are_judged_apart():
    """Who has one of them right has its points."""

    def storage_and_error(s, shape, k):
        return k * sum(shape), np.linalg.norm(s[k:]) / np.linalg.norm(s)

    seen = report(storage_and_error)
    assert seen.diagnosis.name == "the singular values are forgotten"
    assert {a.name for a in seen.aspects if a.passed} >= {"the error"}


def test_components_turned_by_a_rule_are_as_good():
    """As scikit-learn turns them: the entry that is largest in size is positive."""

    def pca(X, k):
        mean = X.mean(0)
        _, s, Vt = np.linalg.svd(X - mean, full_matrices=False)
        signs = np.sign(Vt[np.arange(len(Vt)), np.abs(Vt).argmax(axis=1)])
        return mean, (Vt * signs[:, None])[:k], (s**2 / (s**2).sum())[:k]

    assert report(pca).state == "right"


def test_unsorted_eigenvectors_are_named():
    """eigh's order, the classic."""

    def pca(X, k):
        mean = X.mean(axis=0)
        values, vectors = np.linalg.eigh((X - mean).T @ (X - mean) / (len(X) - 1))
        return mean, vectors[:, :k].T, values[:k] / values.sum()

    assert report(pca).diagnosis.name == "smallest first"


def test_zeros_in_the_blanks_are_named_however_they_got_there():
    """R times the mask, and all of Q."""

    def als_step(R, mask, Q, lam):
        filled = np.nan_to_num(R) * mask
        return filled @ Q @ np.linalg.inv(Q.T @ Q + lam * np.eye(Q.shape[1]))

    assert report(als_step).diagnosis.name == "blanks as zeros"


def test_nan_times_the_mask_is_nan():
    """0 * nan is not 0: right where blanks hold numbers."""

    def als_step(R, mask, Q, lam):
        P = []
        for r, m in zip(R, mask, strict=True):
            W = np.diag(m.astype(float))
            P.append(np.linalg.solve(Q.T @ W @ Q + lam * np.eye(Q.shape[1]), Q.T @ (r * m)))
        return np.array(P)

    assert failing(als_step) == {"whatever stands in a blank"}


def test_an_eigenvector_is_pagerank_only_when_the_steps_are_many():
    """Asked of numpy, it is what the steps lead to."""

    def pagerank(links, damping=0.85, steps=100):
        n, out = len(links), links.sum(axis=1)
        P = np.array([row / total if total else np.full(n, 1 / n) for row, total in zip(links, out, strict=True)])
        values, V = np.linalg.eig((damping * P + (1 - damping) / n).T)
        v = np.abs(V[:, values.real.argmax()].real)
        return v / v.sum()

    assert "the steps that are given" in failing(pagerank)


def test_integers_that_stay_integers_are_caught():
    """Rows divided in place, in an array of whole numbers."""

    def pagerank(links, damping=0.85, steps=100):
        n = len(links)
        P = links.copy()
        for i in range(n):
            P[i] = P[i] / P[i].sum() if P[i].sum() else 1 / n
        r = np.full(n, 1 / n)
        for _ in range(steps):
            r = damping * r @ P + (1 - damping) / n
        return r

    assert report(pagerank).state != "right"
    assert "ranks, where all pages have links" in failing(pagerank)


def test_every_mistake_that_the_curriculum_names_is_there():
    """One record for each, under a name that says it."""
    names = {mistake.name for exercise in CHAPTER.exercises for mistake in exercise.misconceptions}
    assert names >= {
        "never divides by the length", "the value is the length", "ratio of two entries", "another start",
        "one step short",
        "the pattern is not of length 1", "takes away a number", "writes into A", "never takes anything away",
        "sorted by value",
        "counts what is not zero", "a fixed limit", "counts rows", "eigenvalues of a rectangle",
        "V for Vt", "drops the largest", "keeps rows of A", "full U does not fit", "one pattern too many",
        "sums without squares", "square, not root", "one pattern counted on the wrong side",
        "the whole table k times",
        "not centred", "smallest first", "columns for rows", "ratio of the singular values", "standardizes",
        "blanks as zeros", "λ is missing", "solves for the items", "λ of the wrong size",
        "users without ratings are skipped",
        "not divided by the number of links", "dangling pages leak", "the damping on the wrong side",
        "links read the wrong way",
    }  # fmt: skip
