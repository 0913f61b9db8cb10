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
# # Information: the price of a surprise
#
# Chapter 2 took -log p as the loss of a classifier. Why not 1 - p, or its square? Because -log p is the length of a message, and lengths add up. Once a loss is a length, one can say what 0.3 means.
#
# **When you are through, you can**
# - price a surprise, and a whole source of them, in bits;
# - say what a wrong price list costs;
# - make words of whole bits that waste little;
# - measure what one column of a table knows of another;
# - say when squared loss would have done as well, and what label smoothing buys.
#
# **You need** chapters 1 to 4. **Time:** about four hours.

# %% [markdown]
# There are eight exercises and one question in words. As before: write where it says `# your code here`, run the cell, then the `check` below it. Figures use the library's functions until yours pass their checks, and yours from then on; what is printed says whose.

# %%
from functools import cache

import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import CodeExplorer, describe, use_course_style, waiting
from explore.style import CYCLE, DASHES, INK, ZERO, band, label_end, panels
from layerwise.models.mlp import mlp

use_course_style()
LINES = [{"color": colour, "linestyle": dash} for colour, dash in zip(CYCLE, DASHES, strict=True)]

# %% [markdown]
# ## 1 One surprise
#
# Somebody thinks of a number from 1 to 1000, all equally likely. You may ask questions that are answered by yes or no.

# %% tags=["guess"]
guess("ch10_a_thousand", "How many questions do you need?", number="questions")

# %% [markdown]
# Each question can halve what is left: for one of 8 numbers three questions are enough, for one of N about log2(N). What you are told at last had a probability of p = 1 / N, so the count is log2(1 / p) = -log2(p). It is called the **information** of the outcome, or its **surprise**, and counted in **bits**: answers to yes-or-no questions.
#
# ```
# information(p) = -log(p) / log(base)      base 2: bits
# ```
#
# A coin, p = ½, has one bit. What is certain, p = 1, has none. The impossible would have infinitely many.

# %% [markdown]
# With another base only the unit changes: base e counts **nats** (1 nat is 1.44 bits), in which losses are given, because the derivative of the natural logarithm is the shortest.
#
# **Write `information`.** Judged: values, the shape of p (one number, or several dimensions), any base, impossible outcomes (`inf`) and very rare ones, no warning about log(0), and that p stays as it was.
#
# <details><summary>A nudge</summary>
#
# `with np.errstate(divide="ignore"):` keeps numpy quiet about a logarithm of 0, where you have thought of it.
#
# </details>

# %% exercise="information" minutes=10 difficulty=1
def information(p, base=2):
    """Return the surprise of outcomes of probability p, in the shape of p.

    p: a number or an array, between 0 and 1. base: 2 for bits, np.e for nats.

    >>> information(np.array([0.5, 0.125]))
    array([1., 3.])
    """
    ### BEGIN SOLUTION
    with np.errstate(divide="ignore"):
        return -np.log(p) / np.log(base)
    ### END SOLUTION

# %% [markdown]
# Does anything else do? Suppose that the price of an outcome were 1 - p, or its square: they too are 0 for what is certain and grow as p falls. Toss k coins. All heads is one outcome, p = ½ᵏ; it is also k outcomes of ½, one after the other. A price should not depend on how one looks at it.

# %% tags=["explore"]
price, whose = working(information)
prices = {"-log2 p": price, "1 - p": lambda p: 1 - p, "(1 - p)²": lambda p: (1 - p) ** 2}
coins = np.arange(1, 11)
fig, axes = panels(2)
for (name, of), style in zip(prices.items(), LINES, strict=False):
    p = np.linspace(0.002, 1, 400)
    axes[0].plot(p, of(p), label=name, **style)
    axes[1].plot(coins, of(0.5**coins), marker="o", label=name, **style)
    axes[1].plot(coins, coins * of(0.5), color=style["color"], linestyle=":", linewidth=1)
axes[0].set(xlabel="p", ylabel="price", title="one outcome")
axes[1].set(xlabel="heads in a row", title="together (marks), one by one (dotted)")
axes[0].legend()
describe(
    "Prices of an outcome against p, and of k heads. For -log2 p all heads together cost what they cost one "
    "by one, ten bits for ten; for 1 - p they cost 1 together and 5 one by one."
)
plt.show()
print(whose)

# %% tags=["explore"]
apart = {name: np.abs(of(0.5**coins) - coins * of(0.5)).max() for name, of in prices.items()}
claim("-log p: together and one by one cost the same", apart["-log2 p"] < 1e-9, apart=apart["-log2 p"])
claim("1 - p: ten heads cost 1 together, 5 one by one", 3.9 < apart["1 - p"] < 4.1, apart=apart["1 - p"])
claim("so do the squares differ", apart["(1 - p)²"] > 1, apart=apart["(1 - p)²"])
low, high, asked = np.zeros(1000), np.full(1000, 1000), np.zeros(1000)
while (high - low > 1).any():  # all thousand games at once: is it above the middle?
    open_, middle = high - low > 1, (low + high) // 2
    above = np.arange(1000) >= middle
    low, high = np.where(open_ & above, middle, low), np.where(open_ & ~above, middle, high)
    asked += open_
claim("halving finds one of a thousand with ten questions at most", asked.max() == 10, mean=asked.mean())
truth("ch10_a_thousand", asked.max())

# %% [markdown]
# Only the logarithm makes a sum of a product. That is why a loss over many independent examples can be added up at all, and why it is this one.
#
# ## 2 The average surprise
#
# A source gives one outcome after another. What does one cost on average? Each price counts as often as it is paid:
#
# ```
# entropy(p) = sum of p * -log2(p)
# ```
#
# This is the **entropy** of p. What never comes is never paid for: where p is 0, the term is 0, although its price would be infinite.

# %% [markdown]
# **Write `entropy`.** `dim` says along which axis the outcomes lie. Judged: values, along any dim, outcomes that never come (they add 0), no warning about them, p taken as it is (nothing is divided by its sum), and that p is left alone.
#
# <details><summary>A nudge</summary>
#
# Put something harmless into the logarithm where p is 0: `np.where(p > 0, p, 1)`. The term is 0 then, because log2(1) is.
#
# </details>

# %% exercise="entropy" minutes=15 difficulty=1
def entropy(p, dim=-1):
    """Return the average surprise in bits, along dim.

    p: probabilities, such as (N, C): N distributions over C outcomes. Returns (N,) for dim=-1.

    >>> entropy(np.array([[0.5, 0.25, 0.25], [0.5, 0.5, 0.0]]))
    array([1.5, 1. ])
    """
    ### BEGIN SOLUTION
    bits = -np.log2(np.where(p > 0, p, 1))
    return (p * bits).sum(axis=dim)
    ### END SOLUTION

# %% [markdown]
# One reads that the commonest outcome carries the most information. Two things are mixed up there: how surprising an outcome is when it comes, and what it adds to the average, `p * -log2(p)`.

# %% tags=["guess"]
guess("ch10_adds_most", "At which p does an outcome add the most to the average?", number="probability")

