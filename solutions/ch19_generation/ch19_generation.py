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

# %%
import numpy as np

import layerwise as lw

# %% [markdown]
# **Write `gram_matrix`.** Judged: one picture, that pictures stay apart, the number of places, and that it leaves its input alone.

# %% exercise="gram_matrix" minutes=12 difficulty=1
def gram_matrix(x):
    """Return the Gram matrix of each picture's channels, (N, C, C): mean products over all places.

    x: (N, C, H, W).

    >>> gram_matrix(np.array([[[[1.0, 0.0]], [[2.0, 4.0]]]]))
    array([[[ 0.5,  1. ],
            [ 1. , 10. ]]])
    """
    ### BEGIN SOLUTION
    N, C, H, W = x.shape
    rows = x.reshape(N, C, H * W)
    return rows @ rows.transpose(0, 2, 1) / (H * W)
    ### END SOLUTION

# %% [markdown]
# **Write `style_loss`.** Judged: the loss, the gradient, several pictures, and that it leaves its input alone.

# %% exercise="style_loss" minutes=25 difficulty=3
def style_loss(x, target):
    """Return the mean of (gram_matrix(x) - target)**2 over all entries, and its gradient with respect to x.

    x: (N, C, H, W). target: (N, C, C), Gram matrices. The gradient has the shape of x.

    >>> style_loss(np.array([[[[1.0, 3.0]]]]), np.array([[[4.0]]]))  # the Gram matrix is 5
    (1.0, array([[[[2., 6.]]]]))
    """
    ### BEGIN SOLUTION
    N, C, H, W = x.shape
    rows = x.reshape(N, C, H * W)
    off = gram_matrix(x) - target
    loss = (off**2).mean()
    grad = 4 * off @ rows / (off.size * H * W)
    return loss, grad.reshape(x.shape)
    ### END SOLUTION

# %% [markdown]
# **Write `total_variation`.** Judged: the value, the gradient, its border, and that it leaves its input alone.

# %% exercise="total_variation" minutes=15 difficulty=2
def total_variation(x):
    """Return the sum of squared differences of neighbours, divided by the number of values, and its gradient.

    x: (N, C, H, W). Neighbours stand one below the other, or side by side.

    >>> total_variation(np.array([[[[1.0, 3.0]]]]))  # one difference of 2, two values
    (2.0, array([[[[-2.,  2.]]]]))
    """
    ### BEGIN SOLUTION
    down = x[:, :, 1:] - x[:, :, :-1]
    across = x[:, :, :, 1:] - x[:, :, :, :-1]
    value = ((down**2).sum() + (across**2).sum()) / x.size
    grad = np.zeros_like(x)
    grad[:, :, 1:] += down
    grad[:, :, :-1] -= down
    grad[:, :, :, 1:] += across
    grad[:, :, :, :-1] -= across
    return value, 2 * grad / x.size
    ### END SOLUTION

# %% [markdown]
# **Write `stylize_step`.** Judged: the loss, the style of each layer, the content, the smoothness, several steps, the cut to 0 to 1, and that the network stays as it is.

# %% exercise="stylize_step" minutes=30 difficulty=3
def stylize_step(image, layers, grams, content, weights, optimizer):
    """Move the picture once, and return the loss before.

    image: a Parameter, (1, 3, H, W). layers: modules that follow one another, with forward and backward.
    grams: for each layer the Gram matrix that is wanted. content: what the last layer should give.
    weights: content_weight and smooth_weight. optimizer: it holds image and nothing else.

    By hand: one layer that passes everything on, image [[[[0.5]]]], Gram matrix [[[0.25]]], content [[[[0]]]] and
    weights (1, 0): the loss is 0.25, image.grad is [[[[1]]]], and only the content pulls.
    """
    ### BEGIN SOLUTION
    content_weight, smooth_weight = weights
    x, features = image.data, []
    for layer in layers:
        x = layer.forward(x)
        features.append(x)
    off = x - content
    loss = content_weight * (off**2).mean()
    grad = content_weight * 2 * off / off.size
    for layer, seen, gram in zip(layers[::-1], features[::-1], grams[::-1]):
        value, slope = style_loss(seen, gram)
        loss += value
        grad = layer.backward(grad + slope)
    value, slope = total_variation(image.data)
    image.grad = grad + smooth_weight * slope
    optimizer.step()
    image.data = np.clip(image.data, 0, 1)
    return loss + smooth_weight * value
    ### END SOLUTION

# %% [markdown]
# **Write `discriminator_loss`.** Judged: the loss, the gradient for what is real, the gradient for what is fake, batches of different sizes, sure logits, and that it leaves its input alone.

