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
# # Recurrent networks: order matters
#
# "The plot was good but the music was dull." "The plot was dull but the music was good." The same words, and the second review is the kinder one. A network that counts words cannot tell them apart. One that reads in order, and remembers, can.
#
# **When you are through, you can**
# - turn words into rows of numbers, and train them;
# - write a recurrent network, forwards and backwards through time;
# - measure how far back a gradient reaches, and clip it;
# - write an LSTM, and say which gate carries the gradient;
# - read sequences of different lengths.
#
# **You need** chapters 1 to 4, and 12 for bags of words. **Time:** about five hours.

# %% [markdown]
# There are eight exercises and one question in words. As before: write where it says `# your code here`, run the cell, then the `check` below it. Figures use the library's functions until yours pass their checks, and yours from then on; the titles say whose.

# %%
import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import GatesExplorer, describe, use_course_style, waiting
from explore.style import CYCLE, DASHES, INK, ZERO, band, label_end, panels
from layerwise.data import DataLoader
from layerwise.models.mlp import mlp
from layerwise.models.sequence_classifier import SequenceClassifier
from layerwise.nn import LSTM, RNN, CrossEntropyLoss, Linear, LSTMCell, Module, Parameter, RNNCell
from layerwise.nn import pad_sequence
from layerwise.training import Trainer, predict
from layerwise.training.metrics import accuracy

use_course_style()

# %% [markdown]
# ## 1 A bag has no order
#
# The reviews of this chapter are made by a small grammar, a stand-in for real ones: 66 words, one or two clauses, and a label that hangs on "not", "but" and "although". Real reviews are longer, and many of them can be told from a few strong words. These cannot, and that is why they are here.

# %% tags=["explore", "shown"]
sequences, labels, vocabulary = lw.datasets.reviews(6000)  # lists of word numbers, from 1 on
for n in (1, 2, 6, 7):
    print(["unkind", "kind  "][labels[n]], " ".join(vocabulary[i - 1] for i in sequences[n]))

# %% [markdown]
# A **bag of words** is a row with a 1 for each word that occurs. A linear layer on it gives every word a weight and adds up. It is trained on 4000 reviews and asked about 2000 others.

# %% tags=["guess"]
guess("ch15_bag", "How many of 100 new reviews does it get right?", number="of 100")

# %% tags=["explore"]
IDS = pad_sequence(sequences, batch_first=True)  # (6000, 24): shorter ones are filled up with 0
BAGS = (IDS[:, :, None] == np.arange(67)).any(axis=1).astype(np.float32)
ABOUT = labels[4000:]  # of the 2000 that are set aside


def fit(model, X, seed, epochs, lr, before=None):
    """Train on 4000 reviews with Adam, in batches of 64; return the accuracy on 2000 others."""
    loader = DataLoader(X[:4000], labels[:4000], batch_size=64, shuffle=True, rng=seed)
    optimizer = mine.Adam(model.parameters(), lr=lr)
    Trainer(model, CrossEntropyLoss(), optimizer, before_step=before).fit(loader, epochs)
    return accuracy(predict(model, X[4000:]), ABOUT)


bag, hidden = np.zeros((2, 3))
for seed in range(3):
    bag[seed] = fit(mlp((67, 2), rng=seed).to(np.float32), BAGS, seed, 6, 0.01)
    hidden[seed] = fit(mlp((67, 16, 2), rng=seed).to(np.float32), BAGS, seed, 12, 0.01)
claim("a weight for each word: hardly better than a coin", 0.45 < bag.min() < bag.max() < 0.57, accuracy=bag)
claim("with 16 hidden units: three of four", 0.68 < hidden.min() < hidden.max() < 0.8, accuracy=hidden)
truth("ch15_bag", 100 * bag.mean())

# %% [markdown]
# "Good" stands in as many unkind reviews as kind ones, so its weight is worth nothing. Hidden units help: "good" *and* "not" is a pair that they can notice. Which of two clauses the "not" belongs to, and which of them decides, no bag can know.
#
# So read word by word. Networks want numbers, and word number 17 is a name: it is not more than word 16. An **embedding** is a table with a row of numbers for each word. Reading is looking up.

# %% [markdown]
# ```
# y[t, n]          = weight[ids[t, n]]                       forward: the row of each word
# weight.grad[k]  += sum of grad_output[t, n] over all t, n with ids[t, n] == k
# ```
#
# The table is learned like any weight. A word that stands twice was used twice, so its row gets two gradients, and they add up. A word that does not occur gets none.
#
# Reviews have different lengths, and an array has one. The shorter ones are filled up with number 0, the **padding**. Its row starts as zeros and must stay so: it stands for nothing.

# %% [markdown]
# **Write `Embedding`.** Judged: a row for each id, gradients that land in their rows, a word that stands twice, a padding that learns nothing, two passes that add up, a table that stays as it is, and that the layer leaves its input alone.
#
# <details><summary>A nudge</summary>
#
# numpy indexes an array with a whole array of numbers. For the way back, look up what `np.add.at` does that `+=` does not.
#
# </details>

# %% exercise="Embedding" minutes=20 difficulty=2
class Embedding(Module):
    """A table with a row of embedding_dim numbers for each of num_embeddings ids."""

    def __init__(self, num_embeddings, embedding_dim, padding_idx=None, rng=None):
        """Standard normal numbers to start from, and zeros in the padding's row. Given."""
        weight = np.random.default_rng(rng).standard_normal((num_embeddings, embedding_dim))
        if padding_idx is not None:
            weight[padding_idx] = 0.0
        self.weight, self.padding_idx = Parameter(weight), padding_idx

    def forward(self, ids):
        """Return the row of each id. ids: whole numbers, (T, N) say; then the rows are (T, N, embedding_dim).

        >>> layer = Embedding(3, 1)
        >>> layer.weight.data = np.array([[5.0], [6.0], [7.0]])
        >>> layer.forward(np.array([2, 0, 2]))
        array([[7.],
               [5.],
               [7.]])
        """
        ### BEGIN SOLUTION
        self.ids = ids
        return self.weight.data[ids]
        ### END SOLUTION

    def backward(self, grad_output):
        """Add to weight.grad, and return nothing: there is no gradient with respect to a name.

        grad_output: (T, N, embedding_dim).

        By hand: after the ids [2, 0, 2], grad_output [[1], [10], [100]] gives weight.grad [[10], [0], [101]].
        """
        ### BEGIN SOLUTION
        grad = np.zeros_like(self.weight.data)
        np.add.at(grad, self.ids, grad_output)
        if self.padding_idx is not None:
            grad[self.padding_idx] = 0.0
        self.weight.accumulate_grad(grad)
        ### END SOLUTION