# %% tags=["explore"]
p = np.linspace(0.001, 1, 1000)
share = p * mine.information(p)
fig, axis = plt.subplots(figsize=(4.6, 2.7))
axis.plot(p, mine.information(p), **LINES[0])
axis.text(0.1, 3.6, "surprise", color=INK)
(line,) = axis.plot(p, share, **LINES[1])
axis.text(0.1, 0.64, "adds to the average", color=line.get_color())
axis.set(xlabel="p", ylabel="bits", ylim=(0, 5))
describe(
    "Against p: the surprise falls from many bits to 0; what the outcome adds to the average rises to 0.53 "
    "bits at p = 0.37 and falls again."
)
plt.show()
top = p[share.argmax()]
claim("the rarer, the more surprising, without exception", (np.diff(mine.information(p)) < 0).all())
claim("most is added near 1 / e = 0.37", abs(top - 1 / np.e) < 0.002, p=top, bits=share.max())
claim("an outcome that always comes adds nothing", abs(share[-1]) < 1e-12)
truth("ch10_adds_most", top)

# %% [markdown]
# The common outcome is the *least* surprising, always. It adds much to the average because it comes often, up to p = 0.37; beyond that even its frequency does not help.
#
# A real source: letters. If all 26 came equally often, each would cost log2(26) = 4.70 bits. They do not, and each depends on the one before. Shannon measured English in 1951: F1 bits for a letter by itself, F2 once the letter before is known, F3 once two are.
#
# ```
# F1 = H(letters)     F2 = H(pairs) - H(letters)     F3 = H(triples) - H(pairs)
# ```

# %% tags=["guess"]
guess("ch10_next_letter", "How many bits has a letter, if you know the one before?", number="bits")

# %% [markdown]
# Our English is what is at hand without a network: 9021 letters of scikit-learn's descriptions of its data sets.

# %% tags=["explore"]
H, whose = working(entropy)
LETTERS = np.frombuffer(lw.datasets.descriptions().encode(), dtype=np.uint8).astype(int) - ord("a")


def grams(letters, n):
    """How often each n letters in a row come, as probabilities of those that do."""
    number = sum(letters[i : len(letters) - n + 1 + i] * 26 ** (n - 1 - i) for i in range(n))
    counts = np.bincount(number)
    return counts[counts > 0] / counts.sum()


def conditional(letters):
    """F0, F1, F2, F3 of a text."""
    return np.diff([0.0, *(H(grams(letters, n)) for n in (1, 2, 3))], prepend=-np.log2(26))


# %% tags=["explore"]
ours, shannon = conditional(LETTERS), [4.70, 4.14, 3.56, 3.3]
lengths = [500, 1000, 2000, 4000, len(LETTERS)]
growing = np.array([conditional(LETTERS[:n]) for n in lengths])
fig, axes = panels(2, sharey=True)
for values, style, label in ((shannon, LINES[0], "Shannon"), (ours, LINES[1], "9021 letters")):
    (line,) = axes[0].plot(range(4), values, marker="o", **style)
    label_end(line, label, (-52, 12 if label == "Shannon" else -12))
axes[0].set_xticks(range(4), ["F0", "F1", "F2", "F3"])
for n, style in zip((1, 2, 3), LINES[2:5], strict=True):
    (line,) = axes[1].plot(lengths, growing[:, n], marker="o", **style)
    label_end(line, f"F{n}")
axes[0].set(ylabel="bits a letter", ylim=(0, 5))
axes[1].set(xscale="log", xlabel="letters read", xlim=(400, 18_000))
axes[1].set_xticks([500, 1000, 2000, 4000, 9000], ["500", "1000", "2000", "4000", "9000"])
axes[1].minorticks_off()
describe(
    "Bits a letter. Shannon: 4.70, 4.14, 3.56, 3.3 for F0 to F3; ours 4.70, 4.12, 3.59, 2.59. On the right, "
    "F1 is flat from 500 letters on, F2 climbs from 2.9 to 3.6, F3 from 1.0 to 2.6 and still rises."
)
plt.show()
print(whose)

# %% tags=["explore"]
print("ours   ", ours.round(2))
print("Shannon", shannon)
claim("F1 is Shannon's within 0.05 bits", abs(ours[1] - shannon[1]) < 0.05, ours=ours[1])
claim("F2 within 0.1", abs(ours[2] - shannon[2]) < 0.1, ours=ours[2])
claim("F3 is far below his", shannon[3] - ours[3] > 0.5, ours=ours[3])
claim("and rises with every longer piece of the text", (np.diff(growing[:, 3]) > 0.2).all(), F3=growing[:, 3])
claim("F1 hardly does", np.ptp(growing[:, 1]) < 0.1, F1=growing[:, 1])
claim("there are more triples of letters than we have letters", len(LETTERS) < 26**3, triples=26**3)
truth("ch10_next_letter", ours[2])

# %% [markdown]
# F1 and F2 agree with Shannon's. F3 does not, and the right panel says why: it has not stopped rising. There are 17 576 triples and we have seen 9019; a triple that came once seems to be certain after its first two letters. **Entropy counted in a short text comes out too small.** (Shannon's F3 is 3.3.)

# %% [markdown]
# ## 3 The wrong list
#
# Eight horses win with the probabilities ½, ¼, ⅛, 1/16 and four times 1/64 (an example of Cover and Thomas). After each race the winner is sent to somebody far away. A number from 0 to 7 takes three bits.

# %% tags=["guess"]
guess(
    "ch10_race",
    "On average, how few bits can the winner take?",
    choices=["1 bit", "2 bits", "2.5 bits", "3 bits"],
)

# %% [markdown]
# Give the favourite a short word and the outsiders long ones: each as long as its surprise, 1, 2, 3, 4 and four times 6 bits. The average is the entropy.
#
# Who believes that all horses are equal uses the three-bit list. A list of word lengths *is* a belief: a word of b bits belongs to something that comes with q = 2⁻ᵇ. What comes is decided by p, what it costs by q:
#
# ```
# code_length(p, q) = sum of p * -log2(q)
# ```
#
# In machine learning this is called the **cross-entropy**. What never comes is not paid for, whatever q says. But if something comes that q holds for impossible, it has no word, and the average is infinite.

# %% [markdown]
# **Write `code_length`.** p and q have the same shape, and outcomes lie along the last axis. Judged: values, shapes of one to three dimensions, lists as they are (one may waste words, and sum to less than 1), what never comes (it costs 0, even where q is 0), what has no word (`inf`; a word of 500 bits is long, and a word), no warning, and that both lists stay as they were.

# %% exercise="code_length" minutes=15 difficulty=2
def code_length(p, q):
    """Return the bits that an outcome costs on average.

    p: how often each outcome comes, (..., C). q: what the list takes it for, (..., C). Returns (...).

    By hand: p = [0.5, 0.25, 0.25] with the list q = [0.25, 0.25, 0.5], words of 2, 2 and 1 bits:
    0.5 * 2 + 0.25 * 2 + 0.25 * 1 = 1.75. With the right list it is 1.5.

    >>> code_length(np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.25, 0.5])).round(4)
    1.75
    """
    ### BEGIN SOLUTION
    with np.errstate(divide="ignore"):
        bits = np.where(p > 0, -np.log2(q), 0)
    return (p * bits).sum(axis=-1)
    ### END SOLUTION

