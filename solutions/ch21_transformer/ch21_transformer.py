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
# # Transformers: look everywhere at once
#
# An LSTM carries a sentence through one state, word by word; what came first has to survive all that follows. What if each word could look at all others, and choose?
#
# **When you are through, you can**
# - write attention, forwards and backwards, and say what each factor does;
# - say who may look where: into the past, and not at padding;
# - build a block of several heads, with norms in either place;
# - train it to read and to write, with a cache;
# - count GPT-2's parameters, and say what a picture of attention shows and what it does not.
#
# **You need** chapters 2 to 5, 15 and 18. **Time:** five to six hours.

# %% [markdown]
# There are nine exercises and one question in words. It is the last chapter; at its end is a look back, and on. Figures use the library's functions until yours pass their checks, and yours from then on.

# %%
import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import AttentionExplorer, describe, use_course_style, waiting
from explore.style import CYCLE, DASHES, INK, NEGATIVE, POSITIVE, ZERO, band, label_end, panels
from layerwise.models.kv_cache import cached_step
from layerwise.models.transformer import transformer
from layerwise.nn import Dropout, LayerNorm, Linear, Module, Parameter, ReLU

use_course_style()

# %% [markdown]
# ## 1 A soft dictionary
#
# A dictionary has keys and values. You bring a **query**; where it equals a key, you get that key's value. Make it soft: compare the query with *every* key, and take a mean of all values, in which those count most whose keys fit best. That is **attention**.
#
# How well a key fits is one number, a product q @ k, the **score**. Softmax turns a query's scores into shares that sum to 1, the **weights**.

# %% [markdown]
# ```
# scores  = q @ k.T / sqrt(d)       (T, S)     each query with each key
# weights = softmax(scores)         (T, S)     each row sums to 1
# out     = weights @ v             (T, dv)    for each query a mean of the values
# ```
#
# q has T queries of d numbers, k has S keys, v a value for each key (Vaswani and others, *Attention Is All You Need*, 2017). Nothing in it knows an order, and everything can be differentiated: what to look for can be learned.
#
# Why the root? Numbers of size 1, multiplied in pairs and summed d times, give a sum of size √d.

# %% tags=["guess"]
question = "d = 256, no root, ten keys at random: how large is the largest weight, on average?"
guess("ch21_root", question, number="0 to 1")

# %% tags=["explore"]
rng, sizes = np.random.default_rng(0), [4, 16, 64, 256]
largest = np.zeros((2, 4))
for i, d in enumerate(sizes):
    q, k = rng.normal(size=(4000, d)), rng.normal(size=(4000, 10, d))
    scores = np.einsum("nd,nkd->nk", q, k)
    largest[0, i] = lw.softmax(scores).max(axis=1).mean()
    largest[1, i] = lw.softmax(scores / np.sqrt(d)).max(axis=1).mean()
fig, axis = plt.subplots(figsize=(4.8, 2.7))
looks = ("without", NEGATIVE, "--"), ("with the root", POSITIVE, "-")
for values, (name, colour, dash) in zip(largest, looks):
    (line,) = axis.plot(sizes, values, color=colour, linestyle=dash, marker="o")
    label_end(line, name)
axis.axhline(0.1, color=ZERO, linewidth=0.8)
axis.text(4, 0.11, "all ten alike", color=ZERO, va="bottom")
axis.set(xscale="log", xlabel="d", ylabel="largest of ten weights", ylim=(0, 1.05), xlim=(3, 900))
axis.set_xticks(sizes, sizes)
axis.minorticks_off()
describe(
    "Largest of ten weights against d: without the root it grows from 0.5 to 0.94; with it, it stays at 0.3."
)
plt.show()
claim("without the root one key has nearly everything at d = 256", largest[0, 3] > 0.9, weights=largest[0])
claim("with it the choice is as soft for every d", np.ptp(largest[1]) < 0.08, weights=largest[1])
truth("ch21_root", largest[0, 3])

# %% [markdown]
# A softmax that has decided passes no gradient: chapter 1's flat ends. With the root, attention starts undecided, and can learn whom to hear.
#
# Several looks are taken side by side, the **heads**, each with queries, keys and values of its own. All arrays are (N, h, T, d): sequences, heads, positions, columns. (Chapter 15's LSTM had time first, as it took one step after the other. Attention takes all steps at once, and puts the sequences first.) And a **mask** says who may look where: True, may look. A hidden key must get the weight 0.

# %% [markdown]
# **Write `scaled_dot_product_attention`.** It returns what each query gets, and the weights with which it looked: we want to see them. The softmax of chapter 1 is `lw.softmax`. Judged: the weights without a mask, what the queries get, a mask (True: may look), scores in the thousands, and that it leaves its input alone.
#
# <details><summary>A nudge</summary>
#
# `k.swapaxes(-1, -2)` turns the last two axes of a four-dimensional array, and `@` multiplies the matrices in them. Which score does softmax turn into exactly 0?
#
# </details>

# %% exercise="scaled_dot_product_attention" minutes=30 difficulty=2
def scaled_dot_product_attention(q, k, v, mask=None):
    """Return out, what each query gets, (N, h, T, dv), and the weights with which it looked, (N, h, T, S).

    q: (N, h, T, d). k: (N, h, S, d). v: (N, h, S, dv).
    mask: True where a query may look; any shape that broadcasts to (N, h, T, S). None: everywhere.

    >>> q, k, v = np.zeros((1, 1, 1, 2)), np.zeros((1, 1, 2, 2)), np.array([[[[2.0], [4.0]]]])
    >>> out, weights = scaled_dot_product_attention(q, k, v)
    >>> out[0, 0], weights[0, 0]  # both keys fit equally well
    (array([[3.]]), array([[0.5, 0.5]]))
    >>> scaled_dot_product_attention(q, k, v, np.array([[False, True]]))[0][0, 0]
    array([[4.]])
    """
    ### BEGIN SOLUTION
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = lw.softmax(scores)
    return weights @ v, weights
    ### END SOLUTION

# %% [markdown]
# Back. Out is a product of weights and values, the weights are a softmax, the scores a product again; you have written all three ways back before.
#
# ```
# grad_v       = weights.T @ grad_output
# grad_weights = grad_output @ v.T
# grad_scores  = softmax's way back from grad_weights               chapter 2's softmax_vjp
# grad_q       = grad_scores @ k / sqrt(d)
# grad_k       = grad_scores.T @ q / sqrt(d)
# ```
#
# No mask is needed: a weight of 0 lets nothing through.

# %% [markdown]
# **Write `scaled_dot_product_attention_backward`.** Judged: the gradient of v, the gradient of q, the gradient of k, and that it leaves its input alone. In some cases keys are hidden: their weight is 0.

