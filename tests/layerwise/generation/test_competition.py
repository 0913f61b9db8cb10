import numpy as np
import pytest

from layerwise.datasets import ring, ring_centres
from layerwise.generation import (
    GaussianNoise,
    RingGame,
    discriminator_loss,
    gan_step,
    generator_loss,
    mode_coverage,
    saturating_generator_loss,
)
from layerwise.models.mlp import mlp
from layerwise.nn import Linear
from layerwise.optim import SGD, Adam


def pair(seed=0):
    rng = np.random.default_rng(seed)
    G, D = mlp((2, 8, 2), rng=rng), mlp((2, 8, 1), rng=rng)
    return G, D, SGD(G.parameters(), lr=0.1), SGD(D.parameters(), lr=0.1), rng


def copies(net):
    return [parameter.data.copy() for parameter in net.parameters()]


def moved(net, before):
    return any(not np.array_equal(p.data, old) for p, old in zip(net.parameters(), before, strict=True))


class Still(SGD):
    """An optimizer that does not move anything."""

    def step(self):
        pass


def test_each_optimizer_moves_its_own_network():
    """With the other one standing still."""
    for still in ("G", "D"):
        G, D, opt_g, opt_d, rng = pair()
        opt_g = Still(G.parameters(), lr=0.1) if still == "G" else opt_g
        opt_d = Still(D.parameters(), lr=0.1) if still == "D" else opt_d
        before = copies(G), copies(D)
        gan_step(G, D, opt_g, opt_d, rng.normal(size=(5, 2)), rng.normal(size=(4, 2)), rng.normal(size=(6, 2)))
        assert (moved(G, before[0]), moved(D, before[1])) == (still != "G", still != "D")


def test_the_losses_are_those_before_each_move():
    """The generator is judged by the discriminator that has moved."""
    G, D, opt_g, opt_d, rng = pair()
    real, z1, z2 = rng.normal(size=(5, 2)), rng.normal(size=(4, 2)), rng.normal(size=(6, 2))
    expected = discriminator_loss(D(real), D(G(z1)))[0]
    fake = G(z2)
    d_loss, g_loss = gan_step(G, D, opt_g, opt_d, real, z1, z2)
    assert d_loss == pytest.approx(expected) and g_loss == pytest.approx(generator_loss(D(fake))[0])


def test_nothing_of_one_move_is_left_for_the_next():
    """Two steps are two single steps from the same weights, gradients left behind or not."""
    G, D, opt_g, opt_d, rng = pair()
    batches = [(rng.normal(size=(5, 2)), rng.normal(size=(4, 2)), rng.normal(size=(6, 2))) for _ in range(2)]
    gan_step(G, D, opt_g, opt_d, *batches[0])
    weights = G.state_dict(), D.state_dict()
    gan_step(G, D, opt_g, opt_d, *batches[1])
    other_g, other_d, opt_g, opt_d, _ = pair(1)
    other_g.load_state_dict(weights[0]), other_d.load_state_dict(weights[1])
    gan_step(other_g, other_d, opt_g, opt_d, *batches[1])
    for net, other in ((G, other_g), (D, other_d)):
        for one, two in zip(net.parameters(), other.parameters(), strict=True):
            np.testing.assert_allclose(one.data, two.data)


def test_it_learns_one_cloud():
    """A generator that begins elsewhere comes to where the data are."""
    rng = np.random.default_rng(0)
    G, D = Linear(2, 2, rng=0), mlp((2, 16, 1), rng=1)
    opt_g, opt_d = Adam(G.parameters(), lr=0.02, betas=(0.5, 0.999)), Adam(D.parameters(), lr=0.02, betas=(0.5, 0.999))
    for _ in range(600):
        real = np.array([3.0, -1.0]) + 0.3 * rng.normal(size=(64, 2))
        gan_step(G, D, opt_g, opt_d, real, rng.normal(size=(64, 2)), rng.normal(size=(64, 2)))
    np.testing.assert_allclose(G(rng.normal(size=(500, 2))).mean(axis=0), [3.0, -1.0], atol=0.4)


def test_other_losses_may_be_brought():
    """And are used for both."""
    G, D, opt_g, opt_d, rng = pair()
    z = rng.normal(size=(4, 2))
    losses = (lambda real, fake: (7.0, 0 * real, 0 * fake)), saturating_generator_loss
    expected = saturating_generator_loss(D(G(z)))[0]
    d_loss, g_loss = gan_step(G, D, opt_g, opt_d, z, z, z, losses)
    assert d_loss == 7.0 and g_loss == pytest.approx(expected)


