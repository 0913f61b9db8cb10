"""Chapter 18's records: the diagnosis on answers that real people hand in."""

import numpy as np

from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find
from layerwise.nn import LSTM, Embedding, Linear, Module


def report(name, *functions):
    return check_functions(find(name), functions)


def failing(name, *functions):
    """The names of the aspects that fail under each of three seeds; they have to be the same."""
    compared = [comparison(find(name), seed) for seed in range(3)]
    seen = [{a.name for a in judge(c, c.implementation(functions)) if not a.passed} for c in compared]
    assert seen[0] == seen[1] == seen[2]
    return seen[0]


def test_rows_that_are_not_shifted_are_named_however_they_are_made():
    """Both rows with bos and eos."""

    def shift_captions(ids, bos, eos, pad):
        inputs = np.concatenate([np.full((len(ids), 1), bos), ids], axis=1)
        return inputs, inputs + 0

    assert report("shift_captions", shift_captions).diagnosis.name == "not shifted"


def test_one_long_row_cut_into_two_is_right():
    """Though eos stands among its inputs, where nothing is asked."""

    def shift_captions(ids, bos, eos, pad):
        rows = []
        for row in ids:
            words = [int(word) for word in row if word != pad]
            rows.append([bos, *words, eos] + [pad] * (len(row) - len(words)))
        rows = np.array(rows)
        return rows[:, :-1], rows[:, 1:]

    assert report("shift_captions", shift_captions).state == "right"


def test_the_mean_over_all_places_costs_the_loss_and_the_gradient():
    """As with cross-entropy's own mean on a flat list."""

    def masked_cross_entropy(logits, targets, ignore_index=0):
        e = np.exp(logits - logits.max(axis=2, keepdims=True))
        p = e / e.sum(axis=2, keepdims=True)
        counts = targets != ignore_index
        words = np.where(counts, targets, 0)
        picked = np.take_along_axis(p, words[:, :, None], axis=2)[:, :, 0]
        with np.errstate(divide="ignore"):
            loss = -(np.log(picked) * counts).mean()
        grad = p * counts[:, :, None]
        for n, t in zip(*np.nonzero(counts), strict=True):
            grad[n, t, words[n, t]] -= 1
        return loss, grad / counts.size

    assert failing("masked_cross_entropy", masked_cross_entropy) >= {"padding counts for nothing", "the gradient"}
    assert "the loss of the words" not in failing("masked_cross_entropy", masked_cross_entropy)


class Begun(Module):
    """NICDecoder as a learner begins it."""

    def __init__(self, in_features, num_words, embedding_dim, hidden_size, rng=None):
        rng = np.random.default_rng(rng)
        self.image = Linear(in_features, embedding_dim, rng=rng)
        self.words = Embedding(num_words, embedding_dim, 0, rng=rng)
        self.lstm = LSTM(embedding_dim, hidden_size, 1.0, rng=rng)
        self.head = Linear(hidden_size, num_words, rng=rng)

    def forward(self, features, inputs):
        x = np.concatenate([self.image(features)[None], self.words(inputs.T)])
        return np.swapaxes(self.head(self.lstm(x)[1:]), 0, 1)

    def backward(self, grad_output):
        """Not written yet."""


def test_half_of_a_decoder_earns_its_points():
    """Forward alone."""
    failed = failing("NICDecoder", Begun)
    assert "the picture, and the words before" not in failed and "the gradient of the features" in failed
    assert report("NICDecoder", Begun).state == "partly"


def test_a_kept_first_answer_is_named():
    """In a version that transposes first."""

    class NICDecoder(Begun):
        def forward(self, features, inputs):
            x = np.concatenate([self.image(features)[None], self.words(inputs.T)])
            logits = np.swapaxes(self.head(self.lstm(x)), 0, 1)
            return logits[:, : inputs.shape[1]]

    class ThereAndBack(NICDecoder):
        def forward(self, features, inputs):
            return super().forward(features, inputs)

        def backward(self, grad_output):
            grad_words = np.swapaxes(grad_output, 0, 1)
            grad_x = self.lstm.backward(self.head.backward(np.concatenate([grad_words, 0 * grad_words[:1]])))
            self.words.backward(grad_x[1:])
            return self.image.backward(grad_x[0]), None

    for kind in (NICDecoder, ThereAndBack):
        assert report("NICDecoder", kind).diagnosis.name == "the answer after the picture is kept"


def test_a_caption_that_goes_on_after_its_end_is_named():
    """eos left out of the list, and no break."""

    def greedy_caption(step, state, bos, eos, max_len):
        words, last = [], bos
        while len(words) < max_len:
            scores, state = step(last, state)
            last = int(np.argmax(scores))
            words.append(last)
        return words

    assert report("greedy_caption", greedy_caption).diagnosis.name == "does not stop at eos"


def test_a_draw_by_gumbel_noise_is_another_draw():
    """The right shares, and other words: u says which."""

    def sample_word(logits, temperature, u):
        rng = np.random.default_rng(0)
        return np.argmax(logits / temperature + rng.gumbel(size=logits.shape), axis=1)

    assert "which word a draw falls on" in failing("sample_word", sample_word)


def test_a_beam_search_that_divides_by_the_length_is_named():
    """At the end, and the sum returned as it is."""

    def beam_search(step, state, bos, eos, k, max_len):
        beam, done = [(0.0, [bos], state)], []
        for _ in range(max_len):
            found = []
            for value, words, own in beam:
                log_p, after = step(np.array(words[-1:]), own)
                found += [(value + log_p[0][word], [*words, word], after) for word in range(len(log_p[0]))]
            found = sorted(found, key=lambda entry: -entry[0])[:k]
            done += [(value, words[1:-1]) for value, words, _ in found if words[-1] == eos]
            beam = [entry for entry in found if entry[1][-1] != eos]
        done += [(value, words[1:]) for value, words, _ in beam]
        value, words = max(done, key=lambda entry: entry[0] / (len(entry[1]) + 1))
        return words, value

    assert report("beam_search", beam_search).diagnosis.name == "normalized by length"


def test_bleu_by_sets_of_phrases_is_clipped_to_one():
    """A way that is often seen: which phrases are there, not how often."""

    def corpus_bleu(hypotheses, references, n=4):
        c = sum(map(len, hypotheses))
        r = sum(
            min((abs(len(one) - len(said)), len(one)) for one in right)[1]
            for said, right in zip(hypotheses, references, strict=True)
        )
        p = []
        for m in range(1, n + 1):
            hits = count = 0
            for said, right in zip(hypotheses, references, strict=True):
                found = {tuple(said[i : i + m]) for i in range(len(said) - m + 1)}
                there = {tuple(one[i : i + m]) for one in right for i in range(len(one) - m + 1)}
                hits, count = hits + len(found & there), count + max(len(said) - m + 1, 0)
            p.append(hits / count if count else 0.0)
        return float(np.prod(p) ** (1 / n) * min(1.0, np.exp(1 - r / c)))

    assert "clipped counts" in failing("corpus_bleu", corpus_bleu)
    assert report("corpus_bleu", corpus_bleu).diagnosis.name == "clipped to one"
