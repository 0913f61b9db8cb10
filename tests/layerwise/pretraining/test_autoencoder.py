import numpy as np
import pytest

from layerwise.autograd.numerical_gradient import numerical_gradient
from layerwise.nn import Linear, MSELoss, Sequential
from layerwise.pretraining import denoising_loss, linear_autoencoder


def drawn(seed=0, N=6, D=5, k=2):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(k, D)), rng.normal(size=(D, k)), rng.normal(size=(N, D))


def test_the_gradients_are_the_loss_s_slopes():
    """Measured by moving each number a little."""
    encoder, decoder, X = drawn()
    _, grad_encoder, grad_decoder = linear_autoencoder(encoder, decoder, X)
    for grad, measured in (
        (grad_encoder, numerical_gradient(lambda E: linear_autoencoder(E, decoder, X)[0], encoder)),
        (grad_decoder, numerical_gradient(lambda G: linear_autoencoder(encoder, G, X)[0], decoder)),
    ):
        np.testing.assert_allclose(grad, measured, rtol=1e-6, atol=1e-8)


def test_it_is_two_linear_layers_and_the_mean_squared_error():
    """The same numbers as of a Sequential that is asked for its own input."""
    encoder, decoder, X = drawn(1)
    net, loss_fn = Sequential(Linear(5, 2, bias=False), Linear(2, 5, bias=False)), MSELoss()
    net[0].weight.data, net[1].weight.data = encoder, decoder
    loss, grad_encoder, grad_decoder = linear_autoencoder(encoder, decoder, X)
    assert loss_fn(net(X), X) == pytest.approx(loss)
    net.backward(loss_fn.backward())
    np.testing.assert_allclose(net[0].weight.grad, grad_encoder)
    np.testing.assert_allclose(net[1].weight.grad, grad_decoder)


def test_the_components_of_pca_are_a_place_where_nothing_pulls():
    """And no other pair has a lower loss: a step away in any direction costs."""
    _, _, X = drawn(2, N=30)
    X = X - X.mean(axis=0)
    P = np.linalg.svd(X, full_matrices=False)[2][:2]
    loss, grad_encoder, grad_decoder = linear_autoencoder(P, P.T, X)
    assert max(np.abs(grad_encoder).max(), np.abs(grad_decoder).max()) < 1e-12
    for seed in range(20):
        step = 0.1 * np.random.default_rng(seed).normal(size=P.shape)
        assert linear_autoencoder(P + step, (P + step).T, X)[0] > loss


def test_what_is_covered_and_what_is_paid():
    """A model that knows the picture pays nothing; one that hands on what it sees pays for the holes."""
    x, u = np.full((2, 3), 2.0), np.array([[0.1, 0.5, 0.9], [0.3, 0.2, 0.6]])
    seen = []
    corrupted, loss = denoising_loss(lambda z: seen.append(z) or z, x, u, 0.5)
    assert corrupted.tolist() == [[0, 2, 2], [0, 0, 2]]
    assert seen[0].tolist() == corrupted.tolist()
    assert loss == 3 * 4 / 6
    assert denoising_loss(lambda z: x, x, u, 0.5)[1] == 0
    assert (x == 2).all()


@pytest.mark.parametrize(("p", "training"), [(0.0, True), (0.7, False)])
def test_nothing_is_covered(p, training):
    """With p = 0, and outside of training."""
    x, u = np.random.default_rng(0).random((2, 4, 3))
    corrupted, loss = denoising_loss(lambda z: z, x, u, p, training)
    np.testing.assert_array_equal(corrupted, x)
    assert loss == 0


def test_float32_stays():
    """So that training can be done in half the time."""
    x = np.ones((2, 2), np.float32)
    assert denoising_loss(lambda z: z, x, np.zeros((2, 2)), 0.5)[0].dtype == np.float32
    assert linear_autoencoder(x, x, x)[1].dtype == np.float32


def test_bad_arguments_are_named():
    """Which one, what came, what was expected."""
    encoder, decoder, X = drawn()
    with pytest.raises(ValueError, match=r"encoder must be \(k, D\) and decoder \(D, k\)"):
        linear_autoencoder(encoder, decoder.T, X)
    with pytest.raises(ValueError, match="X must hold at least one number"):
        linear_autoencoder(encoder, decoder, X[:0])
    with pytest.raises(ValueError, match="u must have the shape of x"):
        denoising_loss(lambda z: z, X, X[:, :1], 0.5)
    with pytest.raises(ValueError, match="p must be at most 1"):
        denoising_loss(lambda z: z, X, X, 1.5)