def test_data_of_another_shape_are_refused():
    """Before they are put into one batch."""
    G, D, opt_g, opt_d, rng = pair()
    with pytest.raises(ValueError, match=r"G must make data of the shape of real, \(3,\), got \(2,\)"):
        gan_step(G, D, opt_g, opt_d, rng.normal(size=(4, 3)), rng.normal(size=(4, 2)), rng.normal(size=(4, 2)))


def test_noise_passes_gradients_and_stops_in_evaluation():
    """Its std can be changed on the way."""
    layer, x = GaussianNoise(2.0, rng=0), np.zeros((2000, 2))
    assert layer(x).std() == pytest.approx(2.0, rel=0.05)
    layer.std = 0.5
    assert layer(x).std() == pytest.approx(0.5, rel=0.05)
    grad = np.random.default_rng(0).normal(size=(2000, 2))
    np.testing.assert_array_equal(layer.backward(grad), grad)
    np.testing.assert_array_equal(layer.eval()(x), x)
    assert layer.train()(x.astype(np.float32)).dtype == np.float32 and "std=0.5" in repr(layer)
    with pytest.raises(ValueError, match="std must be at least 0"):
        GaussianNoise(-1.0)
    with pytest.raises(ValueError, match="grad_output must have the shape"):
        layer.backward(grad[:3])


def test_coverage_counts_modes_and_samples_apart():
    """Everything on one centre: quality 1, one mode. One stray sample is no mode."""
    centres = ring_centres()
    X, _ = ring(4000)
    assert mode_coverage(X, centres, 0.2)[0] == 8 and mode_coverage(X, centres, 0.2)[1] > 0.99
    one = np.tile(centres[3], (100, 1))
    assert mode_coverage(one, centres, 0.15) == (1, 1.0)
    assert mode_coverage(np.concatenate([one, centres[:1]]), centres, 0.15) == (1, 1.0)
    assert mode_coverage(one + 1.0, centres, 0.15) == (0, 0.0)
    assert mode_coverage(np.concatenate([one, centres[:1]]), centres, 0.15, least=0.001)[0] == 2


def test_overlapping_discs_count_a_sample_once():
    """For its nearest centre."""
    assert mode_coverage([[0.4], [0.4], [0.4]], [[0.0], [1.0]], radius=2.0) == (1, 1.0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[0.0, 1.0]], [[0.0]], 1.0), r"x must be \(N, D\) and centres \(K, D\)"),
        (([[0.0]], [[0.0]], 0.0), "radius must be greater than 0"),
        (([[0.0]], [[0.0]], 1.0, 0.0), "least must be greater than 0"),
    ],
)
def test_what_cannot_be_counted_is_refused(arguments, message):
    """By name."""
    with pytest.raises(ValueError, match=message):
        mode_coverage(*arguments)


def test_a_game_can_be_interrupted():
    """Ten steps at once are four and six; the same seed gives the same game, another seed another one."""
    one, other = RingGame(hidden=8, batch=8, seed=1).play(10), RingGame(hidden=8, batch=8, seed=1).play(4).play(6)
    assert np.array_equal(one.samples(), other.samples()) and one.losses == other.losses
    assert not np.array_equal(one.samples(), RingGame(hidden=8, batch=8, seed=2).play(10).samples())
    assert one.samples().dtype == np.float32


def test_the_noise_of_a_game_fades():
    """And does not disturb who looks at the judge."""
    game = RingGame(hidden=8, batch=8, noise=0.5, fades=10)
    game.play(6)
    assert game._blur.std == pytest.approx(0.25)
    points = ring(20)[0]
    assert np.array_equal(game.judged(points), game.judged(points)) and game.D.training
    game.play(10)
    assert game._blur.std == 0


def test_another_step_may_train():
    """It gets the networks, their optimizers, data and two batches of noise."""
    seen = []

    def step(G, D, opt_g, opt_d, real, z1, z2):
        seen.append((real.shape, z1.shape, np.array_equal(z1, z2)))
        return 1.0, 2.0

    game = RingGame(z=3, hidden=4, batch=5, step=step).play(2)
    assert seen == [((5, 2), (5, 3), False)] * 2 and game.losses == [(1.0, 2.0)] * 2