# %% exercise="scaled_dot_product_attention_backward" minutes=40 difficulty=3
def scaled_dot_product_attention_backward(grad_output, q, k, v, weights):
    """Return the gradients with respect to q, k and v, each in its shape.

    grad_output: (N, h, T, dv), with respect to out. weights: (N, h, T, S), as forward returned them.

    >>> q, k, v = np.ones((1, 1, 1, 1)), np.zeros((1, 1, 2, 1)), np.array([[[[2.0], [4.0]]]])
    >>> half = np.full((1, 1, 1, 2), 0.5)
    >>> grads = scaled_dot_product_attention_backward(np.ones((1, 1, 1, 1)), q, k, v, half)
    >>> np.concatenate([grad.ravel() for grad in grads])  # q, then k: towards the larger value; then v
    array([ 0. , -0.5,  0.5,  0.5,  0.5])
    """
    ### BEGIN SOLUTION
    grad_v = weights.swapaxes(-1, -2) @ grad_output
    grad_weights = grad_output @ v.swapaxes(-1, -2)
    grad_scores = weights * (grad_weights - (weights * grad_weights).sum(axis=-1, keepdims=True))
    grad_scores = grad_scores / q.shape[-1] ** 0.5
    return grad_scores @ k, grad_scores.swapaxes(-1, -2) @ q, grad_v
    ### END SOLUTION

# %% tags=["explore", "shown"]
pair = working(scaled_dot_product_attention), working(scaled_dot_product_attention_backward)
attention = pair[0][0], pair[1][0]
print(pair[0][1], "and", pair[1][1])


def forward(q, k, v):
    return attention[0](q, k, v)[0]


def backward(grad_output, q, k, v):
    return attention[1](grad_output, q, k, v, attention[0](q, k, v)[1])


q, k, v = np.random.default_rng(1).normal(size=(3, 3, 2, 4, 5))
claim("gradcheck agrees, on queries, keys and values", lw.gradcheck((forward, backward), (q, k, v)))

# %% [markdown]
# ## 2 Who may look where
#
# Two masks are enough for most of what follows.
#
# A network that writes may look **back**: position t sees itself and what came before. Otherwise it would see what it is to say next.
#
# Sequences of different length are filled up, and nobody should look at padding. What is no padding, a word or a digit, is called a **token**. What padding itself looks at does not matter, as nobody reads what comes of it; but it has to look somewhere, for a softmax over nothing is nan.

# %% [markdown]
# **Write `causal_mask` and `padding_mask`.** Judged: that a position sees itself and what came before, which columns are tokens, the shape (N, 1, 1, T), and that both hold truth values.

# %% exercise="causal_mask" minutes=15 difficulty=1
def causal_mask(T):
    """Return (T, T), True where position t may look: at itself and at what came before it.

    >>> causal_mask(2)
    array([[ True, False],
           [ True,  True]])
    """
    ### BEGIN SOLUTION
    return np.tril(np.ones((T, T), dtype=bool))
    ### END SOLUTION


def padding_mask(lengths, T):
    """Return (N, 1, 1, T), True for the columns of sequence n that are tokens, and not padding on the right.

    lengths: (N,), how many tokens each sequence has, 1 to T.

    >>> padding_mask(np.array([3, 1]), 3)[:, 0, 0]
    array([[ True,  True,  True],
           [ True, False, False]])
    """
    ### BEGIN SOLUTION
    return np.arange(T) < lengths[:, None, None, None]
    ### END SOLUTION

# %% [markdown]
# True has two meanings in one library. In PyTorch's *function* `scaled_dot_product_attention` True means: may look. In its *layer* `nn.MultiheadAttention`, `attn_mask` and `key_padding_mask` mean by True: hidden. Whoever hands a mask from one to the other gets a network that looks exactly where it must not, and no error.

# %% tags=["explore", "shown"]
causal, whose = working(causal_mask)
print(whose)
both = causal(4) & mine.padding_mask(np.array([4, 2]), 4)
scores = np.random.default_rng(0).normal(size=(2, 1, 4, 4))
upside_down = lw.softmax(np.where(~both, scores, -1e9))
print(both[1, 0].astype(int))  # the second sequence: two tokens, two paddings
seen = (upside_down * both).sum(axis=-1)[0, 0, :3]
claim("upside down: of what may be seen, nothing is", seen.max() < 1e-6, weight_on_the_past=seen)

# %% [markdown]
# ## 3 Several heads
#
# Where do queries, keys and values come from? From the same rows, by three matrices: what I ask, how I am found, what I hand over. Each position of x (N, T, E) does all three: **self-attention**.
#
# ```
# z       = x @ in_proj_weight.T + in_proj_bias      (N, T, 3 E): q, k, v side by side
# q, k, v = three parts of z, each cut into h heads  (N, h, T, E / h)
# y       = out_proj(the heads' results, side by side again)
# ```
#
# Cutting is a `reshape`, and there are two that run. One of them cuts time.

# %% [markdown]
# **Write `MultiheadAttention`**: `split`, `merge`, `forward` and `backward`, on your two functions. Judged: that columns are split into heads, and merged again, the weights of each head, the output, the mask, the gradient of x, the gradients of the parameters, two passes that add up, and that it leaves its input alone.
#
# <details><summary>A nudge</summary>
#
# `np.split(z, 3, axis=-1)` gives three parts. On the way back, split undoes merge, and merge undoes split. `Parameter.accumulate_grad` adds.
#
# </details>

