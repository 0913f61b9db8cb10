"""Chapter 6's records: the diagnosis on answers that real people hand in."""

import numpy as np

from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find, load
from autograder.worker.observe import observe
from layerwise.data import augmentation as augmenting
from layerwise.data import splitting
from layerwise.nn import Module, dropout
from layerwise.training import early_stopping

CHAPTER = load("ch06_regularization")
MASKS = {"first", "second", "back", "evaluation", "back in evaluation", "same seed", "another seed", "a generator"}


def report(name, *functions):
    return check_functions(find(name), functions)


class Keep(Module):
    """Dropout as a subclass of Module, as in the notebook: the forward half of an answer."""

    def __init__(self, p=0.5, rng=None):
        self.p, self.rng = p, np.random.default_rng(rng)

    def forward(self, x):
        self.mask = np.ones(x.shape)
        if self.training:
            self.mask = (self.rng.uniform(size=x.shape) > self.p) / (1 - self.p)
        return self.mask * x

    def backward(self, grad_output):
        """Not written yet."""


def test_dropout_s_forward_earns_its_points_while_backward_is_not_written():
    """Half of a layer is worth what it is worth."""
    seen = report("Dropout", Keep)
    assert seen.state == "partly"
    assert {a.name for a in seen.aspects if not a.passed} == {
        "backward: off stays off",
        "backward: on is scaled",
        "backward after evaluation",
    }


def test_one_mask_for_all_examples_but_the_first_is_no_mask_for_each():
    """Whichever rows share a mask, it is seen and chance in their share of zeros is not held against them."""

    class Dropout(Keep):
        def forward(self, x):
            self.mask = np.ones(x.shape)
            if self.training:
                self.mask = (self.rng.uniform(size=x.shape) > self.p) / (1 - self.p)
                self.mask[2:] = self.mask[1]
            return self.mask * x

        def backward(self, grad_output):
            return self.mask * grad_output

    seen = report("Dropout", Dropout)
    assert {a.name for a in seen.aspects if not a.passed} == {"a mask for each example"}


def test_a_mask_that_no_record_draws_is_as_good_as_any():
    """The order in which numbers are drawn is nobody's business: here column by column, from another distribution."""

    class Dropout(Keep):
        def forward(self, x):
            self.mask = np.ones(x.shape)
            if self.training:
                drawn = self.rng.exponential(size=x.shape[::-1]).T
                self.mask = (drawn > -np.log(1 - self.p)) / (1 - self.p)
            return self.mask * x

        def backward(self, grad_output):
            return self.mask * grad_output

    assert report("Dropout", Dropout).state == "right"


def test_a_layer_that_returns_no_random_mask_at_all_cannot_pass():
    """Every other number off is a pattern, not a draw."""

    class Dropout(Keep):
        def forward(self, x):
            self.mask = np.zeros(x.size)
            self.mask[:: max(1, round(1 / (1 - self.p)))] = 1 / (1 - self.p)
            self.mask = self.mask.reshape(x.shape) if self.training else np.ones(x.shape)
            return self.mask * x

        def backward(self, grad_output):
            return self.mask * grad_output

    seen = report("Dropout", Dropout)
    assert "a new mask in each pass" in {a.name for a in seen.aspects if not a.passed}


def test_dropout_s_probe_sends_arrays_and_no_verdicts():
    """What comes out of the sandbox is what the layer returned, in its shape."""
    exercise = find("Dropout")
    for case in exercise.cases:
        inputs = case.draw(0)
        seen = observe(exercise.references, exercise.probe, inputs)
        assert set(seen.values) == {*MASKS, "no seed, twice"}
        assert all(seen.values[name].shape == inputs["x"].shape for name in MASKS)


def test_statistics_of_all_rows_are_found_by_moving_the_rows_that_must_not_count():
    """The classic leak, written with numpy's own tools and in another order."""

    def split(X, y, val_fraction=0.2, test_fraction=0.2, standardize=True, rng=0):
        if standardize:
            mean, std = X.mean(0), X.std(0)
            std[std == 0] = 1
        else:
            mean, std = np.zeros(X.shape[1]), np.ones(X.shape[1])
        Z, order = (X - mean) / std, np.random.default_rng(rng).permutation(len(y))
        sets = ([], [], [])
        for k in np.unique(y):
            rows = order[y[order] == k]
            T, V = round(test_fraction * len(rows)), round(val_fraction * len(rows))
            for chosen, part in zip(sets, (rows[T + V :], rows[T : T + V], rows[:T]), strict=True):
                chosen.extend(part)
        return *[a[chosen] for chosen in sets for a in (Z, y)], mean, std

    seen = report("split", split)
    assert seen.diagnosis.name == "fits on all"
    assert {a.name for a in seen.aspects if a.passed} >= {"every row in one set", "each class in its share"}


