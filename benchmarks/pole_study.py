"""What each part of a deep Q-network is good for on CartPole: python benchmarks/pole_study.py [file]

Trains the agent of chapter 20 with everything in place, and with one part taken away or changed, several seeds each,
and writes the table that the chapter reads, by default lib/explore/pole/pole_table.json. With OPENBLAS_NUM_THREADS=1
OPENBLAS_CORETYPE=Haswell the bytes are the same each time. It takes some minutes.

Every run is looked at after each 1000 moves, by ten greedy episodes, and goes on to the end: "looks" has their mean
lengths, "largest" the largest value, in size, of the batch at that moment.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from layerwise import optim, rl
from layerwise.models.mlp import mlp

TABLE = Path(__file__).parents[1] / "lib" / "explore" / "pole" / "pole_table.json"
MOVES, LONGER, LOOK_EVERY = 7000, 12_000, 1000  # longer: with everything in place
SEEDS = {"everything": 5}  # of the others 3


def no_mask(q_online_next: Any, q_target_next: Any, rewards: Any, terminated: Any, gamma: float) -> Any:
    """Targets that go on beyond the end of an episode."""
    return rl.double_dqn_target(q_online_next, q_target_next, rewards, np.zeros_like(terminated), gamma)


ARMS: dict[str, dict[str, Any]] = {
    "everything": {},
    "raw inputs": {"scale": (1.0, 1.0, 1.0, 1.0)},
    "no terminal mask": {"parts": {"double_dqn_target": no_mask}},
    "no target network": {"tau": 1.0},
    "the last 64 moves for replay": {"capacity": 64},
    "the plain target for the double one": {"double": False},
    "cut off taken for ended": {"truncated_ends": True},
}


def agent(seed: int, **options: Any) -> rl.DQN:
    """The agent of chapter 20: 4-64-64-2, ReLU, Adam with 0.001."""
    rng = np.random.default_rng(seed)
    online, target = (mlp((4, 64, 64, 2), rng=rng) for _ in range(2))
    return rl.DQN(rl.CartPole(), online, target, optim.Adam(online.parameters(), lr=0.001), rng=rng, **options)


@cache
def run(arm: str, seed: int) -> dict[str, list[float]]:
    """One training to its end."""
    made, looks, largest = agent(seed, **ARMS[arm]), [], []
    for look in made.train(LONGER if arm == "everything" else MOVES, LOOK_EVERY):
        looks.append(round(look, 1))
        largest.append(float(f"{made.largest:.3g}"))
    return {"looks": looks, "largest": largest}


def main() -> None:
    """Run everything, and write the table."""
    file = Path(sys.argv[1]) if sys.argv[1:] else TABLE
    table: dict[str, Any] = {"look_every": LOOK_EVERY, "runs": {}}
    for arm in ARMS:
        runs = [run(arm, seed) for seed in range(SEEDS.get(arm, 3))]
        table["runs"][arm] = runs
        print(f"{arm}: best looks {[max(one['looks']) for one in runs]}, last {[one['looks'][-1] for one in runs]}, "
              f"values {[max(one['largest']) for one in runs]}", flush=True)  # fmt: skip
    file.write_text(json.dumps(table, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
