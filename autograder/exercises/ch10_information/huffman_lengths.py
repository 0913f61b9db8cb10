"""huffman_lengths: what is asked and what is right; the mistakes stand in the `.md` beside it.

Ties may be broken either way, and then the lengths differ. What all best codes share is judged: how many bits a symbol
takes on average, and the Kraft sum, which says whether words of such lengths can be told apart.
"""

import numpy as np

from layerwise.information import huffman_lengths

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def source(name, symbols, even=0.0):
    """A case of a source with so many symbols, from a range. even: this much is added to each before dividing"""

    def draw(rng):
        p = rng.gamma(0.7, 1.0, int(rng.integers(*symbols))) + 0.002 + even
        return {"p": p / p.sum()}

    return Case(name, draw)


def dyadic(rng):
    """Powers of 1/2, in any order, most of them half of another: the best lengths are the surprises themselves."""
    halves, split = int(rng.integers(5, 9)), int(rng.integers(2))
    lengths = np.array([*range(1, halves), halves - 1])
    lengths = np.concatenate([np.delete(lengths, split), [lengths[split] + 1] * 2])
    return {"p": rng.permutation(0.5**lengths)}


def quartered(rng):
    """Four quarters, some of them halved, and halved again: powers of 1/2 many of which are equal."""
    lengths = [2, 2, 2, 2]
    for _ in range(int(rng.integers(3, 8))):
        halved = lengths.pop(int(rng.integers(len(lengths)))) + 1
        lengths += [halved, halved]
    return {"p": rng.permutation(0.5 ** np.array(lengths))}


def tied(rng):
    """A crowd of equally rare symbols, not a power of 2 of them, and one that comes more often than not."""
    crowd = int(rng.choice([n for n in range(9, 31) if n != 16]))
    p = np.concatenate([np.ones(crowd), [crowd + rng.uniform(0.0, 5.0)]])
    return {"p": np.roll(p / p.sum(), rng.integers(2, crowd))}


def one_rare(rng):
    """Two commonest symbols and a crowd of rare ones."""
    p = np.concatenate([[0.45, 0.4], 0.15 * rng.dirichlet(np.full(int(rng.integers(5, 12)), 2.0))])
    return {"p": rng.permutation(p / p.sum())}


def near_tie(name, sign):
    """A case of four symbols of which the two rarest together are nearly as common as the commonest.

    sign: 1 where they are a little commoner, so that all words have two bits; -1 where they are a little rarer
    """

    def draw(rng):
        gap, rarest = sign * rng.uniform(0.0004, 0.001), rng.uniform(0.165, 0.17)
        p = np.array([rarest, 0.35 + gap - rarest, 0.3 - gap, 0.35])
        return {"p": rng.permutation(p)}

    return Case(name, draw)


BY_HAND = Case("powers of a half by hand", {"p": np.array([0.5, 0.125, 0.25, 0.125])})
DYADIC = Case("powers of a half", dyadic)
QUARTERED = Case("powers of a half, many of them equal", quartered)
FEW = source("a few symbols", (5, 9))
MANY = source("many symbols", (25, 40))
EVEN = source("nearly even", (9, 30), even=3.0)
TIED = Case("ties", tied)
CROWD = Case("two common symbols and a crowd", one_rare)
COMMONER = near_tie("the rarest two are a little commoner than the commonest", 1)
RARER = near_tie("the rarest two are a little rarer than the commonest", -1)
ALONE = Case("a single symbol", {"p": np.array([1.0])})


def of_the_code(inputs, values):
    """The average length and the Kraft sum of the lengths that came."""
    lengths, p = np.asarray(values["output"]), inputs["p"]
    if lengths.shape != p.shape or lengths.dtype.kind not in "iuf":
        return {"what came": f"shape {lengths.shape} of {lengths.dtype}"}
    with np.errstate(all="ignore"):
        return {"bits on average": float(p @ lengths), "Kraft sum": float((0.5 ** lengths.astype(float)).sum())}


def with_a_heap(p):
    import heapq

    if len(p) == 1:
        return np.array([1])
    depth = np.zeros(len(p), dtype=int)
    members = {i: [i] for i in range(len(p))}
    heap = [(x, i) for i, x in enumerate(p)]
    heapq.heapify(heap)
    while len(heap) > 1:
        a, i = heapq.heappop(heap)
        b, j = heapq.heappop(heap)
        members[i] += members.pop(j)
        for symbol in members[i]:
            depth[symbol] += 1
        heapq.heappush(heap, (a + b, i))
    return depth


def down_the_tree(p):
    nodes = [(x, i) for i, x in enumerate(p)]
    children: dict[int, tuple[int, int]] = {}
    while len(nodes) > 1:
        nodes.sort(key=lambda node: -node[0])
        (b, right), (a, left) = nodes.pop(), nodes.pop()
        above = len(p) + len(children)
        children[above] = left, right
        nodes.append((a + b, above))
    lengths = np.zeros(len(p), dtype=int)

    def walk(node, depth):
        if node in children:
            for child in children[node]:
                walk(child, depth + 1)
        else:
            lengths[node] = max(depth, 1)

    walk(nodes[0][1], 0)
    return lengths


def two_at_a_time(p):
    member = np.eye(len(p), dtype=bool)
    weight = np.array(p, dtype=float)
    lengths = np.zeros(len(p))
    for _ in range(len(p) - 1):
        i, j = np.argsort(weight, kind="stable")[:2]
        lengths += member[i] | member[j]
        member[i] |= member[j]
        weight[i] += weight[j]
        weight[j] = np.inf
    return lengths if len(p) > 1 else lengths + 1


EXERCISE = Exercise(
    reference=huffman_lengths,
    aspects=(
        Aspect("powers of a half", 0.5, (BY_HAND, DYADIC, QUARTERED)),
        Aspect("the least average", 1.5, (FEW, CROWD, EVEN, COMMONER, RARER), derive=of_the_code),
        Aspect("many symbols", 0.5, (MANY,), derive=of_the_code),
        Aspect("ties", 0.5, (TIED,), derive=of_the_code),
        Aspect("a single symbol", 0.5, (ALONE,), requires="the least average"),
        leaves_inputs_alone(0.5, (FEW, TIED), requires="the least average"),
    ),
    accepted=(
        Accepted("with a heap", with_a_heap),
        Accepted("down the tree", down_the_tree),
        Accepted("groups as rows of a table", two_at_a_time),
    ),
)