# %% [markdown]
# Why not `grad[ids] += grad_output`? Look at both, with one word five times.

# %% tags=["explore", "shown"]
ids, five = np.array([1, 1, 1, 1, 1]), np.ones((5, 1))
lost, kept = np.zeros((3, 1)), np.zeros((3, 1))
lost[ids] += five  # reads lost[ids], adds, writes back: five times the same place
np.add.at(kept, ids, five)  # one after the other
claim("+= keeps one of five gradients", lost[1, 0] == 1 and kept[1, 0] == 5, lost=lost[:, 0], kept=kept[:, 0])

# %% [markdown]
# ## 2 A state
#
# A **recurrent network** (RNN) carries a **state**, a row of H numbers for each sequence. At each step it mixes the word that comes in with the state that the step before has left:
#
# ```
# out[t] = tanh(x[t] @ weight_ih.T + out[t - 1] @ weight_hh.T + bias)
# ```
#
# `weight_ih` (H, D) leads from the input to the hidden state, `weight_hh` (H, H) from the state to the next one. It is one formula, used T times with the same weights. At t = 0 the state before is `h_0`.

# %% [markdown]
# Time comes first, as in PyTorch: x is (T, N, D), step by step a batch of N sequences. `out` holds the states after all steps, (T, N, H), and `h_n` is the last one, with which the next piece of a long text could begin.
#
# **Write `rnn_forward`.** Judged: one step, that each step builds on the one before, that it begins with h_0, the last state, and that it leaves its input alone.

# %% exercise="rnn_forward" minutes=20 difficulty=1
def rnn_forward(x, h_0, weight_ih, weight_hh, bias):
    """Return out, the states after all steps, (T, N, H), and h_n, the last of them, (N, H).

    x: (T, N, D). h_0: (N, H). weight_ih: (H, D). weight_hh: (H, H). bias: (H,).

    >>> one = np.ones((1, 1))
    >>> out, h_n = rnn_forward(np.ones((2, 1, 1)), 0 * one, one, 2 * one, np.zeros(1))
    >>> out[:, 0, 0].round(4)  # tanh(1), and tanh(1 + 2 * tanh(1))
    array([0.7616, 0.9872])
    """
    ### BEGIN SOLUTION
    T, N, _ = x.shape
    out, h = np.zeros((T, N, len(bias))), h_0
    for t in range(T):
        h = np.tanh(x[t] @ weight_ih.T + h @ weight_hh.T + bias)
        out[t] = h
    return out, h
    ### END SOLUTION

# %% [markdown]
# Does the order matter to it? Sixty random words, read by an untrained network in two orders. Then another question: how long does a state remember? Feed it the same sixty words twice, all but the first: in the second run the first word is another. How far apart are the states, step by step?

# %% tags=["guess"]
guess("ch15_heard", "After how many words is the difference a hundredth of what it was?", number="words")

# %% tags=["explore"]
forward, whose = working(rnn_forward)
apart = np.zeros((5, 60))
for seed in range(5):
    rng = np.random.default_rng(seed)
    cell = RNNCell(8, 32, rng=rng)
    x, zeros = rng.normal(size=(60, 16, 8)), np.zeros((16, 32))
    other = np.concatenate([rng.normal(size=(1, 16, 8)), x[1:]])
    weights = cell.weight_ih.data, cell.weight_hh.data, cell.bias
    one, two = forward(x, zeros, *weights)[0], forward(other, zeros, *weights)[0]
    apart[seed] = np.linalg.norm(one - two, axis=(1, 2))
order = rng.permutation(60)
turned = np.abs(forward(x[order], zeros, *weights)[1] - forward(x, zeros, *weights)[1]).max()
claim("the same words in another order: another state", turned > 0.1, difference=turned)
share = apart / apart[:, :1]
words = [int(np.argmax(run < 0.01)) for run in share]

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5.4, 2.7))
band(axis, range(60), share, color=INK)
axis.axhline(0.01, color=ZERO, linewidth=0.8)
axis.text(59, 0.014, "a hundredth", ha="right", va="bottom", color=ZERO)
axis.set(yscale="log", xlabel="words later", ylabel="difference of the states", title=whose, xlim=(0, 60))
describe(
    "The difference that another first word makes to the state, on a logarithmic axis: it falls on a "
    "straight line, below a hundredth after eight words and below a millionth after twenty-five."
)
plt.show()
claim("a hundredth after seven or eight words, with every seed", set(words) <= {7, 8, 9}, words=words)
claim("a millionth after 25", share[:, 25].max() < 1e-6, after_25=share[:, 25])
truth("ch15_heard", np.median(words))

# %% [markdown]
# Each step multiplies the difference by about a half: after eight words the first one is a whisper. (Five networks with PyTorch's first weights; the band is from the lowest to the highest.) What cannot be heard cannot be learned from. Whether training can change that depends on what comes back.

# %% [markdown]
# ## 3 Back through time
#
# Backpropagation goes through the same steps from the last to the first, and is called **backpropagation through time**. Two things are new.
#
# A state has *two* uses: it is in `out`, and the next step begins with it. So two gradients arrive, `grad_out[t]` and what comes back from step t + 1, and they add up.
#
# A weight has *T* uses: each step brings a gradient for it, and they add up too.

# %% [markdown]
# From the last step to the first, with grad_h = 0 to begin with:
#
# ```
# grad_z          = (grad_out[t] + grad_h) * (1 - out[t]**2)     through tanh
# grad_weight_ih += grad_z.T @ x[t]
# grad_weight_hh += grad_z.T @ (the state before step t)
# grad_bias      += grad_z.sum(axis=0)
# grad_x[t]       = grad_z @ weight_ih
# grad_h          = grad_z @ weight_hh                           for the step before
# ```
#
# It is `Linear`'s way back, T times. The slope of tanh follows from its value: 1 - tanh(z)² = 1 - out[t]². What `grad_h` is after step 0 belongs to h_0.

