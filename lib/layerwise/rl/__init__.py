"""layerwise.rl: learning from how it went.

    from layerwise import rl
    state, info = env.reset(seed=0)
    state, reward, terminated, truncated, info = env.step(action)

Two environments with gymnasium's methods, returns, Q-learning with a table, and the deep Q-network with its parts.
"""

from .cart_pole import CartPole, cartpole_step
from .cliff import CliffWalking, cliff_step
from .dqn import CARTPOLE_SCALE, DQN
from .episodes import episode_lengths, first_states
from .exploration import epsilon_greedy
from .huber import dqn_gradient, dqn_loss
from .q_learning import q_update
from .replay import ReplayBuffer
from .returns import discounted_returns
from .soft_copy import soft_update
from .targets import double_dqn_target, td_target

__all__ = [
    "CARTPOLE_SCALE",
    "DQN",
    "CartPole",
    "CliffWalking",
    "ReplayBuffer",
    "cartpole_step",
    "cliff_step",
    "discounted_returns",
    "double_dqn_target",
    "dqn_gradient",
    "dqn_loss",
    "episode_lengths",
    "epsilon_greedy",
    "first_states",
    "q_update",
    "soft_update",
    "td_target",
]
