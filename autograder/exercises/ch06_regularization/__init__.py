"""Chapter 6, regularization: the records of the exercises in solutions/ch06_regularization."""
