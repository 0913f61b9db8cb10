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
# You build neural networks from their parts: each a short function in numpy that you write, check at once, and then see at work. Here is what the first of them does.
#
# **Click into the grey cell below and press Shift+Enter.** That runs a cell and goes on to the next one.

# %% tags=["explore", "shown", "nbval-ignore-output"]
try:
    from explore import BendExplorer
except ModuleNotFoundError:
    begin = "`make start` or `layerwise start`"
    raise SystemExit(f"This Python is not the course's: begin with {begin}.") from None

BendExplorer()

# %% [markdown]
# ## One minute of it
#
# A ReLU keeps positive numbers and turns negative ones into 0. Here is one, with two common mistakes in it. Run the cells down to the card, and read it.

# %%
import numpy as np

from autograder import case, check, hint, progress

# %%
def relu(x):
    x[x < 0] = 0
    return x


def relu_backward(grad_output, x):
    return grad_output * (grad_output > 0)

# %%
check(relu)

# %% [markdown]
# The card names the mistake first. Below stand what holds, and one case that does not, with its numbers. `hint` goes one step further, and `case` hands you the numbers to try for yourself:

# %%
hint(relu)

# %%
case(relu)

# %% [markdown]
# Mend the line if you like, and check again. **Then open [chapter 1](ch01_activations/ch01_activations.ipynb)**: there you write it yourself.

# %% [markdown]
# ## Where you are
#
# The course, and how far you have come: your check has left its mark. Click on a chapter to see its exercises. Run this again whenever you come back.

# %% tags=["explore", "shown", "nbval-ignore-output"]
progress()

# %% [markdown]
# ## The chapters
#
# Chapters 1 to 8 are the core, in this order. The others rest on some of them; the first cell of each says on which. Each takes three to six hours.
#
# | chapter | after it you can |
# |---|---|
# | [1 Activations](ch01_activations/ch01_activations.ipynb) | say why a network needs a bend, and what each bend costs |
# | [2 Backpropagation](ch02_backprop/ch02_backprop.ipynb) | say where any gradient comes from, and test it |
# | [3 Optimizers](ch03_optimizers/ch03_optimizers.ipynb) | say what each of their numbers does to a path, and which one to try first |
# | [4 Initialization](ch04_initialization/ch04_initialization.ipynb) | say how large the first weights must be, and what happens otherwise |
# | [5 Batch normalization](ch05_batchnorm/ch05_batchnorm.ipynb) | say when it helps, and where a plain network wins |
# | [6 Regularization](ch06_regularization/ch06_regularization.ipynb) | say whether a network overfits, and what helped against it here |
# | [7 Convolution](ch07_cnn/ch07_cnn.ipynb) | say what a layer of a CNN sees, costs and keeps |
# | [8 Transfer learning](ch08_transfer_learning/ch08_transfer_learning.ipynb) | say when somebody else's network helps, and when it does not |
# | [9 The perceptron](ch09_perceptron/ch09_perceptron.ipynb) | say what one line can do, what two can, and what a weight means |
# | [10 Information](ch10_information/ch10_information.ipynb) | say why -log p is the price, and when squared loss would do as well |
# | [11 Low rank](ch11_low_rank/ch11_low_rank.ipynb) | choose a rank by its error and its price, and leave a blank a blank |
# | [12 Sequential](ch12_sequential/ch12_sequential.ipynb) | read the five lines of every tutorial and say what each decides |
# | [13 Search](ch13_search/ch13_search.ipynb) | choose the next trial by what the others said, and say when that is worth it |
# | [14 Pretraining](ch14_pretraining/ch14_pretraining.ipynb) | train a deep network layer by layer without labels, and say what made it unnecessary |
# | [15 Recurrent networks](ch15_lstm/ch15_lstm.ipynb) | read a sentence in its order, and say which gate lets the gradient through |
# | [16 Architectures](ch16_architectures/ch16_architectures.ipynb) | count a network to its last parameter, and say what a shortcut is for |
# | [17 Where](ch17_where/ch17_where.ipynb) | find things in a picture, name every pixel, and score both honestly |
# | [18 Captioning](ch18_captioning/ch18_captioning.ipynb) | let a network say what it sees, and catch one that never looked |
# | [19 Generation](ch19_generation/ch19_generation.ipynb) | train a picture, make two networks compete, and measure what is missing |
# | [20 Deep Q-networks](ch20_dqn/ch20_dqn.ipynb) | turn how it went into a target, and say which trick holds an agent up |
# | [21 The transformer](ch21_transformer/ch21_transformer.ipynb) | build the block of today's language models, and say what an attention picture shows |

# %% [markdown]
# ## How a chapter works
#
# - **Write** a function where it says `# your code here`, and run the `check` below it.
# - **Stuck?** `hint(relu)` has four steps. After an honest try, `solution(relu)` shows the library's way; once yours passes, `other_ways(relu)` shows others, and PyTorch's name for it.
# - **Guess** before an experiment; your guess stands beside the truth, and nothing is graded.
# - **Play**: the pictures are drawn by *your* functions once they pass, and `import mine` brings those into every later chapter.
#
# You need Python and the derivative of a function of one variable; for numpy, read *NumPy: the absolute basics for beginners* on numpy.org. Nothing is downloaded, and no graphics card is needed.

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