# %% tags=["explore"]
length, whose = working(code_length)
race, even = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 64, 1 / 64, 1 / 64, 1 / 64]), np.full(8, 1 / 8)
print(whose)
print("the race with its own list", length(race, race), " with the list for equal horses", length(race, even))
print("equal horses with their own list", length(even, even), " with the race's list", length(even, race))
claim("the race costs 2 bits with its own list", abs(length(race, race) - 2) < 1e-9)
claim("and 3 with the list for equal horses: 1 bit more", abs(length(race, even) - 3) < 1e-9)
claim("the other way round the wrong list costs 1.25 more", abs(length(even, race) - 4.25) < 1e-9)
rng = np.random.default_rng(0)
p, q = rng.dirichlet(np.ones(5), (2, 10_000))
more = length(p, q) - H(p)
claim("of ten thousand wrong lists none is cheaper than the right one", more.min() > 0, least=more.min())
truth("ch10_race", "2 bits")

# %% [markdown]
# Is it a distance between two distributions, as it is often called? With q = p it is not 0 but the entropy. And with p and q swapped it is another number, and so is what it lies above the entropy: 1 bit, and 1.25. It is a price, not a distance.

# %% [markdown]
# Now make a list yourself. Words are sent without gaps, so none may be the beginning of another: 0, 10, 110, 111 will do, with 1, 2, 3 and 3 bits. A word uses up all that begin like it: 0 half of all words, 10 a quarter. So symbols share a budget of 1, of which b bits take 2⁻ᵇ; where lengths keep to it, there are such words (Kraft, 1949).
#
# The explorer runs on your `code_length` once it has passed.

# %% tags=["explore"]
CodeExplorer(length_of=mine.code_length, on_goal=goal("code"))

# %% [markdown]
# With words of whole bits the entropy is reached where every probability is a power of ½, and nowhere else: the words' lengths have to be the surprises.
#
# ## 4 Words of whole bits
#
# And elsewhere? Rounding each surprise up is safe and wasteful: for [0.9, 0.1] it gives words of 1 and 4 bits, where 1 and 1 will do. In 1952 David Huffman found the best way. It starts with the rarest:
#
# ```
# every symbol is a group of its own
# while there are two groups or more:
#     take the two rarest; all their symbols get one bit more (which of the two groups it is)
#     together they are one group, as probable as both
# ```

# %% [markdown]
# By hand: A 0.5, B 0.125, C 0.25, D 0.125. B and D are the rarest: one bit each, and together 0.25. Then {B, D} and C: one bit more for B, D and C, together 0.5. Then that group and A. Lengths: A 1, B 3, C 2, D 3.
#
# **Write `huffman_lengths`.** Judged: powers of a half, the least average for a few symbols and for many, ties (broken either way), a single symbol (one bit: nothing cannot be sent), and that p stays as it was.
#
# <details><summary>A nudge</summary>
#
# Keep a list of pairs, a probability and the list of its symbols' numbers: `[(0.5, [0]), (0.125, [1]), …]`. `groups.sort()` puts the rarest first.
#
# </details>

# %% exercise="huffman_lengths" minutes=35 difficulty=3
def huffman_lengths(p):
    """Return how many bits each symbol's word has, (C,) whole numbers, in the order of p.

    p: (C,), all above 0, sum 1.

    >>> huffman_lengths(np.array([0.5, 0.125, 0.25, 0.125]))
    array([1, 3, 2, 3])
    """
    ### BEGIN SOLUTION
    lengths = np.zeros(len(p), dtype=int)
    if len(p) == 1:
        return lengths + 1
    groups = [(p[i], [i]) for i in range(len(p))]
    while len(groups) > 1:
        groups.sort()
        (a, first), (b, second), *groups = groups
        for i in first + second:
            lengths[i] += 1
        groups.append((a + b, first + second))
    return lengths
    ### END SOLUTION

# %% [markdown]
# How much is lost by whole bits? Less than one bit a symbol, always. For letters that is little. For a coin that falls on heads nine times of ten it is much: its entropy is 0.47 bits, and a word has at least one. Unless one sends several tosses as one symbol: eight tosses have 256 outcomes.

# %% tags=["guess"]
guess("ch10_eight_tosses", "Eight tosses in one word: how many bits does a toss cost?", number="bits")

# %% tags=["explore"]
words, whose = working(huffman_lengths)
print(whose)
p = grams(LETTERS, 1)
bits = words(p)
tosses, blocks, coin = np.ones(1), [], np.array([0.9, 0.1])
for n in range(1, 9):
    tosses = np.outer(tosses, coin).ravel()  # all outcomes of n tosses
    blocks.append(tosses @ words(tosses) / n)
blocks, least = np.array(blocks), H(coin)
fig, axes = panels(2)
axes[0].plot(mine.information(p), bits, "o", color=INK)
for letter in "ewq":
    i = ord(letter) - ord("a")
    axes[0].annotate(letter, (mine.information(p[i]), bits[i]), xytext=(5, -9), textcoords="offset points")
axes[0].plot([2, 11], [2, 11], color=ZERO, linestyle=":")
axes[0].set(xlabel="surprise (bits)", ylabel="length of its word", title="letters")
(line,) = axes[1].plot(range(1, 9), blocks, marker="o", **LINES[1])
axes[1].axhline(least, color=INK, linestyle=":", linewidth=1.2)
axes[1].text(8, least - 0.05, "entropy", ha="right", va="top")
axes[1].set(xlabel="tosses in a word", ylabel="bits a toss", ylim=(0, 1.1), title="heads nine times of ten")
describe(
    "Left, each letter's word is about as long as its surprise, from 3 bits for e to 10 for q. Right, a toss "
    "costs 1, 0.645, 0.533, 0.493 … bits in words of 1, 2, 3, 4 … tosses; the entropy is 0.469."
)
plt.show()

# %% tags=["explore"]
print("letters: entropy", H(p).round(3), " in whole bits", (p @ bits).round(3), " five bits for each", 5)
print("tosses ", blocks.round(3))
claim("whole bits waste a hundredth on letters", 1 < (p @ bits) / H(p) < 1.02, average=p @ bits)
claim("no letter's word is two bits off its surprise", np.abs(bits - mine.information(p)).max() < 2)
claim("a toss by itself costs 1 bit, twice the entropy", abs(blocks[0] - 1) < 1e-9 and least < 0.5)
claim("in eights it is within a hundredth of the entropy", blocks[-1] - least < 0.01, bits=blocks[-1])
claim("but words of six tosses are better than words of eight", blocks[5] < blocks[7], six=blocks[5])
claim("and never more than 1 / n above", (blocks - least < 1 / np.arange(1, 9)).all())
truth("ch10_eight_tosses", blocks[-1])

