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
# # Captioning: saying what one sees
#
# One network knows what is in a picture and cannot speak. Another knows how sentences go and cannot see. Show the picture to the one that speaks, before its first word, and it describes it. Or does it say what is said anyway?
#
# **When you are through, you can**
# - train a network to say the next word, without paying it for padding;
# - write NIC, a captioner, forwards and backwards;
# - generate a sentence in three ways, and say when to stop;
# - compute BLEU, and say what it does not see;
# - catch a captioner that has not looked.
#
# **You need** chapters 1 to 4, 8 for features, and 15 for the LSTM. **Time:** four to five hours.

# %% [markdown]
# There are seven exercises and one question in words. As before: write where it says `# your code here`, run the cell, then the `check` below it. Figures use the library's functions until yours pass their checks, and yours from then on; the titles say whose.

# %%
import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import CaptionExplorer, describe, use_course_style, waiting
from explore.caption.table import caption_table
from explore.style import INK, NEGATIVE, POSITIVE, ZERO, panels
from layerwise import captioning
from layerwise.captioning import fit_captioner, judged, stepper
from layerwise.datasets.captioned_scenes import kinds_in
from layerwise.models.shape_net import pretrained_shape_net, shape_features
from layerwise.nn import LSTM, Embedding, Linear, Module, pad_sequence

use_course_style()

# %% [markdown]
# ## 1 What should be said
#
# The pictures of this chapter are drawn: two things on 24 × 24 pixels, in 2 sizes, 4 colours and 4 forms. A picture has exactly two right **captions**, one from each side. They are a stand-in for photographs, of which there is more to say than anybody could write down. Here all that is right is known, so a sentence can be judged to the last word.

# %% tags=["explore"]
images, captions, vocabulary = lw.datasets.shapes(5000)
IDS = pad_sequence([one for pair in captions for one in pair], batch_first=True).reshape(5000, 2, 10)
LEARN, TEST = slice(4000), slice(4500, 5000)
RIGHT = captions[TEST]


def text(ids):
    return " ".join(vocabulary[i] for i in ids)


fig, axes = plt.subplots(1, 5, figsize=(9, 1.9))
for axis, image, pair in zip(axes, images[7:], captions[7:]):
    axis.imshow(image.transpose(1, 2, 0))
    axis.set(xticks=[], yticks=[])
    words = text(pair[0]).split()
    axis.set_title("\n".join([" ".join(words[:4]), " ".join(words[4:-4]), " ".join(words[-4:])]), fontsize=8)
describe("Five pictures of two coloured shapes on black, with captions such as: " + text(captions[7][0]))
plt.show()
print(text(captions[7][0]), "|", text(captions[7][1]))

# %% [markdown]
# The eyes are those of a network that was trained beforehand, as in chapter 8. It was asked 32 yes-or-no questions: is there a small red circle? a large one? *Where* things are, nobody asked. Cut off its head, and 576 numbers are left of each picture: its **features**.

# %% tags=["explore"]
eyes = pretrained_shape_net()
scores = eyes(images[TEST])
two = np.sort(np.argsort(scores, axis=1)[:, -2:], axis=1)
kinds = kinds_in(RIGHT)
known = np.take_along_axis(kinds, two, axis=1).all(axis=1).mean()
claim("it knows both things in nearly every new picture", known > 0.97, share=known)
features = shape_features(eyes, images)
features = (features - features[LEARN].mean(axis=0)) / features[LEARN].std()

# %% [markdown]
# ## 2 The next word
#
# A caption is learned word by word. The network is given the words so far and answers with the one that follows. Two special words frame each caption: one that begins it, **bos** ("beginning of sentence", here `<start>`), and one that ends it, **eos**. Without eos, nobody could stop.
#
# ```
# inputs    bos    a      small  red    cross
# targets   a      small  red    cross  eos
# ```
#
# The same row, one place apart. In training, the right previous word is given, whatever the network would have said: **teacher forcing** (Williams and Zipser, 1989).

# %% [markdown]
# Why is an off-by-one here worse than elsewhere? Because it looks like success. If targets and inputs are not shifted, the network learns to copy its input. The loss falls to 0 in minutes, and it can say nothing.
#
# **Write `shift_captions`.** Judged: what is given, what is to be answered, where the end stands, a caption that fills its row, other numbers for bos, eos and pad, and that it leaves its input alone. What you put where no answer is asked for is yours.

# %% exercise="shift_captions" minutes=15 difficulty=1
def shift_captions(ids, bos, eos, pad):
    """Return inputs and targets, both (N, L + 1).

    ids: (N, L), captions without bos and eos, filled up with pad on the right.

    >>> inputs, targets = shift_captions(np.array([[5, 6, 7], [8, 0, 0]]), bos=1, eos=2, pad=0)
    >>> targets
    array([[5, 6, 7, 2],
           [8, 2, 0, 0]])
    """
    ### BEGIN SOLUTION
    N, L = ids.shape
    lengths = (ids != pad).sum(axis=1)
    inputs = np.full((N, L + 1), pad)
    inputs[:, 0] = bos
    inputs[:, 1:] = ids
    targets = np.full((N, L + 1), pad)
    targets[:, :-1] = ids
    targets[np.arange(N), lengths] = eos
    return inputs, targets
    ### END SOLUTION

# %% [markdown]
# What would the copying network say? Here it is, trained for a few seconds on rows that are not shifted. It starts with bos and the state after a picture, and takes the best word each time.

