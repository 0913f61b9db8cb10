# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Sequential: five lines, opened
#
# Every tutorial trains its first network in five lines: `add`, `compile`, `fit`, `evaluate`, `summary`. They work, and they decide a dozen things for you. Two of the dozen bite.
#
# **When you are through, you can**
# - read Keras code line by line, and say what each line decides;
# - count the parameters of a network in your head;
# - write `Dense`, `Sequential`, `compile`, `fit` and `evaluate`;
# - give a network a head for a number, and say how good it is;
# - say what a bag of words can hear of a sentence, and what it cannot.
#
# **You need** chapters 1 to 4 and 6. **Time:** about five hours.

# %% [markdown]
# There are eight exercises and one question in words. As before: write where it says `# your code here`, run the cell, then the `check` below it. Figures use the library's functions until yours pass their checks, and yours from then on; the titles say whose.
#
# Nothing of Keras is needed here. You write its five lines with its names and its defaults, on the layers and optimizers of the chapters before, and with `sgd` the numbers come out as Keras has them.

# %%
import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import SequentialExplorer, describe, use_course_style, waiting
from explore.sequential.model import Parts
from explore.style import INK, NEGATIVE, POSITIVE, ZERO, band, label_end, panels
from layerwise.keras import activation_layer
from layerwise.keras.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from layerwise.nn import Dropout, Module, ModuleList, Parameter
from layerwise.optim import SGD, Adam, RMSprop

use_course_style()
TRAIN = {"color": INK, "linestyle": "-"}
VAL = {"color": "#00795A", "linestyle": "--"}

# %% [markdown]
# ## 1 A layer that waits for its shape
#
# Here are the first two lines of many a course. 32 numbers come in:
#
# ```
# model.add(Dense(128, activation="relu"))
# model.add(Dense(10, activation="softmax"))
# ```
#
# Nowhere does it say that the second layer gets 128 numbers. `Dense` is told its outputs, `units`, and hears its inputs only when it is **built**. Until then it has no weights.

# %% tags=["guess"]
guess("ch12_count", "How many numbers do these two layers learn, for 32 inputs?", number="numbers")

# %% [markdown]
# A built layer computes `activation(x @ kernel + bias)`. The **kernel** is what chapter 2 called `weight`, and lies on its other side: `(in_features, units)`, so no transpose is needed. The two libraries also start differently:
#
# | | kernel at the start | bias |
# |---|---|---|
# | Keras, `Dense` | uniform, up to `sqrt(6 / (in_features + units))` | 0 |
# | PyTorch, `Linear` | uniform, up to `1 / sqrt(in_features)` | uniform, the same bound |
#
# Keras's is the rule of Glorot and Bengio (2010), chapter 4's `xavier_uniform_`.

# %% [markdown]
# **Write `Dense`.** `build(in_features, rng)` makes `kernel` and `bias`, Parameters, with numbers drawn from `np.random.default_rng(rng)`. A layer that nobody has built builds itself in its first call, and in no other. Backward is chapter 2's, through the activation first. `activation_layer("relu")` gives you a fresh layer from a name, with `forward` and `backward`, and None where there is none.
#
# Judged: the shapes of kernel and bias, how they start, the output without an activation, the activation that was named, the gradients, that it is built once, and that inputs are left alone.

# %% [markdown]
# <details><summary>A nudge</summary>
#
# `z = x @ kernel + bias`, then the activation. Going back: first `self.activation.backward(grad_output)`, then as in chapter 2, with `kernel` in the place of `weight.T`. Keep what backward needs: `self.x = x`.
#
# </details>

# %% exercise="Dense" minutes=30 difficulty=2
class Dense(Module):
    """activation(x @ kernel + bias), for x of shape (N, in_features).

    units: how many outputs. activation: a name, or None.
    kernel: (in_features, units), bias: (units,), Parameters; None until build.

    By hand: kernel [[10], [1]], bias [-20] and "relu" turn [1, 2] into max(10 + 2 - 20, 0) = 0 and
    [3, 4] into 14.

    >>> layer = Dense(1, "relu")
    >>> layer.build(2)
    >>> layer.kernel.data, layer.bias.data = np.array([[10.0], [1.0]]), np.array([-20.0])
    >>> layer(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([[ 0.],
           [14.]])
    """

    def __init__(self, units, activation=None):
        """Keep what build will need."""
        ### BEGIN SOLUTION
        self.units, self.activation = units, activation_layer(activation)
        self.kernel = self.bias = None
        ### END SOLUTION

    def build(self, in_features, rng=None):
        """Make kernel and bias. rng: a generator, a seed, or None."""
        ### BEGIN SOLUTION
        rng = np.random.default_rng(rng)
        bound = np.sqrt(6 / (in_features + self.units))
        self.kernel = Parameter(rng.uniform(-bound, bound, (in_features, self.units)))
        self.bias = Parameter(np.zeros(self.units))
        ### END SOLUTION

    def forward(self, x):
        """Return the output, (N, units)."""
        ### BEGIN SOLUTION
        if self.kernel is None:
            self.build(x.shape[1])
        self.x = x
        z = x @ self.kernel.data + self.bias.data
        return z if self.activation is None else self.activation(z)
        ### END SOLUTION

    def backward(self, grad_output):
        """Return the gradient with respect to x; add those of kernel and bias by accumulate_grad."""
        ### BEGIN SOLUTION
        grad_z = grad_output if self.activation is None else self.activation.backward(grad_output)
        self.kernel.accumulate_grad(self.x.T @ grad_z)
        self.bias.accumulate_grad(grad_z.sum(axis=0))
        return grad_z @ self.kernel.data.T
        ### END SOLUTION

# %% [markdown]
# ## 2 Layers that know each other
#
# `Sequential` holds the layers and tells each what comes in. That is how `128` gets from one line to the next. Its **summary** is the first thing to look at in anybody's model: a row for each layer, with what comes out and how many numbers it learns.
#
# A `Dense` learns `(in_features + 1) * units` numbers; the 1 is the bias. The shape is written `(None, units)`: None is the number of rows, which is not decided before data comes.
#
# A layer has `build` and `units`, as yours, or it has neither: `Dropout` takes any number of features and gives as many.

# %% [markdown]
# **Write `Sequential`.** `add(layer)` builds a layer that has `build` for what the layer before gives. All builds get the same generator, `np.random.default_rng(rng)`, made once. `summary()` returns the rows and the total. A name is the class's in small letters; the second of a kind is called `dense_1`.
#
# Judged: the shapes that `build` hears, rows of names, shapes and counts, the total, forward and backward through all layers, one generator for all layers, that all parameters are found, and that inputs are left alone.
#
# <details><summary>A nudge</summary>
#
# `hasattr(layer, "build")`. Keep names and features in lists of their own; `sum(p.size for p in layer.parameters())` counts what a layer learns. Layers go into the `ModuleList`, or nobody finds their parameters.
#
# </details>

