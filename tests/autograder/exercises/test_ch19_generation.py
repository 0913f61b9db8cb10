"""Chapter 19's records: the diagnosis on answers that real people hand in."""

import numpy as np
import pytest

import layerwise as lw
from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find, load
from layerwise.generation import (
    discriminator_loss,
    generator_loss,
    style_loss,
    total_variation,
)

CHAPTER = load("ch19_generation")


def report(name, *functions):
    return check_functions(find(name), functions)


def failing(name, *functions):
    """The names of the aspects that fail under each of three seeds; they have to be the same."""
    compared = [comparison(find(name), seed) for seed in range(3)]
    seen = [{a.name for a in judge(c, c.implementation(functions)) if not a.passed} for c in compared]
    assert seen[0] == seen[1] == seen[2]
    return seen[0]


def test_a_gram_matrix_of_one_picture_earns_its_points():
    """Written for a batch of one, as most tutorials have it."""

    def gram_matrix(x):
        N, C, H, W = x.shape
        rows = x.reshape(N * C, H * W)
        return (rows @ rows.T)[None] / (H * W)

    assert "one picture" not in failing("gram_matrix", gram_matrix)
    assert report("gram_matrix", gram_matrix).diagnosis.name == "pictures are mixed"


def test_the_tutorials_divisor_is_named():
    """PyTorch's own tutorial divides by C H W."""

    def gram_matrix(x):
        a, b, c, d = x.shape
        features = x.reshape(a, b, c * d)
        return np.matmul(features, features.transpose(0, 2, 1)) / (b * c * d)

    assert report("gram_matrix", gram_matrix).diagnosis.name == "divided by the channels too"


def test_channels_last_without_a_transpose_is_named():
    """With another order of the product."""

    def gram_matrix(x):
        N, C, H, W = x.shape
        flat = np.reshape(x, (N, H * W, C))
        return np.einsum("npc,npd->ncd", flat, flat) / (H * W)

    assert report("gram_matrix", gram_matrix).diagnosis.name == "channels and places scrambled"


def test_half_a_style_gradient_is_named_however_it_is_written():
    """One factor of the product only, picture by picture."""

    def style_loss(x, target):
        N, C, H, W = x.shape
        loss, grad = 0.0, np.zeros_like(x)
        for n in range(N):
            F = x[n].reshape(C, H * W)
            d = F @ F.T / (H * W) - target[n]
            loss += (d**2).sum() / (N * C**2)
            grad[n] = (2 * d @ F / (N * C**2 * H * W)).reshape(C, H, W)
        return loss, grad

    assert report("style_loss", style_loss).diagnosis.name == "half the gradient"
    assert "the loss" not in failing("style_loss", style_loss)


def test_rolling_is_named():
    """In the value as in the gradient, written in another way."""

    def total_variation(x):
        value, grad = 0.0, np.zeros_like(x)
        for axis in (2, 3):
            d = np.roll(x, -1, axis) - x
            value += (d * d).sum() / x.size
            grad += 2 * (np.roll(d, 1, axis) - d) / x.size
        return value, grad

    assert report("total_variation", total_variation).diagnosis.name == "wraps around"


def stylize(content=1.0, smooth=1.0, cut=True, clear=True):
    """stylize_step with a part left out, in words of its own."""

    def stylize_step(image, layers, grams, aim, weights, optimizer):
        if clear:
            optimizer.zero_grad()
        outputs = []
        y = image.data
        for layer in layers:
            y = layer.forward(y)
            outputs.append(y)
        total = weights[0] * np.mean(np.square(y - aim))
        back = content * weights[0] * 2 * (y - aim) / y.size
        for i in reversed(range(len(layers))):
            value, slope = style_loss(outputs[i], grams[i])
            total += value
            back = layers[i].backward(back + slope)
        value, slope = total_variation(image.data)
        image.accumulate_grad(back + smooth * weights[1] * slope)
        optimizer.step()
        if cut:
            image.data = np.clip(image.data, 0, 1)
        return total + weights[1] * value

    return stylize_step


def test_a_step_in_other_words_is_right():
    """accumulate_grad after zero_grad."""
    assert report("stylize_step", stylize()).state == "right"


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ({"content": 0.0}, "the content pulls at nothing"),
        ({"smooth": 0.0}, "the smoothness pulls at nothing"),
        ({"cut": False}, "the picture leaves 0 to 1"),
        ({"clear": False}, "the gradients of the step before are still there"),
    ],
)
def test_what_is_missing_in_a_step_is_named(part, name):
    """In an answer that shares no line with the solution."""
    assert report("stylize_step", stylize(**part)).diagnosis.name == name


