"""The dream explorer: hold one half of an image, and let a Boltzmann machine dream the other."""