# %% [markdown]
# **Write `rnn_backward`.** Judged: one step, the gradient of x through time, of h_0, of weight_ih, of weight_hh (whose state *before* a step is h_0 at t = 0), of the bias, and that it leaves its input alone.

# %% exercise="rnn_backward" minutes=45 difficulty=3
def rnn_backward(grad_out, x, h_0, out, weight_ih, weight_hh):
    """Return grad_x, grad_h_0, grad_weight_ih, grad_weight_hh and grad_bias, each with the shape of its own.

    grad_out: (T, N, H), the gradient with respect to out. The others: what rnn_forward got, and out.

    >>> x, out, grad_out = np.array([[[[1.0]], [[1.0]]], [[[0.5]], [[0.0]]], [[[0.0]], [[1.0]]]])
    >>> grads = rnn_backward(grad_out, x, np.array([[0.0]]), out, np.array([[1.0]]), np.array([[2.0]]))
    >>> grads[2]  # grad_weight_ih: at t = 1 grad_z is 1; at t = 0 it is 2 * (1 - 0.25)
    array([[2.5]])
    """
    ### BEGIN SOLUTION
    grad_x, grad_h = np.zeros_like(x), np.zeros_like(h_0)
    grad_weight_ih, grad_weight_hh = np.zeros_like(weight_ih), np.zeros_like(weight_hh)
    grad_bias = np.zeros(len(weight_hh))
    for t in reversed(range(len(x))):
        before = out[t - 1] if t > 0 else h_0
        grad_z = (grad_out[t] + grad_h) * (1 - out[t] ** 2)
        grad_weight_ih += grad_z.T @ x[t]
        grad_weight_hh += grad_z.T @ before
        grad_bias += grad_z.sum(axis=0)
        grad_x[t] = grad_z @ weight_ih
        grad_h = grad_z @ weight_hh
    return grad_x, grad_h, grad_weight_ih, grad_weight_hh, grad_bias
    ### END SOLUTION

# %% [markdown]
# `lw.nn.RNN` is a layer around these two functions, and takes yours in the place of its own. Is the way back the gradient of the way forward? Chapter 2's `gradcheck` nudges every number.

# %% tags=["explore"]
pair = working(rnn_forward), working(rnn_backward)
layer = RNN(2, 3, rng=0, functions=(pair[0][0], pair[1][0]))
x = np.random.default_rng(1).normal(size=(5, 3, 2))
print(pair[0][1], "and", pair[1][1])
claim("gradcheck agrees: five steps, every weight", lw.gradcheck(layer, x))

# %% [markdown]
# ## 4 How far does it reach?
#
# In chapter 2 a gradient vanished on its way through twenty layers. A sequence of fifty words is a network of fifty layers. There is one difference: all layers share one weight, so that what shrinks once shrinks every time.
#
# Measure it. The loss is the sum of all numbers in the last h. How large is its gradient with respect to the state after each step?

# %% [markdown]
# A **cell** computes one step, and goes back one step. Its state is a tuple: `(h,)` for the RNN, and soon `(h, c)`.
#
# ```
# state         = cell.start(N)                 zeros; and earlier steps are forgotten
# state         = cell.forward(x[t], state)     one step
# grad_x, grads = cell.backward(grads)          the latest step back, then the one before it, …
# ```
#
# Begin with ones for h and zeros for the others: only h is in the loss. The norm is taken over *all* parts: what h has lost, another part may have kept.

# %% [markdown]
# **Write `gradient_through_time`.** Judged: that it goes forward through all steps, a plain cell, that the norm goes over all parts of the state, and that it leaves its input alone. The check brings small cells of its own.

# %% exercise="gradient_through_time" minutes=20 difficulty=2
def gradient_through_time(cell, x):
    """Return, for each step t, the norm of the gradient with respect to the state after step t, shape (T,).

    x: (T, N, D). The loss is the sum of all numbers in the last h.

    cell.start(N) gives the state to begin with, a tuple of arrays: (h,), or (h, c).
    cell.forward(x[t], state) gives the state after a step.
    cell.backward(grads) takes the latest step back: it gets the gradients with respect to the state
    after it, and returns grad_x and the gradients with respect to the state before it, a tuple.

    By hand: one number in the state, three steps, and a cell whose backward halves: [0.25, 0.5, 1].
    """
    ### BEGIN SOLUTION
    state = cell.start(x.shape[1])
    for t in range(len(x)):
        state = cell.forward(x[t], state)
    grads = (np.ones_like(state[0]), *[np.zeros_like(part) for part in state[1:]])
    norms = np.zeros(len(x))
    for t in reversed(range(len(x))):
        norms[t] = np.sqrt(sum((grad**2).sum() for grad in grads))
        grad_x, grads = cell.backward(grads)
    return norms
    ### END SOLUTION

# %% [markdown]
# Four starts for `weight_hh`: PyTorch's, uniform between -1/√H and 1/√H, and orthogonal matrices, which turn a state and keep its length, times 1, 1.5 and 2. A hundred random words, 32 units.

# %% tags=["guess"]
guess(
    "ch15_reach",
    "PyTorch's start: what is left of the gradient fifty words back?",
    choices=["about a half", "a hundredth", "a millionth", "less than a billionth"],
)

# %% tags=["explore"]
measure, whose = working(gradient_through_time)
step_functions = working(rnn_forward)[0], working(rnn_backward)[0]


def reach(make, T=101):
    """The gradient at each distance from the end, as a share of the last one; five rows, one a seed."""
    runs = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        norms = measure(make(rng), rng.normal(size=(T, 16, 8)))
        runs.append(norms[::-1] / norms[-1])
    return np.array(runs)

# %% tags=["explore"]
def orthogonal(gain):
    def make(rng):
        cell = RNNCell(8, 32, rng=rng, functions=step_functions)
        lw.init.orthogonal_(cell.weight_hh, gain=gain, rng=rng)
        return cell

    return make


starts = {"PyTorch's": lambda rng: RNNCell(8, 32, rng=rng, functions=step_functions)}
starts |= {f"orthogonal × {gain}": orthogonal(gain) for gain in (1, 1.5, 2)}
reached = {name: reach(make) for name, make in starts.items()}

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(6.2, 3.1))
for (name, runs), colour, dash in zip(reached.items(), CYCLE, DASHES, strict=False):
    label_end(band(axis, range(101), np.maximum(runs, 1e-30), color=colour, linestyle=dash), name)
