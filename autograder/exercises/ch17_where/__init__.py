"""Chapter 17, detection and segmentation: the records of the exercises in solutions/ch17_where."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "log_softmax",
    "nn.Module",
    "nn.Parameter",
    "softmax",
)
