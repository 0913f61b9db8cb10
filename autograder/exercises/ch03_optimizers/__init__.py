"""Chapter 3, optimizers: the records of the exercises in solutions/ch03_optimizers."""