# %% [markdown]
# The entropy is a bound that real words nearly reach. "The longer the blocks, the better" holds for what is guaranteed, 1/n bits above the entropy, and not from one length to the next: six tosses make better words than eight.

# %% [markdown]
# ## 5 What the wrong list costs more
#
# `code_length(p, q)` has two parts: the entropy of p, which nobody can avoid, and what is paid for a wrong list. The second is the **Kullback-Leibler divergence**:
#
# ```
# KL(p, q) = code_length(p, q) - entropy(p) = sum of p * (log(p) - log(q))
# ```
#
# Training a classifier makes the cross-entropy smaller. The entropy of the labels does not depend on the weights; so what falls is the divergence, and their gradients are the same. *A network that learns is correcting its price list.*

# %% [markdown]
# PyTorch's `kl_div(input, target)` has been reported as wrong again and again, for three reasons, none of them an error:
#
# - the model comes first: `input` is **log q**, `target` is p, and the result is KL(p, q);
# - the logarithm is taken already, because `log_softmax` gives it without overflow;
# - `"mean"` divides by all N * C numbers. A row's terms are *weighted* already; what one wants is `"batchmean"`, the sum divided by N.
#
# **Write `kl_div`**, in nats. Judged: values with "batchmean", "mean" over all numbers, "sum" and "none" (all N * C terms), classes that are never true (p = 0, also where input is -inf), no warning, and that nothing you are given is changed.

# %% exercise="kl_div" minutes=25 difficulty=2
def kl_div(input, target, reduction="batchmean"):
    """Return the divergence KL(p, q) in nats.

    input: log q, (N, C). target: p, (N, C). reduction: "batchmean", "mean", "sum" or "none".

    By hand: q = [0.5, 0.5], p = [0.75, 0.25]:
    0.75 * log(0.75 / 0.5) + 0.25 * log(0.25 / 0.5) = 0.3041 - 0.1733 = 0.1308.

    >>> kl_div(np.log(np.array([[0.5, 0.5]])), np.array([[0.75, 0.25]])).round(4)
    0.1308
    """
    ### BEGIN SOLUTION
    log_target = np.log(np.where(target > 0, target, 1))
    gap = np.where(target > 0, log_target - input, 0)
    losses = target * gap
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.mean()
    return losses.sum() / len(input)
    ### END SOLUTION

# %% [markdown]
# Which way round matters whenever the model cannot be right. Here p has two peaks and the model is a bell that can be moved and widened. All bells are tried; one is the best by KL(p, q), one by KL(q, p).

# %% tags=["guess"]
guess(
    "ch10_one_bell",
    "Where does the bell stand that makes KL(p, q) least?",
    choices=["on the higher peak", "on the lower peak", "wide, over both", "narrow, between them"],
)

# %% tags=["explore"]
divergence, whose = working(kl_div)
x = np.linspace(-4, 4, 41)
p = np.exp(-2 * (x - 2) ** 2) + 0.7 * np.exp(-2 * (x + 2) ** 2)
p = np.maximum(p / p.sum(), 1e-12)
bells = np.array([(centre, width) for centre in np.linspace(-3, 3, 61) for width in np.linspace(0.2, 4, 39)])
log_q = mine.log_softmax(-((x - bells[:, :1]) ** 2) / (2 * bells[:, 1:] ** 2))
P = np.tile(p, (len(bells), 1))
forward = divergence(log_q, P, "none").sum(axis=1)
backward = divergence(np.log(P), np.exp(log_q), "none").sum(axis=1)
best = {"KL(p, q)": forward.argmin(), "KL(q, p)": backward.argmin()}
fig, axis = plt.subplots(figsize=(5.4, 2.7))
axis.fill_between(x, p, color=ZERO, alpha=0.3)
axis.text(-2, 0.045, "p", ha="center")
for (name, i), style, place in zip(best.items(), LINES[1:], ((-0.95, 0.042), (2.65, 0.13)), strict=False):
    axis.plot(x, np.exp(log_q[i]), **style)
    axis.text(*place, f"least {name}", color=style["color"])
axis.set(xlabel="x", ylabel="probability", xlim=(-4, 5.6))
describe(
    "A distribution with two peaks, and two bells. The one with the least KL(p, q) is wide and covers both "
    "peaks; the one with the least KL(q, p) stands on the higher peak and leaves the other out."
)
plt.show()

# %% tags=["explore"]
print(whose)
for name, i in best.items():
    print(f"least {name}: centre {bells[i, 0]:.1f}, width {bells[i, 1]:.1f}   ", end="")
    print(f"KL(p, q) {forward[i]:.2f}, KL(q, p) {backward[i]:.2f}")
covers, chooses = bells[best["KL(p, q)"]], bells[best["KL(q, p)"]]
claim("KL(p, q): a wide bell between the peaks", abs(covers[0]) < 1 and covers[1] > 2, centre=covers[0])
claim("KL(q, p): a narrow one on the higher peak", abs(chooses[0] - 2) < 0.2 and chooses[1] < 0.7)
claim("by the other's measure the narrow one is the worse", forward.min() < 0.2 * forward[best["KL(q, p)"]])
rest = length(P, np.exp(log_q)) - forward / np.log(2)
claim("cross-entropy minus divergence: the same for all bells", np.ptp(rest) < 1e-9, bits=rest[0])
truth("ch10_one_bell", "wide, over both")

# %% [markdown]
# KL(p, q) pays dearly where something comes that q hardly holds for possible, so q covers everything that comes. KL(q, p) asks only that whatever q says may come, so it can choose one peak. Training by cross-entropy is the first kind.

# %% [markdown]
# And a loss of 0.3? It is in nats: 0.3 / log(2) = 0.43 bits for each example, as if the list gave the right answers exp(-0.3) = 0.74 (their geometric mean, not the share of right ones). A classifier that knows nothing of ten classes pays log(10) = 2.30 nats, 3.32 bits.

# %% tags=["explore"]
for nats in (2.303, 1.0, 0.3, 0.05):
    bits = nats / np.log(2)
    print(f"a loss of {nats:5} nats is {bits:.2f} bits: p = {np.exp(-nats):.2f} for the right class")
claim("0.3 nats are 0.43 bits", abs(0.3 / np.log(2) - 0.43) < 0.005)
sure, wrong = np.full(100, 0.99), np.full(100, 0.51)
sure[:10] = 0.05  # nine of ten right, and sure; all right, and hardly
losses = [-np.log(p).mean() for p in (sure, wrong)]
claim("nine of ten right may cost less than all right", losses[0] < losses[1], losses=losses)

# %% [markdown]
# ## 6 What one column knows of another
#
# How much does a pixel tell about the digit? Correlation asks for a straight line. The question in bits is: how many fewer does the digit cost, once the pixel is known? From a table of how often each pair came:
#
# ```
# p     = joint / joint.sum()                    how often each pair comes
# alone = row sums of p * column sums of p       and how often by chance
# mutual_information = sum of p * log2(p / alone)
# ```
#
# It is KL(p, alone): what is lost by taking them for **independent**. It is 0 where they are, and all of the rows' entropy where the column gives the row away.

