"""Chapter 21, attention and transformers: the records of the exercises in solutions/ch21_transformer."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "cross_entropy",
    "cross_entropy_backward",
    "log_softmax",
    "nn.Dropout",
    "nn.LayerNorm",
    "nn.Linear",
    "nn.Module",
    "nn.Parameter",
    "nn.ReLU",
    "softmax",
    "softmax_vjp",
)
