"""The milestone of chapter 18: a decoder of single parts says what is in a picture."""

from typing import Any

import numpy as np

from explore.style import INK, NEGATIVE, POSITIVE
from layerwise import datasets
from layerwise.captioning import fit_captioner, stepper
from layerwise.models.shape_net import pretrained_shape_net, shape_features
from layerwise.nn import pad_sequence

from .outcome import Outcome
from .toolbox import Toolbox

LEARNED_FROM, TESTED_ON = 3000, 300
BOS, EOS, LONGEST = 1, 2, 12


def describes(tools: Toolbox, seed: int) -> Outcome:
    """Pretrained features - NICDecoder, trained with Adam and clipping; greedy captions; BLEU-4, and that of others."""
    images, captions, vocabulary = datasets.shapes(LEARNED_FROM + TESTED_ON)
    ids = pad_sequence([one for pair in captions for one in pair], batch_first=True).reshape(len(images), 2, -1)
    features = shape_features(pretrained_shape_net(), images)
    seen, new = slice(LEARNED_FROM), slice(LEARNED_FROM, None)
    features = (features - features[seen].mean(axis=0)) / features[seen].std()
    decoder = tools("NICDecoder")(features.shape[1], len(vocabulary), 32, 64, rng=seed).to(np.float32)
    parts = tools("shift_captions"), tools("masked_cross_entropy"), tools("clip_grad_norm_")
    rng, losses = np.random.default_rng(seed), []
    for lr, epochs in ((0.01, 6), (0.002, 2)):
        adam = tools("Adam")(decoder.parameters(), lr=lr)
        losses += fit_captioner(decoder, adam, features[seen], ids[seen], epochs, rng, functions=parts)
    start, step = stepper(decoder)
    say, bleu = tools("greedy_caption"), tools("corpus_bleu")
    said = [say(step, start(row), BOS, EOS, LONGEST) for row in features[new]]
    others = [captions[i][0] for i in rng.integers(0, LEARNED_FROM, TESTED_ON)]
    reached, floor = float(bleu(said, captions[new], 4)), float(bleu(others, captions[new], 4))
    figure, alt = _shown(images[new], said, captions[new], vocabulary, losses)
    alt += f" BLEU-4 is {reached:.2f}; of other pictures' captions, {floor:.2f}."
    return Outcome(reached, reached > floor + 0.2, figure, alt)


def _shown(images: Any, said: Any, right: Any, vocabulary: Any, losses: list[float]) -> tuple[Any, str]:
    """The loss on the way, and four new pictures with what is said of them."""
    import matplotlib.pyplot as plt

    figure, (axis, *others) = plt.subplots(1, 5, figsize=(9.4, 2.1), width_ratios=(1.4, 1, 1, 1, 1))
    axis.plot(losses, color=INK, linewidth=0.8)
    axis.set(xlabel="update", ylabel="loss (nats)", ylim=(0, None))
    for place, picture, ids, pair in zip(others, images, said, right, strict=False):
        place.imshow(picture.transpose(1, 2, 0))
        place.set(xticks=[], yticks=[])
        words = [vocabulary[int(i)] for i in ids]
        lines = [" ".join(words[:4]), " ".join(words[4:-4]), " ".join(words[-4:])]
        place.set_title("\n".join(lines), fontsize=8, color=POSITIVE if list(ids) in pair else NEGATIVE)
    texts = "; ".join(" ".join(vocabulary[int(i)] for i in ids) for ids in said[:4])
    alt = f"Left, the loss falls to {np.mean(losses[-20:]):.2f}. Right, four new pictures and what is said: {texts}."
    return figure, alt
