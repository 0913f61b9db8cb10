"""Chapter 19, pictures that are made: the records of the exercises in solutions/ch19_generation."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "binary_cross_entropy_with_logits",
    "binary_cross_entropy_with_logits_backward",
    "mse_loss",
    "mse_loss_backward",
    "nn.Linear",
    "nn.Module",
    "nn.Parameter",
    "nn.Sequential",
    "nn.Tanh",
    "optim.SGD",
    "sigmoid",
    "softplus",
)
