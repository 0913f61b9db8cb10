"""layerwise.decomposition: tables as products of thin ones: principal components, alternating least squares."""
