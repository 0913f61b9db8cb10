"""A submission in its sandboxes: what it may use, the state its cells make, and what can be seen of its answers."""
