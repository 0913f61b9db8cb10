"""NICDecoder: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.captioning import NICDecoder

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def describe(make, features, words, grad_output, weights, before):
    """The probe: the scores of a decoder with these weights, its gradients, and its scores after another batch.

    weights: for image, words, lstm and head. before: a batch that came earlier
    """
    V, E = weights["words"].shape
    decoder = make(features.shape[1], V, E, weights["head"].shape[1])
    cell = decoder.lstm.cell
    parameters = {
        "image": decoder.image.weight,
        "image bias": decoder.image.bias,
        "words": decoder.words.weight,
        "lstm ih": cell.weight_ih,
        "lstm hh": cell.weight_hh,
        "lstm bias": cell.bias_ih,
        "head": decoder.head.weight,
        "head bias": decoder.head.bias,
    }
    for name, parameter in parameters.items():
        parameter.data = weights[name].copy()
    cell.bias_hh.data = 0 * weights["lstm bias"]
    logits = np.array(decoder.forward(features, words))

    def gradients():
        decoder.zero_grad()
        decoder.forward(features, words)
        grads = decoder.backward(grad_output)
        return np.array(grads[0], dtype=float)

    def of_the_layers():
        gradients()
        return np.concatenate([np.ravel(np.array(parameter.grad, dtype=float)) for parameter in parameters.values()])

    def after_another():
        decoder.forward(*before)
        return np.array(decoder.forward(features, words))

    return {
        "logits": logits,
        "first": lambda: logits[:, 0],
        "after another batch": after_another,
        "gradient of the features": gradients,
        "gradients of the layers": of_the_layers,
    }


def pictures(name, N, T, square=False):
    """A case with random weights, pictures and words; N and T: ranges. square: all sizes alike."""

    def draw(rng):
        n, t = (int(rng.integers(*size, endpoint=True)) for size in (N, T))
        F, E, H, V = (n, n, n, n) if square else (int(rng.integers(low, low + 3)) for low in (7, 3, 4, 8))
        words = rng.integers(1, V, (n, t))
        words[:, 0] = 1
        if t > 2:
            words[0, -1] = 0  # padding
        far = rng.integers(1, V, (n + 1, 2))
        return {
            "features": rng.normal(0.0, 1.0, (n, F)),
            "words": words,
            "grad_output": rng.normal(0.0, 1.0, (n, t, V)),
            "weights": {
                "image": rng.normal(0.0, 0.6, (E, F)),
                "image bias": rng.normal(0.0, 0.5, E),
                "words": rng.normal(0.0, 1.0, (V, E)) * (np.arange(V) > 0)[:, None],
                "lstm ih": rng.normal(0.0, 0.7, (4 * H, E)),
                "lstm hh": rng.normal(0.0, 0.7, (4 * H, H)),
                "lstm bias": rng.normal(0.0, 0.5, 4 * H),
                "head": rng.normal(0.0, 0.7, (V, H)),
                "head bias": rng.normal(0.0, 0.5, V),
            },
            "before": [rng.normal(0.0, 1.0, (n + 1, F)), far],
        }

    return Case(name, draw)


ONE_WORD = pictures("one word", (3, 4), (1, 1))
SENTENCE = pictures("several words", (3, 5), (5, 7))
SQUARE = pictures("as many pictures as words and units", (5, 5), (5, 5), square=True)
ALONE = pictures("one picture", (1, 1), (4, 6))


class StepByStep:
    def __init__(self, in_features, num_words, embedding_dim, hidden_size, rng=None):
        from layerwise.nn import LSTM, Embedding, Linear

        self.image, self.words = Linear(in_features, embedding_dim), Embedding(num_words, embedding_dim, 0)
        self.lstm, self.head = LSTM(embedding_dim, hidden_size, 1.0), Linear(hidden_size, num_words)

    def zero_grad(self):
        for layer in (self.image, self.words, self.lstm, self.head):
            layer.zero_grad()

    def forward(self, features, inputs):
        cell, words = self.lstm.cell, self.words(inputs)
        self.T = inputs.shape[1]
        state = cell.forward(self.image(features), cell.start(len(features)))
        out = []
        for t in range(self.T):
            state = cell.forward(words[:, t], state)
            out.append(state[0])
        return self.head(np.stack(out, axis=1))

    def backward(self, grad_output):
        grad_out = self.head.backward(grad_output)
        grad_h, grad_c = 0 * grad_out[:, 0], 0 * grad_out[:, 0]
        grad_words: list[np.ndarray] = []
        for t in reversed(range(self.T)):
            grad_x, (grad_h, grad_c) = self.lstm.cell.backward((grad_h + grad_out[:, t], grad_c))
            grad_words.insert(0, grad_x)
        self.words.backward(np.stack(grad_words, axis=1))
        grad_picture, _ = self.lstm.cell.backward((grad_h, grad_c))
        return self.image.backward(grad_picture), None


class PaddedOut:
    def __init__(self, in_features, num_words, embedding_dim, hidden_size, rng=None):
        from layerwise.nn import LSTM, Embedding, Linear

        self.image, self.words = Linear(in_features, embedding_dim), Embedding(num_words, embedding_dim, 0)
        self.lstm, self.head = LSTM(embedding_dim, hidden_size, 1.0), Linear(hidden_size, num_words)

    def zero_grad(self):
        for layer in (self.image, self.words, self.lstm, self.head):
            layer.zero_grad()

    def forward(self, features, inputs):
        words = self.words(inputs)
        x = np.concatenate([self.image(features)[:, None], words], axis=1)
        return self.head(self.lstm(x.swapaxes(0, 1)).swapaxes(0, 1))[:, 1:]

    def backward(self, grad_output):
        grad = np.pad(grad_output, ((0, 0), (1, 0), (0, 0)))
        grad_x = self.lstm.backward(self.head.backward(grad).swapaxes(0, 1)).swapaxes(0, 1)
        self.words.backward(grad_x[:, 1:])
        return self.image.backward(grad_x[:, 0]), None


EXERCISE = Exercise(
    reference=NICDecoder,
    probe=describe,
    aspects=(
        Aspect("shape and first words", 0.5, (ONE_WORD, SENTENCE), observations=("first",)),
        Aspect("the picture, and the words before", 1, (SENTENCE, SQUARE, ALONE), observations=("logits",)),
        Aspect("a batch after another one", 0.5, (SENTENCE,), observations=("after another batch",)),
        Aspect(
            "the gradient of the features",
            0.75,
            (ONE_WORD, SENTENCE, SQUARE),
            observations=("gradient of the features",),
        ),
        Aspect("gradients of the four layers", 1, (SENTENCE, SQUARE), observations=("gradients of the layers",)),
        leaves_inputs_alone(0.25, (SENTENCE, SQUARE), requires="the picture, and the words before"),
    ),
    accepted=(
        Accepted("step by step", StepByStep),
        Accepted("all scores, and one thrown away", PaddedOut),
    ),
)