axis.set(yscale="log", ylim=(1e-30, 1e10), title=whose)
axis.set(xlabel="steps before the end", ylabel="gradient, as a share")
describe(
    "Gradient by distance from the end for four starts, on a logarithmic axis: PyTorch's falls straight to "
    "1e-26 at a hundred steps, orthogonal × 1 to 1e-8, × 1.5 stays near 1 to 10, × 2 rises to a million."
)
plt.show()
left = {name: np.median(runs, axis=0) for name, runs in reached.items()}
claim("PyTorch's start: nothing is left after fifty", reached["PyTorch's"][:, 50].max() < 1e-9)
turned = left["orthogonal × 1"][50]
claim("orthogonal: a ten-thousandth or so after fifty", 1e-5 < turned < 1e-3, left=turned)
at_100 = reached["orthogonal × 1.5"][:, 100]
ridge = 0.1 < at_100.min() < at_100.max() < 100
claim("times 1.5: between a tenth and a hundred, a hundred steps back", ridge, shares=at_100)
claim("times 2: more than ten thousand times", reached["orthogonal × 2"][:, 100].min() > 1e4)
truth("ch15_reach", "less than a billionth")

# %% [markdown]
# The gradient **vanishes**, or it **explodes**; between lies a narrow ridge, and training moves the weights off it. Even an orthogonal matrix, which keeps every length, loses: tanh has a slope below 1 everywhere but at 0. (Bands: five seeds.)
#
# Against exploding there is a cure that costs a line: where the gradient is too long, make it shorter. **Clipping** takes *one* norm over the gradients of all parameters, and scales them all by one factor, so that the direction stays.

# %% [markdown]
# ```
# norm = sqrt(sum of the squares of all entries of all gradients)
# grad = grad * max_norm / norm            where norm > max_norm; else it stays
# ```
#
# **Write `clip_grad_norm_`.** The underscore says: it changes the gradients in place. It returns the norm *before*, which is worth a plot. Judged: one norm over all of them, that they are scaled by one factor, that short ones stay, and a parameter without a gradient, whose `grad` is None.