# %% exercise="MultiheadAttention" minutes=60 difficulty=3
class MultiheadAttention(Module):
    """num_heads looks at a sequence x (N, T, E), each with E / num_heads columns of q, k and v."""

    def __init__(self, embed_dim, num_heads, rng=None):
        """The weights of q, k and v, one below the other, and a Linear behind the heads. Given."""
        rng, bound = np.random.default_rng(rng), (1.5 / embed_dim) ** 0.5
        self.num_heads = num_heads
        self.in_proj_weight = Parameter(rng.uniform(-bound, bound, (3 * embed_dim, embed_dim)))
        self.in_proj_bias = Parameter(np.zeros(3 * embed_dim))
        self.out_proj = Linear(embed_dim, embed_dim, rng=rng)

    def split(self, x):
        """Return x (N, T, E), cut into heads: (N, num_heads, T, d), d = E / num_heads.

        Head 0 has the first d columns.

        >>> layer = MultiheadAttention(2, 2)
        >>> layer.split(np.array([[[1.0, 2.0], [3.0, 4.0]]]))[0].tolist()  # head 0 sees 1 and then 3
        [[[1.0], [3.0]], [[2.0], [4.0]]]
        """
        ### BEGIN SOLUTION
        N, T, E = x.shape
        return x.reshape(N, T, self.num_heads, E // self.num_heads).swapaxes(1, 2)
        ### END SOLUTION

    def merge(self, heads):
        """Return the heads' columns side by side again, (N, T, E): what split took apart.

        By hand: two heads of one column, [[1], [3]] and [[2], [4]], give [[1, 2], [3, 4]].
        """
        ### BEGIN SOLUTION
        N, h, T, d = heads.shape
        return heads.swapaxes(1, 2).reshape(N, T, h * d)
        ### END SOLUTION

    def forward(self, x, mask=None):
        """Return what the heads found, mixed by out_proj, (N, T, E). Keep the weights in self.weights.

        By hand: with one position each head gets its own value, whatever its query: out_proj of v.
        """
        ### BEGIN SOLUTION
        z = x @ self.in_proj_weight.data.T + self.in_proj_bias.data
        q, k, v = (self.split(part) for part in np.split(z, 3, axis=-1))
        heads, self.weights = scaled_dot_product_attention(q, k, v, mask)
        self.save_for_backward(x, q, k, v)
        return self.out_proj(self.merge(heads))
        ### END SOLUTION

    def backward(self, grad_output):
        """Return the gradient with respect to x, (N, T, E), and add those of all parameters to their grad.

        By hand: grad_output 0 gives 0 everywhere.
        """
        ### BEGIN SOLUTION
        x, q, k, v = self.saved
        grad_heads = self.split(self.out_proj.backward(grad_output))
        grads = scaled_dot_product_attention_backward(grad_heads, q, k, v, self.weights)
        grad_z = np.concatenate([self.merge(grad) for grad in grads], axis=-1)
        rows = grad_z.reshape(-1, grad_z.shape[-1])
        self.in_proj_weight.accumulate_grad(rows.T @ x.reshape(-1, x.shape[-1]))
        self.in_proj_bias.accumulate_grad(rows.sum(axis=0))
        return grad_z @ self.in_proj_weight.data
        ### END SOLUTION

# %% [markdown]
# `reshape` never moves a number. From (N, T, E) it reaches (N, T, h, d) by cutting columns; from there the heads' axis has to be *moved* in front of time. Straight to (N, h, T, d), head 0 would get all columns of the first positions. Look at it with numbers that say where they come from.

# %% tags=["explore", "shown"]
x = np.array([[[f"t{t}c{c}" for c in range(4)] for t in range(4)]])  # 4 positions, 4 columns
print("cut and moved:   head 0 has", x.reshape(1, 4, 2, 2).swapaxes(1, 2)[0, 0].ravel().tolist())
print("reshaped at once: head 0 has", x.reshape(1, 2, 4, 2)[0, 0].ravel().tolist())

# %% [markdown]
# Queries need not come from the same rows as keys and values. A captioner asks with its words, and looks at the places of its picture: **cross-attention**. So the first transformer translated: the half that wrote, its decoder, looked at what the other half, its encoder, had read. It is the look back that chapter 18 was missing, and your function does it as it stands, for T queries and S keys.

# %% tags=["explore", "shown"]
rng = np.random.default_rng(0)
words, places = rng.normal(size=(1, 1, 5, 8)), rng.normal(size=(1, 1, 9, 8))
heard, weights = attention[0](words, places, places)
claim("five words, each looks at nine places", weights.shape == (1, 1, 5, 9) and heard.shape == words.shape)

# %% [markdown]
# ## 4 Where am I?
#
# Turn the words of a sentence round, and attention gives the same results, turned round: no formula above has a t in it. Each position has to be told where it stands. A row of numbers is added to its embedding: sines and cosines of many wavelengths, like the hands of many clocks.
#
# ```
# encoding[t, 2 * i]     = sin(t / 10000 ** (2 * i / d))
# encoding[t, 2 * i + 1] = cos(t / 10000 ** (2 * i / d))
# ```
#
# A pair of columns is one hand. Three positions on, it has turned by the same angle, wherever it was: so "three before me" is one and the same rotation everywhere.

# %% [markdown]
# **Write `positional_encoding`.** Judged: the first wavelength, all wavelengths, and an odd d.

# %% exercise="positional_encoding" minutes=20 difficulty=2
def positional_encoding(T, d):
    """Return a row of d numbers for each of T positions, (T, d): sines and cosines in turn.

    encoding[t, 2 * i] is the sine, encoding[t, 2 * i + 1] the cosine of t / 10000 ** (2 * i / d).

    >>> positional_encoding(2, 4).round(4)  # wavelengths 2 pi and 100 * 2 pi
    array([[0.    , 1.    , 0.    , 1.    ],
           [0.8415, 0.5403, 0.01  , 1.    ]])
    """
    ### BEGIN SOLUTION
    angles = np.arange(T)[:, None] / 10000.0 ** (np.arange(0, d, 2) / d)
    encoding = np.zeros((T, d))
    encoding[:, 0::2] = np.sin(angles)
    encoding[:, 1::2] = np.cos(angles[:, : d // 2])
    return encoding
    ### END SOLUTION

# %% [markdown]
# ## 5 A block
#
# Attention brings together what stands in different places. What is made of it at each place is the business of two Linear layers with a ReLU between, the same at every position. Both parts stand beside a shortcut, as in chapter 16's residual networks, and a norm keeps the sizes (chapter 5's LayerNorm: each position by itself).
#
# ```
# norm_first=False:  y = norm1(x + attend(x))     out = norm2(y + feed(y))      2017
# norm_first=True:   y = x + attend(norm1(x))     out = y + feed(norm2(y))      since about 2019
# ```
#
# In the second, x itself runs through all layers untouched, and so does the gradient (Xiong and others, 2020).

# %% [markdown]
# **Write `TransformerEncoderLayer`**: `attend` and `feed`, the way back through each, `forward` and `backward`. Judged: norms behind the sums, norms first, that the mask is handed on, what dropout drops in training and in evaluation, the gradient of x, the gradients of the parameters, and that it leaves its input alone. The check puts an attention of its own into `self_attn`.

# %% exercise="TransformerEncoderLayer" minutes=45 difficulty=3
class TransformerEncoderLayer(Module):
    """Look around, then think, each beside a shortcut: x (N, T, d_model) to the same shape."""

    def __init__(self, d_model, nhead, dim_feedforward=2048, dropout=0.1, norm_first=False, rng=None):
        """All parts that are needed, with PyTorch's names. Given."""
        rng = np.random.default_rng(rng)
        self.self_attn = MultiheadAttention(d_model, nhead, rng=rng)
        self.linear1 = Linear(d_model, dim_feedforward, rng=rng)
        self.linear2 = Linear(dim_feedforward, d_model, rng=rng)
        self.activation = ReLU()
        self.norm1, self.norm2 = LayerNorm(d_model), LayerNorm(d_model)
        self.dropout, self.dropout1, self.dropout2 = (Dropout(dropout, rng=rng) for _ in range(3))
        self.norm_first = norm_first

    def attend(self, x, mask):
        """Return what self_attn finds, through dropout1."""
        ### BEGIN SOLUTION
        return self.dropout1(self.self_attn(x, mask))
        ### END SOLUTION

    def attend_backward(self, grad):
        """Return the gradient with respect to attend's x: the same parts in the opposite order."""
        ### BEGIN SOLUTION
        return self.self_attn.backward(self.dropout1.backward(grad))
        ### END SOLUTION

    def feed(self, x):
        """Return what two Linear layers make of a position: dropout behind the ReLU, dropout2 at the end."""
        ### BEGIN SOLUTION
        return self.dropout2(self.linear2(self.dropout(self.activation(self.linear1(x)))))
        ### END SOLUTION

    def feed_backward(self, grad):
        """Return the gradient with respect to feed's x."""
        ### BEGIN SOLUTION
        grad = self.linear2.backward(self.dropout2.backward(grad))
        return self.linear1.backward(self.activation.backward(self.dropout.backward(grad)))
        ### END SOLUTION

    def forward(self, x, mask=None):
        """Return (N, T, d_model).

        By hand: with dropout=1.0 in training nothing comes beside the shortcuts: norm_first=True gives x.
        """
        ### BEGIN SOLUTION
        if self.norm_first:
            x = x + self.attend(self.norm1(x), mask)
            return x + self.feed(self.norm2(x))
        x = self.norm1(x + self.attend(x, mask))
        return self.norm2(x + self.feed(x))
        ### END SOLUTION

    def backward(self, grad_output):
        """Return the gradient with respect to x. At each sum, what comes back on both ways adds up.

        By hand: with dropout=1.0 and norm_first=True it is grad_output itself.
        """
        ### BEGIN SOLUTION
        if self.norm_first:
            grad = grad_output + self.norm2.backward(self.feed_backward(grad_output))
            return grad + self.norm1.backward(self.attend_backward(grad))
        grad = self.norm2.backward(grad_output)
        grad = self.norm1.backward(grad + self.feed_backward(grad))
        return grad + self.attend_backward(grad)
        ### END SOLUTION

# %% [markdown]
# Now a whole network: embeddings plus positions, blocks, a norm, and a Linear layer that gives scores at every position. `transformer(…)` is the library's frame; blocks, attention and positions in it are yours, once they have passed.
#
# The task: **turn ten digits round**. Place 1 must say what stands at place 10. One layer, two heads, 32 columns: 9258 numbers. An LSTM would carry all ten in one state; here each place has to find one other.

# %% tags=["guess"]
guess(
    "ch21_look",
    "Where will place 3 look, when the network has learned it?",
    choices=["at itself", "at places 2 and 4", "at place 8", "at all alike"],
)

# %% tags=["guess"]
guess("ch21_updates", "After how many updates of 64 sequences is every second digit right?", number="updates")

# %% tags=["explore"]
encoding, Block = working(positional_encoding)[0], working(TransformerEncoderLayer)[0]
whose = working(TransformerEncoderLayer)[1]


def reader(seed, layers=1, told=True):
    """A network of 32 columns and two heads, ten positions; told: whether positions are."""
    def block(rng):
        return Block(32, 2, 64, dropout=0.0, norm_first=True, rng=rng)

    parts = {"block": block, "encoding": encoding, "with_positions": told, "dtype": np.float32}
    return transformer(10, 32, 2, layers, 64, context=10, rng=seed, **parts)

# %% tags=["explore"]
def learn(model, task, seed, updates, lr=0.003):
    """Train on 64 new sequences an update; the share of right digits of 300 others, every 10 updates."""
    rng, optimizer, shares = np.random.default_rng(seed), mine.Adam(model.parameters(), lr=lr), []
    X = np.random.default_rng(seed + 1000).integers(0, 10, (300, 10))
    for update in range(1, updates + 1):
        ids = rng.integers(0, 10, (64, 10))
        scores = model(ids)
        grad = lw.cross_entropy_backward(scores.reshape(-1, 10), task(ids).ravel())
        model.zero_grad()
        model.backward(grad.reshape(scores.shape))
        optimizer.step()
        if update % 10 == 0:
            shares.append((model(X).argmax(axis=-1) == task(X)).mean())
    return np.array(shares)

# %% tags=["explore"] seconds=10
def turned(ids):
    return ids[:, ::-1]


told = [reader(seed) for seed in range(3)]
with_places = [learn(model, turned, seed, 250) for seed, model in enumerate(waiting(told, "three networks"))]
lost = [reader(seed, told=False) for seed in range(2)]
shown = waiting(lost, "two without positions")
without = [learn(model, turned, seed, 150) for seed, model in enumerate(shown)]
with_places, without = np.array(with_places), np.array(without)
claim("a network of 9258 numbers", lw.count_parameters(told[0]) == 9258)
X = np.random.default_rng(99).integers(0, 10, (300, 10))
looks = []
for model in told:
    model(X)
    looks.append(model.blocks[0].self_attn.weights.mean(axis=0))  # (2, 10, 10), the mean of 300 sequences
looks = np.array(looks)
opposite = looks[:, :, np.arange(10), 9 - np.arange(10)].mean(axis=2)  # (3 networks, 2 heads)

# %% tags=["explore"]
fig, axes = panels(3)
steps = 10 * np.arange(1, 26)
label_end(band(axes[0], steps, with_places, color=POSITIVE), "with", (-6, -12))
label_end(band(axes[0], steps[:15], without, color=NEGATIVE, linestyle="--"), "without positions", (-30, 8))
axes[0].set(xlabel="updates", ylabel="digits that are right", ylim=(0, 1.05), title=whose)
for head, axis in enumerate(axes[1:]):
    axis.imshow(looks[0, head], vmin=0, vmax=1, cmap="viridis")
    axis.set(xlabel="place that is looked at", title=f"head {head + 1}", xticks=[0, 4, 9], yticks=[0, 4, 9])
    axis.set(xticklabels=[1, 5, 10], yticklabels=[1, 5, 10])
axes[1].set_ylabel("place that looks")
describe(
    "Left, right digits over updates: with positions all after about 120, without 0.28. Right, the mean "
    "weights of both heads of the first network: bright on the diagonal from bottom left to top right."
)
plt.show()
claim("all ten digits right, three seeds", with_places[:, -1].min() > 0.99, right=with_places[:, -1])
claim("without positions, as many as a bag of digits allows", without.max() < 0.33, right=without[:, -1])
claim("both heads look at the opposite place", opposite.min() > 0.5, weight=opposite.ravel())
half = 10 * (1 + np.argmax(with_places > 0.5, axis=1))
truth("ch21_updates", np.median(half))
truth("ch21_look", "at place 8")

# %% [markdown]
# You could predict where it looks, and it does. Without positions, the network knows which digits there are, and not where: it says the commonest one everywhere, and has little more than a quarter right.
#
# Is attention more than a fixed pattern? **Sort** ten digits. What place 3 has to say is the third smallest, wherever it stands. So what has to be looked at depends on the digits themselves.

# %% tags=["explore"] seconds=10
def in_order(ids):
    return np.sort(ids, axis=1)


sorters = [reader(seed) for seed in range(2)]
sorting = [learn(model, in_order, seed, 350) for seed, model in enumerate(waiting(sorters, "two networks"))]
sorting = np.array(sorting)
ids = np.array([[7, 3, 9, 1, 8, 2, 6, 4, 0, 5], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]])
fig, axes = panels(2)
sorters[0](ids)
larger = sorters[0].blocks[0].self_attn.weights.max(axis=1)  # of the two heads', for each order
for axis, row, weights in zip(axes, ids, larger):
    axis.imshow(weights, vmin=0, vmax=0.5, cmap="viridis")
    axis.set(xticks=range(10), xticklabels=row, yticks=range(10), yticklabels=np.sort(row))
    axis.set(xlabel="digit that is looked at", title="in this order: " + "".join(map(str, row)))
axes[0].set_ylabel("digit to be written")
describe(
    "The larger weight of two heads while ten digits are sorted, for two orders: the bright cells move."
)
plt.show()
claim("sorted: nearly every digit, two seeds", sorting[:, -1].min() > 0.96, right=sorting[:, -1])
digits = np.einsum("nts,ns->nt", larger, ids) / larger.sum(axis=-1)  # the mean digit that is looked at
follows = [np.corrcoef(row, range(10))[0, 1] for row in digits]
claim("the larger the digit to be written, the larger those looked at", min(follows) > 0.9, r=follows)

# %% [markdown]
# The bright cells are elsewhere for another order: the weights are computed from what is there. A convolution's weights are the same for every picture; these are made anew for every sequence.
#
# It costs something. Every place compares itself with every other: for T places T² scores a head.

# %% tags=["explore", "shown"]
layer = lw.nn.MultiheadAttention(32, 2, rng=0)
scores = []
for T in (100, 200, 400):
    layer(np.zeros((1, T, 32)))
    scores.append(layer.weights.size)
fourfold = scores[1] == 4 * scores[0] and scores[2] == 4 * scores[1]
claim("twice as long, four times the scores", fourfold, scores=f"{scores[0]:,} to {scores[2]:,}")

# %% [markdown]
# ## 6 "Attention explains"
#
# Both heads look at the opposite place. So both do the work? A picture of weights is often shown as an explanation. Here it can be tested: replace one head's weights by a plain mean over all places, and leave the rest as it is.

# %% tags=["guess"]
guess(
    "ch21_explains",
    "Two heads with the same picture, one is replaced by a plain mean. What happens to the digits?",
    choices=["the same, whichever it is", "it depends on which: one may be spared", "nothing right any more"],
)

# %% tags=["explore"]
def without_head(model, head, ids):
    """The share of right digits when a head looks at all places alike."""
    block, layer = model.blocks[0], model.blocks[0].self_attn
    x = model.embedding(ids) + model.positions.astype(np.float32)
    z = block.norm1(x) @ layer.in_proj_weight.data.T + layer.in_proj_bias.data
    q, k, v = (lw.nn.MultiheadAttention.split(layer, part) for part in np.split(z, 3, axis=-1))
    weights = np.array(attention[0](q, k, v)[1])
    weights[:, head] = 0.1
    x = x + layer.out_proj(lw.nn.MultiheadAttention.merge(layer, weights @ v))
    x = x + block.linear2(block.activation(block.linear1(block.norm2(x))))
    return (model.head(model.norm(x)).argmax(axis=-1) == turned(ids)).mean()

# %% tags=["explore"]
spared = np.array([[without_head(model, head, X) for head in range(2)] for model in told])
fig, axis = plt.subplots(figsize=(5.4, 2.8))
for name, (look, left), marker, dash in zip("ABC", zip(opposite, spared), "os^", DASHES):
    axis.plot(look, left, marker=marker, color=INK, linestyle=dash, linewidth=0.8)
    for head in range(2):
        place = (7, -3) if look[head] == look.max() else (-7, -3)
        side = "left" if place[0] > 0 else "right"
        point = look[head], left[head]
        axis.annotate(f"{name}{head + 1}", point, place, ha=side, textcoords="offset points")
axis.set(xlabel="weight on the opposite place", ylabel="right without this head")
axis.set(xlim=(0.5, 1), ylim=(0.3, 1.05))
describe(
    "For two heads of three networks: how much weight lies on the opposite place, and how many digits stay "
    "right when the head is replaced by a plain mean. Some can be missed, others not."
)
plt.show()
claim("every head has the picture", opposite.min() > 0.5, weight=opposite.ravel())
gap = np.abs(spared[:, 0] - spared[:, 1])
claim("and in one network one can be spared far better than the other", gap.max() > 0.1, difference=gap)
truth("ch21_explains", "it depends on which: one may be spared")

# %% [markdown]
# One network hardly misses its second head and cannot do without its first; another needs both alike. The picture says where a head looks. Whether the network uses what it finds there is another question, and it takes an experiment: take it away. (Jain and Wallace, *Attention Is Not Explanation*, 2019; Wiegreffe and Pinter answered with *Attention Is Not Not Explanation*, 2019.)

# %% [markdown]
# ### Watch it turn
#
# A network of this kind, trained beforehand, computes with your `scaled_dot_product_attention` once it has passed. Type ten digits, choose a place, hide another one from it. Then exchange a head: a plain mean, nothing, or a look that you set by hand.

# %% tags=["explore"]
AttentionExplorer(attention=mine.scaled_dot_product_attention, on_goal=goal("attention"))

# %% [markdown]
# ## 7 Writing
#
# A network that **writes** says at every position what comes next. It is shown what did come next, as chapter 18's captions were; and behind a causal mask, one reading of a sequence gives T - 1 lessons at once.
#
# ```
# position t is asked for ids[t + 1]; the last position is asked for nothing
# ```
#
# Some tokens are not asked for: padding, or a question that was given. They are marked with `ignore_index`, -100 as in PyTorch.

# %% [markdown]
# **Write `next_token_loss`.** `lw.cross_entropy(scores, target)` and `lw.cross_entropy_backward` are chapter 2's, for scores (K, V) and target (K,). Judged: the loss of what comes next, its gradient, tokens that are not asked for, scores in the thousands, and that it leaves its input alone.
#
# <details><summary>A nudge</summary>
#
# An array of truth values, (N, T - 1), picks the rows of an array (N, T - 1, V): what is left is (K, V), one row a question. `grad[:, :-1][asked] = …` writes into grad.
#
# </details>

# %% exercise="next_token_loss" minutes=30 difficulty=2
def next_token_loss(logits, ids, ignore_index=-100):
    """Return the mean of -log p of each next token, and its gradient with respect to logits, (N, T, V).

    logits: (N, T, V), at each position the scores of what comes next. ids: (N, T), the tokens.
    Where a token is ignore_index, the position before it is asked for nothing.

    >>> loss, grad = next_token_loss(np.zeros((1, 3, 2)), np.array([[1, 0, -100]]))
    >>> round(loss, 4), grad.tolist()  # one question: after the first token, 0 is right
    (0.6931, [[[-0.5, 0.5], [0.0, 0.0], [0.0, 0.0]]])
    """
    ### BEGIN SOLUTION
    asked = ids[:, 1:] != ignore_index
    scores, wanted = logits[:, :-1][asked], ids[:, 1:][asked]
    grad = np.zeros_like(logits)
    grad[:, :-1][asked] = lw.cross_entropy_backward(scores, wanted)
    return lw.cross_entropy(scores, wanted), grad
    ### END SOLUTION

# %% [markdown]
# The same digits, now written: six digits, a colon, and the six in the opposite order, one after the other. Before the colon anything may come, so nothing is asked there. Two layers; whoever writes has to count as well.

# %% tags=["explore"]
loss_of, whose = working(next_token_loss)


def writer(seed, updates=300):
    """A network that continues 314159: with 951413, and its share of right texts every 20 updates."""
    rng = np.random.default_rng(seed)
    model = transformer(11, 32, 2, 2, 64, 12, causal=True, rng=rng, functions=attention, dtype=np.float32)
    optimizer, shares = mine.Adam(model.parameters(), lr=0.004), []
    for update in range(1, updates + 1):
        digits = rng.integers(0, 10, (96, 6))
        ids = np.concatenate([digits, np.full((96, 1), 10), digits[:, ::-1]], axis=1)
        asked = np.where(np.arange(13) > 6, ids, -100)
        scores = np.concatenate([model(ids[:, :-1]), np.zeros((96, 1, 11), np.float32)], axis=1)
        model.zero_grad()
        model.backward(loss_of(scores, asked)[1][:, :-1].astype(np.float32))
        optimizer.step()
        if update % 20 == 0:
            shares.append((scores[:, 6:12].argmax(axis=-1) == ids[:, 7:]).all(axis=1).mean())
    return model, np.array(shares)

# %% tags=["explore"] seconds=10
written = [writer(seed) for seed in waiting(range(2), "two networks that write")]
ends = [shares[-3:].mean() for _, shares in written]
print(whose)
claim("nine of ten new texts are written without a fault, two seeds", min(ends) > 0.9, right=ends)

# %% [markdown]
# Now let it write by itself. Each new token is read, the next one is chosen, and so on. Reading everything again for each would be T²/2 tokens. It is not needed: behind a causal mask, keys and values of what has been read do not change. They are kept, in a **cache**.
#
# `step` reads some tokens and needs to know three things: where they stand, the cache of what came before, and who may look where. It gives scores, and the rows to be kept.

# %% [markdown]
# **Write `generate`.** Judged: the tokens, that each token is read once, at its place, and masks of the right width. The check brings a small network of its own.

# %% exercise="generate" minutes=35 difficulty=3
def generate(step, prompt, n):
    """Return prompt and the n tokens that follow, (T + n,): each the likeliest after all before it.

    prompt: (T,), T at least 1. n: at least 1.

    step(ids, start, cache, mask) reads the tokens ids (t,), the first of which stands at position start. It
    returns scores (t, V), of the token after each of them, and rows (t, ...), what to keep of them.
    cache: the rows of all tokens before start, in order; None where there are none.
    mask: (t, start + t), True where a token may look.

    By hand: a step that finds likeliest what is one more than the token gives, after [5], 6, 7, 8.
    """
    ### BEGIN SOLUTION
    scores, cache = step(prompt, 0, None, causal_mask(len(prompt)))
    ids = [*prompt, scores[-1].argmax()]
    while len(ids) < len(prompt) + n:
        start = len(ids) - 1
        scores, rows = step(np.array(ids[-1:]), start, cache, np.ones((1, start + 1), dtype=bool))
        cache = np.concatenate([cache, rows])
        ids.append(scores[-1].argmax())
    return np.array(ids)
    ### END SOLUTION

# %% tags=["explore", "shown"]
write, whose = working(generate)
model, read = written[0][0], []
step = cached_step(model, attention[0])


def counted(ids, *rest):
    read.append(len(ids))
    return step(ids, *rest)


prompt = np.array([3, 1, 4, 1, 5, 9, 10])
by_cache = write(counted, prompt, 6)
again = [*prompt]
for _ in range(6):
    again.append(int(model([again])[0, -1].argmax()))
print(whose, "".join("0123456789:"[i] for i in by_cache))
claim("the cache changes nothing", by_cache.tolist() == again, tokens=len(again))
claim("and reads each token once", sum(read) in (12, 13), read=sum(read), without=sum(range(7, 13)))

# %% [markdown]
# ## 8 Adding
#
# Three digits plus three digits, written as text: `123+456=0579`. A network of two layers and 39 180 numbers, in two orders: as we write it, or every number **units first**, `321+654=9750`, as we *compute* it. The numbers below are of three networks for units first, and of two for the usual order; `python -m layerwise.models.adder 0 1 2` trains them, half a minute a network.

# %% tags=["guess"]
guess(
    "ch21_order",
    "2000 updates: which order is learned?",
    choices=["both", "the usual one", "units first", "neither"],
)

# %% tags=["explore"]
# What the command printed: the share of 500 new sums that are right, after every 200 updates.
units_first = np.array([  # seeds 0, 1 and 2
    [0.0, 0.01, 0.02, 0.08, 0.11, 0.12, 0.81, 0.94, 1.0, 1.0],
    [0.0, 0.0, 0.0, 0.01, 0.01, 0.03, 0.57, 0.92, 1.0, 1.0],
    [0.0, 0.0, 0.11, 0.75, 0.89, 0.93, 0.91, 0.99, 1.0, 1.0],
])
usual = np.array([  # seeds 0 and 1
    [0.01, 0.0, 0.0, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01],
    [0.01, 0.0, 0.01, 0.01, 0.0, 0.01, 0.03, 0.06, 0.09, 0.09],
])

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5.6, 2.8))
updates = np.arange(200, 2001, 200)
label_end(band(axis, updates, units_first, color=POSITIVE), "units first", (-70, -30))
label_end(band(axis, updates, usual, color=NEGATIVE, linestyle="--"), "usual order", (-70, 12))
axis.set(xlabel="updates", ylabel="sums that are right", ylim=(-0.03, 1.05))
describe(
    "Share of right sums over 2000 updates in two orders: units first it stays low for hundreds of updates, "
    "with two of three seeds for 1200, and rises to almost 1; in the usual order it stays below 0.1."
)
plt.show()
claim("units first: at the end nearly all", units_first[:, -1].min() > 0.97, right=units_first[:, -1])
claim("in the usual order: one in ten at most", usual[:, -1].max() < 0.12, right=usual[:, -1])
at_first = units_first[:, 1].max()
claim("after 400 updates both look lost", max(at_first, usual[:, 1].max()) < 0.05, best=at_first)
rise = (units_first[:, 2:] - units_first[:, :-2]).max(axis=1)
claim("and then it comes at once: by half or more in 400 updates", rise.min() > 0.5, rise=rise)
truth("ch21_order", "units first")

