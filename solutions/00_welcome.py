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
# # Welcome
#
# In this course you build neural networks from their parts. Every part is a short function in numpy that you write yourself, check at once, and then use in an experiment.
#
# You need Python and the derivative of a function of one variable. If numpy is new to you, read *NumPy: the absolute basics for beginners* on numpy.org first, as far as you like; what else there is to know is told where it is needed. Nothing is downloaded, and no graphics card is needed.
#
# **Start here:** click into the next cell and press Shift+Enter. That runs a cell and goes on to the next one.

# %%
import numpy as np

from autograder import case, check, hint, progress

# %% [markdown]
# ## How a chapter works
#
# | | you | and get |
# |---|---|---|
# | **read** | a question, with a picture or a number | a reason to care about the formula |
# | **write** | one function, where it says `# your code here` | a part of the network that is yours |
# | **check** | run `check(relu)` below it | what holds, what does not, and which mistake it looks like |
# | **hint** | run `hint(relu)` if you are stuck | one step further, four in all: what it looks like, a question, the place, a line worked on other numbers |
# | **guess** | enter what you expect of an experiment | your guess beside the truth; nothing is graded |
# | **play** | run the experiment, drag the sliders | a picture drawn by *your* function |
#
# If you are still stuck after an honest try, `solution(relu)` shows how the library does it. Once your check passes, `other_ways(relu)` shows how else it can be written, and how PyTorch calls it.

# %% [markdown]
# ## One minute of it
#
# A ReLU keeps positive numbers and turns negative ones into 0. Here is one, with two common mistakes in it. Run both cells and read the card.

# %%
def relu(x):
    x[x < 0] = 0
    return x


def relu_backward(grad_output, x):
    return grad_output * (grad_output > 0)

# %%
check(relu)

# %% [markdown]
# The card names the mistake first, or quotes the line to look at. Below stand what holds, one case that does not, with its numbers, and the names of what else fails. One step more:

# %%
hint(relu)

# %% [markdown]
# The next step opens once your code has changed, or after a minute of trying. Until then, take the failing case into your own hands: its input, what is expected, and what came.

# %%
case(relu)

# %% [markdown]
# Mend that line if you like, and run the check again: it names the next mistake. ReLU is where chapter 1 begins, with a picture of what it belongs to.

# %% [markdown]
# ## Your progress
#
# The map shows which chapter rests on which. Below it, a row is a chapter, a tile is an exercise; your guesses, and the goals and milestones that you reach, stand with their chapter. Your check of `relu` has already left its mark. Run this page again whenever you want to see where you are.

# %% tags=["explore", "shown", "nbval-ignore-output"]
progress()

