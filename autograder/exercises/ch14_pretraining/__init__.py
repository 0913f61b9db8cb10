"""Chapter 14, pretraining: the records of the exercises in solutions/ch14_pretraining."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "mse_loss",
    "mse_loss_backward",
    "nn.Linear",
    "nn.MSELoss",
    "nn.Module",
    "nn.Parameter",
    "nn.Sequential",
    "nn.Sigmoid",
    "sigmoid",
    "softplus",
)
