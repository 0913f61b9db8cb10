"""Chapter 12's records: right answers written differently, and wrong ones that nobody recorded."""

import numpy as np

from autograder.core.diagnose import check_functions
from autograder.exercises import find
from layerwise.keras import activation_layer, losses
from layerwise.keras.evaluating import evaluate_model as library_evaluate
from layerwise.keras.fitting import fit_model as library_fit
from layerwise.nn import Module, ModuleList, Parameter
from layerwise.optim import SGD, Adam, RMSprop


def report(name, *functions):
    return check_functions(find(name), functions)


def lost(seen):
    return {aspect.name for aspect in seen.aspects if not aspect.passed}


class Base(Module):
    """Dense, right, in parts to be replaced."""

    def __init__(self, units, activation=None):
        self.units, self.act, self.kernel, self.bias = units, activation_layer(activation), None, None

    def build(self, in_features, rng=None):
        bound = (6 / (in_features + self.units)) ** 0.5
        self.kernel = Parameter(np.random.default_rng(rng).uniform(-bound, bound, size=(in_features, self.units)))
        self.bias = Parameter(np.zeros(self.units))

    def forward(self, x):
        if self.kernel is None:
            self.build(x.shape[1])
        self.saved_x = x
        z = x.dot(self.kernel.data) + self.bias.data
        return z if self.act is None else self.act(z)

    def backward(self, grad_output):
        g = grad_output if self.act is None else self.act.backward(grad_output)
        self.kernel.accumulate_grad(self.saved_x.T.dot(g))
        self.bias.accumulate_grad(g.sum(0))
        return g.dot(self.kernel.data.T)


def named(name, base):
    return type(name, (base,), {})


def test_a_dense_layer_is_right_however_it_draws():
    """From the far end of the interval, column by column: only the bound and the spread count."""

    class Dense(Base):
        def build(self, in_features, rng=None):
            super().build(in_features, rng)
            draws = np.random.default_rng(rng).random((self.units, in_features)).T
            self.kernel = Parameter((1 - 2 * draws) * np.sqrt(6 / (in_features + self.units)))

    assert report("Dense", Dense).state == "right"


def test_a_kernel_between_two_values_has_the_right_bound_and_is_not_uniform():
    """Nor is one that is uniform in the inner half only."""

    class Dense(Base):
        def build(self, in_features, rng=None):
            super().build(in_features, rng)
            bound = np.sqrt(6 / (in_features + self.units))
            self.kernel = Parameter(bound * np.sign(self.kernel.data))

    class Inner(Base):
        def build(self, in_features, rng=None):
            super().build(in_features, rng)
            self.kernel = Parameter(0.5 * self.kernel.data)

    assert lost(report("Dense", Dense)) == {"how they start"}
    assert lost(report("Dense", named("Dense", Inner))) == {"how they start"}


def test_a_layer_that_rebuilds_in_its_second_call_is_not_built_once():
    """The second call throws the first one's weights away."""

    class Dense(Base):
        def forward(self, x):
            self.kernel = None if getattr(self, "calls", 0) else self.kernel
            self.calls = 1
            return super().forward(x)

    seen = report("Dense", Dense)
    assert "built once" in lost(seen)


class Stack(Module):
    """Sequential, right, in parts to be replaced."""

    def __init__(self, in_features, rng=None):
        self.sizes, self.rng, self.layers = [in_features], np.random.default_rng(rng), ModuleList()

    def add(self, layer):
        if hasattr(layer, "build"):
            layer.build(self.sizes[-1], self.rng)
        self.sizes.append(getattr(layer, "units", self.sizes[-1]))
        self.layers.append(layer)

    def summary(self):
        kinds = [type(layer).__name__.lower() for layer in self.layers]
        names = [kind + (f"_{n}" if (n := kinds[:i].count(kind)) else "") for i, kind in enumerate(kinds)]
        counts = [sum(p.size for p in layer.parameters()) for layer in self.layers]
        return [*zip(names, ((None, n) for n in self.sizes[1:]), counts, strict=True)], sum(counts)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, grad_output):
        for layer in list(self.layers)[::-1]:
            grad_output = layer.backward(grad_output)
        return grad_output


