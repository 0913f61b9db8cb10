"""Chapter 15's records: the diagnosis on answers that real people hand in."""

import numpy as np
import pytest

import layerwise as lw
from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find, load
from layerwise.nn import Module, Parameter

CHAPTER = load("ch15_lstm")


def report(name, *functions):
    return check_functions(find(name), functions)


def failing(name, *functions):
    """The names of the aspects that fail under each of three seeds; they have to be the same."""
    compared = [comparison(find(name), seed) for seed in range(3)]
    seen = [{a.name for a in judge(c, c.implementation(functions)) if not a.passed} for c in compared]
    assert seen[0] == seen[1] == seen[2]
    return seen[0]


class Table(Module):
    """Embedding as a learner begins it."""

    def __init__(self, num_embeddings, embedding_dim, padding_idx=None, rng=None):
        self.weight = Parameter(np.random.default_rng(rng).standard_normal((num_embeddings, embedding_dim)))
        self.padding_idx = padding_idx

    def forward(self, ids):
        self.ids = ids
        return self.weight.data[ids]

    def backward(self, grad_output):
        """Not written yet."""


def test_half_of_an_embedding_earns_its_points():
    """Forward alone."""
    assert "a row for each id" not in failing("Embedding", Table)
    assert report("Embedding", Table).state == "partly"


def test_a_lost_repetition_is_named_however_the_index_is_written():
    """By a flat index, in two lines."""

    class Embedding(Table):
        def backward(self, grad_output):
            grad, flat = np.zeros_like(self.weight.data), self.ids.ravel()
            grad[flat] = grad[flat] + grad_output.reshape(len(flat), -1)
            if self.padding_idx is not None:
                grad[self.padding_idx] = 0
            self.weight.accumulate_grad(grad)

    assert report("Embedding", Embedding).diagnosis.name == "a word that stands twice gets one gradient"


def test_gradients_by_bincount_are_right():
    """Column by column, a way that shares nothing with the solution."""

    class Embedding(Table):
        def backward(self, grad_output):
            flat, rows = self.ids.ravel(), len(self.weight.data)
            columns = grad_output.reshape(len(flat), -1).T
            grad = np.stack([np.bincount(flat, weights=column, minlength=rows) for column in columns], axis=1)
            if self.padding_idx is not None:
                grad[self.padding_idx] = 0
            self.weight.accumulate_grad(grad)

    assert report("Embedding", Embedding).state == "right"


def test_a_network_that_is_right_with_zeros_at_the_start_only():
    """h_0 ignored, in a version of its own."""

    def rnn_forward(x, h_0, weight_ih, weight_hh, bias):
        h, out = 0.0, []
        for step in x:
            past = h @ weight_hh.T if np.ndim(h) else 0.0
            h = np.tanh(step @ weight_ih.T + past + bias)
            out.append(h)
        return np.array(out), h

    assert report("rnn_forward", rnn_forward).diagnosis.name == "h_0 is ignored"
    assert failing("rnn_forward", rnn_forward) >= {"begins with h_0"}


def test_truncated_backpropagation_is_not_the_whole_gradient():
    """Going back two steps at most passes for one step, and for nothing longer."""

    def rnn_backward(grad_out, x, h_0, out, weight_ih, weight_hh):
        total = None
        for t in range(len(x)):
            start = max(0, t - 1)
            first = out[start - 1] if start else h_0
            here = np.zeros_like(grad_out[start : t + 1])
            here[-1] = grad_out[t]
            inputs = here, x[start : t + 1], first, out[start : t + 1], weight_ih, weight_hh
            grad_x, grad_h, *others = lw.rnn_backward(*inputs)
            wide = np.zeros_like(x)
            wide[start : t + 1] = grad_x
            grads = [wide, grad_h if start == 0 else 0 * grad_h, *others]
            total = grads if total is None else [a + b for a, b in zip(total, grads, strict=True)]
        return total

    assert failing("rnn_backward", rnn_backward) >= {"gradient of x through time", "gradient of weight_hh"}
    assert "one step" not in failing("rnn_backward", rnn_backward)