# %% tags=["explore"]
def not_shifted(ids, bos, eos, pad):
    inputs, _ = captioning.shift_captions(ids, bos, eos, pad)
    return inputs, inputs


copying = captioning.NICDecoder(576, 19, 16, 32, rng=0, dtype=np.float32)
adam = mine.Adam(copying.parameters(), lr=0.02)
functions = not_shifted, captioning.masked_cross_entropy, mine.clip_grad_norm_
losses = fit_captioner(copying, adam, features[:1000], IDS[:1000], 8, 0, functions=functions)
start, step = stepper(copying)
said = captioning.greedy_caption(step, start(features[4500]), 1, 2, 6)
print("loss", round(losses[0], 2), "to", round(losses[-1], 4), "| it says:", text(said))
claim("the loss is nearly 0", losses[-1] < 0.02, loss=losses[-1])
claim("and it repeats bos, for that is what it was given", said == [1] * 6)

# %% [markdown]
# ## 3 Words that count
#
# At every place the network answers with a score for each of V words, and chapter 2's cross-entropy says how surprised it is by the right one. Behind the end of a caption stands padding, and it is no word. Leave it out:
#
# ```
# loss = -(sum of log p[n, t, right word] over the places that count) / M
# grad = (p - q) / M  where a place counts, 0 elsewhere            q: 1 for the right word, else 0
# ```
#
# M is how many places count in the whole batch. p is the softmax of each place's scores.

# %% [markdown]
# **Write `masked_cross_entropy`**, the loss and its gradient in one. Judged: the loss of the words, that padding counts for nothing, the gradient, that padding has none, scores in the thousands, and that it leaves its input alone.
#
# <details><summary>A nudge</summary>
#
# `np.nonzero(counts)` gives two arrays, the rows and the columns of all places that count. `lw.log_softmax(logits, dim=2)` is chapter 2's.
#
# </details>

# %% exercise="masked_cross_entropy" minutes=25 difficulty=2
def masked_cross_entropy(logits, targets, ignore_index=0):
    """Return the mean loss over all words, and its gradient with respect to logits, (N, T, V).

    logits: (N, T, V). targets: (N, T), word numbers; places with ignore_index do not count.

    >>> loss, grad = masked_cross_entropy(np.zeros((1, 2, 4)), np.array([[3, 0]]))
    >>> round(float(loss), 4)  # log(4): one word counts
    1.3863
    >>> grad[0]
    array([[ 0.25,  0.25,  0.25, -0.75],
           [ 0.  ,  0.  ,  0.  ,  0.  ]])
    """
    ### BEGIN SOLUTION
    n, t = np.nonzero(targets != ignore_index)
    right = targets[n, t]
    M = len(right)
    log_p = lw.log_softmax(logits, dim=2)
    loss = -log_p[n, t, right].sum() / M
    grad = np.zeros_like(logits)
    grad[n, t] = np.exp(log_p[n, t])
    grad[n, t, right] -= 1
    return loss, grad / M
    ### END SOLUTION

# %% [markdown]
# How much does padding flatter? Where one long caption stands in a batch, the short ones are filled up to its length. Here all are filled up to 24 places, of which 11 at most count. Two networks without eyes (their features are 0) learn, one from all places, the other from words.

# %% tags=["guess"]
guess("ch18_pads", "The loss over all places: which part of the loss over the words?", number="of it")

# %% tags=["explore"]
masked, whose = working(masked_cross_entropy)
LONG = np.pad(IDS[:1000], ((0, 0), (0, 0), (0, 13)))
NOTHING = np.zeros((1000, 4), np.float32)


def everywhere(logits, targets, ignore_index=0):
    return masked(logits, targets, -100)  # no place is left out


shown = {}
for name, loss in (("all places", everywhere), ("words", masked)):
    decoder = captioning.NICDecoder(4, 19, 16, 32, rng=0, dtype=np.float32)
    adam = mine.Adam(decoder.parameters(), lr=0.01)
    parts = captioning.shift_captions, loss, mine.clip_grad_norm_
    reported = fit_captioner(decoder, adam, NOTHING, LONG, 4, 0, functions=parts)
    inputs, targets = captioning.shift_captions(LONG[:, 0], 1, 2, 0)
    shown[name] = np.mean(reported[-8:]), masked(decoder(NOTHING, inputs), targets, 0)[0]

# %% tags=["explore"]
print(whose)
for name, (reported, words) in shown.items():
    print(f"learned from {name}: it reports {reported:.2f}, and the loss of the words is {words:.2f}")
share = shown["all places"][0] / shown["all places"][1]
claim("over all places the loss looks hardly more than half as large", share < 0.6, share=share)
claim("learning from words alone reports what it is", abs(np.subtract(*shown["words"])) < 0.1)
truth("ch18_pads", share)

# %% [markdown]
# The network that is paid for padding reports a loss that looks twice as good, and knows no more. It is not much worse for it either, here: padding is learned soon and then no longer in the way. The *number* is what misleads, whoever compares it with another padding's.

# %% [markdown]
# ## 4 The picture as a word
#
# Where does the picture come in? NIC, the Neural Image Caption generator (Vinyals and others, 2015), makes it a word: a linear layer turns its features into a row of E numbers, as an embedding does with words, and the LSTM reads it *before* bos.
#
# ```
# x₋₁    = image(features)                    (N, E)
# x_t    = words(inputs[:, t])                (N, E)
# out    = lstm over x₋₁, x_0, …, x_T-1       (T + 1, N, H)
# logits = head(out, the first left out)      (N, T, V)
# ```