# %% [markdown]
# Why? In the usual order the first digit to be written, the thousands, hangs on a carry that may come from all three places behind it: the whole sum has to be done before a single digit is out. Units first, each digit needs three digits and one carry, which can be read off what has been written. Written so, the task falls into steps. (Lee and others, *Teaching Arithmetic to Small Transformers*, 2023, also report that small transformers learn to add better when the sum is written in reverse.)
#
# And look at the rise. For hundreds of updates little seems to happen, with two seeds for 1200; whoever stops there concludes that it cannot be learned.

# %% [markdown]
# ## 9 How large?
#
# GPT-2 is made of the block that you have written, behind a causal mask, with learned positions and GELU for ReLU: 12 layers, 768 columns, 3072 in between, 50 257 tokens, 1024 positions. Its head is **tied**: it uses the embedding's rows once more.

# %% [markdown]
# **Write `count_parameters_transformer`.** Judged: the embeddings and the last norm, the layers with a tied head, and a head of its own.

# %% exercise="count_parameters_transformer" minutes=20 difficulty=1
def count_parameters_transformer(d, layers, ff, vocab, context, tied=True):
    """Return how many numbers a GPT of this size learns.

    d: numbers at each position. ff: what the first Linear of each layer gives. vocab: tokens. context:
    positions, each with a learned row. A norm stands behind the last layer. The head has no bias; tied:
    it has no weights of its own either, but uses the embedding's.

    >>> count_parameters_transformer(2, 1, 3, 5, 4), count_parameters_transformer(2, 1, 3, 5, 4, tied=False)
    (71, 81)
    """
    ### BEGIN SOLUTION
    attention = 4 * (d * d + d)
    feed = d * ff + ff + ff * d + d
    norms = 2 * 2 * d
    embeddings = vocab * d + context * d
    return embeddings + layers * (attention + feed + norms) + 2 * d + (0 if tied else vocab * d)
    ### END SOLUTION

