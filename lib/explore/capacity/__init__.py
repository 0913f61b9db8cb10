"""The capacity explorer: fit and overfit, and what holds a network back."""
