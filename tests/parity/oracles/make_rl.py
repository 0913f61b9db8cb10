"""Makes rl.npz: episodes of CartPole, the table of CliffWalking, and the parts of a deep Q-network.

gymnasium's environments; PyTorch's smooth_l1_loss and lerp_, and targets as its tutorial on DQN computes them.
"""

import gymnasium
import numpy as np
import torch
from expectations import Arrays, main
from torch.nn import functional as F


def episode(seed: int, choose, version: str = "CartPole-v1") -> Arrays:
    """One episode: all states in double precision, the actions, and how it ended."""
    env = gymnasium.make(version)
    env.reset(seed=seed)
    states, actions, rewards, ended = [env.unwrapped.state], [], [], False
    while not ended:
        actions.append(choose(states[-1]))
        _, reward, terminated, truncated, _ = env.step(actions[-1])
        states.append(env.unwrapped.state)
        rewards.append(reward)
        ended = terminated or truncated
    return {
        "seed": seed,
        "states": np.array(states),
        "actions": np.array(actions),
        "rewards": np.array(rewards),
        "ended": np.array([terminated, truncated]),
    }


def falling(state) -> int:
    """Push where the pole leans and turns."""
    return int(state[2] + state[3] > 0)


def episodes() -> Arrays:
    """To the end and cut off, by both versions; a fall; the cart off the track; and lengths of a hundred episodes."""
    rng = np.random.default_rng(0)
    made = {
        "cut_off": episode(5, falling),
        "cut_off_v0": episode(1, falling, "CartPole-v0"),
        "fallen": episode(2, lambda state: int(rng.integers(2))),
        "to_the_right": episode(3, lambda state: 1),
        "off_the_track": episode(4, lambda state: int(state[2] + 0.6 * state[3] > 0.03)),
    }
    arrays = {f"episode/{name}/{key}": array for name, kept in made.items() for key, array in kept.items()}
    lengths = [len(episode(seed, falling)["actions"]) for seed in range(100)]
    return arrays | {"lengths/falling": np.array(lengths)}


def cliff() -> Arrays:
    """Where each move leads, what it costs, and whether it ends the walk."""
    table = gymnasium.make("CliffWalking-v1").unwrapped.P
    moves = [[table[s][a][0] for a in range(4)] for s in range(48)]
    return {f"cliff/{name}": np.array([[m[i] for m in row] for row in moves], float)
            for i, name in ((1, "next"), (2, "reward"), (3, "terminated"))}  # fmt: skip


def network() -> Arrays:
    """Targets, the gradient of the loss on both sides of 1, and a slow copy."""
    N, A, gamma = 9, 3, 0.97
    q, q_online_next, q_target_next = (2 * torch.randn(N, A) for _ in range(3))
    rewards, terminated = torch.randn(N), torch.rand(N) < 0.4
    actions = torch.randint(0, A, (N,))
    going = (~terminated).double()
    td = rewards + gamma * going * q_target_next.max(1).values
    chosen = q_online_next.argmax(1, keepdim=True)
    double = rewards + gamma * going * q_target_next.gather(1, chosen).squeeze(1)
    q.requires_grad_(True)
    loss = F.smooth_l1_loss(q.gather(1, actions[:, None]).squeeze(1), td)
    loss.backward()
    target, online = torch.randn(4, 3), torch.randn(4, 3)
    tensors = {"q": q, "q_online_next": q_online_next, "q_target_next": q_target_next, "rewards": rewards}
    tensors |= {"terminated": terminated, "actions": actions, "td": td, "double": double, "loss": loss, "grad": q.grad}
    tensors |= {"before": target.clone(), "online": online, "after": target.lerp_(online, 0.3)}
    return {f"network/{name}": tensor.detach().numpy() for name, tensor in tensors.items()} | {"network/gamma": gamma}


def make() -> Arrays:
    torch.manual_seed(0)
    torch.set_default_dtype(torch.float64)
    return {**episodes(), **cliff(), **network()}


if __name__ == "__main__":
    main(__file__, make)