# %% exercise="Sequential" minutes=35 difficulty=2
class Sequential(Module):
    """Layers one after the other, for rows of in_features numbers.

    rng: a generator or a seed, for the weights of all layers. layers: a ModuleList.

    By hand: Thin has no bias, so the counts are 2 * 3 and 3 * 1.

    >>> from layerwise.nn import Module, Parameter
    >>> class Thin(Module):
    ...     def __init__(self, units): self.units = units
    ...     def build(self, features, rng): self.kernel = Parameter(rng.normal(size=(features, self.units)))
    >>> model = Sequential(2, rng=0)
    >>> model.add(Thin(3))
    >>> model.add(Thin(1))
    >>> rows, total = model.summary()
    >>> rows[1][0]
    'thin_1'
    >>> total
    9
    """

    def __init__(self, in_features, rng=None):
        """Begin without layers."""
        ### BEGIN SOLUTION
        self.in_features, self.rng = in_features, np.random.default_rng(rng)
        self.layers = ModuleList()
        self.names, self.features = [], []
        ### END SOLUTION

    def add(self, layer):
        """Append a layer; build it, if it can be built, for the features that reach it."""
        ### BEGIN SOLUTION
        features = self.features[-1] if self.features else self.in_features
        if hasattr(layer, "build"):
            layer.build(features, self.rng)
            features = layer.units
        kind = type(layer).__name__.lower()
        before = sum(type(other) is type(layer) for other in self.layers)
        self.names.append(f"{kind}_{before}" if before else kind)
        self.features.append(features)
        self.layers.append(layer)
        ### END SOLUTION

    def summary(self):
        """Return a list of (name, (None, features), numbers learned), and the total of the latter."""
        ### BEGIN SOLUTION
        counts = [sum(p.size for p in layer.parameters()) for layer in self.layers]
        shapes = [(None, features) for features in self.features]
        return list(zip(self.names, shapes, counts, strict=True)), sum(counts)
        ### END SOLUTION

    def forward(self, x):
        """Return what the last layer gives."""
        ### BEGIN SOLUTION
        for layer in self.layers:
            x = layer(x)
        return x
        ### END SOLUTION

    def backward(self, grad_output):
        """Return the gradient with respect to x."""
        ### BEGIN SOLUTION
        for layer in reversed(list(self.layers)):
            grad_output = layer.backward(grad_output)
        return grad_output
        ### END SOLUTION

# %% [markdown]
# Three networks that you will meet elsewhere: the one above, the one in Chollet's *Deep Learning with Python* for film reviews (10 000 words), and a student's lab on the same reviews (1000 words). Their counts, by your `summary`.

# %% tags=["explore"]
Net, whose = working(Sequential)
Layer, _ = working(Dense)


def stack(in_features, *layers, rng=0):
    """A Sequential of these layers; a pair such as (10, "softmax") is a Dense."""
    model = Net(in_features, rng)
    for layer in layers:
        model.add(Layer(*layer) if isinstance(layer, tuple) else layer)
    return model


known = {
    "32-128-10": (stack(32, (128, "relu"), (10, "softmax")), [4224, 1290]),
    "reviews, 10 000 words": (stack(10_000, (16, "relu"), (16, "relu"), (1, "sigmoid")), [160_016, 272, 17]),
    "reviews, 1000 words": (stack(1000, (512, "relu"), Dropout(0.5), (2, "softmax")), [512_512, 0, 1026]),
}
print(whose)
for title, (model, expected) in known.items():
    rows, total = model.summary()
    print(f"{title}: {total:,} in all")
    for name, shape, count in rows:
        print(f"    {name:10} {shape!s:12} {count:>9,}")
    claim(f"{title}: as in the head", [count for _, _, count in rows] == expected)
truth("ch12_count", known["32-128-10"][0].summary()[1])

# %% [markdown]
# Nearly all of it sits where the features come in. The book's network has 160 305 numbers for 25 000 reviews, and 160 016 of them belong to words.
#
# ## 3 A bag of words
#
# How does a review become a row of numbers? The oldest answer: one column for each word of a list, 1 where the review has it and 0 where it does not. What stands where, and how often, is gone. This is called **multi-hot**, and the row a **bag of words**.

# %% [markdown]
# **Write `multi_hot`.** A review comes as a list of word numbers; number i belongs to column i. Reviews may hold numbers that the table has no column for: words are usually numbered by how often they occur, and the rare ones are left out. Judged: a 1 for each word, words that occur twice, a row for each review, word numbers that are too large, and that the reviews are left alone.
#
# <details><summary>A nudge</summary>
#
# Begin with `np.zeros((len(sequences), dimension))`. One loop over the reviews, one over a review's numbers.
#
# </details>

# %% exercise="multi_hot" minutes=12 difficulty=1
def multi_hot(sequences, dimension):
    """Return (N, dimension) floats: 1 in row n, column i, where sequence n holds the number i, else 0.

    sequences: N lists of whole numbers from 0 up; numbers from `dimension` on are left out.

    >>> multi_hot([[1, 3, 3], [0, 7]], 4)
    array([[0., 1., 0., 1.],
           [1., 0., 0., 0.]])
    """
    ### BEGIN SOLUTION
    x = np.zeros((len(sequences), dimension))
    for n, sequence in enumerate(sequences):
        for i in sequence:
            if i < dimension:
                x[n, i] = 1.0
    return x
    ### END SOLUTION

# %% [markdown]
# ## 4 Three words
#
# ```
# model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
# ```
#
# Each word is a decision. The **loss** says what the targets look like, and whether the network gives probabilities or scores. The **optimizer** brings its learning rate along. And **accuracy** means something else for two classes than for ten.

# %% [markdown]
# | name | prediction | target |
# |---|---|---|
# | `mse` | any numbers | the same shape |
# | `binary_crossentropy` | probabilities (N, 1) | 0 or 1, (N, 1) |
# | `categorical_crossentropy` | probabilities (N, C) | a 1 in the right column, (N, C): one-hot |
# | `sparse_categorical_crossentropy` | probabilities (N, C) | class numbers, (N,) |
#
# PyTorch's `cross_entropy` takes *scores* and has the softmax within. Keras's losses expect that the last layer was a softmax or a sigmoid. Whoever mixes the two takes the softmax twice. Nothing stops: how bad can it be?

# %% tags=["guess"]
guess(
    "ch12_softmax_twice",
    "Ten classes, a network that is certain and always right, softmax taken twice. Its loss?",
    choices=["0", "0.1", "1.46", "2.3"],
)

# %% tags=["explore"]
perfect, classes = np.eye(10), np.arange(10)
once = SparseCategoricalCrossentropy()(perfect, classes)
twice = SparseCategoricalCrossentropy(from_logits=True)(perfect, classes)
print(f"once {once:.4f}   twice {twice:.4f}   guessing {np.log(10):.4f}")
claim("a second softmax leaves a perfect network at 1.46", abs(twice - 1.4612) < 1e-4, loss=twice)
claim("which is log(1 + 9 / e)", np.isclose(twice, np.log(1 + 9 / np.e)))
truth("ch12_softmax_twice", "1.46")

# %% [markdown]
# The second softmax gets numbers between 0 and 1. The largest advantage that one class can have is a factor of e, so the best loss is log(1 + 9 / e) = 1.46. Such a network looks as if it learned badly. Digits, and nothing else changed:

# %% tags=["explore"]
DIGITS, LABELS = lw.datasets.digits()


def halves(seed):
    """X, y to learn from (1437), X_test, y_test."""
    rows = np.random.default_rng(seed).permutation(len(LABELS))
    return DIGITS[rows[:1437]], LABELS[rows[:1437]], DIGITS[rows[1437:]], LABELS[rows[1437:]]


def library_stack(in_features, *layers, rng=0):
    """The same of the library's parts: sections 4 to 6 come before your compile and fit."""
    model = lw.keras.Sequential(in_features, rng)
    for layer in layers:
        model.add(lw.keras.Dense(*layer) if isinstance(layer, tuple) else layer)
    return model