# %% [markdown]
# After the picture alone no word is asked for: T words are given and T answers come back, so the first of the T + 1 states has no answer. Whoever keeps it shifts everything by one place.
#
# On the way back its gradient is 0, for nobody looked at it. The gradient of x₋₁ goes through `image` to the features, those of the words into their table. A word has no gradient of its own, so `backward` returns two things: the features' gradient and None.

# %% [markdown]
# **Write `NICDecoder`**, forward and backward. The LSTM wants time first, (T + 1, N, E), and begins with zeros by itself. Judged: shape and first words, the picture, the words before, a batch after another one, the gradient of the features, gradients of the four layers, and that it leaves its input alone.
#
# <details><summary>A nudge</summary>
#
# `x[None]` puts an axis in front. Each layer has a `backward`, and remembers its latest forward.
#
# </details>

# %% exercise="NICDecoder" minutes=35 difficulty=3
class NICDecoder(Module):
    """A sentence from a picture: the LSTM reads the picture as if it were the word before the first."""

    def __init__(self, in_features, num_words, embedding_dim, hidden_size, rng=None):
        """Four layers. Given."""
        rng = np.random.default_rng(rng)
        self.image = Linear(in_features, embedding_dim, rng=rng)
        self.words = Embedding(num_words, embedding_dim, 0, rng=rng)
        self.lstm = LSTM(embedding_dim, hidden_size, 1.0, rng=rng)
        self.head = Linear(hidden_size, num_words, rng=rng)

    def forward(self, features, inputs):
        """Return the scores of the word that follows each input, (N, T, V).

        features: (N, F), of the pictures. inputs: (N, T), word numbers, bos first.

        >>> decoder = NICDecoder(5, 7, 3, 4, rng=0)
        >>> decoder.forward(np.ones((2, 5)), np.array([[1, 4, 3], [1, 6, 0]])).shape
        (2, 3, 7)
        """
        ### BEGIN SOLUTION
        picture = self.image(features)
        words = self.words(inputs.T)
        out = self.lstm(np.concatenate([picture[None], words]))
        return self.head(out[1:]).transpose(1, 0, 2)
        ### END SOLUTION

    def backward(self, grad_output):
        """Add to the gradients of the layers; return the features' gradient, (N, F), and None.

        grad_output: (N, T, V), with respect to the scores.
        """
        ### BEGIN SOLUTION
        grad_words = self.head.backward(grad_output.transpose(1, 0, 2))
        grad_out = np.concatenate([np.zeros_like(grad_words[:1]), grad_words])
        grad_x = self.lstm.backward(grad_out)
        self.words.backward(grad_x[1:])
        return self.image.backward(grad_x[0]), None
        ### END SOLUTION

# %% [markdown]
# Yours, or the library's, on 4000 pictures with your loss and your shifted rows; in each epoch one of the two captions is drawn. How low can the loss get? Which of two right captions is meant, nobody can know: a coin, log(2) for a sentence of eleven places, 0.06 a place.
#
# It takes about half a minute.

# %% tags=["explore"] seconds=30
kind, whose = working(NICDecoder)
PARTS = working(shift_captions)[0], masked, mine.clip_grad_norm_
decoder = kind(576, 19, 32, 64, rng=0).to(np.float32)
rng, losses = np.random.default_rng(0), []
for lr, epochs in ((0.01, 9), (0.002, 3)):
    adam = mine.Adam(decoder.parameters(), lr=lr)
    for _ in waiting(range(epochs), f"epochs with a rate of {lr}"):
        losses += fit_captioner(decoder, adam, features[LEARN], IDS[LEARN], 1, rng, functions=PARTS)

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5.6, 2.7))
smooth = np.convolve(losses, np.ones(20) / 20, "valid")
axis.plot(np.arange(len(smooth)) + 20, smooth, color=INK, linewidth=1.2)
for level, name in ((np.log(19), "all words alike"), (np.log(2) / 11, "a coin for a sentence")):
    axis.axhline(level, color=ZERO, linewidth=0.8)
    axis.text(1.02, level, name, color=ZERO, va="center", transform=axis.get_yaxis_transform())
axis.set(xlabel="updates", ylabel="loss (nats a word)", ylim=(0, 3), title=whose)
end = np.mean(losses[-63:])
describe(f"Loss over {len(losses)} updates: from {losses[0]:.1f} to {end:.2f}; it stays above 0.06.")
plt.show()
claim("it has learned a lot", end < 0.5, loss=end)
claim("and pays more than twice what a coin would cost", end > 2 * np.log(2) / 11, coin=np.log(2) / 11)

# %% [markdown]
# ## 5 One word after the other
#
# Now there is nobody to whisper the right word. The network says one, and reads it as its next input. From here on a decoder is a function of one step, whatever is inside:
#
# ```
# scores, state = step(word, state)        scores: (V,), of the word that follows
# ```
#
# **Greedy**: take the word with the highest score, each time. It begins with bos and the state after the picture, and ends when the word is eos. Stopping is a part of generating.

# %% [markdown]
# **Write `greedy_caption`.** Judged: the words in order, that it ends at eos, a caption that has no words, and that max_len is kept to.

