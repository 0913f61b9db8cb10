"""Makes captioning.npz: decoder and masked loss as PyTorch has them, BLEU as nltk and sacrebleu."""

import numpy as np
import sacrebleu
import torch
from expectations import Arrays, main
from nltk.translate.bleu_score import corpus_bleu

SIZES = {"some": (3, 5, 7, 4, 6, 9), "one_word": (2, 1, 3, 2, 3, 5), "alone": (1, 6, 4, 3, 5, 8)}  # N, T, F, E, H, V


def decoder(size: str) -> Arrays:
    """The picture as the word before the first, an LSTM, scores; back to the features."""
    N, T, F, E, H, V = SIZES[size]
    image, words, head = torch.nn.Linear(F, E), torch.nn.Embedding(V, E, padding_idx=0), torch.nn.Linear(H, V)
    lstm = torch.nn.LSTM(E, H, batch_first=True)
    features, inputs = torch.randn(N, F, requires_grad=True), torch.randint(0, V, (N, T))
    out, _ = lstm(torch.cat([image(features)[:, None], words(inputs)], dim=1))
    logits = head(out[:, 1:])
    grad_output = torch.randn_like(logits)
    logits.backward(grad_output)
    made = {"features": features, "inputs": inputs, "logits": logits, "grad_output": grad_output}
    made |= {"grad_features": features.grad}
    for name, module in {"image": image, "words": words, "lstm": lstm, "head": head}.items():
        for key, parameter in module.named_parameters():
            key = f"{name}.cell.{key.removesuffix('_l0')}" if name == "lstm" else f"{name}.{key}"
            made |= {key: parameter, f"grad_{key}": parameter.grad}
    return {name: tensor.detach().numpy() for name, tensor in made.items()}


def masked_loss(size: str, ignore_index: int) -> Arrays:
    N, T, *_, V = SIZES[size]
    logits, targets = (3 * torch.randn(N, T, V)).requires_grad_(), torch.randint(0, V, (N, T))
    targets[torch.rand(N, T) < 0.3] = ignore_index
    targets[0, 0] = 1
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=ignore_index)
    loss.backward()
    return {
        "logits": logits.detach().numpy(),
        "targets": targets.numpy(),
        "loss": loss.detach().numpy(),
        "grad": logits.grad.numpy(),
    }


def corpus(seed: int) -> tuple[list[list[str]], list[list[list[str]]]]:
    """Sentences of few words, so that phrases come again; four words at least, where nltk counts as the paper does."""
    rng = np.random.default_rng(seed)

    def sentence() -> list[str]:
        return [f"w{i}" for i in rng.integers(0, 3 + seed, rng.integers(4, 12))]

    hypotheses = [sentence() for _ in range(6)]
    references = [[sentence() for _ in range(rng.integers(1, 4))] for _ in hypotheses]
    for hypothesis, right in zip(hypotheses[::2], references[::2], strict=True):
        right[0] = [*hypothesis[:5], *right[0][5:]]
    return hypotheses, references


def padded(sentences: list[list[str]]) -> np.ndarray:
    rows = np.full((len(sentences), 12), -1.0)
    for row, sentence in zip(rows, sentences, strict=True):
        row[: len(sentence)] = [int(word[1:]) for word in sentence]
    return rows


def bleu(seed: int) -> Arrays:
    hypotheses, references = corpus(seed)
    most = max(map(len, references))
    streams = [[" ".join(right[i]) if i < len(right) else None for right in references] for i in range(most)]
    made = {"hypotheses": padded(hypotheses), "counts": np.array([len(right) for right in references])}
    made["references"] = padded([sentence for right in references for sentence in right])
    for n in range(1, 5):
        made[f"nltk{n}"] = np.array(corpus_bleu(references, hypotheses, weights=[1 / n] * n))
        metric = sacrebleu.BLEU(max_ngram_order=n, smooth_method="none", tokenize="none", force=True)
        made[f"sacrebleu{n}"] = np.array(metric.corpus_score([" ".join(h) for h in hypotheses], streams).score / 100)
    return made


def make() -> Arrays:
    torch.manual_seed(0)
    torch.set_default_dtype(torch.float64)
    arrays = {}
    for size in SIZES:
        arrays |= {f"decoder/{size}/{key}": array for key, array in decoder(size).items()}
        for ignore_index in (0, -100):
            name = f"loss/{size},{ignore_index}"
            arrays |= {f"{name}/{key}": array for key, array in masked_loss(size, ignore_index).items()}
    for seed in range(4):
        arrays |= {f"bleu/{seed}/{key}": array for key, array in bleu(seed).items()}
    return arrays


if __name__ == "__main__":
    main(__file__, make)
