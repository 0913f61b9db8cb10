"""ensemble_predict: what is asked, what is right and what goes wrong.

A model of the probe is a function from X to logits, made of a matrix; how loud it is, is part of the matrix.
"""

import numpy as np

from layerwise.training.ensemble import ensemble_predict

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


def ask(predict, X, weights):
    """The probe: what the ensemble of these linear models says."""
    models = [lambda X, W=W: X @ W for W in weights]
    return {"probabilities": predict(models, X)}


def committee(name, models, rows, classes, loud=1.0):
    """A case with so many models; the last one's logits are `loud` times as large."""

    def draw(rng):
        weights = [rng.normal(0.0, 1.0, (4, classes)) for _ in range(models)]
        weights[-1] = loud * weights[-1]
        return {"X": rng.normal(0.0, 1.0, (rows, 4)), "weights": weights}

    return Case(name, draw)


BY_HAND = Case(
    "two calm models and a loud one",
    {
        "X": np.array([[1.0]]),
        "weights": [np.array([[0.0, 1.0]]), np.array([[0.0, 1.0]]), np.array([[10.0, 0.0]])],
    },
)
ALONE = committee("one model", 1, 5, 3)
THREE = committee("three models", 3, 6, 4)
SQUARE = committee("as many rows as classes", 3, 4, 4)
LOUD = committee("one is ten times as loud", 4, 7, 3, loud=10.0)
HUGE = committee("logits in the thousands", 3, 5, 3, loud=2000.0)


def by_hand(models, X):
    total = 0.0
    for model in models:
        z = model(X)
        e = np.exp(z - z.max(axis=1, keepdims=True))
        total = total + e / e.sum(axis=1, keepdims=True)
    return total / len(models)


def stacked(models, X):
    z = np.stack([model(X) for model in models])
    z = z - z.max(axis=-1, keepdims=True)
    p = np.exp(z - np.log(np.exp(z).sum(axis=-1, keepdims=True)))
    return p.mean(axis=0)


def running_mean(models, X):
    mean = None
    for k, model in enumerate(models, 1):
        rows = []
        for row in model(X):
            e = np.exp(row - max(row))
            rows.append(e / sum(e))
        p = np.array(rows)
        mean = p if mean is None else mean + (p - mean) / k
    return mean


def labels_averaged(models, X):
    logits = [model(X) for model in models]
    C = logits[0].shape[1]
    labels = np.mean([z.argmax(axis=1) for z in logits], axis=0)
    return np.eye(C)[np.round(labels).astype(int)]


def votes(models, X):
    logits = [model(X) for model in models]
    C = logits[0].shape[1]
    return np.mean([np.eye(C)[z.argmax(axis=1)] for z in logits], axis=0)


def logits_averaged(models, X):
    z = np.mean([model(X) for model in models], axis=0)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def the_surest(models, X):
    z = np.stack([model(X) for model in models])
    e = np.exp(z - z.max(axis=2, keepdims=True))
    p = e / e.sum(axis=2, keepdims=True)
    surest = p.max(axis=2).argmax(axis=0)
    return p[surest, np.arange(len(X))]


SOFTMAX = "total = total + e / e.sum(axis=1, keepdims=True)"
ENSEMBLE_PREDICT = Exercise(
    reference=ensemble_predict,
    probe=ask,
    aspects=(
        Aspect("one model alone", 0.5, (ALONE,)),
        Aspect("the mean of probabilities", 1, (THREE, SQUARE)),
        Aspect("a loud model counts as one", 1, (BY_HAND, LOUD)),
        Aspect("large logits", 0.5, (HUGE,)),
        leaves_inputs_alone(0.5, (THREE, LOUD), requires="the mean of probabilities"),
    ),
    accepted=(
        Accepted("one after the other", by_hand),
        Accepted("stacked", stacked),
        Accepted("a running mean, row by row", running_mean),
    ),
    misconceptions=(
        Misconception(
            "averages labels",
            labels_averaged,
            hint="You averaged the numbers of the classes. Two models say 3 and one says 9: the mean is 5, which "
            "nobody said. Labels are names, and names have no mean.",
            second_hint="What does each model give that may be averaged? Something with a number for every class.",
        ),
        Misconception(
            "counts votes",
            votes,
            hint="Each of your models casts one vote, however sure it is: 0.51 counts as much as 0.99. Voting is a "
            "method too; here the mean of the probabilities is asked, which keeps the doubts.",
            second_hint="Where did you take the argmax? Averaging comes before it.",
        ),
        Misconception(
            "averages logits",
            logits_averaged,
            hint="With calm models you are near, with a loud one you follow it: you averaged the logits, whose scale "
            "is each network's own. Logits of 10 outvote ten times logits of 1.",
            second_hint="Softmax first, then the mean: every model brings the same amount of probability, 1 in "
            "each row.",
        ),
        Misconception(
            "no softmax at all",
            edited(by_hand, (SOFTMAX, "total = total + z")),
            hint="Your rows do not add up to 1: these are mean logits. `print(out.sum(axis=1))`.",
            second_hint="What turns one model's logits into its opinion?",
        ),
        Misconception(
            "the sum, not the mean",
            edited(by_hand, ("return total / len(models)", "return total")),
            hint="Each of your rows adds up to the number of models. The argmax is right; the probabilities are not.",
            second_hint="How many opinions did you add?",
        ),
        Misconception(
            "divides by the number of rows",
            edited(by_hand, ("/ len(models)", "/ len(X)")),
            hint="You divided by the number of examples. The sum runs over the models, and rows stay rows.",
            second_hint="Over what did you add? Divide by how many there were of it.",
        ),
        Misconception(
            "softmax along the wrong axis",
            edited(by_hand, ("axis=1", "axis=0")),
            hint="Your *columns* add up to the same number. A row is one example, and its probabilities over the "
            "classes add up to 1.",
            second_hint="Logits are (N, C). Which axis are the classes?",
        ),
        Misconception(
            "the surest model decides",
            the_surest,
            hint="In each row you return the opinion of the most confident model. Networks are often sure and wrong; "
            "the others' opinions are what an ensemble is for.",
            second_hint="Take the mean over all models, the doubtful ones too.",
        ),
        Misconception(
            "the last model only",
            edited(by_hand, ("total = total + e", "total = len(models) * e")),
            hint="Only the last model counts: each round of the loop forgets the one before. Shuffle the models, and "
            "your result changes.",
            second_hint="`=` or `+=`?",
        ),
        Misconception(
            "softmax twice",
            edited(
                by_hand,
                (
                    "    return total / len(models)",
                    "    e = np.exp(total / len(models))\n    return e / e.sum(axis=1, keepdims=True)",
                ),
            ),
            hint="Your probabilities are nearly all alike: softmax was taken of probabilities. The mean of "
            "probabilities adds up to 1 by itself.",
            second_hint="With one model, what should come out? The softmax of its logits, once.",
        ),
        Misconception(
            "no maximum taken away",
            edited(by_hand, (" - z.max(axis=1, keepdims=True)", "")),
            hint="With logits in the thousands you get nan: exp(1000) is beyond float64. Chapter 1's softmax takes the "
            "row's maximum away first.",
            second_hint="`lw.softmax` does it, and so did yours.",
        ),
    ),
)
