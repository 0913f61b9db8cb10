# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Deep Q-networks: only how it went
#
# A pole stands on a cart. Fifty times a second somebody pushes the cart, left or right. Twenty pushes later the pole falls. Which of them was the mistake? Nobody says. All that is known is how it went.
#
# **When you are through, you can**
# - write a small world, and say when it ends and when it is cut off;
# - turn "how it went" into a target for every move;
# - learn with a table, and with a network in its place;
# - say which parts of a deep Q-network are needed;
# - keep the agent that could, before it forgets.
#
# **You need** chapters 1 to 3, and 6 for early stopping. **Time:** four to five hours.

# %% [markdown]
# There are eight exercises and one question in words. As before: write where it says `# your code here`, run the cell, then the `check` below it. Figures use the library's functions until yours pass their checks, and yours from then on; the titles say whose.

# %%
import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import PoleExplorer, describe, use_course_style, waiting
from explore.pole.model import study
from explore.style import CYCLE, DASHES, INK, NEGATIVE, POSITIVE, ZERO, panels
from layerwise.models.mlp import mlp
from layerwise.rl import DQN, CartPole, CliffWalking, episode_lengths, first_states

use_course_style()

# %% [markdown]
# ## 1 A world in nine lines
#
# The **agent** is whoever decides. The **environment** is the rest: it has a **state**, takes an **action**, and answers with the next state and a **reward**, one number. From the first state to the last is an **episode**.
#
# Here the state is four numbers: where the cart is (`x`, in metres), how fast it goes (`x_dot`), how far the pole leans (`theta`, in radians, to the right positive), how fast it turns (`theta_dot`). There are two actions: 0 pushes left, 1 pushes right. The reward is 1 for each step. An episode ends when the cart leaves the track or the pole leans more than 12 degrees.

# %% [markdown]
# What a push does (Barto, Sutton and Anderson, 1983):
#
# ```
# push      = 10 for action 1, -10 for action 0                     newtons
# pressed   = (push + 0.05 * theta_dot**2 * sin(theta)) / 1.1       1.1 kg: cart and pole
# theta_acc = (9.8 * sin(theta) - cos(theta) * pressed) / (0.5 * (4 / 3 - 0.1 * cos(theta)**2 / 1.1))
# x_acc     = pressed - 0.05 * theta_acc * cos(theta) / 1.1
# ```
#
# Gravity (9.8) pulls a leaning pole further down; pushing the cart under it brings it up. Then 0.02 seconds go by: each position moves by its velocity, each velocity by its acceleration, all four with the numbers from *before* the step.

# %% [markdown]
# **Write `cartpole_step`.** The episode ends where, after the step, |x| is above 2.4 or |theta| above 12 *degrees*. The step that ends it counts 1 as well. Judged: the new velocities, the new positions, where an episode ends, the reward, and that it leaves its input alone.
#
# <details><summary>A nudge</summary>
#
# `x, x_dot, theta, theta_dot = state` gives the four numbers names. `np.radians` turns degrees into radians.
#
# </details>

# %% exercise="cartpole_step" minutes=20 difficulty=1
def cartpole_step(state, action):
    """Return the next state (4,), the reward, and terminated: whether the episode is over, True or False.

    state: (4,): x, x_dot, theta, theta_dot. action: 0 (push left) or 1 (push right).

    >>> state, reward, terminated = cartpole_step(np.zeros(4), 1)
    >>> state.round(4)  # at first only the velocities change
    array([ 0.    ,  0.1951,  0.    , -0.2927])
    """
    ### BEGIN SOLUTION
    x, x_dot, theta, theta_dot = state
    push = 10.0 if action == 1 else -10.0
    sine, cosine = np.sin(theta), np.cos(theta)
    pressed = (push + 0.05 * theta_dot**2 * sine) / 1.1
    theta_acc = (9.8 * sine - cosine * pressed) / (0.5 * (4 / 3 - 0.1 * cosine**2 / 1.1))
    x_acc = pressed - 0.05 * theta_acc * cosine / 1.1
    x_new, x_dot_new = x + 0.02 * x_dot, x_dot + 0.02 * x_acc
    theta_new, theta_dot_new = theta + 0.02 * theta_dot, theta_dot + 0.02 * theta_acc
    terminated = bool(abs(x_new) > 2.4 or abs(theta_new) > np.radians(12))
    return np.array([x_new, x_dot_new, theta_new, theta_dot_new]), 1.0, terminated
    ### END SOLUTION

# %% [markdown]
# This is the physics of CartPole-v1 in gymnasium, the library in which agents are usually compared. There an episode begins with four small random numbers, and is **cut off** after 500 steps, if the pole still stands. (In v0 it was 200.) The same seed, 500 pushes in the direction in which the pole leans and turns:

# %% tags=["explore"]
step, whose = working(cartpole_step)
state = first_states([5])[0]
for _ in range(500):
    state, reward, terminated = step(state, int(state[2] + state[3] > 0))
theirs = np.array([0.3287451206, 0.02991664965, 0.001221919963, -0.002064120574])  # gymnasium 1.4.0, seed 5
print(whose, state.round(6))
claim(
    "after 500 steps, gymnasium's state",
    np.abs(state - theirs).max() < 1e-8,
    apart=np.abs(state - theirs).max(),
)