# %% tags=["explore"]
ends = np.zeros((2, 5, 2))
for twice, seed in np.ndindex(2, 5):
    X, y, X_test, y_test = halves(seed)
    model = library_stack(64, (32, "relu"), (10, "softmax"), rng=seed)
    model.compile(SparseCategoricalCrossentropy(from_logits=bool(twice)), "sgd", ["accuracy"])
    model.fit(X, y, epochs=20, rng=seed)
    ends[twice, seed] = list(model.evaluate(X_test, y_test).values())
for found, name in zip(ends, ("once", "twice"), strict=True):
    print(f"{name:6} loss {np.median(found[:, 0]):.2f}   accuracy {np.round(found[:, 1], 2)}")
claim("20 epochs of SGD: once, more than 8 of 10 are right", ends[0, :, 1].min() > 0.8)
claim("twice, it has hardly begun", ends[1, :, 1].max() < 0.5 and ends[1, :, 0].min() > 2.2)

# %% [markdown]
# The optimizers' settings are Keras's, and not those of the same classes in PyTorch or here:
#
# | name | settings |
# |---|---|
# | `sgd` | `SGD`, lr 0.01 |
# | `adam` | `Adam`, lr 0.001, eps 1e-7 |
# | `rmsprop` | `RMSprop`, lr 0.001, alpha 0.9, eps 1e-7 |
#
# **Write `compile_model`.** It gives the model three attributes: `loss`, a new one of the four; `optimizer`, made for `model.parameters()`; and `metrics`, a dict from each name to a function of (prediction, target). An optimizer may come as a function, `lambda params: SGD(params, lr=0.1)`, which makes one of the parameters. The only metric is `accuracy`: with one column a yes is above 0.5; with more the largest is the class, and targets are class numbers or one-hot.

# %% [markdown]
# Judged: each of the four losses by its value and gradient, each optimizer by its steps, the one that is taken where none is named, an optimizer that comes as a function, a new optimizer for each model, and the accuracy for two classes, for class numbers and for one-hot targets, and that inputs are left alone.
#
# <details><summary>A nudge</summary>
#
# Two dictionaries: names to loss classes, names to functions of the parameters. `callable(optimizer)` tells a function from a name. The accuracy is a small function inside; look at `pred.shape[1]` and `target.ndim`.
#
# </details>

# %% exercise="compile_model" minutes=30 difficulty=2
def compile_model(model, loss, optimizer="rmsprop", metrics=()):
    """Give model its loss, optimizer and metrics.

    model: has parameters(). loss, optimizer: names; metrics: a list of names, of which "accuracy" is known.
    optimizer: or a function from a list of Parameters to an optimizer.

    By hand: at class 2 the probability is 0.5, so the loss is log 2 = 0.6931.

    >>> from layerwise.nn import Module, Parameter
    >>> model = Module()
    >>> model.weight = Parameter([1.0])
    >>> compile_model(model, "sparse_categorical_crossentropy", "adam", ["accuracy"])
    >>> round(model.loss(np.array([[0.25, 0.25, 0.5]]), np.array([2])), 4)
    0.6931
    >>> model.metrics["accuracy"](np.array([[0.2, 0.8], [0.9, 0.1]]), np.array([1, 1]))
    0.5
    """
    ### BEGIN SOLUTION
    losses = {
        "mse": MeanSquaredError,
        "binary_crossentropy": BinaryCrossentropy,
        "categorical_crossentropy": CategoricalCrossentropy,
        "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
    }
    optimizers = {
        "sgd": lambda params: SGD(params, lr=0.01),
        "adam": lambda params: Adam(params, lr=0.001, eps=1e-7),
        "rmsprop": lambda params: RMSprop(params, lr=0.001, alpha=0.9, eps=1e-7),
    }

    def accuracy(pred, target):
        if pred.shape[1] == 1:
            return np.mean((pred > 0.5) == (target > 0.5))
        classes = target.argmax(axis=1) if target.ndim == 2 else target
        return np.mean(pred.argmax(axis=1) == classes)

    make = optimizer if callable(optimizer) else optimizers[optimizer]
    model.loss = losses[loss]()
    model.optimizer = make(model.parameters())
    model.metrics = {name: {"accuracy": accuracy}[name] for name in metrics}
    ### END SOLUTION

# %% [markdown]
# ## 5 How good is it?
#
# `evaluate` goes through the examples in batches and says one loss and one accuracy for all. Four things can go wrong without an error. The last batch is smaller, and counts less. Dropout has to be off (chapter 6: `model.eval()`), and on again afterwards if it was on before. And nothing may be learned on the way: these are often the test examples.

# %% tags=["guess"]
guess(
    "ch12_small_batch",
    "1000 rows right, then one batch of 24 all wrong, in batches of 1000. The mean of the two accuracies?",
    choices=["0.977", "0.5", "0.024"],
)

# %% tags=["explore"]
rows, right = np.array([1000, 24]), np.array([1000, 0])
of_batches, of_rows = (right / rows).mean(), right.sum() / rows.sum()
print(f"mean of the batches {of_batches:.3f}   mean of the rows {of_rows:.3f}")
claim("one tiny batch: the mean of two accuracies is off by 0.48", of_rows - of_batches > 0.47)
truth("ch12_small_batch", "0.5")

# %% [markdown]
# **Write `evaluate_model`.** The model is compiled: `model.loss(pred, target)` is the mean over a batch, and so is each function in `model.metrics`. `model.training` says in which mode it is; `model.train(mode)` and `model.eval()` change it. Judged: the loss and the metrics as means over all rows, the batches, evaluation mode, the mode that it leaves, that no weight moves, and that inputs are left alone.
#
# <details><summary>A nudge</summary>
#
# A dict of totals: for each batch add `len(batch)` times the loss, and `len(batch)` times each metric. Divide by the number of rows at the end.
#
# </details>

# %% exercise="evaluate_model" minutes=20 difficulty=2
def evaluate_model(model, x, y, batch_size=32):
    """Return {"loss": ..., and each metric's name: ...}, means over all rows of x.

    By hand: the model below says 1 for everybody. The losses of three rows are 1, 1 and 4.

    >>> from layerwise.nn import MSELoss, Module
    >>> class One(Module):
    ...     def forward(self, x): return np.ones((len(x), 1))
    >>> model = One()
    >>> model.loss, model.metrics = MSELoss(), {}
    >>> evaluate_model(model, np.zeros((3, 2)), np.array([[0.0], [2.0], [3.0]]), batch_size=2)["loss"]
    2.0
    """
    ### BEGIN SOLUTION
    mode = model.training
    model.eval()
    totals = {}
    for start in range(0, len(x), batch_size):
        rows = slice(start, start + batch_size)
        pred, target = model(x[rows]), y[rows]
        values = {name: metric(pred, target) for name, metric in model.metrics.items()}
        values["loss"] = model.loss(pred, target)
        for name, value in values.items():
            totals[name] = totals.get(name, 0.0) + len(target) * value
    model.train(mode)
    return {name: total / len(x) for name, total in totals.items()}
    ### END SOLUTION

# %% [markdown]
# ## 6 Where `fit` cuts
#
# ```
# history = model.fit(x, y, epochs=15, validation_split=0.2)
# ```
#
# A fifth is set aside, so that one sees how the network does on what it does not learn from. Which fifth? And `shuffle=True` is the default. The digits, sorted by class, 0 first; a network that reads 95 of 100:

# %% tags=["guess"]
guess("ch12_sorted", "Its validation accuracy, in percent?", number="%")