# %% exercise="clip_grad_norm_" minutes=12 difficulty=1
def clip_grad_norm_(parameters, max_norm):
    """Scale all gradients by one factor, so that their norm is at most max_norm; return the norm before.

    parameters: each has a grad, an array or None.

    By hand: the gradients [3.0] and [4.0] with max_norm=1 become [0.6] and [0.8]; 5.0 is returned.
    """
    ### BEGIN SOLUTION
    grads = [parameter.grad for parameter in parameters if parameter.grad is not None]
    norm = np.sqrt(sum((grad**2).sum() for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad *= max_norm / norm
    return norm
    ### END SOLUTION

# %% [markdown]
# The start that explodes (orthogonal × 2), 150 steps of gradient descent with and without clipping. The task comes in section 6; here only the loss matters.

# %% tags=["explore"]
clip, whose = working(clip_grad_norm_)


def squared_error_step(layer, head, X, y):
    """Forward and back for numbers y that a head reads from the last state; the mean squared error."""
    out = layer(X.transpose(1, 0, 2))
    off = head(out[-1])[:, 0] - y
    grad_out = np.zeros_like(out)
    grad_out[-1] = head.backward((2 * off / len(y))[:, None])
    layer.backward(grad_out)
    return (off**2).mean()

# %% tags=["explore"]
def explosive(seed, max_norm):
    """The largest loss of 150 steps of gradient descent."""
    rng, losses = np.random.default_rng(seed), []
    X, y = lw.datasets.adding_problem(32 * 150, 30, seed)
    layer, head = RNN(2, 32, rng=rng, functions=step_functions), Linear(32, 1, rng=rng)
    lw.init.orthogonal_(layer.cell.weight_hh, gain=2, rng=rng)
    parameters = [*layer.parameters(), *head.parameters()]
    for rows in np.arange(32 * 150).reshape(150, 32):
        losses.append(squared_error_step(layer, head, X[rows], y[rows]))
        clip(parameters, max_norm)
        mine.sgd_step(parameters, 0.05)
        for parameter in parameters:
            parameter.zero_grad()
    return max(losses)

# %% tags=["explore"]
with np.errstate(over="ignore", invalid="ignore"):
    free = np.array([explosive(seed, 1e30) for seed in range(3)])
    held = np.array([explosive(seed, 1.0) for seed in range(3)])
print(whose)
claim("without clipping the loss reaches thousands or more, every seed", free.min() > 1e3, largest=free)
claim("clipped at 1 it never reaches 3", held.max() < 3, largest=held)

# %% [markdown]
# One bad step is enough: it throws the weights to where every later gradient is larger still. Clipped, the same steps go in the same directions, and are short.
#
# Against *vanishing*, clipping does nothing: a gradient of 10⁻²⁶ is short enough. Making it longer would enlarge what is near, too, and the share of what is far stays as it is. That needs another network.

# %% [markdown]
# ## 5 Gates
#
# The RNN's state is replaced at every step. **Long short-term memory** (LSTM) has a second part of the state, the memory c, which is *not* replaced: it is multiplied by a number between 0 and 1, and something is added.
#
# ```
# c_next = f * c + i * g          h_next = o * tanh(c_next)
# ```
#
# The **forget gate** f says how much of c stays, the **input gate** i how much of g, the candidate, is written, and the **output gate** o how much of c the rest of the network gets to see. Each is computed anew at each step, for each unit.

# %% [markdown]
# All four come from the word and from h, each by rows of weights of its own. The rows are stacked, in PyTorch's order i, f, g, o:
#
# ```
# z                   = x @ weight_ih.T + h @ weight_hh.T + bias        (N, 4 H)
# z_i, z_f, z_g, z_o  = four parts of z, each (N, H)
# i, f, o             = sigmoid of z_i, z_f, z_o                        gates: 0 to 1
# g                   = tanh(z_g)                                       what might be written: -1 to 1
# ```
#
# (Hochreiter and Schmidhuber, 1997, without f, which Gers and others added in 2000.)

# %% [markdown]
# **Write `lstm_cell`**, one step. It returns the gates too, side by side: the way back wants them, and so do we. Chapter 1's sigmoid is `lw.sigmoid`. Judged: the four gates in order, the memory c, what is shown (h), sums in the thousands, and that it leaves its input alone.
#
# <details><summary>A nudge</summary>
#
# `np.split(z, 4, axis=1)` gives four arrays, `np.concatenate([…], axis=1)` puts them side by side again.
#
# </details>

# %% exercise="lstm_cell" minutes=25 difficulty=2
def lstm_cell(x, h, c, weight_ih, weight_hh, bias):
    """Return the next h and the next c, both (N, H), and the gates, (N, 4 H): i, f, g, o side by side.

    x: (N, D). h, c: (N, H). weight_ih: (4 H, D). weight_hh: (4 H, H). bias: (4 H,).

    >>> zero, two = np.zeros((1, 1)), np.array([[2.0]])
    >>> h, c, gates = lstm_cell(zero, zero, two, np.zeros((4, 1)), np.zeros((4, 1)), np.zeros(4))
    >>> gates, c, h.round(4)  # half of c stays, half of tanh(1) is shown
    (array([[0.5, 0.5, 0. , 0.5]]), array([[1.]]), array([[0.3808]]))
    """
    ### BEGIN SOLUTION
    z = x @ weight_ih.T + h @ weight_hh.T + bias
    z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)
    i, f, o = lw.sigmoid(z_i), lw.sigmoid(z_f), lw.sigmoid(z_o)
    g = np.tanh(z_g)
    c_next = f * c + i * g
    h_next = o * np.tanh(c_next)
    return h_next, c_next, np.concatenate([i, f, g, o], axis=1)
    ### END SOLUTION

# %% [markdown]
# Now back. Two gradients arrive, for h_next and for c_next, and c_next has two uses again: the next step's memory, and h_next = o * t with t = tanh(c_next).
#
# ```
# grad_c_next = grad_c + grad_h * o * (1 - t**2)
# grad_i, grad_f, grad_g, grad_o = grad_c_next * g, grad_c_next * c, grad_c_next * i, grad_h * t
# grad_z      = each of them times its slope: s * (1 - s) for the sigmoids, 1 - g**2 for tanh
# grad_c_prev = grad_c_next * f
# ```
#
# Look at the last line. No weight stands in it and no slope: where f is 1, the gradient passes as it is.

# %% [markdown]
# The rest is `Linear`'s way back, from grad_z (N, 4 H) to x, h, the weights and the bias.
#
# **Write `lstm_cell_backward`.** The gates come to you after sigmoid and tanh, so their slopes follow from their values. Judged: that c gets grad_c through the forget gate, and what h showed of it; the gradients of the bias, of x and h, of the weights; and that it leaves its input alone.

# %% exercise="lstm_cell_backward" minutes=40 difficulty=3
def lstm_cell_backward(grad_h, grad_c, x, h, c, gates, weight_ih, weight_hh):
    """Return the gradients with respect to x, h, c, weight_ih, weight_hh and bias, in their shapes.

    grad_h, grad_c: (N, H), with respect to the h and c that lstm_cell returned.
    gates: (N, 4 H), i, f, g, o, as lstm_cell returned them. The others are what lstm_cell was given.

    By hand: grad_h 0, grad_c 1 and all gates 0.5 give 0.5 for c: the forget gate, and nothing else.
    """
    ### BEGIN SOLUTION
    i, f, g, o = np.split(gates, 4, axis=1)
    t = np.tanh(f * c + i * g)
    grad_c_next = grad_c + grad_h * o * (1 - t**2)
    grad_z_i = grad_c_next * g * i * (1 - i)
    grad_z_f = grad_c_next * c * f * (1 - f)
    grad_z_g = grad_c_next * i * (1 - g**2)
    grad_z_o = grad_h * t * o * (1 - o)
    grad_z = np.concatenate([grad_z_i, grad_z_f, grad_z_g, grad_z_o], axis=1)
    grad_c_prev = grad_c_next * f
    return grad_z @ weight_ih, grad_z @ weight_hh, grad_c_prev, grad_z.T @ x, grad_z.T @ h, grad_z.sum(axis=0)
    ### END SOLUTION

# %% [markdown]
# `lw.nn.LSTM` runs such a cell over a sequence, and `LSTMCell` is the cell that your `gradient_through_time` wants. "LSTM solves the vanishing gradient", one reads. Five starts: PyTorch's, and the forget gate's bias set to 0, 1, 2 and 3 (a sigmoid of 0, 1, 2, 3 is 0.5, 0.73, 0.88, 0.95).

# %% tags=["guess"]
guess(
    "ch15_lstm_reach",
    "An LSTM as PyTorch starts it: what is left a hundred words back?",
    choices=["about a half", "a hundredth", "a millionth", "less than a billionth"],
)

# %% tags=["explore"]
gated, whose = (working(lstm_cell)[0], working(lstm_cell_backward)[0]), working(lstm_cell)[1]
layer = LSTM(2, 3, rng=0, functions=gated)
x = np.random.default_rng(1).normal(size=(5, 3, 2))
claim("gradcheck agrees, through five steps", lw.gradcheck(layer, x))


def with_forget_bias(bias):
    def make(rng):
        cell = LSTMCell(8, 32, rng=rng, functions=gated)
        if bias is not None:
            cell.open_forget_gate(bias)
        return cell

    return make


biases = {"PyTorch's start": None, "forget bias 0": 0.0, "bias 1": 1.0, "bias 2": 2.0, "bias 3": 3.0}
kept = {name: reach(with_forget_bias(bias)) for name, bias in biases.items()}

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(6.2, 3.1))
places = [(4, 5), (4, -6), (4, 0), (4, -3), (4, 5)]
for (name, runs), colour, dash, offset in zip(kept.items(), CYCLE, DASHES, places, strict=False):
    label_end(band(axis, range(101), runs, color=colour, linestyle=dash), name, offset)