# %% tags=["explore", "shown"]
count, whose = working(count_parameters_transformer)
gpt2 = count(768, 12, 3072, 50257, 1024)
bert = count(768, 12, 3072, 30522, 512) + 2 * 768 + (768 * 768 + 768)  # two kinds of segment, and a pooler
layer = count(512, 1, 2048, 0, 0) - 2 * 512
print(whose)
claim("GPT-2, the small one", gpt2 == 124_439_808, numbers=f"{gpt2:,}")
claim("BERT-base, with its segments and its pooler", bert == 109_482_240, numbers=f"{bert:,}")
claim("a layer of the paper's base model, as PyTorch counts it", layer == 3_152_384, numbers=f"{layer:,}")
share = 50257 * 768 / gpt2
claim("three tenths of GPT-2 are the table of its tokens", 0.29 < share < 0.33, share=share)

# %% [markdown]
# (BERT's first norm stands where GPT's last one does, so the count is the same.) The number of heads is nowhere in the formula. What makes such networks able to do what yours cannot is no further part: it is hundreds of millions of numbers more, and texts by the terabyte.

# %% [markdown]
# ## Milestone: your transformer adds
#
# Your attention and its way back, your mask, positions, block, loss and `generate`, with the Adam, the clipping, the embedding and the Linear layer of earlier chapters, learn to add three-digit numbers. A third of the sums that they learn from have one digit, a third two: so the units come first, then a carry, and no start is stuck for a thousand updates. New sums have three digits. It takes about half a minute. Each part that has not passed yet is the library's, and it says which.

