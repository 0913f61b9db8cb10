import math

import numpy as np
import pytest

from layerwise.nn import Linear
from layerwise.training.early_stopping import EarlyStopping, train_until_stopped


def stops_at(losses: list[float], **options) -> int | None:
    stopper = EarlyStopping(**options)
    return next((epoch for epoch, loss in enumerate(losses) if stopper.step(loss)), None)


def test_it_waits_exactly_patience_epochs():
    """The best at epoch 1; patience 3: epochs 2 and 3 are borne, after epoch 4 it stops."""
    assert stops_at([2.0, 1.0, 1.1, 1.2, 1.3, 0.0], patience=3) == 4
    assert stops_at([2.0, 1.0, 1.1], patience=1) == 2


def test_every_improvement_starts_the_wait_anew():
    """Two bad epochs, a better one, two bad ones: patience 3 never runs out."""
    assert stops_at([2.0, 3.0, 3.0, 1.0, 3.0, 3.0], patience=3) is None


def test_equal_is_not_better_and_min_delta_is_how_much_better():
    """A plateau counts as waiting; creeping down by less than min_delta too."""
    assert stops_at([1.0, 1.0, 1.0], patience=2) == 2
    assert stops_at([1.0, 0.95, 0.91], patience=2, min_delta=0.1) == 2
    assert stops_at([1.0, 0.8, 0.6], patience=2, min_delta=0.1) is None


def test_nan_is_no_improvement():
    """A loss that is nan counts as a bad epoch, also the first."""
    assert stops_at([math.nan, math.nan], patience=2) == 1
    assert stops_at([1.0, math.nan, math.nan], patience=2) == 2


def test_the_best_weights_come_back_not_the_last():
    """They are a copy: training on does not change them."""
    model, stopper = Linear(1, 1, rng=0), EarlyStopping(patience=2)
    for epoch, loss in enumerate([3.0, 1.0, 2.0, 2.0]):
        model.weight.data[:] = epoch
        stopper.step(loss, model)
    assert (stopper.best, stopper.best_epoch, stopper.stopped) == (1.0, 1, True)
    stopper.restore(model)
    assert model.weight.data == 1
    model.weight.data[:] = 9
    stopper.restore(model)
    assert model.weight.data == 1


def test_a_reset_stopper_is_new():
    """What it knew of one training does not end the next."""
    stopper = EarlyStopping(patience=1)
    stopper.step(0.0)
    stopper.step(1.0)
    stopper.reset()
    assert not stopper.stopped and not stopper.step(5.0) and stopper.best_epoch == 0


def test_nothing_to_restore_and_no_patience_are_refused():
    """Clear errors."""
    with pytest.raises(RuntimeError, match="no best weights"):
        EarlyStopping().restore(Linear(1, 1))
    with pytest.raises(ValueError, match="patience must be at least 1"):
        EarlyStopping(patience=0)
    with pytest.raises(ValueError, match="min_delta must be at least 0"):
        EarlyStopping(min_delta=-1)
    assert np.isinf(EarlyStopping().best)


def test_the_loop_looks_at_the_validation_loss_and_ends_with_the_best_weights():
    """A test loss among the losses has no say; a loop that reaches max_epochs goes back to the best as well."""
    table = [(3.0, 1.0), (1.0, 2.0), (2.0, 0.5), (2.5, 0.2)]  # validation, test
    for max_epochs, trained in ((10, 4), (3, 3)):
        rows, model = iter(table), Linear(1, 1, rng=0)

        def train_epoch(model, rows=rows):
            val, test = next(rows)
            model.weight.data[:] = val
            return {"val": val, "test": test}

        assert train_until_stopped(model, train_epoch, EarlyStopping(patience=2), max_epochs) == trained
        assert model.weight.data == 1.0
    with pytest.raises(ValueError, match="'val'"):
        train_until_stopped(model, lambda model: {"loss": 1.0}, EarlyStopping(), 3)