rnn = np.median(reached["PyTorch's"], axis=0)
axis.plot(rnn, color=ZERO, linewidth=1, linestyle=":")
axis.text(64, 1e-19, "the RNN", color=ZERO, ha="right")
axis.set(yscale="log", ylim=(1e-26, 1e3), title=whose)
axis.set(xlabel="steps before the end", ylabel="gradient, as a share")
describe(
    "Gradient by distance for LSTMs: PyTorch's start and forget bias 0 fall to 1e-21 at a hundred steps, "
    "bias 1 to 1e-8, bias 2 to a hundredth; bias 3 stays above a tenth. The plain RNN lies lowest."
)
plt.show()
far = {name: np.median(runs, axis=0)[100] for name, runs in kept.items()}
default, opened = kept["PyTorch's start"][:, 100], kept["bias 3"][:, 100]
claim("PyTorch's start loses everything within a hundred steps", default.max() < 1e-15)
claim("bias 1 loses as well", kept["bias 1"][:, 100].max() < 1e-5, left=far["bias 1"])
claim("bias 3 keeps a twentieth or more of it, every seed", opened.min() > 0.05, left=opened)
claim("in order: the more open, the more is left", (np.diff(list(far.values())[1:]) > 0).all())
truth("ch15_lstm_reach", "less than a billionth")

# %% [markdown]
# The *LSTM* has not solved it; the *open forget gate* does. Half open, it about halves the memory at every step, and PyTorch starts it there. (It is open more at some words than at others; so a little more than 0.5¹⁰⁰ is left.) A bias of 1 is often recommended (Jozefowicz and others, 2015), and Keras starts with it. Over ten steps it helps a lot; over a hundred a hundred-millionth is left.
#
# What the gates give the network is a dial: how long to remember, for each unit, and learned.

# %% [markdown]
# ## 6 Two numbers out of thirty
#
# A task that needs a long memory and nothing else, the **adding problem** (Hochreiter and Schmidhuber, 1997). Thirty numbers between 0 and 1, two of them marked, one in each half. At the end: what is their sum? Who knows nothing says 1, and has a squared error of 1/6 = 0.167 on average.

# %% tags=["explore", "shown"]
X, y = lw.datasets.adding_problem(2, T=10)
print(X[0].T.round(2), " sum", y[0].round(2))  # the numbers; below them the marks
_, many = lw.datasets.adding_problem(20_000, T=30)
sixth = ((many - 1) ** 2).mean()
claim("saying 1 costs a sixth", abs(sixth - 1 / 6) < 0.005, error=sixth)

# %% [markdown]
# Three networks of 32 units, with Adam and clipping, in batches of 64 new sequences: the tanh RNN; an LSTM with forget bias 3; and an RNN with ReLU whose `weight_hh` starts as the *identity*, so that at first every state is kept as it is (Le, Jaitly and Hinton, 2015). No gate, and a slope of 1.

# %% tags=["guess"]
guess(
    "ch15_adding",
    "Who is below an error of 0.1 first?",
    choices=["the tanh RNN", "the LSTM", "the ReLU RNN"],
)

# %% tags=["explore"]
def identity_rnn(rng):
    layer = RNN(2, 32, "relu", rng=rng)
    layer.cell.weight_hh.data, layer.cell.weight_ih.data = np.eye(32), rng.normal(0.0, 0.1, (32, 2))
    layer.cell.bias_ih.data = layer.cell.bias_hh.data = np.zeros(32)
    return layer

# %% tags=["explore"]
def adding_errors(make, lr, seed, updates=700):
    """The squared error on 500 new sequences after every 50 updates, until it is below 0.005."""
    rng, errors = np.random.default_rng(seed), []
    X, y = (a.astype(np.float32) for a in lw.datasets.adding_problem(64 * updates, 30, seed))
    X_new, y_new = lw.datasets.adding_problem(500, 30, seed + 100)
    X_new = X_new.transpose(1, 0, 2).astype(np.float32)
    layer, head = make(rng).to(np.float32), Linear(32, 1, rng=rng).to(np.float32)
    parameters = [*layer.parameters(), *head.parameters()]
    optimizer = mine.Adam(parameters, lr=lr)
    for update, rows in enumerate(np.arange(len(y)).reshape(updates, 64), 1):
        squared_error_step(layer, head, X[rows], y[rows])
        clip(parameters, 1.0)
        optimizer.step()
        for parameter in parameters:
            parameter.zero_grad()
        if update % 50 == 0:
            errors.append(((head(layer(X_new)[-1])[:, 0] - y_new) ** 2).mean())
            if errors[-1] < 0.005:
                break
    return np.array(errors)

# %% [markdown]
# Three seeds of each: it takes about half a minute.

# %% tags=["explore"] seconds=20
contest = {
    "the tanh RNN": (lambda rng: RNN(2, 32, rng=rng, functions=step_functions), 0.003),
    "the LSTM": (lambda rng: LSTM(2, 32, 3.0, rng=rng, functions=gated), 0.02),
    "the ReLU RNN": (identity_rnn, 0.003),
}
runs = [(name, seed) for name in contest for seed in range(3)]
errors = {name: [] for name in contest}
for name, seed in waiting(runs, "nine networks"):
    errors[name].append(adding_errors(*contest[name], seed))

# %% tags=["explore"]
print(whose)
fig, axes = panels(3, sharey=True)
for axis, (name, found) in zip(axes, errors.items(), strict=True):
    for errs, colour, dash in zip(found, CYCLE, DASHES, strict=False):
        axis.plot(50 * np.arange(1, len(errs) + 1), errs, color=colour, linestyle=dash, linewidth=1.3)
    axis.axhline(1 / 6, color=ZERO, linewidth=0.8)
    axis.set(xlabel="updates", title=name, xlim=(0, 720), ylim=(0, 0.25))
axes[0].set_ylabel("squared error")
axes[0].text(20, 0.155, "always saying 1", color=ZERO, va="top")
describe(
    "Squared error over up to 700 updates, three seeds each: the tanh RNN stays at 0.17; the LSTM stays "
    "there for 250 to 400 updates and falls to almost 0; the ReLU RNN falls at once, in jumps, to a few "
    "hundredths."
)
plt.show()
low = {name: np.array([errs.min() for errs in found]) for name, found in errors.items()}
first = {name: [50 * (1 + np.argmax(errs < 0.1)) if errs.min() < 0.1 else 9999 for errs in found]
         for name, found in errors.items()}  # fmt: skip
claim("the tanh RNN has learned nothing", low["the tanh RNN"].min() > 0.13, lowest=low["the tanh RNN"])
claim("the LSTM solves it, every seed", low["the LSTM"].max() < 0.05, lowest=low["the LSTM"])
claim("so does the ReLU RNN", low["the ReLU RNN"].max() < 0.05, lowest=low["the ReLU RNN"])
sooner = max(first["the ReLU RNN"]) < min(first["the LSTM"])
claim("and its slowest seed is below 0.1 before the LSTM's quickest", sooner, updates=first["the ReLU RNN"])
truth("ch15_adding", "the ReLU RNN")

