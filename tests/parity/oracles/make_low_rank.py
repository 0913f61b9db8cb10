"""Makes low_rank.npz: eigenvectors, ranks, approximations, components, ridge and PageRank as other libraries have them.

numpy.linalg, scikit-learn's PCA and Ridge, networkx's pagerank.
"""

import networkx
import numpy as np
from expectations import Arrays, main
from sklearn.decomposition import PCA
from sklearn.linear_model import Ridge


def eigenvectors(rng: np.random.Generator) -> Arrays:
    """A symmetric matrix whose eigenvalues are far apart, and numpy's eigenvectors, the largest in size first."""
    basis = np.linalg.qr(rng.standard_normal((6, 6)))[0]
    A = (basis * [5.0, -3.0, 1.5, 0.5, -0.1, 0.0]) @ basis.T
    A = (A + A.T) / 2
    values, V = np.linalg.eigh(A)
    order = np.argsort(-np.abs(values))[:3]
    return {"A": A, "V0": rng.standard_normal((6, 3)), "values": values[order], "V": V[:, order]}


def approximations(rng: np.random.Generator) -> Arrays:
    """Tall, wide, square and thin tables: singular values, ranks by numpy, the best approximation and its error."""
    arrays = {}
    for name, (m, n, r) in {"tall": (9, 4, 3), "wide": (3, 8, 3), "square": (6, 6, 2), "column": (5, 1, 1)}.items():
        A = rng.standard_normal((m, r)) @ rng.standard_normal((r, n)) * 1e-7
        U, s, Vt = np.linalg.svd(A, full_matrices=False)
        k = min(r, 2)
        arrays |= {f"{name}/A": A, f"{name}/s": s, f"{name}/rank": np.linalg.matrix_rank(A), f"{name}/k": k}
        A_k = sum(s[i] * np.outer(U[:, i], Vt[i]) for i in range(k))
        error = np.linalg.norm(A - A_k) / np.linalg.norm(A)
        arrays |= {f"{name}/A_k": A_k, f"{name}/error": 0.0 if k == r else error}
    return arrays


def components(rng: np.random.Generator) -> Arrays:
    """scikit-learn's PCA of more rows than columns, and of fewer."""
    arrays = {}
    for name, shape in {"many": (20, 5), "few": (4, 7)}.items():
        X = 3 + rng.standard_normal(shape) @ rng.standard_normal((shape[1], shape[1]))
        fitted = PCA(3, svd_solver="full").fit(X)
        found = {"mean": fitted.mean_, "components": fitted.components_, "ratio": fitted.explained_variance_ratio_}
        arrays |= {f"{name}/X": X, **{f"{name}/{key}": array for key, array in found.items()}}
    return arrays


def users(rng: np.random.Generator) -> Arrays:
    """scikit-learn's Ridge for each user, over the items that they rated."""
    R, Q = rng.uniform(1, 5, (7, 9)), rng.standard_normal((9, 3))
    mask = rng.random((7, 9)) < 0.5
    mask[2] = False
    P = np.zeros((7, 3))
    for u, rated in enumerate(mask):
        if rated.any():
            P[u] = Ridge(alpha=0.7, fit_intercept=False, solver="cholesky").fit(Q[rated], R[u, rated]).coef_
    return {"R": R, "mask": mask.astype(float), "Q": Q, "P": P}


def pages(rng: np.random.Generator) -> Arrays:
    """networkx's PageRank of a web with links of different weights and two dangling pages."""
    links = np.where(rng.random((8, 8)) < 0.3, rng.integers(1, 4, (8, 8)), 0).astype(float)
    links[[1, 5]] = 0
    graph = networkx.from_numpy_array(links, create_using=networkx.DiGraph)
    rank = networkx.pagerank(graph, alpha=0.85, max_iter=1000, tol=1e-15)
    return {"links": links, "r": np.array([rank[page] for page in range(8)])}


def make() -> Arrays:
    rng = np.random.default_rng(0)
    parts = {
        "eigenvectors": eigenvectors(rng),
        "approximation": approximations(rng),
        "pca": components(rng),
        "als": users(rng),
        "pagerank": pages(rng),
    }
    return {f"{part}/{key}": array for part, arrays in parts.items() for key, array in arrays.items()}


if __name__ == "__main__":
    main(__file__, make)