# %% [markdown]
# ## 2 What anybody can do
#
# Before anything learns: how well does one do without learning? A number such as "200 steps" says nothing until it is known what a coin gets, and what a simple rule gets. Such a comparison is a baseline, as in chapter 19.

# %% tags=["guess"]
guess("ch20_random", "Pushes at random: how many steps until the pole falls, on average?", number="steps")

# %% [markdown]
# A **policy** says what to do in a state. Four of them, three hundred episodes each: pushes at random; always to the right; where the pole leans (theta); where it leans and turns (theta + theta_dot).

# %% tags=["explore"]
rng, starts = np.random.default_rng(0), first_states(range(300))
policies = {
    "always right": lambda states: np.ones(len(states), dtype=int),
    "at random": lambda states: rng.integers(2, size=len(states)),
    "where it leans": lambda states: (states[:, 2] > 0).astype(int),
    "leans and turns": lambda states: (states[:, 2] + states[:, 3] > 0).astype(int),
}
lasted = {name: episode_lengths(policy, starts, step=step) for name, policy in policies.items()}
fig, axis = plt.subplots(figsize=(5.8, 2.5))
for i, lengths in enumerate(lasted.values()):
    axis.plot(lengths, i + rng.uniform(-0.25, 0.25, 300), ".", color=INK, markersize=3, alpha=0.4)
    axis.plot([lengths.mean()] * 2, [i - 0.4, i + 0.4], "-", color=NEGATIVE, linewidth=2)
axis.set(xscale="log", yticks=range(4), yticklabels=list(lasted), xlabel="steps", title=whose)
axis.set_xticks([10, 20, 50, 100, 200, 500], ["10", "20", "50", "100", "200", "500"])
means = {name: lengths.mean() for name, lengths in lasted.items()}
describe(
    "Steps of 300 episodes for four policies, with their means: always right 9, at random 22, where it leans "
    "42, where it leans and turns close to 500, with few that fall before."
)
plt.show()
coin, leans, rule = means["at random"], means["where it leans"], means["leans and turns"]
claim("a coin holds it for about 22 steps", 20 < coin < 25, mean=coin)
claim("the lean alone: about 42", 38 < leans < 46, mean=leans)
claim("lean and turn, without any learning: nearly 500", rule > 475, mean=rule)
truth("ch20_random", coin)

# %% [markdown]
# The last line deserves a pause. "Solved" is a mean of 195 over a hundred episodes in v0, and 475 in v1, and a rule of one line does it. CartPole is no hard problem for who knows physics. It is a good one for whoever must find that line from falls alone, and that is what the rest is about.

# %% [markdown]
# ## 3 Blame flows backwards
#
# A fall at step 20 says something about step 19, and a little about step 10. The **return** of a step is its reward and all that come after it in the episode, each step later times γ (`gamma`, the **discount**) once more:
#
# ```
# returns[t] = rewards[t] + gamma * returns[t + 1]     and rewards[t] alone at an episode's last step
# ```
#
# With γ = 0.99 a reward in a hundred steps counts a third. So the sum stays finite: with rewards of 1, at most 1 / (1 - γ) = 100.

# %% [markdown]
# **Write `discounted_returns`.** Several episodes may stand one after the other. Judged: one episode, that it stops where an episode ends, rewards that are whole numbers, and that it leaves its input alone.

# %% exercise="discounted_returns" minutes=12 difficulty=1
def discounted_returns(rewards, terminated, gamma):
    """Return the return of each step, (T,).

    rewards: (T,). terminated: (T,), True at the last step of an episode. After the last of all comes nothing.

    >>> discounted_returns(np.array([1.0, 1.0, 1.0, 5.0]), np.array([False, False, True, False]), 0.5)
    array([1.75, 1.5 , 1.  , 5.  ])
    """
    ### BEGIN SOLUTION
    returns = np.zeros(len(rewards))
    after = 0.0
    for t in reversed(range(len(rewards))):
        if terminated[t]:
            after = 0.0
        after = rewards[t] + gamma * after
        returns[t] = after
    return returns
    ### END SOLUTION

# %% [markdown]
# An episode of twenty steps with γ = 0.9. The move that brought the fall has the smallest return, and none is told that it was the one: all before it share the blame, less and less.

# %% tags=["explore", "shown"]
ends = np.arange(20) == 19
fall = working(discounted_returns)[0](np.ones(20), ends, 0.9)
for t in (0, 10, 17, 18, 19):
    print(f"step {t:2}: {fall[t]:.2f}")
claim("the last move gets its own reward, and no more", fall[19] == 1, last=fall[19])
lost = 1 - fall[[10, 0]] / 10  # the most possible is 1 / (1 - 0.9) = 10
as_said = np.allclose(lost, [0.35, 0.12], atol=0.01)
claim("ten steps before, a third is missing; twenty before, an eighth", as_said, lost=lost)

# %% [markdown]
# ## 4 A table of promises
#
# Returns are known when the episode is over. Can one learn from a single move? Suppose that a table said what each move is worth in each state: `Q[s, a]`, the return to be expected. Then a move from s to s2 with reward r is worth r and, from there, what the *best* move of s2 is worth:
#
# ```
# target   = r + gamma * max(Q[s2])        r alone where the move ended the episode
# Q[s, a] += alpha * (target - Q[s, a])
# ```
#
# The table corrects itself by its own later rows: this is **Q-learning** (Watkins, 1989). It **bootstraps**: a guess is made better by another guess. Only at the end of an episode is the target a fact.

