"""Chapter 5, batch normalization: the records of the exercises in solutions/ch05_batchnorm."""