# %% [markdown]
# **Write `mutual_information`.** Judged: counts, probabilities, empty cells (and rows and columns with nothing in them), no warning about them, and that the table stays as it was.

# %% exercise="mutual_information" minutes=20 difficulty=2
def mutual_information(joint):
    """Return how many bits rows and columns tell about each other.

    joint: how often each pair came, (A, B): counts or probabilities. Returns a number.

    >>> mutual_information(np.array([[3, 0], [0, 3]])).round(4)
    1.0
    """
    ### BEGIN SOLUTION
    p = joint / joint.sum()
    alone = p.sum(axis=1, keepdims=True) * p.sum(axis=0, keepdims=True)
    seen = p > 0
    return (p[seen] * np.log2(p[seen] / alone[seen])).sum()
    ### END SOLUTION

# %% tags=["explore"]
shared, whose = working(mutual_information)


def table(a, b):
    """How often each pair of values of a and b comes."""
    (rows, i), (columns, j) = (np.unique(x, return_inverse=True) for x in (a, b))
    counts = np.zeros((len(rows), len(columns)))
    np.add.at(counts, (i, j), 1)
    return counts


a, b = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
print(whose)
claim("XOR: neither input by itself knows anything", shared(table(a, a ^ b)) + shared(table(b, a ^ b)) < 1e-9)
claim("both together know all, one bit", abs(shared(table(2 * a + b, a ^ b)) - 1) < 1e-9)
lines, known = np.zeros((2, 5))
for seed in range(5):
    x = np.random.default_rng(seed).uniform(-1, 1, 1000)
    lines[seed] = np.corrcoef(x, x**2)[0, 1]
    known[seed] = shared(table(np.floor(4 * x), np.floor(4 * x**2)))
claim("x and x²: hardly any correlation, with five seeds", np.abs(lines).max() < 0.15, correlation=lines)
claim("and more than a bit in common", known.min() > 1, bits=known)

# %% [markdown]
# Mutual information sees every kind of relation between two columns. It does not see what only three columns together show: XOR's inputs know nothing one by one.
#
# Now the pixels, dark or not, and the digits. There is a catch, and it concerns every such table. Shuffle the labels, so that no pixel knows anything. Take 20 images.

# %% tags=["guess"]
guess("ch10_of_nothing", "How many bits does a grey pixel seem to know of 20 shuffled labels?", number="bits")

# %% tags=["explore"]
DIGITS, LABELS = lw.datasets.digits()
pixels = np.array([shared(table(DIGITS[:, i] >= 0.5, LABELS)) for i in range(64)])
order = np.argsort(-pixels)
examples, nothing = np.array([20, 50, 100, 300, 1000, 1797]), np.zeros((2, 20, 6))
for repetition, i in np.ndindex(20, 6):
    rng = np.random.default_rng(repetition)
    rows = rng.permutation(len(DIGITS))[: examples[i]]
    pixel, labels = DIGITS[rows, order[0]], rng.permutation(LABELS[rows])
    nothing[:, repetition, i] = shared(table(pixel, labels)), shared(table(pixel >= 0.5, labels))

# %% tags=["explore"]
fig, axes = panels(2)
image = axes[0].imshow(pixels.reshape(8, 8), vmin=0)
axes[0].set(xticks=[], yticks=[], title="bits about the digit")
fig.colorbar(image, ax=axes[0])
labels = (("17 greys", (300, 0.9)), ("dark or not", (20, 0.03)))
for runs, style, (label, place) in zip(nothing, LINES[1:3], labels, strict=True):
    band(axes[1], examples, runs, marker="o", **style)
    axes[1].text(*place, label, color=style["color"])
axes[1].set(xscale="log", yscale="log", xlabel="images", ylabel="bits", title="labels shuffled: 0 is true")
describe(
    "Left, how many bits each of 64 pixels knows of the digit: up to 0.46 in the middle, 0 at the rim. "
    "Right, what one seems to know of shuffled labels: 1.5 bits with 20 images and 17 greys, 0.06 with 1797."
)
plt.show()

# %% tags=["explore"]
def nearest(columns, seed):
    """The accuracy of the nearest class mean, by these pixels alone."""
    rows = np.random.default_rng(seed).permutation(len(DIGITS))
    (A, y), (B, z) = ((DIGITS[part][:, columns], LABELS[part]) for part in (rows[:900], rows[900:]))
    means = np.array([A[y == k].mean(axis=0) for k in range(10)])
    return (((B[:, None] - means) ** 2).sum(axis=2).argmin(axis=1) == z).mean()


grey, dark = nothing.mean(axis=1)
claim("20 images: 1.5 bits about nothing", 1.3 < grey[0] < 1.7, bits=grey[0])
formula = 9 / (2 * 300 * np.log(2))
claim("dark or not, 300 images: as the formula says", 0.8 < dark[3] / formula < 1.3, ours=dark[3])
claim("with all of them less than a tenth of a bit is left", grey[-1] < 0.1, bits=grey[-1])
claim("dark or not: a pixel knows half a bit of 3.3 at most", 0.4 < pixels.max() < 0.5, bits=pixels.max())
chosen = np.array([nearest(order[:10], seed) for seed in range(5)])
drawn = np.array([nearest(np.random.default_rng(seed).permutation(64)[:10], seed) for seed in range(5)])
claim("the ten best pixels beat ten drawn ones with every seed", (chosen - drawn).min() > 0.1, chosen=chosen)
truth("ch10_of_nothing", grey[0])

# %% [markdown]
# A table with few counts and many cells finds knowledge where there is none: about (A - 1)(B - 1) / (2 N log 2) bits for N examples, once N is large. (The entropy of a short text was too small for the same reason.) So before you believe in a bit, shuffle the labels and look what is left.

# %% [markdown]
# ## 7 Why not the squared loss
#
# One unit, one number: a = sigmoid(z), and it should say t. Two losses: ½ (a - t)², and the cross-entropy -(t log a + (1 - t) log(1 - a)). What matters for learning is not their height but their **slope** with respect to z, for that is what the weights are told.
#
# By the chain rule it is the slope with respect to a, times that of the sigmoid, a (1 - a). For the cross-entropy the first is (a - t) / (a (1 - a)): the logarithm brings a factor that the sigmoid's slope takes away again. For the squared loss nothing does.

# %% [markdown]
# **Write `output_slopes`.** Judged: the squared loss, the cross-entropy, targets in between (0.3 as well as 0 and 1), units that are very sure (z = ±800, right or wrong), no warning, and that z and t stay as they were. `lw.sigmoid` is chapter 1's.