def test_sequential_without_a_summary_earns_the_rest():
    """Half of a class is worth what it is worth."""

    class Sequential(Stack):
        def summary(self):
            return [], 0

    assert report("Sequential", named("Sequential", Stack)).state == "right"
    assert lost(report("Sequential", Sequential)) == {"names", "shapes of the rows", "counts", "the total"}


def test_sequential_that_forgets_to_go_through_its_last_layer():
    """Nobody recorded it: both passes lose, the summary does not."""

    class Sequential(Stack):
        def forward(self, x):
            for layer in list(self.layers)[:-1]:
                x = layer(x)
            return x

    assert "forward through all layers" in lost(report("Sequential", Sequential))
    assert "counts" not in lost(report("Sequential", Sequential))


def test_multi_hot_with_whole_numbers_or_truth_values_is_right():
    """0 and 1 are what they are."""

    def multi_hot(sequences, dimension):
        return np.array([[int(i in sequence) for i in range(dimension)] for sequence in sequences])

    assert report("multi_hot", multi_hot).state == "right"


def test_multi_hot_that_empties_the_reviews_loses_for_that_alone():
    """It pops the words as it goes."""

    def multi_hot(sequences, dimension):
        x = np.zeros((len(sequences), dimension))
        for row, sequence in zip(x, sequences, strict=True):
            while sequence:
                if (i := sequence.pop()) < dimension:
                    row[i] = 1
        return x

    assert lost(report("multi_hot", multi_hot)) == {"the reviews are left alone"}


def test_compile_with_losses_of_ones_own_is_right():
    """What the loss is made of does not count: a class, or the library's with other words."""

    class Sparse:
        def __call__(self, pred, target):
            self.inner = losses.CategoricalCrossentropy()
            return self.inner(pred, np.eye(pred.shape[1])[target])

        def backward(self):
            return self.inner.backward()

    def compile_model(model, loss, optimizer="rmsprop", metrics=()):
        model.loss = Sparse() if loss.startswith("sparse") else losses.get(loss)
        params = model.parameters()
        if callable(optimizer):
            model.optimizer = optimizer(params)
        else:
            chosen = {"sgd": (SGD, {"lr": 0.01}), "adam": (Adam, {"lr": 1e-3, "eps": 1e-7})}
            chosen["rmsprop"] = (RMSprop, {"lr": 1e-3, "alpha": 0.9, "eps": 1e-7})
            kind, settings = chosen[optimizer]
            model.optimizer = kind(params, **settings)

        def accuracy(pred, target):
            if pred.shape[1] == 1:
                return float((np.round(pred) == target).mean())
            return float((pred.argmax(1) == (target if target.ndim == 1 else target.argmax(1))).mean())

        model.metrics = {"accuracy": accuracy} if "accuracy" in metrics else {}

    assert report("compile_model", compile_model).state == "right"


def test_evaluate_that_never_switches_back_and_never_switches_at_all():
    """Two different losses of points."""

    def without_eval(model, x, y, batch_size=32):
        found = {}
        for i in range(0, len(x), batch_size):
            pred, target = model(x[i : i + batch_size]), y[i : i + batch_size]
            for name, value in {"loss": model.loss(pred, target), "hits": model.metrics["hits"](pred, target)}.items():
                found[name] = found.get(name, 0) + value * len(target) / len(x)
        return found

    seen = report("evaluate_model", named_function("evaluate_model", without_eval))
    assert "evaluation mode" in lost(seen) and "the batches" not in lost(seen)


def named_function(name, function):
    function.__name__ = name
    return function