# %% [markdown]
# **Write `q_update`.** Return a new table; one entry of it differs. Judged: a move on the way, the last move of an episode, and that it leaves its input alone.

# %% exercise="q_update" minutes=12 difficulty=1
def q_update(Q, s, a, r, s2, terminated, alpha, gamma):
    """Return a new table after the move a from s to s2, which brought r.

    Q: (states, actions). terminated: whether the move ended the episode. alpha: how far to go to the target.

    >>> Q = np.array([[0.0, 2.0], [6.0, 10.0]])
    >>> q_update(Q, s=0, a=1, r=1.0, s2=1, terminated=False, alpha=0.5, gamma=0.9)
    array([[ 0.,  6.],
           [ 6., 10.]])
    """
    ### BEGIN SOLUTION
    target = r
    if not terminated:
        target = r + gamma * Q[s2].max()
    updated = Q.copy()
    updated[s, a] += alpha * (target - Q[s, a])
    return updated
    ### END SOLUTION

# %% [markdown]
# Who always takes the best move that is known finds no better one. So with chance ε (`epsilon`) the move is drawn at random: **exploration**. The rest is **greedy**: the action with the largest value, of equal ones the first.
#
# As drawing by itself would make every run another one, the draws come as arguments: `u`, uniform from [0, 1), and a random action for each row, to be used where u < ε. ε is the chance of the *random* move; one much copied program has it the other way round.

# %% [markdown]
# **Write `epsilon_greedy`** for N states at once. Judged: each row by its own draw, epsilon 0 and epsilon 1, the first of equal values, and that it leaves its input alone.

# %% exercise="epsilon_greedy" minutes=8 difficulty=1
def epsilon_greedy(q, epsilon, u, random_actions):
    """Return an action for each row, (N,): the random one where u < epsilon, else that of the largest value.

    q: (N, A). u: (N,), from [0, 1). random_actions: (N,), 0 to A - 1.

    >>> q = np.array([[1.0, 5.0], [7.0, 2.0]])
    >>> epsilon_greedy(q, 0.1, u=np.array([0.05, 0.6]), random_actions=np.array([0, 1]))
    array([0, 0])
    """
    ### BEGIN SOLUTION
    greedy = q.argmax(axis=1)
    return np.where(u < epsilon, random_actions, greedy)
    ### END SOLUTION

# %% [markdown]
# A walk along a cliff (Sutton and Barto, example 6.6): 4 × 12 cells, from the lower left corner to the lower right. A step costs 1; between the two corners lies the cliff, and who steps into it pays 100 and stands at the start again. The shortest way, thirteen steps, leads along the edge.
#
# Two learners walk 500 times, with ε = 0.1. Q-learning counts the best move of s2. **SARSA** counts the move that is really made there, random ones too.

# %% tags=["guess"]
guess(
    "ch20_cliff",
    "Who loses less on the walks while it learns?",
    choices=["Q-learning", "SARSA", "both the same"],
)

# %% tags=["explore", "shown"]
update, act = working(q_update)[0], working(epsilon_greedy)[0]


def walks(sarsa, seed, episodes=500, epsilon=0.1, alpha=0.5):
    """What each walk brought, and the table in the end."""
    rng, env, Q, brought = np.random.default_rng(seed), CliffWalking(), np.zeros((48, 4)), np.zeros(episodes)
    for n in range(episodes):
        s, _ = env.reset()
        a, terminated = int(act(Q[[s]], epsilon, rng.random(1), rng.integers(4, size=1))[0]), False
        while not terminated:
            s2, r, terminated, _, _ = env.step(a)
            a2 = int(act(Q[[s2]], epsilon, rng.random(1), rng.integers(4, size=1))[0])
            if sarsa:
                Q[s, a] += alpha * (r + (0 if terminated else Q[s2, a2]) - Q[s, a])
            else:
                Q = update(Q, s, a, r, s2, terminated, alpha, 1.0)
            s, a = s2, a2
            brought[n] += r
    return brought, Q

# %% tags=["explore"] seconds=5
def greedy_walk(Q):
    """The cells of a walk without chance, at most fifty."""
    env, cells = CliffWalking(), [36]
    env.reset()
    for _ in range(50):
        s, _, terminated, _, _ = env.step(int(Q[cells[-1]].argmax()))
        cells.append(s)
        if terminated:
            break
    return cells


found = {
    name: [walks(sarsa, seed) for seed in waiting(range(5), f"five times 500 walks, {name}")]
    for name, sarsa in (("Q-learning", False), ("SARSA", True))
}
ways = {name: [greedy_walk(Q) for _, Q in runs] for name, runs in found.items()}
late = {name: np.array([brought[100:].mean() for brought, _ in runs]) for name, runs in found.items()}

