"""Chapter 6, regularization: the records of the exercises in solutions/ch06_regularization."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "data.DataLoader",
    "models.mlp.mlp",
    "nn.CrossEntropyLoss",
    "nn.Module",
    "nn.Parameter",
    "nn.Tanh",
    "softmax",
    "training.LogUniform",
    "training.Trainer",
    "training.metrics.accuracy",
    "training.narrow",
    "training.predict",
    "training.random_search",
)