# %% exercise="output_slopes" minutes=15 difficulty=2
def output_slopes(z, t):
    """Return the slopes with respect to z of ½ (a - t)² and of the cross-entropy, with a = sigmoid(z).

    z: what goes into the sigmoid, any shape. t: what should come out, 0 to 1, the same shape.

    By hand: z = 0 gives a = 0.5. With t = 1 the slopes are (0.5 - 1) * 0.25 = -0.125, and -0.5.

    >>> output_slopes(np.array([0.0, 800.0]), np.array([1.0, 0.0]))
    (array([-0.125,  0.   ]), array([-0.5,  1. ]))
    """
    ### BEGIN SOLUTION
    a = lw.sigmoid(z)
    return (a - t) * a * (1 - a), a - t
    ### END SOLUTION

# %% [markdown]
# The last example says it: a unit that is certain, and wrong, is told by the squared loss to stay as it is.
#
# Nielsen's book shows it on one unit with one weight, whose input is always 1 and which should learn to say 0. Starting from w = 0.6 and b = 0.9 it says 0.82; from w = b = 2 it says 0.98, and is worse. Squared loss, learning rate 0.15, 300 steps.

# %% tags=["guess"]
guess("ch10_nielsen", "What does the second unit say in the end? (The first: 0.09.)", number="output")

# %% tags=["explore"]
slopes, whose = working(output_slopes)


def unit(w, b, which, lr, steps=300):
    """What a unit says before each step and at the end. which: 0 for squared loss, 1 for cross-entropy."""
    said = []
    for _ in range(steps + 1):
        z = np.array(w + b)
        said.append(float(lw.sigmoid(z)))
        slope = slopes(z, np.array(0.0))[which]
        w, b = w - lr * slope, b - lr * slope
    return said

# %% tags=["explore"]
fig, axes = panels(2, sharey=True)
for axis, which, title in ((axes[0], 0, "squared loss"), (axes[1], 1, "cross-entropy")):
    for (w, b), style in zip(((0.6, 0.9), (2.0, 2.0)), LINES[:2], strict=True):
        axis.plot(unit(w, b, which, 0.15), label=f"starts at {lw.sigmoid(w + b):.2f}", **style)
    axis.set(xlabel="steps", title=title, ylim=(0, 1.02))
axes[0].set_ylabel("what it says (0 is right)")
axes[1].legend()
describe(
    "Squared loss: the unit that starts at 0.82 falls to 0.09; the one at 0.98 stays above 0.9 for 150 steps "
    "and ends at 0.20. Cross-entropy with the same rate: both fall at once, to 0.01."
)
plt.show()
print(whose)

# %% tags=["explore"]
squared = [unit(w, b, 0, 0.15) for w, b in ((0.6, 0.9), (2.0, 2.0))]
entropic = [unit(w, b, 1, 0.15) for w, b in ((0.6, 0.9), (2.0, 2.0))]
ends = [runs[-1] for runs in squared]
claim("the book's numbers: 0.09 and 0.20", np.allclose(ends, [0.09, 0.20], atol=0.005), ours=ends)
claim("half of the time the second says more than 0.9", squared[1][150] > 0.9, at_150=squared[1][150])
claim("cross-entropy, same rate: both below 0.02", max(runs[-1] for runs in entropic) < 0.02)
slow = [unit(w, b, 1, 0.005)[-1] for w, b in ((0.6, 0.9), (2.0, 2.0))]
reached = np.allclose(slow, [0.42, 0.78], atol=0.005)
claim("at the book's rate for it, 0.005, plain steps reach 0.42 and 0.78", reached, ours=slow)
truth("ch10_nielsen", ends[1])

# %% [markdown]
# (For the cross-entropy the book's demonstration names another learning rate, 0.005; with plain steps that rate does not get down in 300 steps, and the same 0.15 does.)
#
# So never classify with a squared loss? That is one unit, started where it is certain and wrong. Ask networks: 1000 digits to train on, 797 to judge by, one hidden layer of 50 ReLU units, 30 epochs of plain SGD. Three losses: cross-entropy; squares of softmax(scores) - one_hot; squares of the bare scores - one_hot. Each at several learning rates, three seeds, and from two starts: He's, and one whose last weights have a spread of 3.

# %% tags=["guess"]
guess(
    "ch10_three_losses",
    "From He's start, each loss at its best rate: which classifies best?",
    choices=["cross-entropy, by far", "cross-entropy and squares of softmax alike", "the squares, by far"],
)

# %% tags=["explore"]
def entropic(scores, Y):
    return lw.softmax(scores) - Y


def squared_softmax(scores, Y):
    return lw.softmax_vjp(a := lw.softmax(scores), a - Y)


def squared_scores(scores, Y):
    return scores - Y


@cache
def sets(seed):
    """1000 digits to train on and 797 to judge by, in float32: faster."""
    rows = np.random.default_rng(seed).permutation(len(DIGITS))
    X = DIGITS.astype(np.float32)
    return X[rows[:1000]], LABELS[rows[:1000]], X[rows[1000:]], LABELS[rows[1000:]]


# %% tags=["explore"]
def train(slope, lr, seed, last=None, wrong=0.0, epochs=30, smoothing=0.0, examples=1000):
    """Train a network by a loss with this slope. last: the last weights' spread. wrong: share of labels."""
    X, y = (part[:examples] for part in sets(seed)[:2])
    rng = np.random.default_rng([seed, 1])
    y, mistaken = y.copy(), rng.permutation(len(y))[: int(wrong * len(y))]
    y[mistaken] = (y[mistaken] + rng.integers(1, 10, len(mistaken))) % 10
    Y = ((1 - smoothing) * np.eye(10)[y] + smoothing / 10).astype(np.float32)
    net = mlp((64, 50, 10), rng=rng).to(np.float32)
    if last is not None:
        W = net.parameters()[2]
        W.data = (last * rng.normal(size=W.data.shape)).astype(np.float32)
    optimizer = mine.SGD(net.parameters(), lr=lr)
    for rows in (rows for _ in range(epochs) for rows in rng.permutation(len(X)).reshape(-1, 50)):
        optimizer.zero_grad()
        with np.errstate(all="ignore"):
            scores = net(X[rows])
        if not np.isfinite(scores).all():
            break  # it has run away, and guesses
        net.backward((slope(scores, Y[rows]) / 50).astype(np.float32))
        optimizer.step()
    return net


# %% tags=["explore"]
def accuracy(net, seed):
    """On the 797 images that the network has not seen."""
    _, _, X, y = sets(seed)
    with np.errstate(all="ignore"):
        return (net(X).argmax(axis=1) == y).mean()


LOSSES = {"cross-entropy": entropic, "squares, softmax": squared_softmax, "squares, scores": squared_scores}
RATES = {"He's start": {}, "last weights of spread 3": {"last": 3.0}}
tried = {
    "He's start": ((0.1, 0.3, 1.0), (0.3, 1.0, 3.0), (0.03, 0.1, 0.2)),
    "last weights of spread 3": ((0.01, 0.03, 0.1), (0.1, 0.3, 1.0), (0.0003, 0.003, 0.03)),
}
places = [(start, i, k) for start in tried for i in range(3) for k in range(3)]
found = {place: np.zeros(3) for place in places}
for start, i, k in waiting(places, "54 networks"):
    for seed in range(3):
        net = train(list(LOSSES.values())[i], tried[start][i][k], seed, **RATES[start])
        found[start, i, k][seed] = accuracy(net, seed)