# %% exercise="greedy_caption" minutes=12 difficulty=1
def greedy_caption(step, state, bos, eos, max_len):
    """Return the words as a list, without bos and without eos; at most max_len of them.

    step(word, state): the scores of the word that follows, (V,), and the next state.
    state: the one to begin with.

    >>> def step(word, state):  # after 1 comes 3, after 3 comes 4, after 4 comes 2
    ...     return np.eye(5)[[0, 3, 0, 4, 2][word]], state
    >>> greedy_caption(step, 0, bos=1, eos=2, max_len=10)
    [3, 4]
    >>> greedy_caption(step, 0, bos=1, eos=2, max_len=1)
    [3]
    """
    ### BEGIN SOLUTION
    words, word = [], bos
    for _ in range(max_len):
        scores, state = step(word, state)
        word = int(np.argmax(scores))
        if word == eos:
            break
        words.append(word)
    return words
    ### END SOLUTION

# %% tags=["explore"]
say, whose = working(greedy_caption)
start, step = stepper(decoder)


def spoken(rows):
    return [say(step, start(row), 1, 2, 12) for row in rows]


SAID = spoken(features[TEST])
fig, axes = plt.subplots(1, 5, figsize=(9, 2.0))
for axis, image, ids, pair in zip(axes, images[TEST], SAID, RIGHT):
    axis.imshow(image.transpose(1, 2, 0))
    axis.set(xticks=[], yticks=[])
    words, colour = text(ids).split(), POSITIVE if list(ids) in pair else NEGATIVE
    lines = [" ".join(words[:4]), " ".join(words[4:-4]), " ".join(words[-4:])]
    axis.set_title("\n".join(lines), fontsize=8, color=colour)
describe("Five new pictures with what the network says: " + "; ".join(text(ids) for ids in SAID[:5]) + ".")
plt.show()
fluent = np.mean([len(ids) in (9, 10) and ids[0] == 3 for ids in SAID])
claim("whatever it says has the form of a caption", fluent > 0.98, share=fluent)
print(whose)

# %% [markdown]
# Read them against the pictures (blue is right, orange is not). The sentences are faultless as sentences. Keep in mind which ones were wrong, and how, until section 8.
#
# In training the word before was always right. Now it may be wrong, and that the network has never seen. Look at the sentences whose *first* thing is not in the picture. How often is the second one there? Either of the two that are there will do. On the very same pictures, whisper the first thing ("a small red cross"), and let it go on.

# %% tags=["guess"]
question = "Of 100 sentences whose first thing is wrong, in how many is the second right?"
guess("ch18_exposure", question, number="of 100")

# %% tags=["explore"]
def goes_on(row, given):
    """The second thing that it names when the first four words are whispered."""
    state = start(row)
    for word in (1, *given[:3]):
        _, state = step(word, state)
    return captioning.things_said([*given, *say(step, state, given[3], 2, 8)])[2]


own = [captioning.things_said(ids) for ids in SAID]  # the first thing, how they stand, the second
there = [[captioning.things_said(ids)[0] for ids in pair] for pair in RIGHT]
first = np.array([one in two for (one, _, _), two in zip(own, there)])
second = np.array([other in two and other != one for (one, _, other), two in zip(own, there)])
whispered = np.array([
    np.mean([goes_on(row, pair[k][:4]) == two[1 - k] for k in (0, 1)])
    for row, pair, two in zip(features[TEST], RIGHT, there)
])
shares = {name: [part[first].mean(), part[~first].mean()] for name, part in
          (("its own words", second), ("first thing whispered", whispered))}  # fmt: skip

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(6.2, 2.3))
for i, (name, colour) in enumerate((("its own words", NEGATIVE), ("first thing whispered", POSITIVE))):
    bars = axis.barh(np.arange(2) + 0.38 * (i - 0.5), shares[name], height=0.34, color=colour)
    labels = [f"{name} {value:.2f}" for value in shares[name]]
    axis.bar_label(bars, labels, padding=3, fontsize=8, color=colour)
axis.set_yticks([0, 1], ["its first thing was right", "its first thing was wrong"])
axis.set(xlim=(0, 1.45), xticks=[0, 0.25, 0.5, 0.75, 1], xlabel="second thing right", ylim=(1.5, -0.5))
by_itself, helped = shares.values()
describe(
    "How often the second thing is right, in pictures whose first thing it got right, and wrong: by itself "
    f"{by_itself[0]:.2f} and {by_itself[1]:.2f}; with the first thing whispered {helped[0]:.2f} and "
    f"{helped[1]:.2f}."
)
plt.show()
claim("after a wrong first thing the second is hardly ever right", by_itself[1] < 0.25, share=by_itself[1])
claim("on the same pictures, whispered to, it names it", helped[1] > 0.5, share=helped[1])
truth("ch18_exposure", 100 * by_itself[1])

# %% [markdown]
# It can see the second thing, and does not say it. What is left over plays a part: with "small", "red" and "cross" said, it has a large blue circle left, whether that is there or not. And it was never shown how to go on from a wrong word, so it takes every word for a fact. This is called **exposure bias** (Ranzato and others, 2016). How much of it is which, this figure cannot tell. Bengio and others (2015) let a network read its own words now and then while it learns.

# %% [markdown]
# ## 6 By chance
#
# Greedy always says the same. To see what else it might say, draw the word from its probabilities. How adventurous the draw is, a **temperature** decides: p = softmax(scores / temperature). Near 0 the best word is all but certain; at 1 the probabilities are the network's own; far above it all words are alike.
#
# To draw, put the words' probabilities side by side on a line from 0 to 1, in order, each as long as it is likely, and drop a number u on it, from 0 up to but not including 1. The word it falls on is drawn. With u as an argument, a draw can be repeated.