def test_probabilities_in_the_place_of_logits_are_named():
    """BCE with logits on what has been through a sigmoid."""

    def discriminator_loss(real_logits, fake_logits):
        real, fake = lw.sigmoid(real_logits), lw.sigmoid(fake_logits)
        loss = np.mean(np.log1p(np.exp(-real))) + np.mean(np.log1p(np.exp(fake)))
        return loss, (lw.sigmoid(real) - 1) / len(real), lw.sigmoid(fake) / len(fake)

    assert report("discriminator_loss", discriminator_loss).diagnosis.name == "sigmoid twice"


def test_labels_the_other_way_round_are_named():
    """0 for real."""

    def discriminator_loss(real_logits, fake_logits):
        loss = np.logaddexp(0, real_logits).mean() + np.logaddexp(0, -fake_logits).mean()
        return loss, lw.sigmoid(real_logits) / len(real_logits), (lw.sigmoid(fake_logits) - 1) / len(fake_logits)

    assert report("discriminator_loss", discriminator_loss).diagnosis.name == "the labels are swapped"


def test_the_minimax_loss_is_named():
    """As the game is written in the paper."""

    def generator_loss(fake_logits):
        p = lw.sigmoid(fake_logits)
        return np.mean(np.log1p(-p)), -p / len(p)

    assert report("generator_loss", generator_loss).diagnosis.name == "the loss that saturates"


def gan(detached=False, same=False, clear_d=True, both=False):
    """gan_step in two batches, with a part left out or too much."""

    def gan_step(G, D, opt_g, opt_d, real, z1, z2):
        if clear_d:
            opt_d.zero_grad()
        fake = G(z1)
        on_real = D(real)
        _, grad, _ = discriminator_loss(on_real, np.zeros((1, 1)))
        D.backward(grad)
        on_fake = D(fake)
        d_loss, _, grad = discriminator_loss(on_real, on_fake)
        D.backward(grad)
        opt_d.step()
        opt_g.zero_grad()
        g_loss, grad = generator_loss(D(G(z1 if same else z2)))
        back = D.backward(grad)
        if not detached:
            G.backward(back)
        opt_g.step()
        if both:
            opt_d.step()
        return d_loss, g_loss

    return gan_step


def test_a_step_in_two_batches_is_right():
    """Each is gone back through before the next forward."""
    assert report("gan_step", gan()).state == "right"


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ({"detached": True}, "G never learns"),
        ({"same": True}, "the same noise twice"),
        ({"clear_d": False}, "D's old gradients are still there"),
        ({"both": True}, "D moves in G's turn"),
    ],
)
def test_what_goes_wrong_between_two_optimizers_is_named(part, name):
    """In an answer that is built in another way than the solution."""
    assert report("gan_step", gan(**part)).diagnosis.name == name


def test_every_sample_for_its_nearest_is_named():
    """In a loop."""

    def mode_coverage(x, centres, radius, least=0.02):
        counts, close = np.zeros(len(centres)), 0
        for point in x:
            d = np.sqrt(((centres - point) ** 2).sum(axis=1))
            counts[d.argmin()] += 1
            close += d.min() <= radius
        return int((counts / len(x) >= least).sum()), close / len(x)

    assert report("mode_coverage", mode_coverage).diagnosis.name == "no radius"


def test_a_stray_that_finds_a_mode_is_named():
    """With a set of the centres that were met."""

    def mode_coverage(x, centres, radius, least=0.02):
        d = np.linalg.norm(x[:, None] - centres[None], axis=-1)
        inside = d.min(axis=1) <= radius
        return np.unique(d[inside].argmin(axis=1)).size, inside.mean()

    assert report("mode_coverage", mode_coverage).diagnosis.name == "one sample is a mode"


def test_the_straight_line_and_the_missing_case_are_named():
    """lerp; and slerp as it is copied most often."""

    def lerp(z0, z1, t):
        return np.outer(1 - t, z0) + np.outer(t, z1)

    def copied(z0, z1, t):
        omega = np.arccos(np.dot(z0 / np.linalg.norm(z0), z1 / np.linalg.norm(z1)))
        so = np.sin(omega)
        return np.array([np.sin((1.0 - v) * omega) / so * z0 + np.sin(v * omega) / so * z1 for v in t])

    for function, name in ((lerp, "a straight line"), (copied, "equal ends give nan")):
        function.__name__ = "slerp"
        with np.errstate(all="ignore"):
            assert report("slerp", function).diagnosis.name == name


def test_the_chapter_has_its_exercises_in_order():
    """As the reader meets them, and a question in words."""
    names = ["gram_matrix", "style_loss", "total_variation", "stylize_step", "discriminator_loss"]
    names += ["generator_loss", "gan_step", "mode_coverage", "slerp"]
    assert [exercise.name for exercise in CHAPTER.exercises] == names and len(CHAPTER.written) == 1
