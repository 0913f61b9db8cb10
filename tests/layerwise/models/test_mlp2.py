import numpy as np
import pytest

import layerwise as lw

from ..numerical import numerical_gradient

pytestmark = pytest.mark.filterwarnings("error")


def accuracy(predict, X, y):
    return float((predict(X) == y).mean())


@pytest.mark.parametrize("activation", ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu"])
def test_the_hand_written_gradients_are_the_measured_ones(activation):
    """Each parameter's gradient agrees with central differences, penalty included, for a batch of seven."""
    rng = np.random.default_rng(3)
    X, target = rng.standard_normal((7, 3)), np.array([0, 1, 2, 3, 0, 1, 2])
    net = lw.MLP2(5, activation, weight_decay=0.1, seed=1)
    net.initialize(in_features=3, classes=4)
    net.b1, net.b2 = rng.standard_normal(5), rng.standard_normal(4)
    loss, grads = net.loss_and_gradients(X, target)
    assert loss == net.loss(X, target)
    for name in ("W1", "b1", "W2", "b2"):
        start = getattr(net, name)

        def loss_at(value, name=name):
            setattr(net, name, value)
            return net.loss(X, target)

        measured = numerical_gradient(loss_at, start)
        setattr(net, name, start)
        np.testing.assert_allclose(grads[name], measured, rtol=1e-6, atol=1e-8, err_msg=name)


def test_hidden_units_bend_the_boundary():
    """Two tanh units cannot enclose a circle, four can; xor needs more than two as well."""
    for make, two_at_most in ((lw.circles, 0.88), (lw.xor, 0.92)):
        X, y = make(seed=0)
        scores = {h: accuracy(lw.fit_mlp2(X, y, h), X, y) for h in (2, 6)}
        assert scores[2] < two_at_most
        assert scores[6] > 0.985


def test_without_a_nonlinearity_more_units_do_not_help():
    """With the identity the network is a linear classifier, whatever its width."""
    X, y = lw.circles(seed=0)
    assert accuracy(lw.fit_mlp2(X, y, 20, activation="identity", epochs=300), X, y) < 0.7


def test_the_spiral_needs_a_hidden_layer():
    """The linear classifier stays near one half; a ReLU network started at log 3 passes 95 %."""
    X, y = lw.spiral(seed=0)
    linear = lw.SoftmaxClassifier(lr=1.0, epochs=200, weight_decay=1e-3).fit(X, y)
    net = lw.MLP2(100, "relu", lr=1.0, epochs=2000, weight_decay=1e-3, std=0.01).fit(X, y)
    assert 0.45 < accuracy(linear.predict, X, y) < 0.57
    assert accuracy(net.predict, X, y) > 0.95
    assert linear.losses[0] == pytest.approx(np.log(3))
    assert net.losses[0] == pytest.approx(np.log(3), abs=0.001)


def test_the_loss_history_starts_before_the_first_step():
    """losses[t] is the loss after t steps, so there is one more than there are steps."""
    X, y = lw.xor(20)
    net = lw.MLP2(3, epochs=5).fit(X, y)
    untrained = lw.MLP2(3, epochs=0).fit(X, y)
    assert net.losses.shape == (6,)
    assert untrained.losses.tolist() == [net.losses[0]]
    assert net.losses[-1] == net.loss(X, y)
    assert (np.diff(net.losses) < 0).all()


def test_the_same_seed_gives_the_same_network():
    """Training is repeatable, and another seed gives another network."""
    X, y = lw.xor(20)
    first, again, other = (lw.MLP2(3, epochs=10, seed=seed).fit(X, y).logits(X) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_labels_may_be_any_ints():
    """predict answers in the labels that fit was given."""
    X, y = lw.circles(20)
    labels = np.where(y == 1, 7, -1)
    assert set(lw.fit_mlp2(X, labels, 4, epochs=300)(X)) == {-1, 7}
    assert set(lw.SoftmaxClassifier().fit([[0], [1]], [7, -1]).predict([[0.0], [1.0]])) == {-1, 7}


def test_predict_gives_one_label_a_row():
    """predict maps (N, D) to (N,), lists included, and leaves fit's data as it was."""
    X, y = lw.circles(10)
    before = X.copy(), y.copy()
    predict = lw.fit_mlp2(X, y, 2, epochs=3)
    assert predict([[0.0, 0.0]]).shape == (1,)
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(y, before[1])


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"hidden_features": 0}, ValueError, "hidden_features must be at least 1, got 0"),
        ({"hidden_features": 2.5}, TypeError, "hidden_features must be an int, got 2.5"),
        ({"activation": "rellu"}, ValueError, "activation must be one of 'identity'.*got 'rellu'"),
        ({"lr": 0}, ValueError, "lr must be greater than 0, got 0"),
        ({"epochs": -1}, ValueError, "epochs must be at least 0, got -1"),
        ({"weight_decay": -1}, ValueError, "weight_decay must be at least 0, got -1"),
        ({"std": 0}, ValueError, "std must be greater than 0, got 0"),
        ({"seed": True}, TypeError, "seed must be an int, got True"),
    ],
)
def test_wrong_settings_are_named(options, error, message):
    """The message names the argument, what it was given and what it takes."""
    with pytest.raises(error, match=message):
        lw.MLP2(**{"hidden_features": 2, **options})


@pytest.mark.parametrize("classifier", [lw.MLP2(2, epochs=1), lw.SoftmaxClassifier(epochs=1)])
def test_wrong_data_is_named(classifier):
    """Labels that are not ints, shapes that do not match, and predicting too early are told apart."""
    X = np.zeros((3, 2))
    with pytest.raises(RuntimeError, match="call fit"):
        type(classifier)(2).predict(X)
    with pytest.raises(TypeError, match="y must hold integer class labels, got dtype float64"):
        classifier.fit(X, [0.0, 1.0, 0.0])
    with pytest.raises(ValueError, match=r"y must have shape \(3,\), one label a row of X, got shape \(2,\)"):
        classifier.fit(X, [0, 1])
    with pytest.raises(ValueError, match=r"X must have shape \(N, D\), got shape \(3,\)"):
        classifier.fit(np.zeros(3), [0, 1, 0])
    with pytest.raises(ValueError, match="X must hold at least one example"):
        classifier.fit(np.zeros((0, 2)), np.zeros(0, dtype=int))
    classifier.fit(X, [0, 1, 0])
    with pytest.raises(ValueError, match=r"X must have shape \(N, 2\), as in fit, got shape \(3, 5\)"):
        classifier.predict(np.zeros((3, 5)))
