"""Chapter 2, backpropagation: the records of the exercises in solutions/ch02_backprop."""
