"""Chapter 10, information: the records of the exercises in solutions/ch10_information."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "log_softmax",
    "mse_loss",
    "sigmoid",
    "softmax",
)
