"""layerwise.linalg: what a matrix is made of: eigenvectors by repetition, rank, low-rank approximation, PageRank."""
