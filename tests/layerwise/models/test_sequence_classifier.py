import numpy as np
import pytest

from layerwise.models.sequence_classifier import SequenceClassifier
from layerwise.nn import LSTM, RNN, CrossEntropyLoss, Embedding, Linear

IDS = np.array([[3, 1, 4, 1], [5, 2, 0, 0], [6, 0, 0, 0]])


def model(recurrent=LSTM, **options):
    return SequenceClassifier(Embedding(8, 3, 0, rng=0), recurrent(3, 5, rng=1), Linear(5, 2, rng=2), **options)


@pytest.mark.parametrize("recurrent", [LSTM, RNN])
@pytest.mark.parametrize("options", [{}, {"through_padding": True}])
def test_every_parameter_s_gradient_is_right(recurrent, options):
    """Held against small steps, through padding and the repeated word."""
    net, loss_fn, target = model(recurrent, **options), CrossEntropyLoss(), np.array([0, 1, 1])
    loss_fn(net(IDS), target)
    net.backward(loss_fn.backward())
    for name, parameter in net.named_parameters():
        for place in list(np.ndindex(parameter.shape))[::7]:
            ends = []
            for nudge in (1e-6, -2e-6):
                parameter.data[place] += nudge
                ends.append(loss_fn(net(IDS), target))
            parameter.data[place] += 1e-6
            measured = (ends[0] - ends[1]) / 2e-6
            if name == "embedding.weight" and place[0] == 0:
                measured = 0.0  # the padding's row does not learn
            assert parameter.grad[place] == pytest.approx(measured, abs=1e-8, rel=1e-5), (name, place)


def test_padding_changes_no_score():
    """More columns of zeros say nothing, unless they are read through."""
    wider = np.pad(IDS, ((0, 0), (0, 3)))
    np.testing.assert_allclose(model()(wider), model()(IDS))
    through = model(through_padding=True)
    assert np.abs(through(wider) - through(IDS)).max() > 1e-3


def test_an_empty_review_is_refused():
    """There is no last word to read after."""
    with pytest.raises(ValueError, match="at least one word in each row"):
        model()(np.array([[1, 2], [0, 0]]))