# %% [markdown]
# **Write `sample_word`.** A word whose probability is 0 has no length, and nothing can fall on it, u = 0 included. Judged: which word a draw falls on, the temperature, a word of probability 0, a temperature near 0, and that it leaves its input alone.
#
# <details><summary>A nudge</summary>
#
# `np.cumsum(p, axis=1)` has the right end of each word. How many right ends does u lie at or beyond?
#
# </details>

# %% exercise="sample_word" minutes=15 difficulty=2
def sample_word(logits, temperature, u):
    """Return a word for each row, (N,), drawn from softmax(logits / temperature).

    logits: (N, V). temperature: above 0. u: (N,), from 0 up to but not including 1.

    >>> sample_word(np.log([[0.25, 0.5, 0.25]] * 3), 1.0, np.array([0.1, 0.7, 0.8]))
    array([0, 1, 2])
    """
    ### BEGIN SOLUTION
    scaled = (logits - logits.max(axis=1, keepdims=True)) / temperature
    p = np.exp(scaled)
    p = p / p.sum(axis=1, keepdims=True)
    return (np.cumsum(p, axis=1) <= u[:, None]).sum(axis=1)
    ### END SOLUTION

# %% tags=["explore"]
draw, whose = working(sample_word)


def drawn(rows, temperature, rng):
    """A caption of each picture, all at once; what follows eos is cut off."""
    state, words, out = start(rows), np.full(len(rows), 1), []
    for _ in range(12):
        log_p, state = step(words, state)
        words = draw(log_p, temperature, rng.random(len(rows)))
        out.append(words)
    rows = np.array(out).T.tolist()
    return [row[: row.index(2)] if 2 in row else row for row in rows]


rng, picture = np.random.default_rng(0), np.repeat(features[4501][None], 300, axis=0)
print("right:", text(RIGHT[1][0]), "|", text(RIGHT[1][1]))
different = {}
for temperature in (0.1, 0.5, 1.0, 2.0):
    found = drawn(picture, temperature, rng)
    different[temperature] = len({tuple(words) for words in found})
    print(f"{temperature}: {different[temperature]} different of 300, such as", text(found[0]))
claim("near 0 a few sentences, at 2 a hundred or more", different[0.1] < 20 and different[2.0] > 100)
print(whose)

# %% [markdown]
# At 1 you hear what the network believes: which words go together it is not sure of, and it changes its mind from draw to draw. At 2 the grammar falls apart. At a tenth it is greedy with a stutter.

# %% [markdown]
# ## 7 Several beginnings at once
#
# The best word now may lead to a poor sentence later: probabilities multiply along a sentence, and greedy never looks back. **Beam search** keeps the k likeliest beginnings. In each step
#
# 1. every beginning is continued by every word: its log-probability plus the word's;
# 2. of *all* these, the k largest sums are taken;
# 3. those that end with eos are finished, and leave the beam; the others go on, each with the state of the beginning that it continues.

# %% [markdown]
# It stops when no beginning is left, or after max_len words; what is unfinished then counts as it is. The answer is the sentence with the largest sum, finished or not.
#
# `step` takes all beginnings in one call: their last words, (n,), and a state, a tuple of arrays with n rows. It returns *log-probabilities*, (n, V), and the next state.
#
# **Write `beam_search`.** Judged: the words, their log-probability, states that go with their words, a beam of one, finished ones (which are kept, and not continued), and that max_len is kept to.

# %% exercise="beam_search" minutes=45 difficulty=3
def beam_search(step, state, bos, eos, k, max_len):
    """Return the likeliest sentence that was found, a list without bos and eos, and its log-probability.

    step(words, state): log-probabilities of the next word, (n, V), of n beginnings whose last words
    these are, (n,), and the next state. state: a tuple of arrays, at first with one row each.

    >>> def step(words, state):  # 3 with 0.6, and then anything; 4 with 0.4, and then the end
    ...     p = np.full((6, 6), 1 / 6)
    ...     p[1], p[4] = [1e-9, 1e-9, 1e-9, 0.6, 0.4, 1e-9], [1e-9, 1e-9, 1, 1e-9, 1e-9, 1e-9]
    ...     return np.log(p)[words], state
    >>> words, log_p = beam_search(step, (np.zeros((1, 1)),), bos=1, eos=2, k=2, max_len=5)
    >>> words, round(float(np.exp(log_p)), 4)
    ([4], 0.4)
    """
    ### BEGIN SOLUTION
    beginnings, last, total, finished = [[]], np.array([bos]), np.zeros(1), []
    for _ in range(max_len):
        log_p, state = step(last, state)
        sums = total[:, None] + log_p
        best = np.argsort(-sums, axis=None)[:k]
        rows, words = np.unravel_index(best, sums.shape)
        ends = words == eos
        finished += [(sums[row, eos], beginnings[row]) for row in rows[ends]]
        rows, last = rows[~ends], words[~ends]
        beginnings = [[*beginnings[row], int(word)] for row, word in zip(rows, last, strict=True)]
        total = sums[rows, last]
        state = tuple(part[rows] for part in state)
        if len(rows) == 0:
            break
    finished += zip(total, beginnings, strict=True)
    log_p, words = max(finished, key=lambda found: found[0])
    return words, log_p
    ### END SOLUTION

# %% [markdown]
# Does a better search find a better sentence? Vinyals and others report gains with beams. Here, on 150 new pictures:

# %% tags=["guess"]
guess("ch18_beam", "Of 100 captions, how many more are right with a beam of 10?", number="more")

