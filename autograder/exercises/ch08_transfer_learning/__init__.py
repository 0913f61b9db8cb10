"""Chapter 8, transfer learning: the records of the exercises in solutions/ch08_transfer_learning."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "models.glyph_net.MEAN",
    "models.glyph_net.STD",
    "models.glyph_net.glyph_net",
    "models.glyph_net.prepare_glyphs",
    "nn.BatchNorm1d",
    "nn.BatchNorm2d",
    "nn.Conv2d",
    "nn.CrossEntropyLoss",
    "nn.Flatten",
    "nn.Linear",
    "nn.MaxPool2d",
    "nn.Module",
    "nn.Parameter",
    "nn.ReLU",
    "nn.Sequential",
    "optim.SGD",
    "train_step",
    "training.Trainer",
    "training.metrics.accuracy",
    "training.predict",
)