# %% [markdown]
# Keras takes the *last* fifth, and shuffles what is left. Sorted digits end with 8 and 9: the network has never seen a 9 and few of the 8s. Questions about it fill threads from 2015 (keras#597, #6422, #8346) to 2025 (#20946, where the answer first given was wrong too). It is meant: with data that comes in time, the future must not be among the training rows.

# %% [markdown]
# **Write `fit_model`.** Training keeps the first `int(N * (1 - validation_split))` rows. An epoch: a new order (if `shuffle`), batches, the last of them smaller, and a step for each: zero_grad, forward, loss, backward, step (chapter 2). What it reports of an epoch is the mean over the rows *as they were met*, with weights that move on the way. Then the rows set aside are evaluated: `evaluate_model(model, x_val, y_val, batch_size)`.
#
# `history` is a dict of lists, a number an epoch: `loss`, each metric, and with a split `val_loss` and `val_` with each metric.

# %% [markdown]
# Judged: which rows are learned from and which are set aside, a new order in each epoch, that the seed decides it, batches and the last of them, the steps, training mode, the history of loss and metrics, the history of validation, and that x and y are left alone.
#
# <details><summary>A nudge</summary>
#
# Cut first, with slices. `order = rng.permutation(kept)` belongs inside the loop over epochs, `model.train()` too. In a batch, add up `len(rows)` times the loss as in `evaluate_model`; `history.setdefault(name, []).append(value)` at the end of an epoch.
#
# </details>

