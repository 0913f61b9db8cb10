"""Chapter 3, optimizers: the records of the exercises in solutions/ch03_optimizers."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "gradcheck",
    "nn.Parameter",
    "nn.ReLU",
    "nn.Sequential",
    "optim.optimizer.Optimizer",
)
