"""Chapter 15, networks with a memory: the records of the exercises in solutions/ch15_lstm."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "nn.Module",
    "nn.Parameter",
    "sigmoid",
    "tanh",
)
