"""Chapter 14's records: the diagnosis on answers that real people hand in."""

import numpy as np
import pytest

from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find, load
from autograder.worker.observe import observe
from layerwise import nn
from layerwise.pretraining import stack as stacking

CHAPTER = load("ch14_pretraining")


def report(name, function):
    return check_functions(find(name), (function,))


def failing(name, function):
    """The names of the aspects that fail under each of three seeds; they have to be the same."""
    compared = [comparison(find(name), seed) for seed in range(3)]
    seen = [{a.name for a in judge(c, c.implementation((function,))) if not a.passed} for c in compared]
    assert seen[0] == seen[1] == seen[2]
    return seen[0]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_every_mistake_that_the_curriculum_names_is_there():
    """One record for each, under a name that says it."""
    names = {mistake.name for exercise in CHAPTER.exercises for mistake in exercise.misconceptions}
    assert names >= {
        "the encoder learns as if it were the decoder, turned over", "a sum, not a mean", "only the decoder learns",
        "the target is what was corrupted", "p keeps", "scaled up as dropout does", "corrupts at test time too",
        "overflow in the exponential", "the sign", "the visible bias is missing", "a sum over the pictures",
        "the mean over the batch",
        "on where u is larger", "a threshold of one half", "the probabilities as samples", "W the other way round",
        "reconstructs from probabilities", "the negative phase sees the data", "samples in the statistics",
        "the last hidden units are sampled", "the dream is not looked at",
        "the largest is not taken out", "the hidden bias is missing", "writes down the visible states",
        "every layer sees X", "passes samples", "passes the reconstruction", "sizes off by one",
        "the visible bias", "transposed", "the last layer is pretrained too", "shares its numbers with the stack",
    }  # fmt: skip


def test_a_tied_autoencoder_is_told_that_its_encoder_is_the_decoder_turned_over():
    """Written with other tools and in another order than the record's."""

    def linear_autoencoder(encoder, decoder, X):
        H = np.einsum("nd,kd->nk", X, encoder)
        R = np.einsum("nk,dk->nd", H, decoder) - X
        grad = 2 * R / R.size
        return np.mean(R**2), np.einsum("nk,nd->kd", H, grad), np.einsum("nd,nk->dk", grad, H)

    seen = report("linear_autoencoder", linear_autoencoder)
    assert seen.diagnosis.name == "the encoder learns as if it were the decoder, turned over"
    assert {a.name for a in seen.aspects if not a.passed} == {"the gradient of the encoder"}


def test_an_autoencoder_without_gradients_earns_its_loss():
    """The first line is worth what it is worth."""

    def linear_autoencoder(encoder, decoder, X):
        loss = ((X @ encoder.T @ decoder.T - X) ** 2).mean()
        return loss, np.zeros(encoder.shape), np.zeros(decoder.shape)

    assert failing("linear_autoencoder", linear_autoencoder) == {
        "the gradient of the decoder",
        "the gradient of the encoder",
    }


def test_noise_that_is_added_covers_nothing():
    """Gaussian corruption is another exercise."""

    def denoising_loss(model, x, u, p, training=True):
        corrupted = x + p * (u - 0.5) if training else x
        return corrupted, np.mean((model(corrupted) - x) ** 2)

    assert "what is covered" in failing("denoising_loss", denoising_loss)
    assert "nothing is covered outside training" not in failing("denoising_loss", denoising_loss)


def test_a_model_that_is_asked_twice_is_no_mistake():
    """Only what it was shown last, and what came of it, is looked at."""

    def denoising_loss(model, x, u, p, training=True):
        corrupted = x * (u >= p) if training else x * 1.0
        model(corrupted)
        return corrupted, np.mean((model(corrupted) - x) ** 2)

    assert report("denoising_loss", denoising_loss).state == "right"


@pytest.mark.parametrize("limit", [20.0, 30.0])
def test_a_softplus_with_a_threshold_is_right(limit):
    """PyTorch's way: from a threshold on, the input itself."""

    def free_energy(v, W, a, b):
        x = v @ W.T + b
        soft = np.where(x > limit, x, np.log1p(np.exp(np.minimum(x, limit))))
        return -(v @ a + soft.sum(axis=1))

    assert report("free_energy", free_energy).state == "right"


def test_an_energy_that_overflows_keeps_the_points_of_small_machines():
    """And is told why."""

    def free_energy(v, W, a, b):
        return -v.dot(a) - np.log(np.exp(v.dot(W.T) + b) + 1).sum(-1)

    seen = report("free_energy", free_energy)
    assert {a.name for a in seen.aspects if not a.passed} == {"large weights"}
    assert seen.diagnosis.name == "overflow in the exponential"


def test_samples_may_be_booleans():
    """u < p as it comes is a sample."""

    def sample_hidden(v, W, b, u):
        p = sigmoid(np.clip(v @ W.T + b, -700, 700))
        return p, u < p

    assert report("sample_hidden", sample_hidden).state == "right"


def test_a_binomial_draw_of_ones_own_is_found():
    """numpy's binomial draws rightly, and not with u."""

    def sample_hidden(v, W, b, u):
        p = sigmoid(np.clip(v @ W.T + b, -700, 700))
        return p, np.random.binomial(1, p).astype(float)  # noqa: NPY002

    assert failing("sample_hidden", sample_hidden) == {"samples", "leaves its input alone"}


