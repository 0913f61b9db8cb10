"""The boundary explorer: how many hidden units a shape needs."""