def test_fit_may_draw_its_orders_as_it_likes_and_not_leave_rows_out():
    """Orders from sorted random numbers are right; an order of all rows but one is not."""

    class Random:
        def __init__(self, rng, short):
            self.rng, self.short = np.random.default_rng(rng), short

        def permutation(self, n):
            return np.argsort(self.rng.random(n))[: n - self.short]

    def fit(short):
        def fit_model(model, x, y, batch_size=32, epochs=1, validation_split=0.0, shuffle=True, rng=None):
            drawn, history, kept = Random(rng, short), {}, int(len(x) * (1 - validation_split))
            for _ in range(epochs):
                order = drawn.permutation(kept) if shuffle else np.arange(kept)
                model.train()
                totals = dict.fromkeys(["loss", *model.metrics], 0.0)
                for i in range(0, len(order), batch_size):
                    rows = order[i : i + batch_size]
                    model.optimizer.zero_grad()
                    pred = model(x[rows])
                    for name, metric in model.metrics.items():
                        totals[name] += metric(pred, y[rows]) * len(rows) / kept
                    totals["loss"] += model.loss(pred, y[rows]) * len(rows) / kept
                    model.backward(model.loss.backward())
                    model.optimizer.step()
                if kept < len(x):
                    found = library_evaluate(model, x[kept:], y[kept:], batch_size)
                    totals.update({f"val_{name}": value for name, value in found.items()})
                for name, value in totals.items():
                    history.setdefault(name, []).append(value)
            return history

        return fit_model

    assert report("fit_model", fit(0)).state == "right"
    assert {"a new order in each epoch", "the seed decides the orders"} <= lost(report("fit_model", fit(1)))


def test_fit_that_stops_an_epoch_early():
    """One epoch less than asked for loses points; not those for training mode."""

    def fit_model(model, x, y, batch_size=32, epochs=1, validation_split=0.0, shuffle=True, rng=None):
        return library_fit(model, x, y, batch_size, epochs - 1, validation_split, shuffle, rng)

    seen = report("fit_model", fit_model)
    assert {"the steps", "the history of loss and metrics"} <= lost(seen)


def test_r2_score_that_is_right_for_rows_only_up_to_a_transposed_column():
    """Sorting both before the difference: the right sums of wrong pairs."""

    def r2_score(pred, target):
        p, t = np.sort(pred.ravel()), np.sort(target.ravel())
        variation = ((t - t.mean()) ** 2).sum()
        missed = ((t - p) ** 2).sum()
        return 1 - missed / variation if variation else float(missed == 0)

    assert {"good predictions", "bad predictions", "columns against rows"} <= lost(report("r2_score", r2_score))


def test_relu_pieces_may_return_lists():
    """Lists of plain numbers are numbers."""

    def relu_pieces(w1, b1, w2, b2):
        units = [(w, b, v) for w, b, v in zip(w1, b1, w2, strict=True) if w * v]
        kinks = sorted({-b / w for w, b, v in units})

        def y(x):
            return sum(v * max(w * x + b, 0.0) for w, b, v in zip(w1, b1, w2, strict=True)) + b2

        slope, slopes = sum(w * v for w, b, v in units if w < 0), []
        for kink in [*kinks, None]:
            slopes.append(slope)
            slope += sum(abs(w) * v for w, b, v in units if -b / w == kink)
        return kinks, [y(kink) for kink in kinks], slopes

    assert report("relu_pieces", relu_pieces).state == "right"


def test_relu_pieces_that_rounds_its_kinks_merges_what_is_apart():
    """Kinks a quarter apart are two."""

    def relu_pieces(w1, b1, w2, b2):
        from layerwise.analysis.relu_pieces import relu_pieces as library

        return library(w1, np.round(b1 / np.where(w1 == 0, 1, w1)) * w1, w2, b2)

    assert "where the kinks are" in lost(report("relu_pieces", relu_pieces))