# %% tags=["explore"]
fig, (axis, below) = panels(2)
for (name, runs), colour, dash in zip(found.items(), (POSITIVE, NEGATIVE), DASHES, strict=False):
    mean = np.mean([brought for brought, _ in runs], axis=0)
    smooth = np.array([mean[n : n + 20].mean() for n in range(480)])
    axis.plot(np.arange(480) + 10, smooth, color=colour, linestyle=dash)
    rows, columns = np.divmod(ways[name][0], 12)
    shift = 0.08 if name == "SARSA" else -0.08
    below.plot(columns + shift, rows + shift, color=colour, linestyle=dash, linewidth=2)
    beside = smooth[300:].max() + 2 if name == "SARSA" else smooth[300:].min() - 11
    axis.text(490, beside, name, color=colour, ha="right")
axis.set(xlabel="walk", ylabel="what it brought", ylim=(-110, 0), title="while learning, ε = 0.1")
below.fill_between([0.5, 10.5], 2.5, 3.5, color=ZERO, alpha=0.4)
below.text(5.5, 3, "cliff", ha="center", va="center")
below.set(xlim=(-0.5, 11.5), ylim=(3.5, -0.5), xticks=[], yticks=[], title="the best moves, in the end")
describe(
    "Left, what a walk brings, mean of five seeds: SARSA about -25, Q-learning about -50. Right, the ways "
    "of the tables in the end: Q-learning's along the edge of the cliff, SARSA's further up."
)
plt.show()

# %% tags=["explore"]
long = {name: np.array([len(way) - 1 for way in each]) for name, each in ways.items()}
claim(
    "SARSA loses less while it learns, every seed",
    late["SARSA"].min() > late["Q-learning"].max() + 5,
    mean=late["SARSA"],
)
claim(
    "Q-learning's way is the shortest, every seed", (long["Q-learning"] == 13).all(), steps=long["Q-learning"]
)
claim("SARSA's is longer", long["SARSA"].min() >= 15, steps=long["SARSA"])
truth("ch20_cliff", "SARSA")

# %% [markdown]
# As in the book. Q-learning has learned the best way, and pays for it: one random move in ten, at the edge, costs 100. SARSA knows that it stumbles, and keeps away. (The 50 of one seed is a table that, without chance, never arrives: SARSA has learned about a player who stumbles.) Q-learning learns about a better player than the one who plays, and so it may learn from *any* moves, old ones and clumsy ones. That will be worth a lot.

# %% [markdown]
# ## 5 A network for the table
#
# The pole's state is four real numbers: no state ever comes twice, and a table would stay empty. So let a network answer: state in, one value for each action out. It answers for states that it has never seen, and that is the point, and the trouble: whoever changes one answer changes many.
#
# Two things go wrong at once. Moves that follow each other are alike, and a network trained on them forgets the others. And the targets come from the network itself: it chases its own tail. Against the first there is a memory, against the second a copy that stands still (Mnih and others, 2015).

# %% [markdown]
# **Replay**: keep the latest moves in a ring, and learn from a random batch of them. A move is five things: state, action, reward, next state, and terminated. When `capacity` moves are kept, each new one takes the place of the oldest. It must *copy*: an environment may write every state into the same array.
#
# **Write `ReplayBuffer`.** Which number a move has, from 0 to len - 1, is up to you; with one number always the same move, until the next `add`. Judged: before it is full, that the oldest goes, how many there are, that what is added is copied, and the moves of these numbers in `sample`.

# %% exercise="ReplayBuffer" minutes=25 difficulty=2
class ReplayBuffer:
    """The latest moves, at most capacity of them."""

    def __init__(self, capacity):
        """Begin with none."""
        ### BEGIN SOLUTION
        self.capacity, self.moves, self.next = capacity, [], 0
        ### END SOLUTION

    def __len__(self):
        """Return how many moves are kept."""
        ### BEGIN SOLUTION
        return len(self.moves)
        ### END SOLUTION

    def add(self, state, action, reward, next_state, terminated):
        """Keep a move; if capacity of them are kept already, in the place of the oldest.

        state, next_state: arrays of one shape. They are copied.
        """
        ### BEGIN SOLUTION
        move = (np.array(state), action, reward, np.array(next_state), terminated)
        if len(self.moves) < self.capacity:
            self.moves.append(move)
        else:
            self.moves[self.next] = move
        self.next = (self.next + 1) % self.capacity
        ### END SOLUTION

    def sample(self, indices):
        """Return states (N, S), actions (N,), rewards (N,), next_states (N, S), terminated (N,), five arrays.

        indices: (N,), numbers of moves, 0 to len - 1.

        By hand: of a single move with reward 5, the indices [0, 0] give the rewards [5, 5].
        """
        ### BEGIN SOLUTION
        states, actions, rewards, next_states, ended = zip(*[self.moves[i] for i in indices])
        return np.array(states), np.array(actions), np.array(rewards), np.array(next_states), np.array(ended)
        ### END SOLUTION

# %% [markdown]
# The targets of a batch: each move's reward, and γ times the best value of its next state. `q_next` comes from a second network, the **target network**, a copy that follows slowly.
#
# An episode can stop in two ways. It is **terminated** when the pole falls: nothing comes after, and the value of the next state must not be counted. It is **truncated** when the clock cuts it off at 500: the pole stands, and would have gone on. Many programs have one flag `done` for both.