# %% exercise="fit_model" minutes=40 difficulty=3
def fit_model(model, x, y, batch_size=32, epochs=1, validation_split=0.0, shuffle=True, rng=None):
    """Train a compiled model; return its history, a dict of lists with a number an epoch.

    rng: a generator, a seed, or None. model.backward(model.loss.backward()) sends the gradient back.

    By hand: one weight, 2 at the start, one row: x = 1, y = 0, lr 0.25. The losses are 2² = 4, and,
    as the first step is 0.25 * 4 = 1, 1² = 1.

    >>> from layerwise.nn import Linear, MSELoss
    >>> from layerwise.optim import SGD
    >>> model = Linear(1, 1, bias=False, rng=0)
    >>> model.weight.data = np.array([[2.0]])
    >>> model.loss, model.metrics = MSELoss(), {}
    >>> model.optimizer = SGD(model.parameters(), lr=0.25)
    >>> fit_model(model, np.array([[1.0]]), np.array([[0.0]]), epochs=2)["loss"]
    [4.0, 1.0]
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(rng)
    kept = int(len(x) * (1 - validation_split))
    x_val, y_val = x[kept:], y[kept:]
    history = {}
    for _ in range(epochs):
        model.train()
        order = rng.permutation(kept) if shuffle else np.arange(kept)
        totals = {}
        for start in range(0, kept, batch_size):
            rows = order[start : start + batch_size]
            model.optimizer.zero_grad()
            pred = model(x[rows])
            values = {name: metric(pred, y[rows]) for name, metric in model.metrics.items()}
            values["loss"] = model.loss(pred, y[rows])
            model.backward(model.loss.backward())
            model.optimizer.step()
            for name, value in values.items():
                totals[name] = totals.get(name, 0.0) + len(rows) * value
        epoch = {name: total / kept for name, total in totals.items()}
        if len(x_val):
            found = evaluate_model(model, x_val, y_val, batch_size)
            epoch |= {f"val_{name}": value for name, value in found.items()}
        for name, value in epoch.items():
            history.setdefault(name, []).append(value)
    return history
    ### END SOLUTION

# %% [markdown]
# Now all five lines are yours. The sorted digits, and the same in a random order, five seeds:

# %% tags=["explore"]
compiled, evaluate, fit = (working(part)[0] for part in (compile_model, evaluate_model, fit_model))
sorted_rows = np.argsort(LABELS, kind="stable")


def on_digits(rows, seed):
    """The history of 15 epochs, the last fifth of these rows set aside."""
    model = stack(64, (32, "relu"), (10, "softmax"), rng=seed)
    compiled(model, "sparse_categorical_crossentropy", "adam", ["accuracy"])
    return fit(model, DIGITS[rows], LABELS[rows], epochs=15, validation_split=0.2, rng=seed)


runs = np.zeros((2, 2, 5, 15))  # sorted or shuffled, training or validation, seed, epoch
for seed in range(5):
    for i, rows in enumerate((sorted_rows, np.random.default_rng(seed).permutation(1797))):
        history = on_digits(rows, seed)
        runs[i, :, seed] = history["accuracy"], history["val_accuracy"]
validated = sorted_rows[int(1797 * 0.8) :]
held = np.bincount(LABELS[validated])
print("set aside:", ", ".join(f"{count} of digit {digit}" for digit, count in enumerate(held) if count))

# %% tags=["explore"]
fig, axes = panels(2, sharey=True)
for axis, (train, val), title in zip(axes, runs, ("sorted by class", "shuffled before fit"), strict=True):
    for curves, style, label in ((train, TRAIN, "training"), (val, VAL, "validation")):
        line = band(axis, np.arange(1, 16), curves, **style)
        if axis is axes[0]:
            label_end(line, label, (-52, 8 if label == "validation" else -14))
    axis.set(xlabel="epochs", title=title, ylim=(0, 1.05))
axes[0].set_ylabel("accuracy")
print(working(fit_model)[1])
describe(
    "Accuracy over 15 epochs, five seeds. Digits sorted by class: training rises to 0.98, validation stays "
    "at 0.02. Shuffled before fit: both rise together to 0.95."
)
plt.show()
ends = runs[..., -1]
claim("sorted: training above 0.97, validation at 0.02", ends[0, 0].min() > 0.97 and ends[0, 1].max() < 0.05)
claim("shuffled before: within three points of each other", np.abs(ends[1, 0] - ends[1, 1]).max() < 0.03)
claim("and right more than 93 times of 100", ends[1, 1].min() > 0.93, validation=ends[1, 1])
truth("ch12_sorted", 100 * np.median(ends[0, 1]))

# %% [markdown]
# Below 2 %, worse than guessing, with a network that learned well. Whoever trusts the number throws a good network away. The cure is one line before `fit`: shuffle the rows yourself.
#
# The second bite: `fit` prints a training loss, `evaluate` on the *same rows* gives another. Which is larger, and is dropout to blame?

# %% tags=["explore"]
reported, afterwards = np.zeros((2, 2, 5, 6))  # without and with dropout, seed, epoch
for dropped, seed in np.ndindex(2, 5):
    X, y = halves(seed)[:2]
    more = [Dropout(0.5, rng=seed)] if dropped else []
    model = stack(64, (64, "relu"), *more, (10, "softmax"), rng=seed)
    compiled(model, "sparse_categorical_crossentropy", "adam")
    for epoch in range(6):
        reported[dropped, seed, epoch] = fit(model, X, y, rng=10 * seed + epoch)["loss"][0]
        afterwards[dropped, seed, epoch] = evaluate(model, X, y)["loss"]

# %% tags=["explore"]
fig, axes = panels(2, sharey=True)
for dropped, axis in enumerate(axes):
    looks = (reported, NEGATIVE, "--", "fit"), (afterwards, POSITIVE, "-", "evaluate")
    for curves, colour, dash, label in looks:
        line = band(axis, np.arange(1, 7), curves[dropped], color=colour, linestyle=dash)
        label_end(line, label, (4, 6 if label == "fit" else -6))
    axis.set(xlabel="epochs", xlim=(0.8, 7.6), ylim=(0, None), title=("no dropout", "dropout 0.5")[dropped])
axes[0].set_ylabel("loss on the same rows (nats)")
describe(
    "What fit reports and what evaluate says afterwards of the same rows, six epochs, five seeds. Without "
    "dropout the two curves fall side by side, fit above; with dropout fit lies clearly above."
)
plt.show()
gap = reported - afterwards
ratio = np.median(reported / afterwards, axis=1)
claim("fit reports more than evaluate, in every epoch of every run", gap.min() > 0, smallest=gap.min())
claim("already without dropout: a fifth more in the third epoch", 1.15 < ratio[0, 2] < 1.3, ratio=ratio[0, 2])
claim("with dropout the factor goes on growing", (np.diff(ratio[1, 1:]) > 0).all(), ratio=ratio[1, -1])
claim("without, it has begun to shrink", ratio[0, -1] < ratio[0, 2], ratio=ratio[0, -1])

# %% [markdown]
# Two reasons, and only one is dropout. An epoch's report is a mean over its batches, and the early ones met a worse network. So a training curve lags about half an epoch behind a validation curve, and a validation loss *below* the training loss is no miracle (keras#503, #605, #6977).
#
# ## 7 A model, read line by line
#
# This one has been handed to students as a first example. Digits come in, ten classes go out:
#
# ```
# model.add(Dense(128, activation="softmax"))
# model.add(Dense(10, activation="sigmoid"))
# model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
# ```
#
# Two activations look odd. Does either matter?

# %% tags=["guess"]
guess(
    "ch12_odd_activation",
    "Which of the two costs accuracy on digits?",
    choices=["the softmax within", "the sigmoid at the end", "both", "neither"],
)

# %% [markdown]
# Four networks, five seeds, 20 epochs each: takes about ten seconds.

# %% tags=["explore"] seconds=10
pairs = [(hidden, last) for hidden in ("softmax", "relu") for last in ("sigmoid", "softmax")]
scores = np.zeros((4, 5))
for seed in waiting(range(5), "four networks each"):
    X, y, X_test, y_test = halves(seed)
    for i, (hidden, last) in enumerate(pairs):
        model = stack(64, (128, hidden), (10, last), rng=seed)
        compiled(model, "categorical_crossentropy", "adam", ["accuracy"])
        fit(model, X, np.eye(10)[y], epochs=20, batch_size=64, rng=seed)
        scores[i, seed] = evaluate(model, X_test, np.eye(10)[y_test])["accuracy"]
for pair, found in zip(pairs, scores, strict=True):
    print(f"{pair[0]:8} then {pair[1]:8} {np.round(found, 2)}")

# %% tags=["explore"]
within = np.median(scores[2:], axis=1).min() - np.median(scores[:2], axis=1).max()
sigmoid_end = np.abs(scores[[0, 2]] - scores[[1, 3]])
claim("a hidden softmax costs more than fifteen points", within > 0.15, points=100 * within)
claim("with ReLU the sigmoid at the end costs less than three points", sigmoid_end[1].max() < 0.03)
truth("ch12_odd_activation", "the softmax within")

# %% [markdown]
# The hidden softmax is the one that costs: 128 numbers that sum to 1 are tiny, and every unit that speaks up silences the others. The sigmoid at the end is wrong on paper and harmless in Keras, which divides each row of "probabilities" by its sum before it takes the logarithm. PyTorch's loss would take numbers from 0 to 1 for scores: the floor of section 4 again.

# %% [markdown]
# ## 8 A head for a number
#
# To predict a number, change three things: the last layer has one unit, *no activation*, and the loss is `mse`. What if the sigmoid stays, because "the output needs one"? The curve sin 2x, between -3 and 3; the data ends there, the question does not.

# %% tags=["explore"]
x = np.linspace(-3, 3, 200).reshape(-1, 1)
wave, far = np.sin(2 * x), np.linspace(-6, 6, 241).reshape(-1, 1)
heads = {"sigmoid at the end": ("relu", "sigmoid")}
heads |= {"ReLU, linear": ("relu", None), "tanh, linear": ("tanh", None)}
errors, curves = np.zeros((3, 3)), np.zeros((3, 3, 241))
for i, seed in np.ndindex(3, 3):
    hidden, last = list(heads.values())[i]
    model = stack(1, (50, hidden), (50, hidden), (1, last), rng=seed)
    compiled(model, "mse", lambda params: mine.Adam(params, lr=0.005))
    fit(model, x, wave, epochs=250, batch_size=40, rng=seed)
    errors[i, seed], curves[i, seed] = evaluate(model, x, wave)["loss"], model(far)[:, 0]

# %% tags=["explore"]
fig, axes = panels(3, sharey=True)
for axis, title, three in zip(axes, heads, curves, strict=True):
    axis.axvspan(-3, 3, color=ZERO, alpha=0.1, linewidth=0)
    axis.plot(far, np.sin(2 * far), color=INK, linestyle=":", linewidth=1)
    for curve in three:
        axis.plot(far, np.clip(curve, -2.6, 2.6), color=POSITIVE, linestyle="-", linewidth=1)
    axis.set(xlabel="x", title=title, ylim=(-2.6, 2.6))
axes[0].set_ylabel("y")
describe(
    "sin 2x (dotted) and three networks of each kind; the data lies between -3 and 3 (grey). With a sigmoid "
    "at the end nothing is below 0. Linear: both follow the wave inside; outside ReLU runs on straight, "
    "tanh bends and flattens."
)
plt.show()
for title, found in zip(heads, errors, strict=True):
    print(f"{title:18} error {np.round(found, 3)}")
straight = (np.abs(np.diff(curves[:, :, -60:], 2, axis=2)) < 1e-9).mean(axis=2)  # beyond 3
claim("a sigmoid cannot go below 0: more than half of the wave's 0.5 is missed", errors[0].min() > 0.25)
claim("linear: less than a third of that", errors[1:].max() < errors[0].min() / 3, largest=errors[1:].max())
claim("beyond the data ReLU is straight but for a few bends", straight[1].min() > 0.8, straight=straight[1])
claim("and tanh is straight nowhere", straight[2].max() < 0.1)
outside = np.abs(curves[:, :, -60:] - np.sin(2 * far[-60:, 0])).mean(axis=2)
claim("all of them are wrong there, by more than 0.3 in the mean", outside.min() > 0.3)

# %% [markdown]
# How good is a regression? A loss has units, squared; **R²** has none. It asks which part of the targets' variation the predictions account for:
#
# ```
# r2 = 1 - sum of (target - pred)**2 / sum of (target - target.mean())**2
# ```
#
# 1 is perfect; 0 is as good as saying the mean to everybody; below 0 is worse than that.
#
# The trap is in the shapes. A network with one output gives (N, 1), and targets mostly come as (N,). numpy takes their difference without a word: (N, N), each prediction against each target.

# %% tags=["explore"]
column, row = np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 3.0, 5.0])
print("column - row:", (column - row).tolist())
spread_out, right = ((column - row) ** 2).mean(), ((column[:, 0] - row) ** 2).mean()
print(f"its mean square: {spread_out:.2f}   the right one: {right:.2f}")


class Broadcast:
    """The loss that numpy would give for (N, 1) against (N,), and its gradient."""

    def __call__(self, pred, target):
        self.difference = pred - target  # (N, N)
        return np.mean(self.difference**2)

    def backward(self):
        return 2 * self.difference.sum(axis=1, keepdims=True) / self.difference.size

# %% tags=["explore"]
inputs = np.linspace(-1, 1, 64).reshape(-1, 1)
line, spreads = 2 * inputs[:, 0] + 1, np.zeros((2, 3))
for wrong, seed in np.ndindex(2, 3):
    model = stack(1, (32, "relu"), (1, None), rng=seed)
    compiled(model, "mse", "adam")
    model.loss = Broadcast() if wrong else model.loss
    fit(model, inputs, line if wrong else line[:, None], epochs=150, batch_size=16, rng=seed)
    spreads[wrong, seed] = model(inputs).std() / line.std()
claim("on the right difference predictions spread as the targets do", np.abs(spreads[0] - 1).max() < 0.1)
claim("on (N, N), everybody gets nearly the mean", spreads[1].max() < 0.15, spread=spreads[1])

# %% [markdown]
# With all targets as everybody's target, the best answer is their mean, and the network learns it. The loss falls, and stops early. (`lw.mse_loss` refuses such shapes; most libraries warn at best.)
#
# **Write `r2_score`.** A target that never varies leaves nothing to explain: there it is 1 if every prediction is right, and otherwise 0. Judged: good predictions and bad ones, columns against rows in all four ways, a target that never varies, and that inputs are left alone.

# %% exercise="r2_score" minutes=12 difficulty=1
def r2_score(pred, target):
    """Return 1 - (sum of squared errors) / (sum of squared distances of the targets from their mean).

    pred, target: N numbers each, as (N,) or as (N, 1).

    By hand: errors 0, 1, 1; targets 1, 3, 5 with mean 3: 1 - 2 / 8.

    >>> r2_score(np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 3.0, 5.0]))
    0.75
    """
    ### BEGIN SOLUTION
    pred, target = pred.ravel(), target.ravel()
    missed = ((target - pred) ** 2).sum()
    variation = ((target - target.mean()) ** 2).sum()
    if variation == 0:
        return 1.0 if missed == 0 else 0.0
    return 1 - missed / variation
    ### END SOLUTION

# %% [markdown]
# 442 patients, ten measurements, and how far their diabetes went in a year. A straight line (least squares), and a network of two times 64 ReLU units; 265 patients to learn from, 88 to choose the best epoch by, 89 to judge. Ten splits.

# %% tags=["guess"]
guess(
    "ch12_diabetes",
    "Which R² is highest, in the median of ten splits?",
    choices=["line", "network, best epoch", "network, last epoch", "line and best epoch within 0.05"],
)

# %% tags=["explore"]
score, whose = working(r2_score)
patients, progress = lw.datasets.diabetes()
ONES = np.ones((442, 1))


def three_scores(seed):
    """R² on the test patients: of a line, of the network's best epoch by validation, and of its last."""
    order = np.random.default_rng(seed).permutation(442)
    train, val, test = order[:265], order[265:353], order[353:]
    X = (patients - patients[train].mean(axis=0)) / patients[train].std(axis=0)
    y = ((progress - progress[train].mean()) / progress[train].std()).reshape(-1, 1)
    X1 = np.hstack([X, ONES])
    weights = np.linalg.lstsq(X1[train], y[train], rcond=None)[0]
    model = stack(10, (64, "relu"), (64, "relu"), (1, None), rng=seed)
    compiled(model, "mse", "adam")
    losses, scores = [], []
    for epoch in range(80):
        fit(model, X[train], y[train], rng=1000 * seed + epoch)
        losses.append(evaluate(model, X[val], y[val])["loss"])
        scores.append(score(model(X[test]), y[test]))
    return score(X1[test] @ weights, y[test]), scores[int(np.argmin(losses))], scores[-1]


