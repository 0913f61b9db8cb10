"""Chapter 4, initialization: the records of the exercises in solutions/ch04_initialization."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "ACTIVATIONS",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "tanh",
    "tanh_backward",
    "leaky_relu",
    "leaky_relu_backward",
    "elu",
    "elu_backward",
    "gradcheck",
    "init.constant_",
    "init.normal_",
    "init.uniform_",
    "init.zeros_",
    "nn.CrossEntropyLoss",
    "nn.Parameter",
    "nn.ReLU",
    "nn.Tanh",
    "training.Trainer",
)
