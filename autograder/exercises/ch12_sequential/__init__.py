"""Chapter 12, the Sequential API: the records of the exercises in solutions/ch12_sequential."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "keras.activation_layer",
    "keras.losses.BinaryCrossentropy",
    "keras.losses.CategoricalCrossentropy",
    "keras.losses.MeanSquaredError",
    "keras.losses.SparseCategoricalCrossentropy",
    "nn.Dropout",
    "nn.Linear",
    "nn.MSELoss",
    "nn.Module",
    "nn.ModuleList",
    "nn.Parameter",
    "optim.Adam",
    "optim.RMSprop",
    "optim.SGD",
)
