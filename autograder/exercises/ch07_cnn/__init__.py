"""Chapter 7, convolution: the records of the exercises in solutions/ch07_cnn."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "cross_entropy_backward",
    "data.DataLoader",
    "gradcheck",
    "nn.BatchNorm1d",
    "nn.BatchNorm2d",
    "nn.CrossEntropyLoss",
    "nn.Dropout",
    "nn.Linear",
    "nn.Module",
    "nn.Parameter",
    "nn.ReLU",
    "nn.Sequential",
    "optim.SGD",
    "train_step",
    "training.Trainer",
)
