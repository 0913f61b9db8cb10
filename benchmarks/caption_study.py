"""What a captioner's eyes are worth, and a wider beam: writes the table of chapter 18, and the explorer's decoder.

    OPENBLAS_NUM_THREADS=1 OPENBLAS_CORETYPE=Haswell python benchmarks/caption_study.py [arm, or arm:seed, …]

Each captioner learns from the same 4000 pictures and is judged on 500 others; docs/shape_net.md has the table.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from layerwise import captioning, datasets, nn, optim, save
from layerwise.arguments import FloatArray
from layerwise.checkpoint import checksum
from layerwise.models.shape_net import FEATURES, pretrained_shape_net, shape_features, shape_net
from layerwise.models.weights.make_shape_net import SETTINGS, scenes, trained

FOLDER = Path(__file__).parent.parent / "lib" / "explore" / "caption"
LEARN, TEST = slice(4000), slice(4500, 5000)


def data() -> tuple[FloatArray, FloatArray, list[list[list[int]]]]:
    """Pictures, captions padded to (N, 2, 10), and what is right for the test's."""
    images, captions, _ = datasets.shapes(5000)
    flat = nn.pad_sequence([one for pair in captions for one in pair], batch_first=True)
    return images, flat.reshape(len(images), 2, -1), captions[TEST]


def centred(features: FloatArray) -> FloatArray:
    """Features around 0 and of spread 1, by what the pictures that are learned from have."""
    return (features - features[LEARN].mean(axis=0)) / features[LEARN].std()


def said(decoder: Any, features: FloatArray, k: int = 0) -> list[list[int]]:
    """What a decoder says of pictures: greedily, or with a beam of k."""
    start, step = captioning.stepper(decoder)
    if k:
        return [captioning.beam_search(step, start(row), 1, 2, k, 12)[0] for row in features]
    return [captioning.greedy_caption(step, start(row), 1, 2, 12) for row in features]


def taught(features: FloatArray, ids: Any, seed: int, epochs: int = 12, sizes: tuple[int, int] = (32, 64)) -> Any:
    """A decoder, trained on features that stay as they are."""
    rng = np.random.default_rng(seed)
    decoder = captioning.NICDecoder(features.shape[1], 19, *sizes, rng=rng, dtype=np.float32)
    for lr, share in ((0.01, 0.75), (0.002, 0.25)):
        optimizer = optim.Adam(decoder.parameters(), lr=lr)
        captioning.fit_captioner(decoder, optimizer, features[LEARN], ids[LEARN], round(share * epochs), rng)
    return decoder


class EndToEnd(nn.Module):
    """A picture network and a decoder that learn together: forward takes pictures and words."""

    def __init__(self, net: nn.Sequential, seed: int) -> None:
        self.eyes = nn.Sequential(*net[:-1])
        self.decoder = captioning.NICDecoder(FEATURES, 19, 32, 64, rng=seed, dtype=np.float32)

    def forward(self, pictures: Any, inputs: Any) -> FloatArray:  # type: ignore[override]
        """Scores of the next words."""
        return self.decoder(self.eyes(pictures.reshape(-1, 3, 24, 24)), inputs)

    def backward(self, grad_output: Any) -> Any:
        """Through the decoder, and into the eyes."""
        grad, _ = self.decoder.backward(grad_output)
        self.eyes.backward_parameters(grad)
        return None, None


def together(net: nn.Sequential, images: FloatArray, ids: Any, seed: int, lr: float) -> list[list[int]]:
    """Train both for eight epochs; return what is said of the test's pictures."""
    model = EndToEnd(net, seed).train()
    flat, rng = images.reshape(len(images), -1), np.random.default_rng(seed)
    for rate, epochs in ((lr, 6), (lr / 5, 2)):
        optimizer = optim.Adam(model.parameters(), lr=rate)
        captioning.fit_captioner(model, optimizer, flat[LEARN], ids[LEARN], epochs, rng)
    model.eval()
    return said(model.decoder, shape_features(net, images[TEST]))


def frozen(name: str, seed: int, images: FloatArray, ids: Any) -> dict[str, list[list[int]]]:
    """A decoder on eyes that stay as they are; with pretrained ones, two beams as well."""
    if name == "pretrained":
        eyes = pretrained_shape_net()
    elif name == "half trained":
        eyes = trained(*scenes(2000, SETTINGS["scenes"]["seed"]), {**SETTINGS, "epochs": 4})
    else:
        eyes = shape_net(rng=seed).eval()
    features = centred(shape_features(eyes, images))
    decoder = taught(features, ids, seed)
    found = {f"{name}, frozen": said(decoder, features[TEST])}
    if name == "pretrained":
        found |= {f"beam {k}": said(decoder, features[TEST], k) for k in (3, 10)}
    return found


def explorers(seed: int, images: FloatArray, ids: Any) -> dict[str, list[list[int]]]:
    """Fewer epochs; kept for the explorer."""
    seen = shape_features(pretrained_shape_net(), images)
    decoder = taught(centred(seen), ids, seed, 8)
    made = {**decoder.state_dict(), "mean": seen[LEARN].mean(axis=0), "std": seen[LEARN].std()}
    save(FOLDER / "decoder.npz", {name: np.asarray(array, np.float32) for name, array in made.items()})
    print("decoder.npz", checksum(FOLDER / "decoder.npz"), flush=True)
    return {"the explorer's": said(decoder, centred(seen)[TEST])}


ARMS: dict[str, tuple[int, Callable[[int, FloatArray, Any], dict[str, list[list[int]]]]]] = {
    "pretrained": (3, lambda seed, images, ids: frozen("pretrained", seed, images, ids)),
    "half trained": (3, lambda seed, images, ids: frozen("half trained", seed, images, ids)),
    "untrained": (3, lambda seed, images, ids: frozen("untrained", seed, images, ids)),
    "scratch": (
        2,
        lambda seed, images, ids: {"from scratch, together": together(shape_net(rng=seed), images, ids, seed, 0.004)},
    ),
    "explorer": (1, explorers),
}


def main(arms: list[str]) -> None:
    """Run these arms, or all, each with its seeds; put what they reach into the table."""
    images, ids, right = data()
    path = FOLDER / "caption_table.json"
    for arm in arms or ARMS:
        name, _, only = arm.partition(":")
        seeds, run = ARMS[name]
        for seed in [int(only)] if only else range(seeds):
            for row, hypotheses in run(seed, images, ids).items():
                table = json.loads(path.read_text()) if path.is_file() else {}
                table.setdefault(row, {})[str(seed)] = captioning.judged(hypotheses, right)
                path.write_text(json.dumps(table, indent=1, sort_keys=True) + "\n")
                print(row, seed, {key: round(value, 3) for key, value in table[row][str(seed)].items()}, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