splits = np.array([three_scores(seed) for seed in range(10)])

# %% tags=["explore"]
names = ("line", "best epoch", "last epoch")
fig, axis = plt.subplots(figsize=(5.4, 2.3))
for i, found in enumerate(splits.T):
    axis.plot(found, np.full(10, 2 - i), "o", color=ZERO, markersize=4)
    axis.plot(np.median(found), 2 - i, "D", color=(INK, POSITIVE, NEGATIVE)[i], markersize=8)
axis.set(yticks=(2, 1, 0), yticklabels=names, xlabel="R² on 89 patients", ylim=(-0.5, 2.5))
axis.set_title(f"r2_score: {whose}" if "r2_score" not in whose else whose)
middle = np.median(splits, axis=0)
describe(
    f"R² on new patients, ten splits: a line {middle[0]:.2f} in the median, a network's best epoch "
    f"{middle[1]:.2f}, its last epoch {middle[2]:.2f}; dots from below 0 to 0.53."
)
plt.show()
for name, found in zip(names, splits.T, strict=True):
    print(f"{name:11} {np.median(found):.3f}   [{found.min():.3f} {found.max():.3f}]")
better = splits[:, 1] - splits[:, 0]
claim("line and best epoch: within 0.05 in the median", abs(middle[1] - middle[0]) < 0.05)
claim("the last epoch loses more than 0.1 in the median", middle[0] - middle[2] > 0.1)
claim("from split to split the line itself moves by more than 0.2", np.ptp(splits[:, 0]) > 0.2)
truth("ch12_diabetes", "line and best epoch within 0.05")

# %% [markdown]
# Eleven numbers do as well as five thousand: on 442 rows the network finds no more than the line does, and trained to the end it is worse. Which split one happens to draw changes R² by more than the choice of the model. One split would prove whatever one likes.

# %% [markdown]
# ## 9 A ruler and a few bends
#
# Why does a ReLU network run on straight? Take one input x and one hidden layer:
#
# ```
# y = sum of w2 * relu(w1 * x + b1), plus b2
# ```
#
# A unit is 0 on one side of the place where `w1 * x + b1 = 0`, and a straight line on the other. So y is straight, with a **kink** at each of these places and nowhere else. A unit with a positive w1 wakes up to the right of its kink, one with a negative w1 falls asleep there. Either way the slope grows by `abs(w1) * w2`.

# %% [markdown]
# **Write `relu_pieces`.** A unit whose w1 or w2 is 0 bends nothing; with w1 = 0 it still adds a constant. Two units may have their kink at the same place, which counts once.
#
# Judged: where the kinks are, from left to right, units with a negative w1, the heights at the kinks, the slopes between them, kinks that coincide, units that bend nothing, and that the weights are left alone.
#
# <details><summary>A nudge</summary>
#
# `np.unique` sorts and leaves one of each. Far to the left exactly the units with a negative w1 are on: that is the first slope. Then add, kink by kink, what the units that have their place there bring.
#
# </details>

# %% exercise="relu_pieces" minutes=30 difficulty=3
def relu_pieces(w1, b1, w2, b2):
    """Return kinks (K,), heights (K,) and slopes (K + 1,), from left to right.

    w1, b1, w2: (H,), a number for each hidden unit; b2: a number. heights: y at the kinks. slopes: left of
    the first kink, between each two, and right of the last.

    By hand: 3 relu(x) + relu(2 - x) + 0.5 bends at 0 and at 2. Left of 0 only the second unit is on:
    slope -1; between them both: 3 - 1; right of 2 the first alone: 3.

    >>> relu_pieces(np.array([1.0, -1.0]), np.array([0.0, 2.0]), np.array([3.0, 1.0]), 0.5)
    (array([0., 2.]), array([2.5, 6.5]), array([-1.,  2.,  3.]))
    """
    ### BEGIN SOLUTION
    bends = (w1 != 0) & (w2 != 0)
    places = -b1[bends] / w1[bends]
    kinks = np.unique(places)
    growth = np.abs(w1[bends]) * w2[bends]
    slopes = [(w1 * w2)[w1 < 0].sum()]
    for kink in kinks:
        slopes.append(slopes[-1] + growth[places == kink].sum())
    heights = np.maximum(np.outer(kinks, w1) + b1, 0) @ w2 + b2
    return kinks, heights, np.array(slopes)
    ### END SOLUTION