# %% tags=["explore"]
search, whose = working(beam_search)
some = range(4500, 4650)
by_beam = {k: [search(step, start(features[i]), 1, 2, k, 12) for i in some] for k in (1, 3, 10)}
sums = {k: np.array([value for _, value in found]) for k, found in by_beam.items()}
better = {k: judged([words for words, _ in found], RIGHT[:150]) for k, found in by_beam.items()}
for k, measures in better.items():
    right, four = measures["right"], measures["BLEU-4"]
    print(f"beam {k:2}: log p {sums[k].mean():.3f}, right {right:.2f}, BLEU-4 {four:.3f}")
print(whose)
claim("a beam of one is greedy", [words for words, _ in by_beam[1]] == SAID[:150])
claim("a beam of 10 finds likelier sentences", sums[10].mean() > sums[1].mean())
print(f"as likely or likelier than greedy's: {(sums[10] > sums[1] - 1e-6).mean():.2f} of them")
gained = better[10]["right"] - better[1]["right"]
claim("few of them are righter: at most one in ten", abs(gained) < 0.1, gained=gained)
table = caption_table()
gains = table["beam 10"]["right"] - table["pretrained, frozen"]["right"]
claim("the same for 500 pictures", np.abs(gains).max() < 0.08, gains=gains)
truth("ch18_beam", 100 * gains.mean())

# %% [markdown]
# The search is better at what it searches for: likelier sentences. That they are hardly truer says that the network, not the search, is at fault. It *believes* what it says. (The last line is from a table: `python benchmarks/caption_study.py` trains captioners for minutes, and writes it.)

# %% [markdown]
# ## 8 How good is a sentence?
#
# There are many right sentences, and a network's own is likely to be none of those that people wrote. **BLEU** (Papineni and others, 2002) counts how many of its words, pairs, triples and fours stand in what people wrote, its **references**. For phrases of m words:
#
# ```
# p_m  = clipped matches / phrases        both added up over all sentences
# BP   = 1 if c > r else exp(1 - r / c)   the brevity penalty
# BLEU = BP * (p_1 * … * p_n) ** (1 / n)  0 if some p_m is 0
# ```

# %% [markdown]
# **Clipped**: a phrase counts as often as it stands in the sentence, but at most as often as in the reference that has it most. c is the length of all the network's sentences together, without bos and eos. r is the same for the references: of each sentence's references the one nearest in length, the shorter of two that are as near.
#
# Short sentences are penalized because p_m cannot: "a" alone would be 1 of 1.

# %% [markdown]
# **Write `corpus_bleu`.** Judged: clipped counts, sums over the corpus, the mean of the precisions, the brevity penalty, which reference's length counts, and sentences without a match.
#
# <details><summary>A nudge</summary>
#
# Of a list s, `tuple(s[i : i + m])` is the phrase of m words at i; a dict counts tuples. Begin with a function that returns such a dict for one sentence and one m.
#
# </details>

# %% exercise="corpus_bleu" minutes=35 difficulty=3
def corpus_bleu(hypotheses, references, n=4):
    """Return BLEU-n of all sentences together, from 0 to 1.

    hypotheses: N sentences, lists of words. references: N lists of right sentences.

    >>> cat = ["the cat is on the mat".split(), "there is a cat on the mat".split()]
    >>> round(float(corpus_bleu(["the the the the the the the".split()], [cat], n=1)), 4)  # 2 of 7
    0.2857
    """
    ### BEGIN SOLUTION
    def phrases(sentence, m):
        counts = {}
        for i in range(len(sentence) - m + 1):
            phrase = tuple(sentence[i : i + m])
            counts[phrase] = counts.get(phrase, 0) + 1
        return counts

    matches, counts, c, r = np.zeros(n), np.zeros(n), 0, 0
    for hypothesis, right in zip(hypotheses, references, strict=True):
        c += len(hypothesis)
        lengths = [len(reference) for reference in right]
        r += min(lengths, key=lambda length: (abs(length - len(hypothesis)), length))
        for m in range(1, n + 1):
            allowed = [phrases(reference, m) for reference in right]
            for phrase, count in phrases(hypothesis, m).items():
                most = max(found.get(phrase, 0) for found in allowed)
                matches[m - 1] += min(count, most)
                counts[m - 1] += count
    if matches.min() == 0:
        return 0.0
    penalty = 1.0 if c > r else np.exp(1 - r / c)
    return penalty * np.exp(np.log(matches / counts).mean())
    ### END SOLUTION

# %% [markdown]
# How good is ours? A number needs a floor. Give each picture the caption of *another* picture, taken at random: somebody who has never looked, and knows what captions are like.

# %% tags=["guess"]
guess("ch18_floor", "BLEU-1 of captions that belong to other pictures?", number="0 to 1")
guess("ch18_right", "Our BLEU-1 is above 0.9. How many of 100 sentences are right?", number="of 100")

# %% tags=["explore"]
bleu, whose = working(corpus_bleu)
rng = np.random.default_rng(0)
others = [captions[i][rng.integers(2)] for i in rng.integers(0, 4000, 500)]
blind = kind(576, 19, 32, 64, rng=0).to(np.float32)
adam = mine.Adam(blind.parameters(), lr=0.01)
fit_captioner(blind, adam, 0 * features[LEARN], IDS[LEARN], 3, 0, functions=PARTS)
see, go = stepper(blind)
unseen = [say(go, see(0 * features[0]), 1, 2, 12)] * 500
arms = {"blind": unseen, "another picture's": others, "ours": SAID}
found = {}
for name, said in arms.items():
    found[name] = [bleu(said, RIGHT, 1), bleu(said, RIGHT, 4), judged(said, RIGHT)["right"]]