# %% tags=["explore"]
fig, axes = panels(2)
for axis, start, lowest in zip(axes, tried, (0.85, 0), strict=True):
    for i, (name, style) in enumerate(zip(LOSSES, LINES, strict=False)):
        runs = np.array([found[start, i, k] for k in range(3)]).T
        band(axis, tried[start][i], runs, label=name, marker="o", **style)
    axis.set(xscale="log", xlabel="learning rate", title=start, ylim=(lowest, 1 + (1 - lowest) / 50))
axes[0].set_ylabel("accuracy")
axes[0].legend(loc="lower right")
describe(
    "Accuracy at three learning rates for each of three losses. From He's start all reach 0.95 to 0.98. From "
    "last weights of spread 3 cross-entropy reaches 0.94, squares of softmax 0.85 and as little as 0.1, "
    "squares of scores 0.1."
)
plt.show()
best = {}
for start in tried:
    for i, name in enumerate(LOSSES):
        k = max(range(3), key=lambda k: np.median(found[start, i, k]))
        best[start, name] = found[start, i, k]
        print(f"{start:25} {name:17} rate {tried[start][i][k]:<6} ", best[start, name].round(3))

# %% tags=["explore"]
good, bad = ([best[start, name] for name in LOSSES] for start in tried)
claim("He's start: squares of softmax are within a point", np.abs(np.median(good[0] - good[1])) < 0.01)
claim("squares of the bare scores are a few points behind", 0.01 < np.median(good[0] - good[2]) < 0.05)
claim("and still right nine times of ten", good[2].min() > 0.9, accuracy=good[2])
claim("the bad start: cross-entropy is above 0.92 with every seed", bad[0].min() > 0.92, accuracy=bad[0])
one = np.array([found["last weights of spread 3", 1, k] for k in range(3)])
claim("squares of softmax: at every rate some seed is below 0.9", one.min(axis=1).max() < 0.9, accuracy=one)
claim("squares of the scores guess, at every rate tried", max(found[p].max() for p in places[-3:]) < 0.3)
long = [[accuracy(train(slope, lr, seed, wrong=0.4, epochs=100), seed) for seed in range(3)]
        for slope, lr in ((entropic, 0.1), (squared_softmax, 1.0))]  # fmt: skip
medians = np.median(long, axis=1)
claim("40 % wrong labels, 100 epochs: the squares are not ahead", medians[1] < medians[0], medians=medians)
truth("ch10_three_losses", "cross-entropy and squares of softmax alike")

# %% [markdown]
# "Squared loss cannot classify" is false: from a sensible start, at a rate of its own, it does (Hui and Belkin, 2021, find the same on large networks). What cross-entropy buys is forgiveness: after a bad start it still learns, over a wide range of rates, because a confident mistake is told so at full strength. Squares of softmax now depend on rate and seed; squares of scores are lost.
#
# A bounded loss is also said to forgive wrong *labels*. Not here: with 40 % of them wrong, after 100 epochs, the squares were behind.

# %% [markdown]
# ## 8 Less than certainty
#
# A label says: class 3, certainly. To bring its cross-entropy to 0, the scores have to be infinitely far apart. **Label smoothing**, of which chapter 6 made use once, asks for less (Szegedy and others, 2016): a part ε of the certainty is spread over all C classes.
#
# ```
# q    = 1 - ε + ε / C for the right class, ε / C for each other
# loss = -(sum of q * log_softmax(logits)), mean over the batch
# grad = (softmax(logits) - q) / N
# ```
#
# With ε = 0.1 and ten classes: 0.91 and nine times 0.01. The loss cannot fall below the entropy of q; there the gradient is 0, and the scores stand still at a finite distance.

# %% [markdown]
# **Write `smoothed_cross_entropy`.** It returns the loss and its gradient. Judged: value, gradient, any smoothing (also 0 and 1), scores far apart, no warning, and that the logits stay as they were. `lw.softmax` and `lw.log_softmax` are chapter 1's.

# %% exercise="smoothed_cross_entropy" minutes=20 difficulty=2
def smoothed_cross_entropy(logits, target, label_smoothing=0.1):
    """Return the loss, and its gradient with respect to the logits, (N, C).

    logits: (N, C). target: the right classes, (N,). label_smoothing: ε, 0 to 1.

    By hand: two equal scores, class 0, ε = 0.2: q = [0.9, 0.1], and softmax says [0.5, 0.5].
    The loss is log(2) = 0.6931, the gradient [[0.5 - 0.9, 0.5 - 0.1]].

    >>> smoothed_cross_entropy(np.zeros((1, 2)), np.array([0]), 0.2)[1]
    array([[-0.4,  0.4]])
    """
    ### BEGIN SOLUTION
    N, C = logits.shape
    q = np.full((N, C), label_smoothing / C)
    q[np.arange(N), target] += 1 - label_smoothing
    loss = -(q * lw.log_softmax(logits, dim=1)).sum(axis=1).mean()
    grad = (lw.softmax(logits, dim=1) - q) / N
    return loss, grad
    ### END SOLUTION

# %% [markdown]
# A network is **calibrated** if the probabilities that it gives agree with how often it is right. Label smoothing is said to help with that. Without it, our network gives 0.97 to its favourite class on new images, and is right on 0.97 of them.

# %% tags=["guess"]
guess("ch10_how_sure", "With ε = 0.1, what does it give to its favourite, on average?", number="probability")

# %% tags=["explore"]
smoothed, whose = working(smoothed_cross_entropy)
print(whose)


def by_smoothing(eps):
    """The slope of the smoothed loss, for `train`; its targets are one-hot."""
    return lambda scores, Y: len(Y) * smoothed(scores, Y.argmax(axis=1), eps)[1]


def looked_at(net, seed):
    """Accuracy, mean probability of the favourite, and by how much its score leads, on new images."""
    scores = net(sets(seed)[2])
    first, second = np.sort(scores, axis=1)[:, :-3:-1].T
    return accuracy(net, seed), lw.softmax(scores).max(axis=1).mean(), np.median(first - second)


parts = (0.0, 0.1, 0.3)
clean, noisy = np.zeros((5, 3, 3)), np.zeros((5, 3, 3))
for seed, i in waiting(list(np.ndindex(5, 3)), "thirty networks"):
    slope = by_smoothing(parts[i])
    clean[seed, i] = looked_at(train(slope, 0.3, seed, epochs=60), seed)
    noisy[seed, i] = looked_at(train(slope, 0.3, seed, wrong=0.2, epochs=100, examples=300), seed)

# %% tags=["explore"]
fig, axes = panels(2)
for column, style, label, place in (
    (0, LINES[0], "accuracy", (0.22, 0.91)),
    (1, LINES[1], "given to the favourite", (0.0, 0.68)),
):
    band(axes[0], parts, clean[:, :, column], marker="o", **style)
    axes[0].text(*place, label, color=style["color"])
