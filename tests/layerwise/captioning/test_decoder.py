import numpy as np
import pytest

import layerwise as lw
from layerwise.captioning import NICDecoder, stepper

from ..numerical import numerical_gradient


@pytest.fixture
def decoder():
    return NICDecoder(in_features=5, num_words=7, embedding_dim=3, hidden_size=4, rng=0)


def given(N=3, T=4):
    rng = np.random.default_rng(2)
    return rng.normal(size=(N, 5)), rng.integers(1, 7, (N, T))


def test_the_picture_is_the_word_before_the_first(decoder):
    """An LSTM over T + 1 words, of which the first is W features; its answer is not asked for."""
    features, inputs = given()
    x = np.concatenate([decoder.image(features)[None], decoder.words(inputs.T)])
    expected = decoder.head(decoder.lstm(x))[1:].transpose(1, 0, 2)
    np.testing.assert_array_equal(decoder(features, inputs), expected)


def test_a_word_is_told_nothing_of_what_follows(decoder):
    """Scores at a place hang on the picture and on the words up to it."""
    features, inputs = given()
    logits = decoder(features, inputs)
    changed = inputs.copy()
    changed[:, 2] = 1 + changed[:, 2] % 6
    other = decoder(features, changed)
    np.testing.assert_array_equal(other[:, :2], logits[:, :2])
    assert (other[:, 2:] != logits[:, 2:]).any(axis=(1, 2)).all()
    assert (decoder(features + 1, inputs) != logits).any(axis=(1, 2)).all()


def test_every_gradient_is_right(decoder):
    """Of the features and of all parameters, against small steps, for a random upstream gradient."""
    features, inputs = given()
    upstream = np.random.default_rng(3).normal(size=(3, 4, 7))
    decoder(features, inputs)
    grad, none = decoder.backward(upstream)
    assert none is None
    numeric = numerical_gradient(lambda x: float((decoder(x, inputs) * upstream).sum()), features)
    np.testing.assert_allclose(grad, numeric, rtol=1e-6, atol=1e-8)
    grads = {name: parameter.grad.copy() for name, parameter in decoder.named_parameters()}
    for name, parameter in decoder.named_parameters():

        def loss(value, parameter=parameter):
            kept, parameter.data = parameter.data, value
            total = float((decoder(features, inputs) * upstream).sum())
            parameter.data = kept
            return total

        np.testing.assert_allclose(
            grads[name], numerical_gradient(loss, parameter.data), rtol=1e-5, atol=1e-7, err_msg=name
        )


def test_word_by_word_is_the_whole_sentence(decoder):
    """stepper gives at each word the log-probabilities that forward has there, for one picture and for several."""
    features, inputs = given()
    expected = lw.log_softmax(decoder(features, inputs), dim=2)
    start, step = stepper(decoder)
    state = start(features)
    for t in range(4):
        log_p, state = step(inputs[:, t], state)
        np.testing.assert_allclose(log_p, expected[:, t], rtol=1e-12)
    alone = start(features[1])
    for t in range(4):
        log_p, alone = step(int(inputs[1, t]), alone)
        np.testing.assert_allclose(log_p, expected[1, t], rtol=1e-12)
    assert alone[0].shape == (1, 4)


def test_generating_leaves_training_alone(decoder):
    """A sentence in between does not disturb the way back."""
    features, inputs = given()
    upstream = np.ones((3, 4, 7))
    decoder(features, inputs)
    expected, _ = decoder.backward(upstream)
    decoder(features, inputs)
    start, step = stepper(decoder)
    step(1, start(features[0]))
    np.testing.assert_array_equal(decoder.backward(upstream)[0], expected)


def test_single_precision_stays():
    """Throughout, and in generating."""
    decoder = NICDecoder(5, 7, 3, 4, rng=0, dtype=np.float32)
    features, inputs = given()
    features = features.astype(np.float32)
    assert decoder(features, inputs).dtype == np.float32
    start, step = stepper(decoder)
    assert step(1, start(features[0]))[0].dtype == np.float32


def test_what_does_not_fit_is_refused(decoder):
    """Features and words must go together; backward wants the shape of forward's result, and a forward before it."""
    features, inputs = given()
    with pytest.raises(ValueError, match=r"features must have shape \(N, F\) and inputs \(N, T\), T at least 1, got"):
        decoder(features[:2], inputs)
    with pytest.raises(ValueError, match="T at least 1"):
        decoder(features, inputs[:, :0])
    with pytest.raises(RuntimeError, match=r"NICDecoder.backward was called before NICDecoder.forward"):
        decoder.backward(np.ones((3, 4, 7)))
    decoder(features, inputs)
    with pytest.raises(ValueError, match=r"grad_output must have the shape of forward's output, \(3, 4, 7\)"):
        decoder.backward(np.ones((4, 3, 7)))