# %% [markdown]
# Thirty ReLU units, and the wave again. Before the first step: `Dense` starts with biases of 0. How many kinks has the line then?

# %% tags=["guess"]
guess("ch12_kinks", "Kinks of a network with 30 ReLU units, one input, and all biases 0?", number="kinks")

# %% [markdown]
# Twice five networks: as `Dense` starts them, and with kinks that are spread over the data beforehand.

# %% tags=["explore"]
pieces, whose = working(relu_pieces)


def line_of(model):
    """Kinks, heights and slopes of a network with one input, one hidden layer and one output."""
    first, last = model.layers[0], model.layers[1]
    return pieces(first.kernel.data[0], first.bias.data, last.kernel.data[:, 0], float(last.bias.data[0]))


def bent(seed, spread):
    """A network of 30 ReLU units that has learned the wave, and its number of kinks at the start."""
    model, rng = stack(1, (30, "relu"), (1, None), rng=seed), np.random.default_rng([seed, 1])
    if spread:
        w1 = rng.choice([-1.0, 1.0], 30) * rng.uniform(0.5, 1.5, 30)
        first = model.layers[0]
        first.kernel.data, first.bias.data = w1.reshape(1, 30), -rng.uniform(-3, 3, 30) * w1
    kinks = len(line_of(model)[0])
    compiled(model, "mse", lambda params: mine.Adam(params, lr=0.01))
    fit(model, x, wave, epochs=300, batch_size=40, rng=seed)
    return model, kinks


bends = [[bent(seed, spread) for seed in range(5)] for spread in (False, True)]
missed = np.array([[evaluate(model, x, wave)["loss"] for model, _ in five] for five in bends])
counts = [[kinks for _, kinks in five] for five in bends]

# %% tags=["explore"]
fig, axes = panels(2, sharey=True)
for axis, five, title in zip(axes, bends, ("biases start at 0", "kinks spread at the start"), strict=True):
    model = five[0][0]
    kinks, heights, _ = line_of(model)
    axis.axvspan(-3, 3, color=ZERO, alpha=0.1, linewidth=0)
    axis.plot(x, wave, color=INK, linestyle=":", linewidth=1.2)
    axis.plot(far, np.clip(model(far)[:, 0], -3, 3), color=POSITIVE, linestyle="-", linewidth=1.2)
    axis.plot(kinks, np.clip(heights, -3, 3), "o", color=NEGATIVE, markersize=3.5)
    axis.set(xlabel="x", ylim=(-3, 3), xlim=(-6, 6), title=title)
axes[0].set_ylabel("y")
print(whose)
describe(
    "sin 2x between -3 and 3 (dotted) and two networks of 30 ReLU units, with a dot at each kink. Started "
    "with biases of 0 the curve follows near 0 and cuts the outer waves; with spread kinks it follows all."
)
plt.show()

# %% tags=["explore"]
model = bends[1][0][0]
kinks, heights, slopes = line_of(model)
piece = np.searchsorted(kinks, far[:, 0])
near = np.clip(piece - 1, 0, None)
off = np.abs(heights[near] + slopes[piece] * (far[:, 0] - kinks[near]) - model(far)[:, 0]).max()
claim("kinks, heights and slopes are the whole network", off < 1e-9, largest_difference=off)
claim("with biases of 0 all 30 units bend the line at one place, x = 0", set(counts[0]) == {1})
claim("with spread kinks it has 30", set(counts[1]) == {30})
print("error, biases at 0:", missed[0].round(4), "  spread:", missed[1].round(4))
claim("after 300 epochs the spread one misses less than a quarter", (missed[1] < missed[0] / 4).all())
truth("ch12_kinks", counts[0][0])

# %% [markdown]
# All that this network knows is a list of places and slopes, and beyond the last kink nothing bends it back. It begins as one bend at 0: thirty units, one ruler broken in the middle. Training has to carry each kink to where it is needed. A bias of 0 does no harm where many features come in, as their kinks point in all directions; on a line it does.

# %% [markdown]
# ## 10 What a bag cannot hear
#
# The task of Chollet's example is IMDB: 50 000 film reviews, kind or unkind. There a bag of words with two small layers is right for 88 of 100 test reviews (his number). That needs a download of 84 MB, so here it is another set: 6000 reviews made by a **grammar** of 66 words, a stand-in, and a mean one. It is made so that no single word tells anything: whether "the cast was good but the plot was hardly so clever" is kind is decided by `not`, `hardly`, `but` and `although`, and by what stands where.

# %% tags=["explore"]
reviews, kind, words = lw.datasets.reviews(6000, seed=0)
for sequence, label in zip(reviews[:5], kind, strict=False):
    print("kind  " if label else "unkind", " ".join(words[i - 1] for i in sequence))
encode, whose = working(multi_hot)
bags = encode(reviews, len(words) + 1)
print(whose, bags.shape)
not_, good = words.index("not") + 1, words.index("good") + 1
found = [kind[bags[:, word] == 1].mean() for word in (not_, good)]
print(f"kind, of the reviews with 'not': {found[0]:.2f}; with 'good': {found[1]:.2f}")
claim("neither word tells the label", np.abs(np.array(found) - 0.5).max() < 0.07)

# %% tags=["guess"]
guess(
    "ch12_bag",
    "4000 reviews to learn from. A bag of words, one sigmoid, no hidden layer: how many of 100 right?",
    number="of 100",
)

# %% [markdown]
# Three networks: the bag alone, the bag with 16 hidden units, and bags of **bigrams**, pairs of neighbours such as "not good". Takes about ten seconds.

# %% tags=["explore"]
def bigrams(sequences, known=None):
    """Each pair of neighbours as a number; pairs that are not known are left out."""
    numbers = {} if known is None else known
    rows = []
    for sequence in sequences:
        pairs = list(zip(sequence, sequence[1:], strict=False))
        if known is None:
            for pair in pairs:
                numbers.setdefault(pair, len(numbers))
        rows.append([numbers[pair] for pair in pairs if pair in numbers])
    return rows, numbers


train_pairs, numbers = bigrams(reviews[:4000])
test_pairs, _ = bigrams(reviews[4000:], numbers)
doubles = encode(train_pairs + test_pairs, len(numbers))

# %% tags=["explore"] seconds=10
arms = {
    "bag": (bags, [(1, "sigmoid")]),
    "bag, 16 hidden": (bags, [(16, "relu"), (1, "sigmoid")]),
    "bigrams": (doubles, [(1, "sigmoid")]),
}
heard = np.zeros((3, 3))
for seed in waiting(range(3), "three networks each"):
    for i, (rows, layers) in enumerate(arms.values()):
        model = stack(rows.shape[1], *layers, rng=seed)
        compiled(model, "binary_crossentropy", lambda params: mine.Adam(params, lr=0.005), ["accuracy"])
        fit(model, rows[:4000], kind[:4000, None], batch_size=64, epochs=20, rng=seed)
        heard[i, seed] = evaluate(model, rows[4000:], kind[4000:, None])["accuracy"]

# %% tags=["explore"]
for name, found in zip(arms, heard, strict=True):
    print(f"{name:15} {np.round(found, 3)}")
