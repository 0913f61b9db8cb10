"""Chapter 16, deep architectures: the records of the exercises in solutions/ch16_architectures."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "cross_entropy",
    "cross_entropy_backward",
    "nn.BatchNorm2d",
    "nn.Conv2d",
    "nn.Flatten",
    "nn.Linear",
    "nn.MaxPool2d",
    "nn.Module",
    "nn.ModuleList",
    "nn.Parameter",
    "nn.ReLU",
    "nn.Sequential",
    "nn.Softmax",
)
