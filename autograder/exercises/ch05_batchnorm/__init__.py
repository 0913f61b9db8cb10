"""Chapter 5, batch normalization: the records of the exercises in solutions/ch05_batchnorm."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "data.DataLoader",
    "gradcheck",
    "init.normal_",
    "models.mlp.mlp",
    "nn.CrossEntropyLoss",
    "nn.Linear",
    "nn.Module",
    "nn.Parameter",
    "nn.ReLU",
    "nn.Sequential",
    "training.Trainer",
    "training.metrics.accuracy",
    "training.predict",
)