middle = np.median(heard, axis=1)
claim("a bag alone: guessing, within four points", np.abs(heard[0] - 0.5).max() < 0.04, accuracy=middle[0])
lowest, highest = heard[1].min(), heard[1].max()
claim("16 hidden units: about three of four", 0.7 < lowest < highest < 0.78, accuracy=middle[1])
claim("bigrams: between the two", middle[0] + 0.05 < middle[2] < middle[1] - 0.05, accuracy=middle[2])
truth("ch12_bag", 100 * middle[0])

# %% [markdown]
# Why about 75? A third of the reviews has one clause; there `not` and `good` in one bag tell all, if a hidden unit multiplies them. In the others half of what matters is *which* clause was negated, or came second. That is gone, for any network on this bag; counting the cases gives 1/3 + 2/3 · 5/8 = 0.75 at most. More units cannot help; chapter 15 reads word by word.

# %% [markdown]
# A real review says the same thing ten times over, so bags do well there. If you have a network connection and a few minutes, this is Chollet's experiment; it is skipped otherwise, and says so.

# %% tags=["explore", "shown", "nbval-ignore-output"]
FETCH = False  # True: download IMDB, 84 MB, and train on it


def imdb_rows(texts, numbers):
    """Multi-hot rows of the 10 000 words that have numbers, in float32."""
    sequences = [[numbers[word] for word in lw.datasets.words(text) if word in numbers] for text in texts]
    return encode(sequences, 10_000).astype(np.float32)


if FETCH:
    texts, label = lw.datasets.imdb()
    counts: dict = {}
    for text in texts:
        for word in lw.datasets.words(text):
            counts[word] = counts.get(word, 0) + 1
    numbers = {word: i for i, word in enumerate(sorted(counts, key=lambda word: -counts[word])[:10_000])}
    model = stack(10_000, (16, "relu"), (16, "relu"), (1, "sigmoid")).to(np.float32)
    compiled(model, "binary_crossentropy", "rmsprop", ["accuracy"])
    fit(model, imdb_rows(texts, numbers), label[:, None], batch_size=512, epochs=4, rng=0)
    texts, label = lw.datasets.imdb(train=False)
    print(evaluate(model, imdb_rows(texts, numbers), label[:, None]))
else:
    print("IMDB was not downloaded; set FETCH = True to train on it")

# %% [markdown]
# ## 11 Stack them yourself
#
# Choose layers, watch the summary count, and see five epochs of training on digits. The goal: 95 of 100 new digits right after five epochs, with fewer than 5000 numbers to learn. It runs on your five lines once they have passed. The arrow keys move a control that has the focus.

# %% tags=["explore"]
parts = Parts(mine.Sequential, mine.Dense, mine.compile_model, mine.fit_model, mine.evaluate_model)
SequentialExplorer(parts=parts, on_goal=goal("sequential"))

# %% [markdown]
# ### A milestone
#
# Your `Sequential` holds your `Dense` layers, your `compile_model` gives them a loss and an optimizer, your `fit_model` trains them and your `evaluate_model` says how good they are: 93 of 100 new digits are to be right.

# %% tags=["explore", "shown", "nbval-ignore-output"]
from autograder import milestone

milestone("keras")

# %% [markdown]
# ## 12 In your own words
#
# A colleague predicts house prices, in thousands, from 20 features; the 900 rows are sorted by price. The model:
#
# ```
# model.add(Dense(64, activation="relu"))
# model.add(Dense(64, activation="relu"))
# model.add(Dense(1, activation="sigmoid"))
# model.compile(loss="mse", optimizer="adam", metrics=["accuracy"])
# model.fit(x, y, epochs=100, validation_split=0.2)
# ```
#
# "The loss stays enormous, accuracy is 0, and validation is far worse than training. I need a bigger network: 5000 numbers cannot be enough." Which lines are wrong and why, how many numbers does it learn, and what would you write instead? Five to ten sentences.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. The head: a sigmoid gives 0 to 1, prices are in the hundreds; no activation at the end (our wave: the error stays above half of the wave's own). Standardizing the target alone does not repair it, as negative values remain out of reach.
# 2. The metric: accuracy compares numbers for equality or classes and means nothing here; R² or the mean absolute error does. Half a point for "wrong metric" without a better one.
# 3. The split: the last fifth of sorted rows are the dearest houses, cut off before any shuffling; shuffle the rows before fit (our digits: .02 against .95). It explains why validation is far worse.
# 4. The count: 21 · 64 + 65 · 64 + 65 = 1344 + 4160 + 65 = 5569, and size is not the trouble: on 442 patients a line with eleven numbers was as good as 5000. Compare with a line first; the shapes of y ((N,) or (N, 1)) are worth a look too.
# ### END MARK SCHEME

# %% [markdown] written="a_price_model" points=4 minutes=25
# ### BEGIN SOLUTION
# The last layer is wrong: a sigmoid gives numbers between 0 and 1, and prices are in the hundreds. Whatever is learned, the output sticks at 1. In our experiment with the wave, a sigmoid at the end missed more than half of what there was to learn. It should be `Dense(1)`, with the target standardized by the training rows so that the steps have a sensible size.
#
# `accuracy` asks whether a prediction is the right class. For prices it is 0 or meaningless. I would report R² or the mean absolute error in thousands.
#
# `validation_split=0.2` takes the last fifth of the rows, before anything is shuffled. The rows are sorted by price, so the network learns from cheap houses and is asked about the dearest. That alone would make validation far worse. Shuffle x and y together before `fit`.
#
# It learns 21 · 64 = 1344, 65 · 64 = 4160 and 65 numbers, 5569 together, for 720 rows. That is rather too many than too few. With 442 patients a straight line did as well as such a network, so I would fit a line first, and look whether y is (N, 1), so that no (N, N) difference is taken.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | Keras 3 | PyTorch |
# |---|---|---|---|
# | weights of a linear layer | `kernel` (in, units) | the same | `weight` (out, in) |
# | its start | Glorot uniform, bias 0 | the same | uniform to 1 / sqrt(in), bias too |
# | a loss is called | `loss(pred, target)` | `loss(y_true, y_pred)` | `loss(input, target)` |
# | cross-entropies take | probabilities, `from_logits=False` | the same | scores |
# | SGD's rate | 0.01 | 0.01 | 0.001 |
# | Adam | lr 0.001, eps 1e-7 | eps 1e-7, before the correction | eps 1e-8, after it |
# | RMSprop | alpha 0.9, eps beside the root | `rho` 0.9, eps within the root | alpha 0.99, lr 0.01, beside it |
# | batch normalization's momentum | 0.1 of the new | `momentum=0.99` of the old | 0.1 of the new |
# | epochs | `epochs` | `epochs` (Keras 1: `nb_epoch`) | a loop of your own |
# | images before `Flatten` | channels first | channels last by default | channels first |

# %% [markdown]
# ## Further reading
#
# - François Chollet, *Deep Learning with Python* (2017; second edition 2021): the reviews, and Keras by its author.
# - Xavier Glorot and Yoshua Bengio, *Understanding the Difficulty of Training Deep Feedforward Neural Networks* (2010): the start of a kernel.
# - Andrew Maas and others, *Learning Word Vectors for Sentiment Analysis* (2011): the IMDB reviews.
# - Bradley Efron and others, *Least Angle Regression* (2004): the diabetes data.
# - Guido Montúfar and others, *On the Number of Linear Regions of Deep Neural Networks* (2014): kinks, and how depth multiplies them.
# - Keras's own page of questions: how the validation split is computed, and why the training loss is higher than the testing loss.
