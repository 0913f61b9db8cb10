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
# Short.
#
# **You need** chapters 2 to 6, 15 and 18. **Time:** five to six hours.

# %%
import numpy as np

import layerwise as lw
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from layerwise.nn import Dropout, LayerNorm, Linear, Module, Parameter, ReLU

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
# **Write `MultiheadAttention`**: `split`, `merge`, `forward` and `backward`, on your two functions. Judged: that columns are split into heads, and merged again, the weights of each head, the output, the mask, the gradient of x, the gradients of the parameters, two passes that add up, and that it leaves its input alone.
#
# <details><summary>A nudge</summary>
#
# `np.split(z, 3, axis=-1)` gives three parts. On the way back, split undoes merge, and merge undoes split. `Parameter.accumulate_grad` adds.
#
# </details>

# %% exercise="MultiheadAttention" minutes=60 difficulty=3
class MultiheadAttention(Module):
    """num_heads looks at a sequence x (N, T, E), each with E / num_heads columns of queries, keys and values."""

    def __init__(self, embed_dim, num_heads, rng=None):
        """The weights of q, k and v, one below the other, and a Linear behind the heads. Given."""
        rng, bound = np.random.default_rng(rng), (1.5 / embed_dim) ** 0.5
        self.num_heads = num_heads
        self.in_proj_weight = Parameter(rng.uniform(-bound, bound, (3 * embed_dim, embed_dim)))
        self.in_proj_bias = Parameter(np.zeros(3 * embed_dim))
        self.out_proj = Linear(embed_dim, embed_dim, rng=rng)

    def split(self, x):
        """Return x (N, T, E), cut into heads: (N, num_heads, T, d), d = E / num_heads. Head 0: the first d columns.

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
        """Return what the heads found, mixed by out_proj, (N, T, E). Keep the weights (N, h, T, T) in self.weights.

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
# **Write `positional_encoding`.** Judged: the first wavelength, all wavelengths, and an odd d.

# %% exercise="positional_encoding" minutes=20 difficulty=2
def positional_encoding(T, d):
    """Return a row of d numbers for each of T positions, (T, d): sines and cosines in turn.

    encoding[t, 2 * i] is sin(angle) and encoding[t, 2 * i + 1] is cos(angle), angle = t / 10000 ** (2 * i / d).

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
        """Return what two Linear layers make of each position: dropout behind the ReLU, and dropout2 at the end."""
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

        By hand: with dropout=1.0 in training nothing comes beside the shortcuts: norm_first=True gives x itself.
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
# **Write `generate`.** Judged: the tokens, that each token is read once, at its place, and masks of the right width. The check brings a small network of its own.

# %% exercise="generate" minutes=35 difficulty=3
def generate(step, prompt, n):
    """Return prompt and the n tokens that follow, (T + n,): each the likeliest after all that stands before it.

    prompt: (T,), T at least 1. n: at least 1.

    step(ids, start, cache, mask) reads the tokens ids (t,), the first of which stands at position start. It returns
    scores (t, V), of the token after each of them, and rows (t, ...), what to keep of them.
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

# %% [markdown]
# **Write `count_parameters_transformer`.** Judged: the embeddings and the last norm, the layers with a tied head, and a head of its own.

# %% exercise="count_parameters_transformer" minutes=20 difficulty=1
def count_parameters_transformer(d, layers, ff, vocab, context, tied=True):
    """Return how many numbers a GPT of this size learns.

    d: numbers at each position. ff: what the first Linear of each layer gives. vocab: tokens. context: positions,
    each with a learned row. A norm stands behind the last layer. The head has no bias; tied: it has no weights of
    its own either, but uses the embedding's.

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