# %% exercise="discriminator_loss" minutes=15 difficulty=2
def discriminator_loss(real_logits, fake_logits):
    """Return the loss, and its gradients with respect to both logits: (loss, grad_real, grad_fake).

    real_logits: (N, 1), D's logits for data. fake_logits: (M, 1), for what G has made.

    >>> discriminator_loss(np.array([[0.0]]), np.array([[0.0], [0.0]]))
    (1.3862943611198906, array([[-0.5]]), array([[0.25],
           [0.25]]))
    """
    ### BEGIN SOLUTION
    p_real, p_fake = lw.sigmoid(real_logits), lw.sigmoid(fake_logits)
    loss = lw.softplus(-real_logits).mean() + lw.softplus(fake_logits).mean()
    return loss, (p_real - 1) / real_logits.size, p_fake / fake_logits.size
    ### END SOLUTION

# %% [markdown]
# **Write `generator_loss`.** Judged: the loss, the gradient, sure logits, and that it leaves its input alone.

# %% exercise="generator_loss" minutes=10 difficulty=1
def generator_loss(fake_logits):
    """Return the loss, and its gradient with respect to the logits.

    fake_logits: (M, 1), D's logits for what G has made.

    >>> loss, grad = generator_loss(np.array([[0.0], [-1000.0]]))
    >>> grad
    array([[-0.25],
           [-0.5 ]])
    """
    ### BEGIN SOLUTION
    loss = lw.softplus(-fake_logits).mean()
    grad = (lw.sigmoid(fake_logits) - 1) / fake_logits.size
    return loss, grad
    ### END SOLUTION

# %% [markdown]
# **Write `gan_step`.** Judged: D after a step, G after a step, both losses, and several steps, in which nothing of one move is left for the next.

# %% exercise="gan_step" minutes=35 difficulty=3
def gan_step(G, D, opt_g, opt_d, real, z1, z2):
    """Let D move once, then G; return both losses, each as it was before its own move.

    G, D: modules; D gives logits (N, 1). opt_g, opt_d: the optimizers of their parameters.
    real: a batch of data. z1: the noise for D's move. z2: the noise for G's move.

    By hand: where D gives 0 for everything and does not move, the losses are 2 log 2 = 1.386 and log 2 = 0.693.
    """
    ### BEGIN SOLUTION
    opt_d.zero_grad()
    fake = G(z1)
    logits = D(np.concatenate([real, fake]))
    d_loss, grad_real, grad_fake = discriminator_loss(logits[: len(real)], logits[len(real) :])
    D.backward(np.concatenate([grad_real, grad_fake]))
    opt_d.step()

    opt_g.zero_grad()
    logits = D(G(z2))
    g_loss, grad = generator_loss(logits)
    G.backward(D.backward(grad))
    opt_g.step()
    return d_loss, g_loss
    ### END SOLUTION

# %% [markdown]
# **Write `mode_coverage`.** Judged: the modes that are found, the share near one, overlapping discs, a few strays, and that it leaves its input alone.

# %% exercise="mode_coverage" minutes=15 difficulty=2
def mode_coverage(x, centres, radius, least=0.02):
    """Return how many centres are found, and which share of the samples lies near one.

    x: (N, D), samples. centres: (K, D). A sample is near if its nearest centre is within radius.
    A centre is found if at least the share `least` of all samples is near and nearest to it.

    >>> modes, near = mode_coverage(np.array([[0.1], [0.2], [9.0], [9.0]]), np.array([[0.0], [5.0]]), radius=0.5)
    >>> int(modes), float(near)
    (1, 0.5)
    """
    ### BEGIN SOLUTION
    distances = np.linalg.norm(x[:, None] - centres, axis=2)
    nearest = distances.argmin(axis=1)
    near = distances.min(axis=1) <= radius
    counts = np.bincount(nearest[near], minlength=len(centres))
    return (counts >= least * len(x)).sum(), near.mean()
    ### END SOLUTION

# %% [markdown]
# **Write `slerp`.** Judged: the arc between equal lengths, ends of different lengths, equal ends, and that it leaves its input alone.

# %% exercise="slerp" minutes=15 difficulty=2
def slerp(z0, z1, t):
    """Return points on the arc from z0 to z1, (T, D): z0 at t = 0, z1 at t = 1.

    z0, z1: (D,). t: (T,), numbers from 0 to 1. Where both point the same way, the straight line.

    >>> slerp(np.array([1.0, 0.0]), np.array([0.0, 1.0]), np.array([0.0, 0.5])).round(3)
    array([[1.   , 0.   ],
           [0.707, 0.707]])
    """
    ### BEGIN SOLUTION
    cosine = z0 @ z1 / (np.linalg.norm(z0) * np.linalg.norm(z1))
    angle = np.arccos(np.clip(cosine, -1, 1))
    t = t[:, None]
    if angle < 1e-6:
        return (1 - t) * z0 + t * z1
    return (np.sin((1 - t) * angle) * z0 + np.sin(t * angle) * z1) / np.sin(angle)
    ### END SOLUTION
