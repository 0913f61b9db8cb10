"""Chapter 9, the perceptron: the records of the exercises in solutions/ch09_perceptron."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = ("sigmoid", "softmax")
