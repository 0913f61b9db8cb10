import numpy as np
import pytest

import layerwise as lw
from layerwise import nn

from .expectations import BACKWARD, FORWARD, case, cases, relative_error, stored

ARRAYS = stored("attention")


def of(kind):
    return [name for name in cases(ARRAYS) if name.startswith(f"{kind}/")]


def filled(layer, expected):
    for name, parameter in layer.named_parameters():
        parameter.data = expected[f"parameter.{name}"].copy()
    return layer


def gradients_agree(layer, expected):
    return all(
        relative_error(parameter.grad, expected[f"gradient.{name}"]) <= BACKWARD
        for name, parameter in layer.named_parameters()
    )


@pytest.mark.parametrize("name", of("dot_product"))
def test_attention_agrees_with_pytorch(name):
    """Forward and backward, with and without a mask, and where a row may look nowhere."""
    expected = case(ARRAYS, name)
    q, k, v = expected["q"], expected["k"], expected["v"]
    out, weights = lw.scaled_dot_product_attention(q, k, v, expected.get("mask"))
    assert relative_error(out, expected["out"]) <= FORWARD
    grads = lw.scaled_dot_product_attention_backward(expected["grad"], q, k, v, weights)
    for grad, key in zip(grads, ("grad_q", "grad_k", "grad_v"), strict=True):
        assert relative_error(grad, expected[key]) <= BACKWARD


@pytest.mark.parametrize("name", of("multihead"))
def test_multihead_attention_agrees_with_pytorch(name):
    """Its parameters in PyTorch's layout: output, weights of each head, every gradient; causal, and across."""
    expected = case(ARRAYS, name)
    x, heads = expected["x"], expected["weights"].shape[1]
    layer = filled(nn.MultiheadAttention(x.shape[2], heads), expected)
    across = "context" in expected
    out = layer(x, None, expected["context"]) if across else layer(x, lw.causal_mask(x.shape[1]))
    assert relative_error(out, expected["out"]) <= FORWARD
    assert relative_error(layer.weights, expected["weights"]) <= FORWARD
    grads = layer.backward(expected["grad"])
    for grad, key in zip(grads if across else (grads,), ("grad_x", "grad_context"), strict=False):
        assert relative_error(grad, expected[key]) <= BACKWARD
    assert gradients_agree(layer, expected)


@pytest.mark.parametrize("name", of("encoder_layer"))
def test_encoder_layers_agree_with_pytorch(name):
    """Both places of the norms, both activations, with padding that is hidden."""
    expected, (_, activation, first) = case(ARRAYS, name), name.split("/")
    layer = nn.TransformerEncoderLayer(8, 2, 12, 0.0, activation, norm_first=first == "True")
    filled(layer, expected)
    out = layer(expected["x"], lw.padding_mask(expected["lengths"], 5))
    assert relative_error(out, expected["out"]) <= FORWARD
    assert relative_error(layer.backward(expected["grad"]), expected["grad_x"]) <= BACKWARD
    assert gradients_agree(layer, expected)


def test_the_next_tokens_loss_agrees_with_pytorch():
    """Shifted, with tokens that are not asked for."""
    expected = case(ARRAYS, "next_token/-100")
    loss, grad = lw.next_token_loss(expected["logits"], expected["ids"])
    assert relative_error(loss, expected["loss"]) <= FORWARD and relative_error(grad, expected["grad"]) <= BACKWARD


def test_an_encoder_layer_has_as_many_numbers_as_pytorchs():
    """That of the paper's base model."""
    layer = nn.TransformerEncoderLayer(512, 8, 2048, dtype=np.float32)
    assert sum(parameter.size for parameter in layer.parameters()) == case(ARRAYS, "encoder_layer_size/512")["count"]
