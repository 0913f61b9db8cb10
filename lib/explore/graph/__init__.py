"""The graph explorer: an expression of your own, forward and backward, node by node."""