# %% tags=["explore", "shown", "nbval-ignore-output"] seconds=30
from autograder import milestone

milestone("addition")

# %% [markdown]
# ## 10 In your own words
#
# A colleague shows you a network that reads service reports, 200 to 900 tokens each, in batches padded to 900. "I use `nn.MultiheadAttention` and pass my `padding_mask`, True for real tokens. The loss fell at once to almost nothing, so I left out the causal mask, it only made it worse. It writes nonsense, though. The heat map shows that head 3 looks at the error codes: so that is how it decides. And for reports of 9000 tokens I will take longer batches."
#
# What would you say to each sentence, and how would you test it? Five to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. The mask's meaning: in `nn.MultiheadAttention` True hides; so the network looks at padding and at nothing else (ours upside down: nothing of the weight on what may be seen); turn it round, and test that changing padding changes nothing.
# 2. The causal mask: without it each position sees its answer, so the loss says nothing and it cannot write; test: change a later token, and look whether earlier scores move.
# 3. The heat map: where a head looks is not what the network uses; take the head away (a plain mean) and measure; ours: two heads with the same picture, one of which could be spared far better than the other.
# 4. Length: scores grow with the square, ten times as long is a hundred times as many; and positions beyond those trained have never been seen. Half a point for one of the two.
# ### END MARK SCHEME

