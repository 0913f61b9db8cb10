import pytest

from layerwise.training.learning_curves import diagnose


@pytest.mark.parametrize(
    ("train", "val", "verdict"),
    [
        ([0.5, 0.6, 0.6], [0.5, 0.6, 0.6], "underfitting"),
        ([0.5, 0.6, 0.6], [0.3, 0.3, 0.3], "underfitting"),
        ([0.9, 1.0, 1.0], [0.7, 0.7, 0.7], "overfitting"),
        ([0.9, 0.95, 0.97], [0.9, 0.94, 0.95], "fine"),
        ([0.9, 0.95, 0.97], [0.95, 0.97, 0.99], "fine"),
    ],
)
def test_verdicts(train: list[float], val: list[float], verdict: str):
    """Too little is seen first; the gap to validation decides the rest; better on validation is no gap."""
    assert diagnose({"train_accuracy": train, "val_accuracy": val}) == verdict


def test_only_the_last_epochs_count():
    """A bad beginning is no verdict, and one bad epoch at the end is averaged out."""
    train, val = [0.1, 0.2, 1.0, 1.0, 1.0], [0.1, 0.1, 1.0, 1.0, 0.88]
    assert diagnose({"train_accuracy": train, "val_accuracy": val}) == "fine"
    assert diagnose({"train_accuracy": train, "val_accuracy": val}, last=1) == "overfitting"
    assert diagnose({"train_accuracy": train, "val_accuracy": val}, last=5) == "underfitting"


def test_curves_that_cannot_be_judged_are_refused():
    """The training curve alone, percentages, nothing."""
    refused = [
        ({"train_accuracy": [1.0]}, "must have 'train_accuracy' and 'val_accuracy'"),
        ({"train_accuracy": [99.0], "val_accuracy": [98.0]}, "between 0 and 1"),
        ({"train_accuracy": [], "val_accuracy": []}, "one an epoch"),
        ({"train_accuracy": [float("nan")], "val_accuracy": [0.5]}, "between 0 and 1"),
    ]
    for curves, message in refused:
        with pytest.raises(ValueError, match=message):
            diagnose(curves)