# %% [markdown]
# **Write `td_target`.** (TD is *temporal difference*.) Beyond an end q_next may hold anything, even nan, which times 0 is nan still. Judged: the reward and the best next value, nothing beyond the end, that what is cut off is not ended, an end with no number beyond it, and that it leaves its input alone.

# %% exercise="td_target" minutes=12 difficulty=2
def td_target(q_next, rewards, terminated, gamma, truncated=None):
    """Return the target of each move, (N,).

    q_next: (N, A), values of the next states. rewards: (N,). terminated: (N,), True or False.
    truncated: (N,), whether the episode was cut off after the move, from callers that kept it; else None.

    >>> q_next = np.array([[2.0, 10.0], [3.0, 4.0]])
    >>> td_target(q_next, np.array([1.0, 1.0]), np.array([False, True]), 0.5)
    array([6., 1.])
    """
    ### BEGIN SOLUTION
    best = q_next.max(axis=1)
    return rewards + np.where(terminated, 0.0, gamma * best)
    ### END SOLUTION

# %% [markdown]
# A maximum has a bias. Suppose that all A actions are worth 0, and that the network's guesses are off by chance: the largest guess is above 0, always. Such targets are too large, and they feed on each other. How much is it?

# %% tags=["explore"]
rng, sizes = np.random.default_rng(0), (2, 4, 10)
one, other = (rng.normal(size=(20_000, 10)) for _ in range(2))  # two networks' errors, by chance
largest = [one[:, :A].max(axis=1).mean() for A in sizes]
judged = [other[np.arange(20_000), one[:, :A].argmax(axis=1)].mean() for A in sizes]
for A, by_itself, by_another in zip(sizes, largest, judged, strict=True):
    print(f"{A:2} actions: the largest guess {by_itself:.2f}; another network about it {by_another:+.2f}")
exact = 1 / np.sqrt(np.pi)
claim(
    "two actions: 1 / sqrt(pi) = 0.56 of the errors' size", abs(largest[0] - exact) < 0.02, largest=largest[0]
)
claim("who has not chosen is not biased", np.abs(judged).max() < 0.03, judged=judged)

# %% [markdown]
# So let one network choose and the other judge: **double** targets (van Hasselt, Guez and Silver, 2016). The *online* network, which is trained, says which action is best in the next state; the *target* network says what that action is worth.
#
# **Write `double_dqn_target`.** Judged: where both prefer the same action, that one chooses and the other judges, nothing beyond the end, and that it leaves its input alone.

# %% exercise="double_dqn_target" minutes=10 difficulty=2
def double_dqn_target(q_online_next, q_target_next, rewards, terminated, gamma):
    """Return the target of each move, (N,): chosen by q_online_next, judged by q_target_next, both (N, A).

    >>> q_online_next, q_target_next = np.array([[1.0, 2.0]]), np.array([[9.0, 5.0]])
    >>> double_dqn_target(q_online_next, q_target_next, np.array([1.0]), np.array([False]), 0.5)
    array([3.5])
    """
    ### BEGIN SOLUTION
    chosen = q_online_next.argmax(axis=1)
    values = q_target_next[np.arange(len(chosen)), chosen]
    return rewards + np.where(terminated, 0.0, gamma * values)
    ### END SOLUTION

# %% [markdown]
# What goes back into the network? Of each row only the move that was *made* has a target. With its error, `q[n, actions[n]] - targets[n]`:
#
# ```
# loss = mean over n of error**2 / 2 where |error| <= 1, else |error| - 1/2        Huber's loss
# grad[n, actions[n]] = error / N, cut off at -1 / N and 1 / N; 0 for the other actions
# ```
#
# Early targets are wild, and the square of a wild error would tear at the weights. Huber's loss is a square near 0 and a straight line beyond.

# %% [markdown]
# The target network follows. After each update it goes a part τ (`tau`) of the way; with τ = 1 it is a copy:
#
# ```
# target.data = (1 - tau) * target.data + tau * online.data
# ```
#
# **Write `dqn_gradient` and `soft_update`.** The second changes the target's parameters, each of which has `data`, an array. After a copy one network learns on, and the other must not move. Judged: the move that was made, with small errors; that large errors pull no harder; that it leaves its input alone; that the target goes a part of the way; and that the networks stay two.

# %% exercise="dqn_gradient" minutes=25 difficulty=2
def dqn_gradient(q, actions, targets):
    """Return the gradient of the mean Huber loss with respect to q, (N, A).

    q: (N, A), the online network's values. actions: (N,), the moves that were made. targets: (N,).

    >>> dqn_gradient(np.array([[1.0, 2.0], [3.0, 9.0]]), np.array([0, 1]), np.array([1.5, 2.0]))
    array([[-0.25,  0.  ],
           [ 0.  ,  0.5 ]])
    """
    ### BEGIN SOLUTION
    rows = np.arange(len(q))
    error = q[rows, actions] - targets
    grad = np.zeros_like(q)
    grad[rows, actions] = np.clip(error, -1, 1) / len(q)
    return grad
    ### END SOLUTION


def soft_update(target, online, tau):
    """Move each parameter of target the part tau of the way to that of online. Nothing is returned.

    target, online: lists of parameters, in the same order; each has data, an array.

    By hand: data 0 and 10, tau 0.1: the target's becomes 1.
    """
    ### BEGIN SOLUTION
    for follows, leads in zip(target, online):
        follows.data = (1 - tau) * follows.data + tau * leads.data
    ### END SOLUTION

