"""The normalization explorer: which numbers share a mean, and what that does to them."""