for runs, style, label, height in (
    (clean, LINES[2], "right labels", -1.3),
    (noisy, LINES[3], "one in five wrong", 5.2),
):
    gained = 100 * (runs[:, :, 0] - runs[:, :1, 0])
    band(axes[1], parts, gained, marker="o", **style)
    axes[1].text(0.0, height, label, color=style["color"])
axes[0].set(xlabel="label smoothing ε", ylim=(0.5, 1.02), title="right labels, 1000 images")
axes[1].set(xlabel="label smoothing ε", ylabel="points gained", ylim=(-2, 9))
describe(
    "Left, with ε of 0, 0.1 and 0.3 the accuracy stays at 0.97 and the probability of the favourite falls "
    "from 0.97 to 0.84 and 0.66. Right, with right labels nothing is gained, with one in five wrong 5 points."
)
plt.show()

# %% tags=["explore"]
apart = np.abs(clean[:, :, 0] - clean[:, :, 1])
claim("without smoothing accuracy and confidence agree within 2 points", apart[:, 0].max() < 0.02)
claim("with ε = 0.1 they are more than ten points apart", apart[:, 1].min() > 0.1, apart=apart[:, 1])
lead = np.median(clean[:, :, 2], axis=0)
claim("the favourite's lead shrinks to half", lead[1] < 0.6 * lead[0], lead=lead)
change = 100 * np.median(clean[:, 1:, 0] - clean[:, :1, 0], axis=0)
claim("right labels: less than a point of accuracy either way", np.abs(change).max() < 1, points=change)
gain = 100 * (noisy[:, 2, 0] - noisy[:, 0, 0])
claim("one in five wrong, ε = 0.3: points gained with every seed", gain.min() > 2, points=gain)
q = np.full(10, 0.01)
q[0] = 0.91
claim("with ε = 0.1 no loss is below 0.5 nats", abs(H(q) * np.log(2) - 0.50) < 0.005, least=H(q) * np.log(2))
truth("ch10_how_sure", np.median(clean[:, 1, 1]))

# %% [markdown]
# Here smoothing makes calibration *worse*: the network was as sure as it was right, and is now too modest by more than ten points. It helps networks that are too sure of themselves, as large ones often are; look before you cure. What it does buy is what early stopping and L2 bought in chapter 6: where labels are wrong, it keeps the network from learning them by heart.
#
# And its loss never gets to 0: with ε = 0.1 and ten classes half a nat is the least. Such a number says nothing about the network.

# %% [markdown]
# ## 9 In your own words
#
# A colleague compares two classifiers of ten classes. "Model A has a test loss of 0.51, so it is wrong half of the time. I trained it with label smoothing 0.1, and its loss does not fall any further; something must be broken. Model B was measured in bits: 0.43, so it is better. For compressing A into a small model I minimize `F.kl_div(p_small, p_large)`, with softmax outputs on both sides; it got negative, so it must be very good. And somebody wanted to try squared loss, but that cannot classify."
#
# What do you answer? Six to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. A loss is a surprise, not an error rate: 0.51 nats is p = 0.60 for the right class, as a geometric mean; the error rate is another number (it may be near 0). Half a point for "a loss is no error rate" without a number.
# 2. With smoothing 0.1 and ten classes the loss is at least the entropy of [0.91, 0.01, …], 0.50 nats; 0.51 is nearly the best possible, nothing is broken. Compare both models by the loss without smoothing, in the same unit: 0.43 bits are 0.30 nats.
# 3. `kl_div` takes log q first and p second: the small model's log_softmax, then the large one's probabilities; and "batchmean". A true divergence is never negative, so a negative number shows that something was handed over wrongly.
# 4. Squared loss does classify: within a point on our digits when squares of softmax start sensibly and have their own rate; cross-entropy forgives a bad start and a badly chosen rate.
# ### END MARK SCHEME

# %% [markdown] written="two_losses_compared" points=4 minutes=20
# ### BEGIN SOLUTION
# A loss is not a share of mistakes. 0.51 nats mean that the right class got about exp(-0.51) = 0.60, as a geometric mean; how often the model is wrong has to be counted, and may be close to never.
#
# Nor is anything broken. With label smoothing 0.1 and ten classes the target itself has an entropy of 0.50 nats, so 0.51 is almost the least that there can be. To compare A with B, take the ordinary cross-entropy of both, without smoothing, on the same examples and in the same unit. B's 0.43 bits are 0.30 nats.
#
# A divergence is never negative, so a negative one says that the function got something else. PyTorch wants the log-probabilities of the small model first, `log_softmax`, and the probabilities of the large one second, with reduction="batchmean"; then it is KL(large, small), and the small model covers what the large one holds for possible.
#
# And squared loss can classify. On our digits squares of softmax came within a point of cross-entropy, at a learning rate of their own. Where they lost was after a bad start, when confident mistakes are not told so.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | PyTorch | others |
# |---|---|---|---|
# | entropy | bits, p as it is | `Categorical.entropy`: nats, p divided by its sum | `scipy.stats.entropy`: nats unless `base=2`, divides by the sum |
# | cross-entropy of two lists | `code_length(p, q)`, bits | `F.cross_entropy(logits, p)`, nats: logits first | Keras: `(y_true, y_pred)`, truth first |
# | divergence | `kl_div(log q, p)` is KL(p, q), nats | the same order; nan where p is 0 and log q is -inf | `scipy.stats.entropy(p, q)`; Keras: `KLDivergence()(y_true, y_pred)`, both probabilities |
# | its mean | "batchmean" by default | "mean" by default, over all N * C numbers; it warns that this will change | Keras: over the batch |
# | mutual information | bits | – | `sklearn.metrics.mutual_info_score`: nats |
# | label smoothing ε | ε / C to all classes | `label_smoothing`: the same | Keras: the same; some texts: ε / (C - 1) to the others |

# %% [markdown]
# ## Further reading
#
# - Claude Shannon, *A Mathematical Theory of Communication* (1948), and *Prediction and Entropy of Printed English* (1951).
# - Thomas Cover and Joy Thomas, *Elements of Information Theory*, chapters 2 and 5: the race, and why no code is better.
# - David Huffman, *A Method for the Construction of Minimum-Redundancy Codes* (1952).
# - David MacKay, *Information Theory, Inference, and Learning Algorithms* (2003), free to read.

# %% [markdown]
# On losses:
#
# - Michael Nielsen, *Neural Networks and Deep Learning*, chapter 3: the unit of section 7.
# - Like Hui and Mikhail Belkin, *Evaluation of Neural Architectures Trained with Square Loss vs Cross-Entropy in Classification Tasks* (2021).
# - Christian Szegedy and others, *Rethinking the Inception Architecture for Computer Vision* (2016); Rafael Müller, Simon Kornblith and Geoffrey Hinton, *When Does Label Smoothing Help?* (2019).
# - Aritra Ghosh, Himanshu Kumar and P. S. Sastry, *Robust Loss Functions under Label Noise for Deep Neural Networks* (2017).