print("the blind one always says:", text(unseen[0]))

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5.8, 2.6))
for j, (name, colour) in enumerate((("BLEU-1", ZERO), ("BLEU-4", INK), ("right", POSITIVE))):
    values = [row[j] for row in found.values()]
    bars = axis.barh(np.arange(3) + 0.26 * (j - 1), values, height=0.24, color=colour)
    axis.bar_label(bars, [f"{name} {value:.2f}" for value in values], padding=3, fontsize=8, color=colour)
axis.set(yticks=range(3), yticklabels=list(found), ylim=(2.5, -0.5), xlim=(0, 1.25), title=whose)
axis.set(xlabel="0 to 1", xticks=[0, 0.25, 0.5, 0.75, 1])
one, four, right = np.array(list(found.values())).T
describe(
    "BLEU-1, BLEU-4 and the share of right sentences: blind "
    f"{one[0]:.2f}, {four[0]:.2f}, {right[0]:.2f}; another picture's {one[1]:.2f}, {four[1]:.2f}, "
    f"{right[1]:.2f}; ours {one[2]:.2f}, {four[2]:.2f}, {right[2]:.2f}."
)
plt.show()
claim("without a look, more than half of BLEU-1", one[1] > 0.5 and right[1] < 0.02, floor=one[1])
claim("ours has more than nine words of ten", one[2] > 0.9, bleu=one[2])
claim("and fewer than one sentence in three is right", right[2] < 0.34, right=right[2])
truth("ch18_floor", one[1])
truth("ch18_right", 100 * right[2])

# %% [markdown]
# More than half of BLEU-1 is grammar: "a", "of", one of two sizes. And more than 0.9 goes with sentences of which two in three, or more, are *false*. What is wrong with them?

# %% tags=["explore"]
measures = judged(SAID, RIGHT)
half = 0.5 * measures["words"]
claim("most sentences have the right words, in whatever order", half > 0.25, words=measures["words"])
claim("of these, fewer than half are right", measures["right"] < half, right=measures["right"])
things, where = measures["things"], measures["relation"]
claim("a thing is wrong in one sentence of four, or more", things < 0.75, things=things)
claim("both things right: where they are is wrong in a third, or more", where < 0.67, relation=where)

# %% [markdown]
# It knows *small*, *large*, *red*, *blue*, *circle*, *cross*. Which of them belong together it often gets wrong, and who is left of whom about as often as not. This is called the **binding** problem. Nobody had asked the eyes where anything is, and the decoder sees the picture once, before it knows what it will say.
#
# BLEU cannot see it: "a small red cross left of a large blue circle" and its reverse share every word and most phrases. So look at what a measure *cannot* tell apart before you believe it.

# %% [markdown]
# On photographs there is no list of right sentences. NIC reached a BLEU-4 of 27.7 (in hundredths) on COCO, then the best there was (Vinyals and others, 2015). In the same year Devlin and others found captioners whose gains in BLEU people did not notice. Both are facts, one about BLEU.
#
# What makes the captioner? Train it with other eyes, and let eyes and decoder learn together.

# %% tags=["guess"]
guess(
    "ch18_eyes",
    "From the worst to the best BLEU-4?",
    order=["eyes and decoder from scratch", "untrained eyes, frozen", "pretrained eyes, frozen"],
)

# %% tags=["explore"]
arms = ["from scratch, together", "untrained, frozen", "half trained, frozen", "pretrained, frozen"]
wide = caption_table()
fig, (left, right) = panels(2, sharey=True)
for axis, name in ((left, "BLEU-4"), (right, "right")):
    for i, arm in enumerate(arms):
        values = wide[arm][name]
        axis.plot(values, np.full(len(values), i), "o", linestyle="", color=INK, markersize=5, alpha=0.7)
    axis.set(xlim=(-0.03, 1.03), xlabel=name, ylim=(len(arms) - 0.5, -0.5))
left.set_yticks(range(len(arms)), arms)
left.axvline(four[1], color=ZERO, linewidth=0.8)
pairs = [f"{arm} {wide[arm]['BLEU-4'].mean():.2f} and {wide[arm]['right'].mean():.2f}" for arm in arms]
means = "; ".join(pairs)
describe(f"BLEU-4 and the share of right sentences for four captioners: {means}.")
plt.show()
mean = {arm: wide[arm]["BLEU-4"].mean() for arm in arms}
scratch = wide["from scratch, together"]
claim("from scratch hardly a sentence is right", scratch["right"].max() < 0.02, right=scratch["right"])
claim("and hardly a pair of things", scratch["things"].max() < 0.05, things=scratch["things"])
ahead = mean["pretrained, frozen"] - mean["untrained, frozen"]
claim("pretrained eyes are ahead of untrained ones", ahead > 0.1, BLEU_4=ahead)
truth("ch18_eyes", ["eyes and decoder from scratch", "untrained eyes, frozen", "pretrained eyes, frozen"])

# %% [markdown]
# Learning everything from captions, with eyes that know nothing, this network finds the grammar and sees little: its BLEU-4 lies above that of other pictures' captions, and still it names both things right in next to no picture. 4000 pictures are too few, and eight epochs too short. Features of a network that has never learned anything are better than that, because a decoder can at least rely on them. Eyes that had learned what there is to see are best. NIC's eyes had been trained on ImageNet, for that reason.
#
# (Two runs of each; `python benchmarks/caption_study.py` makes the table. The grey line is the captions of other pictures.)

