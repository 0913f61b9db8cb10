"""Chapter 7, convolution: the records of the exercises in solutions/ch07_cnn."""
