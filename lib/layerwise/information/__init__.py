"""layerwise.information: how much there is to know: entropy, code lengths, mutual information."""
