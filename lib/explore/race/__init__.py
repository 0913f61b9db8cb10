"""The race explorer: optimizers side by side on one landscape."""
