"""The optimizers and schedulers that are held against PyTorch: name of the case -> (class, options).

Used by the scripts that compute with PyTorch and by the tests that compute with layerwise: names are the same there.
"""

STEPS = 50

OPTIMIZERS = {
    "sgd": ("SGD", {"lr": 0.1}),
    "sgd weight_decay": ("SGD", {"lr": 0.1, "weight_decay": 0.05}),
    "sgd momentum": ("SGD", {"lr": 0.05, "momentum": 0.9}),
    "sgd momentum weight_decay": ("SGD", {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.05}),
    "sgd dampening": ("SGD", {"lr": 0.05, "momentum": 0.9, "dampening": 0.3}),
    "sgd nesterov": ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    "sgd nesterov weight_decay": ("SGD", {"lr": 0.05, "momentum": 0.8, "nesterov": True, "weight_decay": 0.05}),
    "adagrad": ("Adagrad", {"lr": 0.5}),
    "adagrad all": (
        "Adagrad",
        {"lr": 0.5, "lr_decay": 0.1, "weight_decay": 0.05, "initial_accumulator_value": 0.2, "eps": 1e-3},
    ),
    "rmsprop": ("RMSprop", {"lr": 0.02}),
    "rmsprop alpha eps": ("RMSprop", {"lr": 0.02, "alpha": 0.8, "eps": 1e-2}),
    "rmsprop momentum weight_decay": ("RMSprop", {"lr": 0.02, "momentum": 0.9, "weight_decay": 0.05}),
    "rmsprop centered": ("RMSprop", {"lr": 0.02, "centered": True}),
    "rmsprop all": (
        "RMSprop",
        {"lr": 0.02, "alpha": 0.9, "momentum": 0.5, "weight_decay": 0.05, "centered": True},
    ),
    "adam": ("Adam", {"lr": 0.05}),
    "adam betas eps": ("Adam", {"lr": 0.05, "betas": (0.5, 0.9), "eps": 1e-2}),
    "adam weight_decay": ("Adam", {"lr": 0.05, "weight_decay": 0.05}),
    "adamw": ("AdamW", {"lr": 0.05}),
    "adamw weight_decay": ("AdamW", {"lr": 0.05, "betas": (0.8, 0.95), "weight_decay": 0.3}),
}

# The second parameter's group overrides these options of the case above.
GROUPS = {
    "groups sgd": ("sgd momentum", {"lr": 0.01}),
    "groups sgd nesterov": ("sgd nesterov", {"momentum": 0.5, "weight_decay": 0.1}),
    "groups rmsprop": ("rmsprop", {"alpha": 0.5, "momentum": 0.9}),
    "groups adagrad": ("adagrad", {"weight_decay": 0.1}),
    "groups adam": ("adam", {"lr": 0.2, "betas": (0.7, 0.9)}),
    "groups adamw": ("adamw", {"weight_decay": 0.0}),
}

EPOCHS = 30
BASE_LRS = (0.1, 0.003)

SCHEDULERS = {
    "step": ("StepLR", {"step_size": 7, "gamma": 0.3}),
    "step every": ("StepLR", {"step_size": 1, "gamma": 0.9}),
    "exponential": ("ExponentialLR", {"gamma": 0.87}),
    "cosine": ("CosineAnnealingLR", {"T_max": 30}),
    "cosine eta_min": ("CosineAnnealingLR", {"T_max": 20, "eta_min": 1e-4}),
    "cosine periods": ("CosineAnnealingLR", {"T_max": 7, "eta_min": 1e-4}),
    "warm-up": ("LinearLR", {}),
    "warm-up end": ("LinearLR", {"start_factor": 0.1, "end_factor": 0.8, "total_iters": 11}),
}

SEQUENCES = {
    "warm-up then cosine": (["warm-up", "cosine eta_min"], [5]),
    "warm-up then step then exponential": (["warm-up end", "step", "exponential"], [11, 22]),
}


def options_of(case: str) -> tuple[str, dict, dict]:
    """Class, options, and the options that the second parameter's group overrides."""
    base, override = GROUPS.get(case, (case, {}))
    return *OPTIMIZERS[base], override


CLIP = {"clip": 1.5, "clip nothing": 100.0, "clip hard": 1e-3}
