"""The detection explorer: two thresholds over what a detector found in a scene."""
