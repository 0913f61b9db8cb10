"""The sequential explorer: stack layers, count what they learn, and see five epochs of it."""
