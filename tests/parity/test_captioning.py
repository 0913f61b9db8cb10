import pytest

from layerwise.captioning import NICDecoder, corpus_bleu, masked_cross_entropy

from .expectations import BACKWARD, FORWARD, case, cases, relative_error, stored

ARRAYS = stored("captioning")
DECODERS = [name for name in cases(ARRAYS) if name.startswith("decoder/")]
LOSSES = [name for name in cases(ARRAYS) if name.startswith("loss/")]
CORPORA = [name for name in cases(ARRAYS) if name.startswith("bleu/")]


@pytest.mark.parametrize("name", DECODERS)
def test_the_decoder_agrees_with_pytorch(name):
    """Scores, gradient of the features, and of every parameter."""
    expected = case(ARRAYS, name)
    (V, E), H = expected["words.weight"].shape, expected["head.weight"].shape[1]
    decoder = NICDecoder(expected["features"].shape[1], V, E, H)
    parameters = dict(decoder.named_parameters())
    for key, parameter in parameters.items():
        parameter.data = expected[key].copy()
    logits = decoder(expected["features"], expected["inputs"].astype(int))
    assert relative_error(logits, expected["logits"]) <= FORWARD
    grad_features, none = decoder.backward(expected["grad_output"])
    assert relative_error(grad_features, expected["grad_features"]) <= BACKWARD and none is None
    for key, parameter in parameters.items():
        assert relative_error(parameter.grad, expected[f"grad_{key}"]) <= BACKWARD


@pytest.mark.parametrize("name", LOSSES)
def test_the_loss_that_leaves_padding_out_agrees_with_pytorch(name):
    """cross_entropy with ignore_index, and its gradient."""
    expected = case(ARRAYS, name)
    ignore_index = int(name.rpartition(",")[2])
    loss, grad = masked_cross_entropy(expected["logits"], expected["targets"].astype(int), ignore_index)
    assert relative_error(loss, expected["loss"]) <= FORWARD
    assert relative_error(grad, expected["grad"]) <= BACKWARD


@pytest.mark.parametrize("name", CORPORA)
@pytest.mark.parametrize("n", [1, 2, 3, 4])
@pytest.mark.parametrize("library", ["nltk", "sacrebleu"])
def test_bleu_agrees_with_nltk_and_sacrebleu(name, n, library):
    """One to three references a sentence, all lengths from four words on, nothing smoothed."""
    expected = case(ARRAYS, name)

    def sentences(rows):
        return [[int(word) for word in row if word >= 0] for row in rows]

    hypotheses, flat = sentences(expected["hypotheses"]), iter(sentences(expected["references"]))
    references = [[next(flat) for _ in range(int(count))] for count in expected["counts"]]
    score = corpus_bleu(hypotheses, references, n)
    if expected[f"{library}{n}"] < 1e-50:  # nltk takes the smallest number for 0
        assert score == 0
    else:
        assert relative_error(score, expected[f"{library}{n}"]) <= FORWARD