# %% [markdown]
# The tanh RNN never gets past the mean. The LSTM looks as lost for hundreds of updates, and then finds it. And gates are not the only way: a plain RNN that *starts* by keeping everything is quicker here, and its error jumps. What they have in common is a path on which the gradient is multiplied by 1. The same idea in depth, a way around each layer (chapter 5), is what lets networks have a hundred of them (chapter 16).

# %% [markdown]
# ## 7 Reading reviews
#
# One thing is missing. A batch of reviews is padded to the length of the longest, here on the right. What is the network's answer to a review of 7 words in a batch with one of 20? `out[-1]` is the state after *thirteen paddings*. The state that has read the review, and nothing else, is the one after its last word.
#
# **Write `last_valid`.** Judged: sequences that are all of full length, different lengths, which axis is which (as many steps as sequences and units), and that it leaves its input alone.

# %% exercise="last_valid" minutes=10 difficulty=1
def last_valid(out, lengths):
    """Return the state of each sequence after its last word, (N, H).

    out: (T, N, H), the states after all T columns. lengths: (N,), how many of them are words: 1 to T.

    >>> last_valid(np.array([[[1.0], [2.0]], [[3.0], [4.0]]]), np.array([2, 1]))
    array([[3.],
           [2.]])
    """
    ### BEGIN SOLUTION
    return out[lengths - 1, np.arange(len(lengths))]
    ### END SOLUTION

# %% [markdown]
# Now all parts together: embedding (16 numbers a word), RNN or LSTM (16 units), `last_valid`, and a linear head. `SequenceClassifier` is the library's frame for them: it gets a row of word numbers for each review, and turns them so that time comes first. All that it holds is yours, once it has passed. The bag with hidden units got three of four.

# %% tags=["guess"]
guess("ch15_reviews", "How many of 100 new reviews does the plain RNN get right?", number="of 100")

# %% tags=["explore"]
table, read = working(Embedding)[0], working(last_valid)[0]
layers = {
    "RNN": lambda rng: RNN(16, 16, rng=rng, functions=step_functions),
    "LSTM": lambda rng: LSTM(16, 16, 1.0, rng=rng, functions=gated),
}


def reader(kind, seed, through_padding=False):
    """A trained network, and its accuracy on new reviews."""
    rng = np.random.default_rng(seed)
    embedding, layer = table(67, 16, 0, rng=rng), layers[kind](rng)
    model = SequenceClassifier(embedding, layer, Linear(16, 2, rng=rng), read, through_padding)
    model.to(np.float32)
    lr, epochs = (0.03, 4) if kind == "LSTM" else (0.01, 5)
    return model, fit(model, IDS, seed, epochs, lr, before=lambda trainer: clip(model.parameters(), 1.0))

# %% [markdown]
# Three seeds of each, and two more of each that read `out[-1]`: it takes about half a minute.

# %% tags=["explore"] seconds=20
arms = [("RNN", False), ("LSTM", False), ("RNN", True), ("LSTM", True)]
models, right = {}, {}
for kind, through in waiting(arms, "four kinds of network"):
    found = [reader(kind, seed, through) for seed in range(2 if through else 3)]
    models[kind, through] = [model for model, _ in found]
    right[kind, through] = np.array([share for _, share in found])

# %% tags=["explore"]
rows = {"bag of words": bag, "with hidden units": hidden}
rows |= {"RNN": right["RNN", False], "LSTM": right["LSTM", False]}
rows |= {"RNN, out[-1]": right["RNN", True], "LSTM, out[-1]": right["LSTM", True]}
fig, axis = plt.subplots(figsize=(5.8, 2.8))
for i, found in enumerate(rows.values()):
    axis.plot(found, np.full(len(found), i), "o", color=INK, linestyle="", markersize=5, alpha=0.7)
axis.axvline(0.5, color=ZERO, linewidth=0.8)
axis.set(yticks=range(6), yticklabels=list(rows), ylim=(5.5, -0.5), xlim=(0.4, 1.03))
axis.set_xlabel("accuracy on new reviews")
describe(
    "Accuracy of six networks, two or three seeds each: bag of words 0.5, with hidden units 0.74, RNN 0.88, "
    "LSTM 1.00; reading out[-1], both stay between 0.5 and 0.6."
)
plt.show()
plain, best = right["RNN", False], right["LSTM", False]
claim("the RNN: seven of eight", 0.83 < plain.min() < plain.max() < 0.93, accuracy=plain)
claim("the LSTM: all but a few", best.min() > 0.98, accuracy=best)
claim("read after the padding, the RNN is at a coin's level", right["RNN", True].max() < 0.56)
worse = best[:2] - right["LSTM", True]
claim("and the LSTM loses a quarter or more, both seeds", worse.min() > 0.25, lost=worse)
truth("ch15_reviews", 100 * plain.mean())

# %% [markdown]
# The LSTM reads nearly all of them; the ceiling of the bag is broken. Reading after the padding ruins both, for as long as they were trained here: the verdict would have to be carried through as many as twenty paddings, and what comes back has to find its way through them. (Padding on the *left* is another way out: the last column is a word then.)
#
# And what does the RNN miss, with its seven of eight? Not reviews at random.

# %% tags=["explore"]
although = vocabulary.index("although") + 1
behind = np.array([although in sequence[1:] for sequence in sequences[4000:]])  # "A although B": A decides
new = IDS[4000:]
found = {kind: [predict(m, new).argmax(axis=1) == ABOUT for m in models[kind, False]] for kind in layers}
first_decides = {kind: np.array([hits[behind].mean() for hits in each]) for kind, each in found.items()}
last_decides = {kind: np.array([hits[~behind].mean() for hits in each]) for kind, each in found.items()}
print(f"{behind.mean():.2f} of the reviews")
last, first = last_decides["RNN"], first_decides["RNN"]
claim("where the last clause decides, the RNN is right", last.min() > 0.95, share=last)
claim("where the first one does, it guesses", first.max() < 0.6, share=first)
claim("the LSTM does not", first_decides["LSTM"].min() > 0.95, share=first_decides["LSTM"])