# %% [markdown]
# ## 6 All together
#
# The agent: a network 4-64-64-2 with ReLU and Adam, inputs divided by the size that each of the four numbers has. It plays with ε falling from 1 to 0.05 over the first 10 000 moves, keeps 20 000 moves, and after every second move learns from 64 of them, with double targets, γ = 0.99 and τ = 0.01. Adam's rate is 0.001. After each 1000 moves it is looked at: ten episodes without any chance, and without learning from them.

# %% tags=["explore", "shown"]
parts = [epsilon_greedy, ReplayBuffer, td_target, double_dqn_target, dqn_gradient]
parts = {part.__name__: working(part)[0] for part in parts} | {"soft_update": mine.soft_update}
whose = working(dqn_gradient)[1]


def agent(seed, other_parts=None, **options):
    """An agent of these parts; the options are DQN's."""
    rng = np.random.default_rng(seed)
    online, target = mlp((4, 64, 64, 2), rng=rng), mlp((4, 64, 64, 2), rng=rng)
    optimizer = mine.Adam(online.parameters(), lr=0.001)
    own = parts | (other_parts or {})
    return DQN(CartPole(step=step), online, target, optimizer, parts=own, rng=rng, **options)

# %% [markdown]
# In `DQN` every move is `play()`: choose, step, add to the buffer. Every second move is `learn()`: sample, targets, gradient, `backward`, a step of Adam, `soft_update`. Nothing else is in it.

# %% tags=["guess"]
guess("ch20_moves", "After how many moves does it hold the pole for 195 steps, at a look?", number="moves")

# %% [markdown]
# One agent, until a look reaches 475, and at most 30 000 moves, which are ten minutes at fifty a second. It takes about ten seconds. Of all looks, the weights of the best one are kept.

# %% tags=["explore", "shown"] seconds=10
learner, looks, best, kept = agent(0), [], -1.0, None
for look in waiting(learner.train(30_000, look_every=1000), "looks"):
    looks.append(look)
    if look > best:
        best, kept = look, learner.online.state_dict()
    if look >= 475:
        break
learner.online.load_state_dict(kept)

# %% tags=["explore"]
hundred = {"a coin": lasted["at random"][:100], "leans and turns": lasted["leans and turns"][:100]}
hundred["the agent"] = episode_lengths(learner.policy, first_states(range(100)), step=step)

# %% tags=["explore"]
fig, (axis, below) = panels(2)
axis.plot(1000 * np.arange(1, len(looks) + 1), looks, "o-", color=INK, markersize=4)
axis.axhline(195, color=ZERO, linewidth=0.8)
axis.axhline(coin, color=ZERO, linewidth=0.8, linestyle=":")
axis.text(1, coin + 6, "a coin", color=ZERO, ha="right", transform=axis.get_yaxis_transform())
axis.text(1, 203, "195", color=ZERO, ha="right", transform=axis.get_yaxis_transform())
axis.set(xlabel="moves", ylabel="steps, mean of ten", ylim=(0, 520), title=whose)
for (name, lengths), colour, dash in zip(
    hundred.items(), (ZERO, NEGATIVE, POSITIVE), (":", "--", "-"), strict=True
):
    below.plot(
        np.sort(lengths), np.arange(1, 101), color=colour, linestyle=dash, drawstyle="steps-post", label=name
    )
below.legend(loc="center")
below.set(xlabel="steps", ylabel="of a hundred new episodes", xlim=(0, 510), title="how long they last")
describe(
    f"Left, the looks: {looks[0]:.0f} steps after 1000 moves, up and down, at most {best:.0f}. Right, a "
    f"hundred new episodes: {hundred['the agent'].mean():.0f} steps; a coin {coin:.0f}, the rule {rule:.0f}."
)
plt.show()
claim("after 1000 moves it is hardly better than a coin, or worse", looks[0] < 2 * coin, steps=looks[0])
new = hundred["the agent"].mean()
claim("it holds it for 195 steps, on a hundred new episodes", new > 195, steps=new)
truth("ch20_moves", 1000 * (1 + np.argmax(np.array(looks) > 195)))

# %% [markdown]
# From falls alone. Nobody said what was right in any of these moves, and at the beginning each episode lasted nine to twenty of them. The looks do not rise and stay: they jump. That is not this seed's fault.

# %% [markdown]
# ## 7 It forgets
#
# Seeds are a lottery here, so more than one has to be seen. The next two figures read a table that `python benchmarks/pole_study.py` made beforehand, with the library's parts and this recipe: five seeds with everything in place, 12 000 moves, and three each with one thing changed, 7000 moves.

# %% tags=["guess"]
guess(
    "ch20_forget",
    "Three of these five reach 475 at a look. How many of the three are below 250 at a later one?",
    number="of 3",
)

# %% tags=["explore"]
kinds = study()["runs"].items()
runs = {arm: np.array([one["looks"] for one in found]) for arm, found in kinds}
values = {arm: np.array([one["largest"] for one in found])[:, :7] for arm, found in kinds}
whole = runs["everything"]
fig, axis = plt.subplots(figsize=(6.2, 2.9))
for found, colour, dash in zip(whole, CYCLE, DASHES, strict=False):
    axis.plot(1000 * np.arange(1, 13), found, color=colour, linestyle=dash, linewidth=1.4)