def test_a_peephole_is_another_cell():
    """Gates that see c, as Gers and Schmidhuber's: right where no weights are, and nowhere else."""

    def lstm_cell(x, h, c, weight_ih, weight_hh, bias):
        return lw.lstm_cell(x, h + 0.1 * c, c, weight_ih, weight_hh, bias)

    assert failing("lstm_cell", lstm_cell) >= {"the four gates, in order", "the memory c", "what is shown, h"}


def test_a_gru_like_coupling_is_named():
    """Input gate 1 - f."""

    def lstm_cell(x, h, c, weight_ih, weight_hh, bias):
        i, f, g, o = np.split(lw.lstm_cell(x, h, c, weight_ih, weight_hh, bias)[2], 4, axis=1)
        c_next = f * c + (1 - f) * g
        return o * np.tanh(c_next), c_next, np.hstack([i, f, g, o])

    seen = report("lstm_cell", lstm_cell)
    assert seen.diagnosis.name == "one minus the forget gate"
    assert "the four gates, in order" not in failing("lstm_cell", lstm_cell)


@pytest.mark.parametrize("dropped", range(6))
def test_each_of_the_six_gradients_is_asked_for(dropped):
    """One of them zero, and the rest right."""

    def lstm_cell_backward(*inputs):
        grads = list(lw.lstm_cell_backward(*inputs))
        grads[dropped] = 0 * grads[dropped]
        return grads

    assert failing("lstm_cell_backward", lstm_cell_backward)


def test_clipping_may_divide_by_a_little_more_than_the_norm():
    """PyTorch's 1e-6 is right, and so is none; a tenth more is not."""

    def with_eps(eps):
        def clip_grad_norm_(parameters, max_norm):
            grads = [p.grad for p in parameters if p.grad is not None]
            norm = np.sqrt(sum(np.vdot(g, g) for g in grads))
            for g in grads:
                g *= min(1.0, max_norm / (norm + eps))
            return norm

        return clip_grad_norm_

    for eps in (0.0, 1e-6):
        assert report("clip_grad_norm_", with_eps(eps)).state == "right"
    assert "scaled by one factor" in failing("clip_grad_norm_", with_eps(0.1))


def test_norms_of_parameters_gradients_are_no_norms_of_states():
    """A gradient of the last state alone, everywhere the same, is found as well."""

    def gradient_through_time(cell, x):
        norms = lw.gradient_through_time(cell, x)
        return np.full_like(norms, norms[-1])

    seen = failing("gradient_through_time", gradient_through_time)
    assert seen == {"a plain cell", "over all parts of the state", "leaves its input alone"}


def test_every_mistake_that_the_curriculum_names_is_there():
    """One record for each, under a name that says it."""
    names = {mistake.name for exercise in CHAPTER.exercises for mistake in exercise.misconceptions}
    assert names >= {
        "a word that stands twice gets one gradient", "the padding's row learns", "a gradient for the ids",
        "h_0 is ignored", "no tanh", "returns what was before the tanh", "batch first", "the state plays no part",
        "what comes from later steps is dropped", "weights' gradients are those of one step",
        "the state after, where the one before went in", "the slope of the wrong step", "h_0's gradient is lost",
        "the gates are cut in another order", "a sigmoid for g", "c is shown without tanh",
        "the forget gate is applied to g", "the output gate is inside c",
        "what h showed of c is missing", "the forget gate is missing on the way to c", "i and g are mixed up",
        "the slope of an already squashed value",
        "the state after the padding", "an index beyond the end", "the axes are swapped", "the mean over all steps",
        "each parameter by itself", "clips the numbers", "enlarges short gradients", "returns the norm after",
        "the squares are missing",
        "in the order of going back", "h alone", "not a norm", "the gradient of the input",
    }  # fmt: skip
