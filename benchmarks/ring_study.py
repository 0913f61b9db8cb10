"""What a GAN finds of a ring of eight clouds, under seven settings: python benchmarks/ring_study.py [file]

Plays layerwise.generation.RingGame for 6000 steps with each of SETTINGS and of SEEDS, and writes how many modes were
found and which share of the samples lies near one, after every 500 steps, and some samples of the last step, as a
table for chapter 19, by default lib/explore/ring/ring_table.json. With OPENBLAS_NUM_THREADS=1 and
OPENBLAS_CORETYPE=Haswell the bytes are the same each time. It takes about five minutes of one processor.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from layerwise import generation as lg
from layerwise.datasets import ring_centres
from layerwise.generation.ring_game import RADIUS, RingGame
from layerwise.nn import Tanh

TABLE = Path(__file__).parents[1] / "lib" / "explore" / "ring" / "ring_table.json"
SEEDS, STEPS, EVERY, SHOWN = (0, 1, 2), 6000, 500, 150
SATURATING = partial(lg.gan_step, losses=(lg.discriminator_loss, lg.saturating_generator_loss))
LEAST_SQUARES = partial(lg.gan_step, losses=(lg.least_squares_discriminator_loss, lg.least_squares_generator_loss))
SETTINGS: dict[str, dict[str, Any]] = {
    "as it comes": {},
    "noise on D's inputs": {"noise": 0.5},
    "2 numbers of noise": {"z": 2},
    "D four times as fast": {"lr_d": 4e-3},
    "saturating": {"step": SATURATING},
    "least squares": {"step": LEAST_SQUARES},
    "tanh for ReLU": {"activation": Tanh},
}


def play(settings: dict[str, Any], seed: int) -> dict[str, Any]:
    """Return modes and shares after every EVERY steps, and the mean losses of the last EVERY."""
    game, centres, found = RingGame(**settings, fades=round(0.8 * STEPS), seed=seed), ring_centres(), []
    for _ in range(STEPS // EVERY):
        found.append(lg.mode_coverage(game.play(EVERY).samples(), centres, RADIUS))
    d_loss, g_loss = np.mean(game.losses[-EVERY:], axis=0)
    return {
        "modes": [modes for modes, _ in found],
        "near": [round(near, 3) for _, near in found],
        "losses": [round(float(d_loss), 3), round(float(g_loss), 3)],
        "samples": game.samples()[:SHOWN].astype(float).round(2).tolist(),
    }


def main(file: Path) -> None:
    """Write the table, and print each row as it comes."""
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in SETTINGS}
    for seed in SEEDS:
        for name, settings in SETTINGS.items():
            runs[name].append(run := play(settings, seed))
            print(
                f"{name}, seed {seed}: {run['modes']} modes, {run['near'][-1]} near, losses {run['losses']}", flush=True
            )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"steps": STEPS, "every": EVERY, "seeds": SEEDS, "runs": runs}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TABLE)