axis.axhline(195, color=ZERO, linewidth=0.8)
axis.axhline(475, color=ZERO, linewidth=0.8)
for steps in (195, 475):
    axis.text(1.01, steps, steps, color=ZERO, va="center", transform=axis.get_yaxis_transform())
axis.set(xlabel="moves", ylabel="steps, mean of ten", ylim=(0, 520), title="five seeds, everything in place")
tops = whole.max(axis=1)
after = np.array([found[np.argmax(found >= 475) :].min() for found in whole[tops >= 475]])
describe(
    "Looks of five agents over 12 000 moves: all jump up and down between about 100 and 500; the best looks "
    f"are {', '.join(f'{top:.0f}' for top in tops)}."
)
plt.show()
claim("three of five reach 475 at some look", (tops >= 475).sum() == 3, best=tops)
claim("every one of these is below 250 at a later one", (after < 250).all(), lowest_later=after)
claim("one of five never holds it for 195 steps", (tops < 195).sum() == 1, best=tops)
truth("ch20_forget", int((after < 250).sum()))

# %% [markdown]
# An agent that held the pole for five hundred steps may drop it a thousand moves later. "Solved" is a moment, not a state. Why? The better it plays, the fewer falls are in its memory, and what it does not see it forgets; and a change that helps in one state moves the answers in all others. So look often, and keep the best: early stopping, as in chapter 6.

# %% [markdown]
# ## 8 Taken away
#
# Which of the parts are needed? One at a time is changed: inputs as they are; no mask at the end of an episode; no target network (τ = 1); a memory of 64 moves; plain targets for double ones; truncated taken for terminated.

# %% tags=["guess"]
guess(
    "ch20_away",
    "Which of these does no harm here?",
    choices=["no terminal mask", "no target network", "a memory of 64 moves", "cut off taken for ended"],
)

# %% tags=["explore"]
fig, (axis, below) = panels(2, sharey=True)
for i, arm in enumerate(runs):
    tops, most = runs[arm][:, :7].max(axis=1), values[arm].max(axis=1)
    axis.plot(tops, np.full(len(tops), i), "o", color=INK, linestyle="", markersize=5, alpha=0.7)
    below.plot(most, np.full(len(most), i), "o", color=NEGATIVE, linestyle="", markersize=5, alpha=0.7)
axis.set(yticks=range(len(runs)), yticklabels=list(runs), ylim=(len(runs) - 0.5, -0.5), xlim=(0, 520))
axis.set(xlabel="steps, at the best look", title="how well")
axis.axvline(195, color=ZERO, linewidth=0.8)
below.axvline(100, color=ZERO, linewidth=0.8)
below.set(xscale="log", xlabel="largest value", title="what it promises itself")
describe(
    "Best looks within 7000 moves, and the largest value, by what was changed: without the mask and without "
    "the target network nine steps and values of hundreds and of millions; all others between 130 and 500 "
    "steps, with values below 100."
)
plt.show()

# %% tags=["explore"]
top = {arm: found[:, :7].max(axis=1) for arm, found in runs.items()}
most = {arm: found.max(axis=1) for arm, found in values.items()}
gone = np.concatenate([top["no terminal mask"], top["no target network"]])
claim("without the mask, or the target network: nine steps, every seed", gone.max() < 20, best=gone)
claim(
    "without the mask it promises itself the impossible",
    most["no terminal mask"].min() > 100,
    most=most["no terminal mask"],
)
claim(
    "without the target network far more of it",
    most["no target network"].min() > 1e4,
    most=most["no target network"],
)
others = [arm for arm in runs if arm not in ("no terminal mask", "no target network")]
claim("all others get somewhere, with values that can be", min(top[arm].min() for arm in others) > 60
      and max(most[arm].max() for arm in others) < 100)  # fmt: skip
same = np.array_equal(runs["cut off taken for ended"], whole[:3, :7])
claim("cut off taken for ended: the very same looks", same)
truth("ch20_away", "cut off taken for ended")

# %% [markdown]
# The grey line at 100 is the most that can be: 1 / (1 - γ). Two parts are a matter of life and death: without the mask a fall costs nothing, and without a copy that stands still each guess raises the next. The others? With three seeds and 7000 moves nobody can tell them from chance, and the chance is large. The much scolded slip with the flags does no harm at all: the numbers are the same to the last digit, as no episode of so young an agent ever reached the limit. Read comparisons of agents with that in mind (Henderson and others, 2018).

# %% [markdown]
# And live, with your parts? The mask goes, for 3000 moves: a target that never ends, r + γ times the next, again and again.

# %% tags=["explore", "shown"]
def no_mask(q_online_next, q_target_next, rewards, terminated, gamma):
    return parts["double_dqn_target"](q_online_next, q_target_next, rewards, np.zeros_like(terminated), gamma)


endless = agent(0, other_parts={"double_dqn_target": no_mask})
sizes = []
for _ in endless.train(3000, look_every=500):
    sizes.append(endless.largest)
print(np.round(sizes, 1))
claim("what it promises itself grows at every look", (np.diff(sizes) > 0).all(), values=sizes)
claim("to more than its best moves ever earn, nine steps", sizes[-1] > 12, value=sizes[-1])

