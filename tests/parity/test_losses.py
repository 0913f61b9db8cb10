import numpy as np
import pytest

import layerwise as lw
from layerwise import nn

from .expectations import BACKWARD, FORWARD, case, cases, relative_error, stored

ARRAYS = stored("losses")
SMOOTHING = {"cross_entropy_smooth": 0.1, "cross_entropy_soft_smooth": 0.3}
LOSSES = {
    "mse": (lw.mse_loss, lw.mse_loss_backward, nn.MSELoss),
    "cross_entropy": (lw.cross_entropy, lw.cross_entropy_backward, nn.CrossEntropyLoss),
    "nll": (lw.nll_loss, lw.nll_loss_backward, nn.NLLLoss),
    "bce": (
        lw.binary_cross_entropy_with_logits,
        lw.binary_cross_entropy_with_logits_backward,
        nn.BCEWithLogitsLoss,
    ),
    "margin": (lw.multi_margin_loss, lw.multi_margin_loss_backward, nn.MultiMarginLoss),
}


def chosen(name):
    """The function, gradient and module of a case, and their options."""
    key, _, reduction = name.split("/")
    options = {"reduction": reduction}
    if key in SMOOTHING:
        options["label_smoothing"] = SMOOTHING[key]
    if key == "margin_wide":
        options["margin"] = 2.5
    return *next(LOSSES[loss] for loss in LOSSES if key.startswith(loss)), options


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", [name for name in cases(ARRAYS) if not name.startswith("kl_div")])
def test_losses_agree_with_pytorch(name):
    """Value and gradient, for each reduction, one example, one class, and scores in the thousands."""
    function, gradient, module, options = chosen(name)
    expected = case(ARRAYS, name)
    input, target, grad_output = expected["input"], expected["target"], expected["grad_output"]
    loss_fn = module(**options)
    for loss in (function(input, target, **options), loss_fn(input, target)):
        assert relative_error(np.asarray(loss), expected["loss"]) <= FORWARD
    for grad in (gradient(input, target, grad_output=grad_output, **options), loss_fn.backward(grad_output)):
        assert relative_error(grad, expected["grad_input"]) <= BACKWARD


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", [name for name in cases(ARRAYS) if name.startswith("kl_div")])
def test_the_divergence_agrees_with_pytorch(name):
    """Value and gradient, each reduction, also of targets that are certain."""
    expected, reduction = case(ARRAYS, name), name.rpartition("/")[2]
    arguments = expected["input"], expected["target"], reduction
    assert relative_error(np.asarray(lw.kl_div(*arguments)), expected["loss"]) <= FORWARD
    grad = lw.kl_div_backward(*arguments, grad_output=expected["grad_output"])
    assert relative_error(grad, expected["grad_input"]) <= BACKWARD