def test_a_stopper_and_its_loop_are_judged_apart():
    """A learner who has written one of the two has the points of that one."""

    def train_until_stopped(model, train_epoch, stopper, max_epochs):
        """Not written yet."""

    seen = report("EarlyStopping", early_stopping.EarlyStopping, train_until_stopped)
    assert {a.name for a in seen.aspects if not a.passed} == {
        "the loop asks about validation",
        "the loop ends in time",
        "the loop brings the best weights back",
    }


def test_a_leak_is_named_whatever_the_shifts_are_made_with():
    """The learner's own augment may draw in another order."""

    def split_then_augment(X, y, val_rows, rng, copies=1, max_shift=1):
        images, labels = augmenting.augment(X, y, rng, copies=copies, max_shift=max_shift)
        keep = np.setdiff1d(np.arange(len(images)), val_rows)
        return images[keep], labels[keep], X[val_rows], y[val_rows]

    assert report("augment", augmenting.augment, split_then_augment).diagnosis.name == "leaks across the split"


def test_labels_and_votes_are_told_apart_from_probabilities():
    """An answer of labels has another shape, and is no ensemble."""

    def ensemble_predict(models, X):
        return np.round(np.mean([model(X).argmax(axis=1) for model in models], axis=0))

    assert report("ensemble_predict", ensemble_predict).score == 0


def test_every_mistake_that_the_curriculum_names_is_there():
    """One record for each, under a name that says it."""
    names = {mistake.name for exercise in CHAPTER.exercises for mistake in exercise.misconceptions}
    assert names >= {
        "the loss only", "the half is missing in the loss", "decays biases",
        "the sign's step, across zero", "L2 instead",
        "p for keep", "no rescale", "active at test", "new mask in backward",
        "looks at test", "off by one", "best not restored",
        "leaks across the split", "labels out of step", "augments validation",
        "averages labels", "averages logits",
        "fits on all", "peeks: validation counts as training",
        "train only",
    }  # fmt: skip


def failing(name, *functions):
    """The names of the aspects that fail under each of three seeds; they have to be the same."""
    compared = [comparison(find(name), seed) for seed in range(3)]
    seen = [{a.name for a in judge(c, c.implementation(functions)) if not a.passed} for c in compared]
    assert seen[0] == seen[1] == seen[2]
    return seen[0]


def test_a_generator_that_the_seed_has_no_part_in_is_found():
    """One seed gives one mask, and so does every other."""

    class Dropout(dropout.Dropout):
        def __init__(self, p=0.5, rng=None):
            super().__init__(p, 0)

    assert failing("Dropout", Dropout) == {"the seed decides"}


def test_what_is_trained_on_must_be_the_images():
    """As many of them as asked for, with the right labels, are not enough."""

    def split_then_augment(X, y, val_rows, rng, copies=1, max_shift=1):
        X_train, *rest = augmenting.split_then_augment(X, y, val_rows, rng, copies=copies, max_shift=max_shift)
        return np.sqrt(X_train), *rest

    assert "copies of the training images" in failing("augment", augmenting.augment, split_then_augment)


def test_each_copy_is_drawn_by_itself():
    """Two equal copies are one."""

    def augment(X, y, rng, copies=1, max_shift=1):
        images, _ = augmenting.augment(X, y, rng, copies=1, max_shift=max_shift)
        return np.concatenate([images[: len(X)], *[images[len(X) :]] * copies]), np.tile(y, 1 + copies)

    assert "a shift for each image" in failing("augment", augment, augmenting.split_then_augment)


def test_labels_of_standardized_sets_are_judged_too():
    """A split may be right with standardize=False, and wrong in the way in which it is used."""

    def split(X, y, val_fraction=0.2, test_fraction=0.2, standardize=True, rng=0):
        found = list(splitting.split(X, y, val_fraction, test_fraction, standardize=standardize, rng=rng))
        if standardize:
            found[1] = np.sort(found[1])[::-1]
        return found

    assert failing("split", split) == {"X and y in step"}


def test_a_wrong_std_is_told_in_words_that_no_draw_changes():
    """Whichever rows were drawn, N - 1 is N - 1."""

    def split(X, y, val_fraction=0.2, test_fraction=0.2, standardize=True, rng=0):
        *plain, mean, std = splitting.split(X, y, val_fraction, test_fraction, standardize=False, rng=rng)
        if standardize:
            mean, std = plain[0].mean(axis=0), plain[0].std(axis=0, ddof=1)
            std[std == 0] = 1.0
        return *[(a - mean) / std if a.ndim == 2 else a for a in plain], mean, std

    assert report("split", split).diagnosis.name == "unbiased standard deviation"