# %% [markdown]
# ## 9 Now you
#
# An agent with 64-64 units, trained beforehand, plays beside you, in your physics once they have passed. Put the focus on "push" and use the arrow keys: each press is a push that lasts for three steps (0.06 seconds). There is no clock; think as long as you like. The sentence says what the agent would do in your place, and what it thinks of it.
#
# Can you hold it for 195 steps? And where do you lose it: by the pole, or by the end of the track?

# %% tags=["explore"]
PoleExplorer(step=mine.cartpole_step, on_goal=goal("pole"))

# %% [markdown]
# ## Milestone: nobody said what was right
#
# Your physics, your memory, your targets and your gradient, with the layers and the Adam of earlier chapters: an agent that learns from falls until it holds the pole. Each part that has not passed yet is the library's, and it says which. It takes about ten seconds.

# %% tags=["explore", "shown", "nbval-ignore-output"]
from autograder import milestone

milestone("pole")

# %% [markdown]
# ## 10 In your own words
#
# A colleague trains an agent to steer a heater: 12 numbers in, three actions, days of 96 steps that end at midnight. "`done` is True at midnight, and when the fuse blows. It was better than ever after 40 000 moves, so I took the network of now, after 60 000. Its values say 900, so it expects a lot; rewards are 0 or 1, γ is 0.99. One run, seed 0; replay and target network I left out to save time; the inputs are degrees, pascals and euros as they come."
#
# What would you say to each sentence, and measure first? Five to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. Ends: midnight cuts off (truncated), a blown fuse ends (terminated). Only the second has no future; the flag `done` mixes them. Here the mix-up did no harm, as no episode reached the limit within 7000 moves; with every day ending at midnight it would take the future away once in 96 steps. Half a point without saying what happens to the target.
# 2. The moment: an agent that was good at 40 000 may have forgotten at 60 000 (ours fell from 475 steps and more to below 250 later). Keep the best weights by looks without chance, and confirm on fresh episodes.
# 3. Values: with rewards of at most 1 and γ = 0.99 nothing can exceed 100; 900 is a sign that values run away (as ours did without mask or target network), not of hope.
# 4. What is missing: several seeds and a baseline (a rule or a coin), inputs scaled by their ranges, replay and target network back in; each with a number of ours.
# ### END MARK SCHEME

# %% [markdown] written="heater" points=4 minutes=25
# ### BEGIN SOLUTION
# First I would ask what a thermostat with two lines scores. Ours was about 480 steps of 500 without learning anything, and without that number "better than ever" says little.
#
# Midnight and the fuse are different. After the fuse nothing comes, so the target is the reward alone. At midnight we stop looking, and the house goes on: the next state keeps its value. With one flag for both, every 96th step teaches that the world ends at night.
#
# The values cannot be right. With rewards of at most 1 the most is 1 / (1 - 0.99) = 100. 900 means that guesses feed on guesses, and the cause is named in the same breath: no target network. In our runs the values left 100 behind without it.
#
# That it was best after 40 000 says nothing about 60 000. Ours dropped from 500 steps to under 250 within a few thousand moves. Look every thousand moves without chance, keep the best, and test it on new days.
#
# Divide the inputs by their ranges, and put replay back. And run five seeds before believing one: of ours, with everything in place, the best looks differed widely.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | gymnasium, papers | elsewhere |
# |---|---|---|---|
# | a step returns | state, reward, terminated, truncated, info | the same since Gym 0.26 | `done` for both in older Gym |
# | the reward of the last step | 1 | 1 in CartPole; -1 and 0 before as an option (`sutton_barto_reward`) | -1 or a fine in many programs |
# | length | 500 | v0 200, v1 500 | |
# | "solved" | mean of 100 episodes | 195 in v0, 475 in v1 | the last 100 while learning, or fresh ones |
# | Q-learning or SARSA | the best next move | Q-learning: off policy | SARSA: the move that is made: on policy |
# | ε | chance of a random move; falls in a straight line | the same (Mnih and others) | falls by a factor each episode |
# | target network | τ after each update | a copy every 10 000 updates (Mnih and others, 2015) | τ in Lillicrap and others, 2016 |
# | loss | Huber's, limit 1 | errors clipped at 1 | `smooth_l1_loss` in PyTorch, `Huber` in Keras |

# %% [markdown]
# ## Further reading
#
# - Richard Sutton and Andrew Barto, *Reinforcement Learning: An Introduction* (second edition, 2018): the book.
# - Andrew Barto, Richard Sutton and Charles Anderson, *Neuronlike Adaptive Elements That Can Solve Difficult Learning Control Problems* (1983): the pole.
# - Christopher Watkins, *Learning from Delayed Rewards* (1989): Q-learning.
# - Volodymyr Mnih and others, *Human-Level Control through Deep Reinforcement Learning* (2015).
# - Hado van Hasselt, Arthur Guez and David Silver, *Deep Reinforcement Learning with Double Q-Learning* (2016).
# - Fabio Pardo and others, *Time Limits in Reinforcement Learning* (2018): terminated and truncated.
# - Peter Henderson and others, *Deep Reinforcement Learning That Matters* (2018): seeds.
