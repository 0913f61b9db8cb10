"""Chapter 1, activations: the records of the exercises in solutions/ch01_activations."""