# %% [markdown] written="service_reports" points=4 minutes=25
# ### BEGIN SOLUTION
# In `nn.MultiheadAttention` True means hidden. With True for real tokens the network looks at padding alone; in our example, with the mask upside down, no weight at all was left on what may be seen. I would turn it round, and test it: other numbers in the padding must not change a single score.
#
# The loss fell because every position could see the token that it was asked for. Such a network copies, and when it has to write there is nothing to copy from. The causal mask makes the loss worse because it makes the question honest. Test: change the last token, and look whether scores before it move.
#
# The heat map says where head 3 looks. Whether the answer hangs on it is seen when it is taken away. In our networks both heads looked at the opposite place, and with a plain mean in the place of one of them nearly all digits could stay right, with the other not. So replace head 3's weights by a mean and count.
#
# 9000 tokens are ten times 900, and the scores are a hundred times as many: that is a matter of memory before it is one of time. And positions above 900 have never occurred in training, so nothing is known about what it does there.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | PyTorch | others |
# |---|---|---|---|
# | True in a mask | may look | `F.scaled_dot_product_attention`: may look; `nn.MultiheadAttention`: hidden | Keras: may look; GPT-2's code adds 0 or a large negative number |
# | shape of x | (N, T, E) | (T, N, E), unless `batch_first=True` | (N, T, E) |
# | q, k, v | one `in_proj_weight` (3 E, E) | the same | Keras: three kernels (E, h, d), d is `key_dim` |
# | result of attention | out and weights | out; the layer also weights, averaged over heads | |
# | norms | `norm_first` | `norm_first=False` unless said | GPT-2: first; BERT: behind |
# | positions | sine and cosine in turn | none built in | Tensor2Tensor: sines, then cosines; GPT-2: learned |
# | embeddings | as they are | as they are | the 2017 paper multiplies them by √d |
# | eps of the norms | 1e-5 | 1e-5 | BERT: 1e-12 |
# | `ignore_index` | -100 | -100 | |