# %% [markdown]
# "The plot was good although the music was dull": the *first* clause decides, and a second one has to be read without losing it. The RNN has learned "not" and "but", a matter of a few words; what was said a clause ago it has forgotten. That is the figure of section 2, with a price.

# %% [markdown]
# ## 8 Watch it read
#
# A small LSTM (8 units), trained beforehand on 10 000 such reviews, computes with your `lstm_cell` once it has passed. Type a review and move the slider from word to word. Which units keep what they have through a whole clause? What does the forget gate do at "not", and what at the word that judges? (It was trained on its answer after the last word. What it says on the way is a draft.)
#
# Then outwit the network that counts words.

# %% tags=["explore"]
start = "the plot was good although the music was dull"
GatesExplorer(start, cell=mine.lstm_cell, on_goal=goal("gates"))

# %% [markdown]
# What would be different with real reviews? They are much longer, and say the same thing several times in strong words. There a bag of words, and pairs of words, is a baseline that is hard to beat (Wang and Manning, 2012), and an LSTM has to be pretrained or tuned with care to be ahead (Dai and Le, 2015). These reviews were made so that order decides; whether it does in yours, a bag of words tells you in a minute.

# %% [markdown]
# ## Milestone: one bag, two orders
#
# Your table, your cell and its way back, your clipping and your `last_valid`, with the Adam, the loss and the loader of earlier chapters: one network that tells two reviews of the same words apart. Each part that has not passed yet is the library's, and it says which.

# %% tags=["explore", "shown", "nbval-ignore-output"]
from autograder import milestone

milestone("memory")

# %% [markdown]
# ## 9 In your own words
#
# A colleague predicts from 300 daily readings of a machine whether it fails the next day. "I took PyTorch's `nn.LSTM` with its defaults, because LSTMs have no vanishing gradients. The records have 40 to 300 days; I padded them with zeros behind and take `out[-1]`. Loss was nan at times, so I clip each parameter's gradient at 1 by itself. It does no better than the mean of the readings. So the early days do not matter."
#
# What would you say to each sentence, what would you measure, and what does the last one not follow from? Five to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. The gradient: with PyTorch's start it vanishes in an LSTM too (ours: below 10⁻¹⁵ of it at 100 steps, the forget gate half open); open the forget gate (bias 3 kept a twentieth or more at 100, with every seed), and measure with `gradient_through_time`. Half a point without the forget gate.
# 2. Padding: with zeros behind, `out[-1]` of a 40-day record is the state after 260 empty days (ours: the RNN at a coin's level, the LSTM 25 points or more below itself); `last_valid`, or padding on the left.
# 3. Clipping: one norm over all parameters keeps the direction; each by itself bends it. Clipping heals exploding, not vanishing.
# 4. The conclusion: "no better than the mean" is what a network that cannot hear the early days would do (ours: tanh RNN at the mean on the adding problem, where the first half decides); test with a task where they matter, or feed summaries of the early days; until then nothing is known. And a simple baseline is worth stating, as with the bag.
# ### END MARK SCHEME

# %% [markdown] written="early_days" points=4 minutes=25
# ### BEGIN SOLUTION
# An LSTM *can* keep a gradient, but not as PyTorch starts it. With the forget gate half open ours had less than 10⁻¹⁵ of it left after 100 steps, no more use to the early days than an RNN; with a forget bias of 3 a twentieth or more was left, with every seed. Over 300 days I would open the gate further, and measure the gradient through time before training and after.
#
# A record of 40 days, padded to 300 behind, is read after 260 days of zeros. In our reviews that brought the RNN down to a coin's level, and the LSTM nearly. Read the state after the last day, or pad on the left.
#
# Clip one norm over all parameters: each by itself changes the direction of the step. It is right against nan, and does nothing for what vanishes.
#
# That it does no better than the mean says that this network, as it was started and read, could not hear the early days. Our tanh RNN also ended at the mean on the adding problem, where half of the answer lies in the first half. Give it a copy of the task in which an early day decides: if it fails there, it cannot tell us about the machine. And compare with a simple model on the means of each month.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | PyTorch | Keras 3 |
# |---|---|---|---|
# | shape of x | (T, N, D), time first | (T, N, D), unless `batch_first=True` | (N, T, D) |
# | weight | `weight_ih` (4 H, D), `weight_hh` (4 H, H) | the same, `weight_ih_l0`, … | `kernel` (D, 4 H), `recurrent_kernel` (H, 4 H) |
# | order of the gates | i, f, g, o | i, f, g, o | i, f, c (our g), o |
# | biases | one in the function; the layers keep two, as PyTorch | two, whose sum counts: `LSTM(10, 20)` has 2560 numbers | one: 2480 |
# | first weights | uniform ±1/√H | uniform ±1/√H | Glorot; recurrent ones orthogonal |
# | forget bias at first | as the others; `forget_bias` sets it | uniform ±1/√H, twice | 1 (`unit_forget_bias=True`) |
# | result | all states; the last in `layer.state` | `out, (h_n, c_n)` | the last state, unless `return_sequences=True` |
# | padding | number 0, `last_valid` | `pack_padded_sequence`, or an index | `mask_zero=True` |
# | clipping | `clip_grad_norm_` | `clip_grad_norm_`, divides by norm + 1e-6 | `global_clipnorm`; `clipnorm` is per variable |

# %% [markdown]
# ## Further reading
#
# - Jeffrey Elman, *Finding Structure in Time* (1990); Paul Werbos, *Backpropagation Through Time* (1990).
# - Yoshua Bengio and others, *Learning Long-Term Dependencies with Gradient Descent Is Difficult* (1994).
# - Sepp Hochreiter and Jürgen Schmidhuber, *Long Short-Term Memory* (1997). Felix Gers and others, *Learning to Forget* (2000).
# - Razvan Pascanu and others, *On the Difficulty of Training Recurrent Neural Networks* (2013): clipping.
# - Rafal Jozefowicz and others, *An Empirical Exploration of Recurrent Network Architectures* (2015). Quoc Le, Navdeep Jaitly and Geoffrey Hinton, *A Simple Way to Initialize Recurrent Networks of Rectified Linear Units* (2015).
# - Sida Wang and Christopher Manning, *Baselines and Bigrams* (2012); Andrew Dai and Quoc Le, *Semi-supervised Sequence Learning* (2015).
# - Christopher Olah, *Understanding LSTM Networks* (2015).
