"""Chapter 20, deep Q-networks: the records of the exercises in solutions/ch20_dqn."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "nn.Module",
    "nn.Parameter",
)
