"""Chapter 13, search: the records of the exercises in solutions/ch13_search."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS = (
    "data.DataLoader",
    "models.mlp.mlp",
    "nn.CrossEntropyLoss",
    "search.normal_cdf",
    "search.normal_pdf",
    "search.probability_of_improvement",
    "training.LogUniform",
    "training.Trainer",
    "training.Uniform",
    "training.narrow",
    "training.predict",
    "training.random_search",
)
