"""Chapter 18, captioning: the records of the exercises in solutions/ch18_captioning."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "cross_entropy",
    "cross_entropy_backward",
    "log_softmax",
    "nn.Embedding",
    "nn.LSTM",
    "nn.Linear",
    "nn.Module",
    "nn.Parameter",
    "softmax",
)
