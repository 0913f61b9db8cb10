"""Chapter 2, backpropagation: the records of the exercises in solutions/ch02_backprop."""

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
    "softmax",
    "log_softmax",
    "nn.Module",
    "nn.Parameter",
    "optim.SGD",
)