def test_contrastive_divergence_of_probabilities_only_is_named():
    """The perennial mistake, in a function of its own for both layers."""

    def cd1_gradient(v0, W, a, b, u_h, u_v=None):
        def up(v):
            return sigmoid(v @ W.T + b)

        def down(h):
            p = sigmoid(h @ W + a)
            return p if u_v is None else (u_v < p) * 1.0

        v1 = down(up(v0))
        dW = up(v1).T @ v1 / len(v0) - up(v0).T @ v0 / len(v0)
        return dW, np.mean(v1 - v0, axis=0), np.mean(up(v1) - up(v0), axis=0)

    seen = report("cd1_gradient", cd1_gradient)
    assert seen.diagnosis.name == "reconstructs from probabilities"
    assert seen.score == 0


def test_hinton_s_signs_are_named():
    """The update of the papers, which is added."""

    def cd1_gradient(v0, W, a, b, u_h, u_v=None):
        p0 = sigmoid(v0 @ W.T + b)
        v1 = sigmoid((p0 > u_h) @ W + a)
        v1 = v1 if u_v is None else np.where(v1 > u_v, 1.0, 0.0)
        p1 = sigmoid(v1 @ W.T + b)
        return (p0.T @ v0 - p1.T @ v1) / len(v0), np.mean(v0 - v1, 0), np.mean(p0 - p1, 0)

    assert report("cd1_gradient", cd1_gradient).diagnosis.name == "the sign"


def test_either_layer_may_be_written_down_where_it_is_the_small_one():
    """Who takes the smaller of the two is right everywhere."""

    def log_partition(W, a, b):
        if W.shape[1] < W.shape[0]:
            W, a, b = W.T, b, a
        states = np.array(np.meshgrid(*[[0, 1]] * len(b))).reshape(len(b), -1).T
        return np.logaddexp.reduce(states @ b + np.logaddexp(0, states @ W + a).sum(axis=1))

    assert report("log_partition", log_partition).state == "right"


def test_all_pairs_of_states_are_right_and_too_many():
    """Every pixel of every state: 2 ** (H + V) numbers, and no room for fifty pixels."""

    def log_partition(W, a, b):
        def states(n):
            return (np.arange(2**n)[:, None] >> np.arange(n)) & 1

        v, h = states(len(a)), states(len(b))
        E = -(v @ a)[:, None] - h @ b - v @ W.T @ h.T
        top = (-E).max()
        return top + np.log(np.exp(-E - top).sum())

    assert failing("log_partition", log_partition) == {"fifty visible units"}


def test_a_stack_of_lists_is_as_good_as_one_of_tuples():
    """What train returned, whatever it is kept in."""

    def pretrain_stack(X, sizes, train):
        found, seen = [], X.copy()
        while len(found) < len(sizes):
            layer = list(train(seen, sizes[len(found)]))
            seen = sigmoid(np.einsum("nv,hv->nh", seen, layer[0]) + layer[2])
            found.append(layer)
        return tuple(found)

    assert report("pretrain_stack", pretrain_stack).state == "right"


def test_a_stack_of_pixels_keeps_what_does_not_depend_on_it():
    """One layer and the sizes are right; every further layer's data are not."""

    def pretrain_stack(X, sizes, train):
        return [train(X, size) for size in sizes]

    seen = report("pretrain_stack", pretrain_stack)
    assert seen.diagnosis.name == "every layer sees X"
    assert {a.name for a in seen.aspects if a.passed} == {"one layer"}


def test_a_head_of_any_start_is_a_head():
    """Xavier's, with biases at 0, drawn before the other layers or after them."""

    def unroll(stack, classes, rng):
        units = stack[-1][0].shape[0]
        last = nn.Linear(units, classes)
        last.weight.data = rng.uniform(-1, 1, (classes, units)) * np.sqrt(6 / (units + classes))
        last.bias.data = np.zeros(classes)
        net = nn.Sequential()
        for W, _, b in stack:
            layer = nn.Linear(W.shape[1], W.shape[0], rng=rng)
            layer.weight.data[...], layer.bias.data[...] = W, b
            net.append(layer).append(nn.Sigmoid())
        return net.append(last)

    assert report("unroll", unroll).state == "right"


def test_a_network_that_shares_its_numbers_is_right_until_it_is_trained():
    """Only the stack after a step differs."""

    def unroll(stack, classes, rng):
        net = stacking.unroll(stack, classes, rng)
        for layer, (W, _, b) in zip(net.children()[:-1:2], stack, strict=True):
            layer.weight.data, layer.bias.data = W, b
        return net

    assert failing("unroll", unroll) == {"training leaves the stack alone"}


def test_the_probes_send_arrays_and_no_verdicts():
    """Whether the seed decides is worked out on the judge's side."""
    exercise = find("unroll")
    seen = observe(exercise.references, exercise.probe, exercise.cases[0].draw(0))
    assert {"last weight", "last weight, the same seed", "last weight, another seed"} <= set(seen.values)
    assert seen.values["last weight"].shape == seen.values["last weight, another seed"].shape
