import numpy as np
import pytest

from layerwise import generation, nn
from layerwise.nn import Parameter
from layerwise.optim import Adam

from .expectations import BACKWARD, FORWARD, case, cases, relative_error, stored

ARRAYS = stored("generation")
STYLES = [name for name in cases(ARRAYS) if name.startswith("style/")]
SMOOTH = [name for name in cases(ARRAYS) if name.startswith("smoothness/")]


@pytest.mark.parametrize("name", STYLES)
def test_style_agrees_with_pytorch(name):
    """Gram matrices, the loss, and its gradient through both factors."""
    expected = case(ARRAYS, name)
    assert relative_error(generation.gram_matrix(expected["x"]), expected["gram"]) <= FORWARD
    loss, grad = generation.style_loss(expected["x"], expected["target"])
    assert relative_error(loss, expected["loss"]) <= FORWARD
    assert relative_error(grad, expected["grad"]) <= BACKWARD


@pytest.mark.parametrize("name", SMOOTH)
def test_total_variation_agrees_with_pytorch(name):
    """The value, and the gradient, also of a picture of one row."""
    expected = case(ARRAYS, name)
    value, grad = generation.total_variation(expected["x"])
    assert relative_error(value, expected["value"]) <= FORWARD
    assert relative_error(grad, expected["grad"]) <= BACKWARD


@pytest.mark.parametrize(
    ("part", "loss_of"),
    [
        ("d", generation.discriminator_loss),
        ("g", generation.generator_loss),
        ("saturating", generation.saturating_generator_loss),
        ("least_squares_d", generation.least_squares_discriminator_loss),
        ("least_squares_g", generation.least_squares_generator_loss),
    ],
)
def test_the_losses_agree_with_pytorch(part, loss_of):
    """On logits, with the labels 1 for real and 0 for fake."""
    expected = case(ARRAYS, "losses")
    both = f"{part}_grad_real" in expected
    logits = [expected["real"], expected["fake"]] if both else [expected["fake"]]
    loss, *grads = loss_of(*logits)
    names = ["real", "fake"] if both else ["fake"]
    assert relative_error(loss, expected[part]) <= FORWARD
    for name, grad in zip(names, grads, strict=True):
        assert relative_error(grad, expected[f"{part}_grad_{name}"]) <= BACKWARD


def test_three_steps_of_a_gan_agree_with_pytorch():
    """With detach there, and one batch of real and fake here."""
    expected = case(ARRAYS, "steps")
    G = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2))
    D = nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 1))
    for name, net in (("G", G), ("D", D)):
        net.load_state_dict({key: expected[f"{name}.{key}"] for key in net.state_dict()})
    opt_g, opt_d = (Adam(net.parameters(), lr=0.05, betas=(0.5, 0.999)) for net in (G, D))
    batches = zip(expected["real"], expected["z1"], expected["z2"], strict=True)
    losses = [generation.gan_step(G, D, opt_g, opt_d, *batch) for batch in batches]
    assert relative_error(losses, expected["losses"]) <= BACKWARD
    for name, net in (("G", G), ("D", D)):
        for key, value in net.state_dict().items():
            assert relative_error(value, expected[f"{name}.{key} after"]) <= BACKWARD


def test_three_steps_of_a_picture_agree_with_pytorch():
    """Style through two layers, content, smoothness, and the cut to 0 to 1."""
    expected = case(ARRAYS, "stylized")
    convolutions = nn.Conv2d(3, 4, 3, padding=1), nn.Conv2d(4, 5, 3, stride=2)
    for i, conv in enumerate(convolutions):
        conv.weight.data, conv.bias.data = expected[f"weight{i}"].copy(), expected[f"bias{i}"].copy()
    layers = [nn.Sequential(conv, nn.Tanh()) for conv in convolutions]
    image = Parameter(expected["image"])
    optimizer, grams = Adam([image], lr=0.05), (expected["gram0"], expected["gram1"])
    losses = [
        generation.stylize_step(image, layers, grams, expected["content"], (0.7, 0.3), optimizer) for _ in range(3)
    ]
    assert relative_error(losses, expected["losses"]) <= BACKWARD
    assert relative_error(image.data, expected["after"]) <= BACKWARD
    assert np.ptp(image.data) <= 1