# %% [markdown]
# ## Further reading
#
# - Ashish Vaswani and others, *Attention Is All You Need* (2017). Dzmitry Bahdanau, Kyunghyun Cho and Yoshua Bengio, *Neural Machine Translation by Jointly Learning to Align and Translate* (2015): attention before it was all.
# - Ruibin Xiong and others, *On Layer Normalization in the Transformer Architecture* (2020).
# - Alec Radford and others, *Language Models Are Unsupervised Multitask Learners* (2019): GPT-2. Jacob Devlin and others, *BERT* (2019).
# - Nayoung Lee and others, *Teaching Arithmetic to Small Transformers* (2023).
# - Sarthak Jain and Byron Wallace, *Attention Is Not Explanation* (2019); Sarah Wiegreffe and Yuval Pinter, *Attention Is Not Not Explanation* (2019).
# - Alexander Rush and others, *The Annotated Transformer* (2018): the paper, line by line in PyTorch.

# %% [markdown]
# ## The end, and where to go on
#
# You began with one line of numpy that sets negative numbers to 0. Count what has come since.

# %% tags=["explore", "shown", "nbval-ignore-output"]
import json
import tempfile
from pathlib import Path

parts = mine.parts()
print(f"{len(parts.yours)} of {len(parts)} parts of the course are yours")
if parts.yours:
    with tempfile.TemporaryDirectory() as folder:  # an export to be counted, and thrown away
        package = mine.export("my_layers", folder)
        examples = json.loads((package / "tests" / "kept.json").read_text(encoding="utf-8"))["examples"]
        texts = [path.read_text(encoding="utf-8") for path in package.rglob("parts/*.py")]
        lines = sum(len(text.splitlines()) for text in texts)
    print(f"as a package: {lines} lines, and {len(examples)} docstrings whose examples hold")
else:
    print("What passes its check is yours from then on, in any chapter and any order.")
parts

# %% [markdown]
# `mine.export("my_layers")` writes them as a package to keep: a module for each exercise, a README, and tests, which `python -m pytest` runs in that folder: the examples, and every gradient held against small steps. Show it to somebody. It says more than a certificate.
#
# **What you can build now**, of parts that you understand to the last index: a classifier of tables, texts or images; a network that finds things and outlines them; one that captions, one that paints in another's manner, one that learns from rewards, one that writes. And you can read PyTorch's documentation as a description of what you have done yourself.

# %% [markdown]
# **What you know besides**, and what no library does for you: that a loss of nan has a first cause, and where to look for it; that a curve over one seed is an anecdote; that the simplest baseline comes first; that a gradient can be checked; that a picture of a network is not yet an explanation.
#
# **A first project.** Take data that are yours, and a question whose answer you do not know. Begin with a baseline in ten lines. Then take the smallest network of this course that fits, in PyTorch, and for every number that it gives ask what chance would give.

# %% [markdown]
# **Books.**
# - Simon Prince, *Understanding Deep Learning* (2023): the next book, with all the mathematics.
# - Ian Goodfellow, Yoshua Bengio and Aaron Courville, *Deep Learning* (2016); Christopher and Hugh Bishop, *Deep Learning: Foundations and Concepts* (2024).
# - Aston Zhang and others, *Dive into Deep Learning* (2023): the same networks in PyTorch and other frameworks.
# - Daniel Jurafsky and James Martin, *Speech and Language Processing* (third edition, a draft); Richard Sutton and Andrew Barto, *Reinforcement Learning* (2018).
#
# **Courses.** Stanford's CS231n on images and CS224n on language; *Practical Deep Learning for Coders* by fast.ai; Andrej Karpathy's *Neural Networks: Zero to Hero*, which writes a GPT line by line.

# %% [markdown]
# **Papers that go on where chapters end.**
# - Scale: Jared Kaplan and others, *Scaling Laws for Neural Language Models* (2020); Jordan Hoffmann and others, *Training Compute-Optimal Large Language Models* (2022).
# - Images without convolution: Alexey Dosovitskiy and others, *An Image Is Worth 16×16 Words* (2021). Pictures from noise: Jonathan Ho, Ajay Jain and Pieter Abbeel, *Denoising Diffusion Probabilistic Models* (2020).
# - From writing to answering: Long Ouyang and others, *Training Language Models to Follow Instructions with Human Feedback* (2022).
# - Looking inside: Nelson Elhage and others, *A Mathematical Framework for Transformer Circuits* (2021).
# - Faster: Tri Dao and others, *FlashAttention* (2022): your `scaled_dot_product_attention`, without ever storing the scores.

# %% [markdown]
# Thank you for the time that you have given this course. Whatever a network does next will be made of parts like these: a product, a bend, a shortcut, a mean with learned weights, and a gradient that finds its way back through all of them. You have written every one.