# %% [markdown]
# ## The chapters
#
# | | you write | and can then |
# |---|---|---|
# | [1 Activations](ch01_activations/ch01_activations.ipynb) | sigmoid, tanh, ReLU and its relatives, softmax, linear layers that collapse, dead units | say why a network needs a bend, and what each bend costs |
# | [2 Backpropagation](ch02_backprop/ch02_backprop.ipynb) | nodes of a graph, a gradient check, `Linear`, cross-entropy, a two-layer network, a `Value` that differentiates itself, the gradient's size in every layer | say where any gradient comes from, and test it |
# | [3 Optimizers](ch03_optimizers/ch03_optimizers.ipynb) | SGD with momentum, Nesterov, Adagrad, RMSprop, Adam, schedules, batches | say what each of their numbers does to a path, and which one to try first |
# | [4 Initialization](ch04_initialization/ch04_initialization.ipynb) | gains, fans, Xavier and He, the statistics of every layer | say how large the first weights must be, and what happens otherwise |
# | [5 Batch normalization](ch05_batchnorm/ch05_batchnorm.ipynb) | both passes, running statistics, `BatchNorm2d`, `LayerNorm`, fusing | say when it helps, and where a plain network wins |
# | [6 Regularization](ch06_regularization/ch06_regularization.ipynb) | L2 and L1, dropout, early stopping, augmentation, an ensemble, an honest split | say whether a network overfits, and what helped against it here |
# | [7 Convolution](ch07_cnn/ch07_cnn.ipynb) | convolution forward and backward, `unfold`, pooling, counts of parameters, a network for digits | say what a layer of a CNN sees, costs and keeps |
# | [8 Transfer learning](ch08_transfer_learning/ch08_transfer_learning.ipynb) | saving and loading, freezing, features, new heads, learning rates by depth, a fair comparison | say when somebody else's network helps, and when it does not |
# | [9 The perceptron](ch09_perceptron/ch09_perceptron.ipynb) | the perceptron's rule, XOR by hand, a combination of models, logistic and softmax regression, a count of regions, rates adjusted for a confounder | say what one line can do, what two can, and what a weight means |
# | [10 Information](ch10_information/ch10_information.ipynb) | surprise in bits, entropy, code lengths, the KL divergence, mutual information, the slopes of two losses, label smoothing, Huffman's code | say why -log p is the price, and when squared loss would do as well |
# | [11 Low rank](ch11_low_rank/ch11_low_rank.ipynb) | power iteration, deflation, rank, the best approximation of a rank, principal components, alternating least squares, PageRank | choose a rank by its error and its price, and leave a blank a blank |
# | [12 Sequential](ch12_sequential/ch12_sequential.ipynb) | `Dense`, `Sequential` with `summary`, `compile`, `fit` and `evaluate`, bags of words, R², the pieces of a ReLU network | read the five lines of every tutorial and say what each decides |
# | [13 Search](ch13_search/ch13_search.ipynb) | points that spread, successive halving, a Gaussian process, its likelihood, expected improvement, Bayesian optimization | choose the next trial by what the others said, and say when that is worth it |
# | [14 Pretraining](ch14_pretraining/ch14_pretraining.ipynb) | a linear and a denoising autoencoder, a Boltzmann machine with its free energy and its partition function, contrastive divergence, a stack of them | train a deep network layer by layer without labels, and say what made it unnecessary |
# | [15 Recurrent networks](ch15_lstm/ch15_lstm.ipynb) | an embedding, a recurrent network and an LSTM cell with their gradients, the state of the right step, clipping, the gradient through time | read a sentence in its order, and say which gate lets the gradient through |
# | [16 Architectures](ch16_architectures/ch16_architectures.ipynb) | VGG from a list, costs of a convolution, an inception block, residual blocks both ways, local response normalization, adaptive pooling, an auxiliary loss | count a network to its last parameter, and say what a shortcut is for |
# | [17 Where](ch17_where/ch17_where.ipynb) | overlaps, non-maximum suppression, box coding, RoIAlign, average precision; transposed convolution, unpooling, the loss of pixels, mean IoU | find things in a picture, name every pixel, and score both honestly |
# | [18 Captioning](ch18_captioning/ch18_captioning.ipynb) | shifted captions and their masked loss, NIC's decoder, three ways to generate a sentence, BLEU | let a network say what it sees, and catch one that never looked |
# | [19 Generation](ch19_generation/ch19_generation.ipynb) | Gram matrices, style and total variation with gradients, a step on the picture itself, both losses of a GAN and its step, a count of modes, slerp | train a picture, make two networks compete, and measure what is missing |
# | [20 Deep Q-networks](ch20_dqn/ch20_dqn.ipynb) | CartPole's physics, returns, Q-learning, ε-greedy, a replay buffer, targets with their mask, double DQN, its gradient and soft updates | turn how it went into a target, and say which trick holds an agent up |
# | [21 The transformer](ch21_transformer/ch21_transformer.ipynb) | attention and its backward pass, masks, several heads, positions, an encoder layer, the loss of the next token, writing with a cache, parameter counts | build the block of today's language models, and say what an attention picture shows |
#
# Chapters 1 to 8 are the core: take them in this order. The others rest on some of them, as the map above shows; the first cell of each says on which. What passes its check is yours from then on: `import mine` brings it into every later chapter. A chapter takes three to six hours.
#
# **Now open [chapter 1](ch01_activations/ch01_activations.ipynb).**

# %% [markdown]
# ## Good to know
#
# - **Stopping.** An endless loop is yours to stop, with the ■ button above. Your work is saved with the notebook.
# - **Restarting** the kernel forgets your functions, not your progress: run the cells again from the top. `NameError: name 'relu' is not defined` means that the cell with `relu` has not run yet.
# - **Teaching a class?** A file `layerwise.toml` with the line `help = false`, in this folder or above it, switches off `hint`, `solution`, `other_ways` and the model answers. The check still names the mistake.

# %% [markdown]
# ## What is yours
#
# - **This folder.** Add cells and notes, change experiments. `layerwise update` brings all of it into a newer course, `reset(relu)` brings one starter back, and both keep a backup.
# - **What passes its check**: `import mine` in any notebook, and `mine.parts()` says which parts you have.
# - **Your progress** is kept outside the notebooks, in a file of your own: `~/.local/share/layerwise/progress.jsonl` on Linux. Delete it to start afresh, or set `LAYERWISE_HOME` to keep it elsewhere. Nothing is sent anywhere.