# %% [markdown]
# ## 9 Let it confuse them
#
# A decoder of the same kind, trained beforehand, describes what you place, with your `greedy_caption` once it has passed. Move one thing around the other. When does the caption change sides? Look at the word after "a": at which one is the network sure, and where does it toss a coin?
#
# Then make it say the right words of the wrong things.

# %% tags=["explore"]
CaptionExplorer(say=mine.greedy_caption, on_goal=goal("caption"))

# %% [markdown]
# What would help? To look again while speaking: at "left of", at the place of the thing that was named last. That is **attention** (for captions, Xu and others, 2015), and chapter 21 is about it.

# %% [markdown]
# ## Milestone: it says what it sees
#
# Your decoder with your Adam, your shifted rows, your loss and your clipping; it speaks with your `greedy_caption`, and your BLEU judges it beside the captions of other pictures. Each part that has not passed yet is the library's, and it says which.

# %% tags=["explore", "shown", "nbval-ignore-output"]
from autograder import milestone

milestone("caption")

# %% [markdown]
# ## 10 In your own words
#
# A colleague builds captions of kitchen photographs for people who cannot see them. "Training loss is 0.02, so it has learned. On 200 photographs BLEU-1 is 0.71, better than the 0.65 of last year's system. With a beam of 20 it will be better still. We can ship it: a blind user needs to know whether the *full* pot is on the *hot* plate, and all these words come up."
#
# What would you say to each sentence, and what would you measure before shipping? Five to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. The loss: 0.02 is suspicious where several captions are right (a coin alone costs 0.06 a word here): rows that are not shifted, or padding among the answers (ours looked about half as large); it is not a measure of truth.
# 2. BLEU needs a floor: captions of other pictures had more than half of BLEU-1 here, a blind captioner nearly as much; compare both systems with that floor, and on BLEU-4; BLEU-1 above 0.9 went with fewer than a third of right sentences.
# 3. The beam finds likelier sentences, hardly truer ones (a few in a hundred here); it cannot mend what the network believes.
# 4. Binding: the right words of the wrong things is what these captioners get wrong (here fewer than half of the sentences that had the right words were right); test pairs of pictures that differ in exactly that (full pot on the hot plate, and on the cold one), count right statements, ask people who can compare; until then do not ship.
# ### END MARK SCHEME

# %% [markdown] written="kitchen" points=4 minutes=25
# ### BEGIN SOLUTION
# A loss of 0.02 makes me suspicious. Several captions are right, and nobody can know which is meant; in our small world that alone costs 0.06 a word. I would look whether inputs and targets are shifted, and whether padding is among the answers: ours looked about half as large over all places.
#
# BLEU-1 of 0.71 means little without a floor. Captions of other pictures, nobody having looked, had more than half of BLEU-1 in our data. I would give the 200 photographs each other's captions, and see what that scores; the step from 0.65 to 0.71 may be grammar. I would take BLEU-4 as well, and several seeds.
#
# A beam finds sentences that the network finds likelier. With ours a beam of 10 made a few more in a hundred right, at best. What it believes wrongly, it goes on believing.
#
# The last sentence is where it fails. Our captioner had the right words for most pictures, and of these sentences fewer than half were right; where things are, it got wrong about as often as not. Full pot and hot plate is that question. I would take pairs of photographs that differ in nothing else, and count how often the caption changes as it should. Before it does, it is not safe to ship.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | PyTorch, and others | Keras 3 |
# |---|---|---|---|
# | the picture | the word before bos (NIC) | often the first state h_0, c_0 instead | the same choice |
# | loss without padding | `masked_cross_entropy(…, ignore_index)` | `CrossEntropyLoss(ignore_index=…)`, whose default is -100 | `mask_zero=True`: the mask travels with the embedding |
# | logits | (N, T, V) | `CrossEntropyLoss` wants (N, V, T) | (N, T, V) |
# | mean | over words of the batch | the same with "mean" | over words of the batch |
# | bos and eos in max_len | not counted | `max_length` in transformers counts them | |
# | beam | sum of log p; finished ones take a place of the k in their step | transformers divides by length ** `length_penalty` | |
# | BLEU | `corpus_bleu(hypotheses, references)`, 0 to 1, not smoothed | nltk: references first; sacrebleu: 0 to 100, references by position, smoothed unless told otherwise | |
# | eos in BLEU's length | not counted | not counted, if it was removed | |

# %% [markdown]
# ## Further reading
#
# - Oriol Vinyals, Alexander Toshev, Samy Bengio and Dumitru Erhan, *Show and Tell: A Neural Image Caption Generator* (2015).
# - Kishore Papineni and others, *BLEU: a Method for Automatic Evaluation of Machine Translation* (2002). Matt Post, *A Call for Clarity in Reporting BLEU Scores* (2018).
# - Jacob Devlin and others, *Language Models for Image Captioning: The Quirks and What Works* (2015).
# - Kelvin Xu and others, *Show, Attend and Tell* (2015): looking again while speaking.
# - Ronald Williams and David Zipser, *A Learning Algorithm for Continually Running Fully Recurrent Neural Networks* (1989): teacher forcing.
# - Samy Bengio and others, *Scheduled Sampling for Sequence Prediction with Recurrent Neural Networks* (2015). Marc'Aurelio Ranzato and others, *Sequence Level Training with Recurrent Neural Networks* (2016).
