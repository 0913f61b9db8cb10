"""state_dict and load_state_dict: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe builds a small network with BatchNorm whose own methods of these names refuse, trains it a little, and saves
and loads it with the functions that it is given.
"""

import numpy as np

from layerwise.nn.state_dict import load_state_dict, state_dict

from ...core.record import Accepted, Aspect, Case, Exercise


def save_and_load(save, restore, X, target, seed, dtype, gaps):
    """The probe: what is saved, what a second network does after loading it, and what is refused.

    gaps: how many modules without parameters stand before each of the others; all names depend on it
    """
    from copy import deepcopy
    from functools import cache

    import layerwise as lw
    from layerwise import nn
    from layerwise.optim import SGD

    class Network(nn.Sequential):
        def state_dict(self):
            raise NotImplementedError("model.state_dict() is what this exercise asks you to write")

        def load_state_dict(self, state, strict=True):
            raise NotImplementedError("model.load_state_dict() is what this exercise asks you to write")

    def network(start):
        rng = np.random.default_rng(start)
        before = [[nn.Flatten() for _ in range(gap)] for gap in gaps]
        body = Network(*before[1], nn.Linear(X.shape[1], 4, rng=rng), *before[2], nn.BatchNorm1d(4), nn.ReLU())
        return Network(*before[0], body, *before[3], nn.Linear(4, 3, rng=rng)).to(dtype)

    first = f"{gaps[0]}.{gaps[1]}"
    norm = f"{gaps[0]}.{gaps[1] + 1 + gaps[2]}"
    head = f"{gaps[0] + 1 + gaps[3]}"

    def train(model, optimizer, steps=2):
        model.train()
        for _ in range(steps):
            lw.train_step(model, nn.CrossEntropyLoss(), optimizer, X.astype(dtype), target)

    @cache
    def once_trained():
        model = network(seed)
        train(model, SGD(model.parameters(), lr=0.1))
        return model

    def trained():
        return deepcopy(once_trained())

    def numbers(state):
        return np.concatenate([np.ravel(state[name]).astype(float) for name in sorted(state)])

    def inside(model):
        held = [p.data for p in model.parameters()] + [buffer for _, buffer in model.named_buffers()]
        return np.concatenate([np.ravel(array).astype(float) for array in held])

    def held_twice(model, state):
        arrays = {**dict(model.named_parameters()), **dict(model.named_buffers())}
        arrays = {name: getattr(thing, "data", thing) for name, thing in arrays.items()}
        both = [name for name, a in arrays.items() if name in state and np.shares_memory(a, state[name])]
        return " ".join(both) or "none"

    def shapes_after_loading():
        model = network(seed + 1)
        restore(model, changed())
        held = {**dict(model.named_parameters()), **dict(model.named_buffers())}
        return " ".join(f"{name} {np.shape(getattr(thing, 'data', thing))}" for name, thing in held.items())

    def saved_and_own():
        model = trained()
        return held_twice(model, save(model))

    def loaded_and_own():
        model, state = network(seed + 1), changed()
        restore(model, state)
        return held_twice(model, state)

    def after_training():
        model = trained()
        state = save(model)
        train(model, SGD(model.parameters(), lr=0.5))
        return numbers(state)

    def output_after_loading():
        model = network(seed + 1)
        restore(model, save(trained()))
        return model.eval()(X)

    def state_after_training_the_loaded():
        model, state = network(seed + 1), {name: np.array(a) for name, a in save(trained()).items()}
        restore(model, state)
        train(model, SGD(model.parameters(), lr=0.5))
        return numbers(state)

    def a_step_of_an_older_optimizer():
        model = network(seed + 1)
        optimizer = SGD(model.parameters(), lr=0.5)
        restore(model, save(trained()))
        train(model, optimizer, 1)
        return model.eval()(X)

    def changed(drop=None, add=None, reshape=None, turn=None):
        held = once_trained()
        found = {**dict(held.named_parameters()), **dict(held.named_buffers())}
        state = {name: np.array(getattr(thing, "data", thing)) for name, thing in found.items() if name != drop}
        if add:
            state[add] = np.ones(2)
        if reshape:
            state[reshape] = state[reshape][:1]
        if turn:
            state[turn] = state[turn].T
        return state

    def refused(strict=True, **how):
        try:
            restore(network(seed + 1), changed(**how), **({} if strict else {"strict": False}))  # the default
        except ValueError:
            return "ValueError"
        except Exception as error:
            return type(error).__name__
        return "no error"

    def left_by_a_refusal(strict=True, **how):
        model = network(seed + 1)
        try:
            restore(model, changed(**how), strict=strict)
        except Exception:
            return inside(model)
        return np.zeros(0)

    def in_words(keys):
        return " | ".join(" ".join(sorted(names)) for names in keys)

    def partly():
        model = network(seed + 1)
        keys = restore(model, changed(drop=f"{norm}.running_mean", add="unknown.weight"), strict=False)
        return model, keys

    return {
        "names": lambda: " ".join(sorted(save(trained()))),
        "values": lambda: numbers(save(trained())),
        "dtypes": lambda: " ".join(
            str(save(trained())[name].dtype) for name in (f"{first}.weight", f"{norm}.running_mean")
        ),
        "saved arrays that are the network's own": saved_and_own,
        "loaded arrays that are the network's own": loaded_and_own,
        "the saved values, after more training": after_training,
        "output of the loaded network": output_after_loading,
        "shapes in the loaded network": shapes_after_loading,
        "the state, after training the network that loaded it": state_after_training_the_loaded,
        "output after a step of an optimizer made before loading": a_step_of_an_older_optimizer,
        "refuses a missing weight": lambda: refused(drop=f"{head}.weight"),
        "refuses a missing statistic": lambda: refused(drop=f"{norm}.running_var"),
        "refuses an unknown name": lambda: refused(add="unknown.weight"),
        "refuses another shape": lambda: refused(reshape=f"{head}.weight"),
        "refuses a transposed weight": lambda: refused(turn=f"{head}.weight"),
        "refuses a statistic of another shape": lambda: refused(reshape=f"{norm}.running_var"),
        "refuses another shape, not strict": lambda: refused(strict=False, reshape=f"{head}.weight"),
        "refuses a transposed weight, not strict": lambda: refused(
            strict=False, turn=f"{head}.weight", drop=f"{head}.bias"
        ),
        "refuses a statistic of another shape, not strict": lambda: refused(
            strict=False, reshape=f"{norm}.running_var"
        ),
        "what a refusal leaves": lambda: np.concatenate(
            [
                left_by_a_refusal(drop=f"{head}.bias"),
                left_by_a_refusal(add="unknown.bias"),
                left_by_a_refusal(reshape=f"{head}.weight"),
            ]
        ),
        "what a refusal leaves, not strict": lambda: left_by_a_refusal(strict=False, reshape=f"{head}.weight"),
        "not strict: missing and unexpected": lambda: in_words(partly()[1]),
        "strict: missing and unexpected": lambda: in_words(restore(network(seed + 1), changed())),
        "not strict: what the network holds": lambda: inside(partly()[0]),
        "dtype after loading float64": lambda: (
            (model := network(seed + 1)),
            restore(model, {name: np.array(a, dtype=np.float64) for name, a in changed().items()}),
            str(model.children()[-1].weight.data.dtype),
        )[2],
    }


def settings(name, dtype="float64"):
    """A case with a batch and starting weights drawn anew in every run."""

    def draw(rng):
        return {
            "X": rng.normal(1.0, 2.0, (6, 3)),
            "target": np.array([0, 1, 2, 0, 1, 2]),
            "seed": int(rng.integers(1000)),
            "dtype": dtype,
            "gaps": [int(gap) for gap in rng.integers(4, size=4)],
        }

    return Case(name, draw)


DOUBLE = settings("a network with BatchNorm")
SINGLE = settings("in single precision", "float32")


def by_hand(model):
    state = {name: parameter.data.copy() for name, parameter in model.named_parameters()}
    for name, buffer in model.named_buffers():
        state[name] = np.array(buffer)
    return state


def load_by_hand(model, state, strict=True):
    held = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    missing = [name for name in held if name not in state]
    unexpected = [name for name in state if name not in held]
    if strict and missing:
        raise ValueError(f"missing: {missing}")
    if strict and unexpected:
        raise ValueError(f"unexpected: {unexpected}")
    for name in held:
        if name in state and np.shape(state[name]) != np.shape(getattr(held[name], "data", held[name])):
            raise ValueError(f"{name} has another shape")
    for path in held:
        if path not in state:
            continue
        *owners, name = path.split(".")
        owner = model
        for step in owners:
            owner = getattr(owner, step)
        thing = getattr(owner, name)
        if hasattr(thing, "requires_grad"):
            thing.data = np.array(state[path], dtype=thing.data.dtype)
        else:
            setattr(owner, name, np.array(state[path], dtype=np.asarray(thing).dtype))
    return missing, unexpected


def by_walking(model):
    state = {}
    for path, module in model.named_modules():
        before = path + "." if path else ""
        for name, thing in vars(module).items():
            if hasattr(thing, "accumulate_grad"):
                state[before + name] = 1 * thing.data
        for name in module._buffer_names:
            state[before + name] = np.copy(getattr(module, name))
    return state


def load_by_walking(model, state, strict=True):
    import copy

    expected, orders = set(), []
    for path, module in model.named_modules():
        for name, thing in list(vars(module).items()):
            is_parameter = hasattr(thing, "accumulate_grad")
            if not is_parameter and name not in module._buffer_names:
                continue
            full = f"{path}.{name}".lstrip(".")
            expected.add(full)
            if full in state:
                array = thing.data if is_parameter else np.asarray(thing)
                new = copy.deepcopy(np.asarray(state[full])).astype(array.dtype)
                if new.shape != array.shape:
                    raise ValueError("shape of " + full)
                orders.append((thing, "data", new) if is_parameter else (module, name, new))
    missing, unexpected = sorted(expected - set(state)), sorted(set(state) - expected)
    if strict and missing + unexpected:
        raise ValueError(missing + unexpected)
    for owner, name, new in orders:
        setattr(owner, name, new)
    return [missing, unexpected]


EXERCISE = Exercise(
    reference=(state_dict, load_state_dict),
    probe=save_and_load,
    aspects=(
        Aspect("names", 0.5, (DOUBLE, SINGLE), observations=("names",)),
        Aspect("values", 0.5, (DOUBLE, SINGLE), observations=("values", "dtypes")),
        Aspect(
            "copies that training does not change",
            0.5,
            (DOUBLE,),
            observations=("the saved values, after more training", "saved arrays that are the network's own"),
            requires="values",
        ),
        Aspect(
            "a loaded network gives the same output",
            0.5,
            (DOUBLE, SINGLE),
            ("output of the loaded network", "shapes in the loaded network"),
        ),
        Aspect(
            "training goes on, and leaves the state alone",
            0.5,
            (DOUBLE, SINGLE),
            observations=(
                "the state, after training the network that loaded it",
                "loaded arrays that are the network's own",
                "output after a step of an optimizer made before loading",
            ),
            requires="a loaded network gives the same output",
        ),
        Aspect(
            "strict",
            0.5,
            (DOUBLE,),
            observations=(
                "refuses a missing weight",
                "refuses a missing statistic",
                "refuses an unknown name",
                "strict: missing and unexpected",
            ),
            requires="a loaded network gives the same output",
        ),
        Aspect(
            "not strict",
            0.5,
            (DOUBLE,),
            observations=("not strict: missing and unexpected", "not strict: what the network holds"),
        ),
        Aspect(
            "shapes, dtypes, and nothing by halves",
            0.5,
            (DOUBLE, SINGLE),
            observations=(
                "refuses another shape",
                "refuses a transposed weight",
                "refuses a statistic of another shape",
                "refuses another shape, not strict",
                "refuses a transposed weight, not strict",
                "refuses a statistic of another shape, not strict",
                "what a refusal leaves",
                "what a refusal leaves, not strict",
                "dtype after loading float64",
            ),
        ),
    ),
    accepted=(
        Accepted("names first", {"state_dict": by_hand, "load_state_dict": load_by_hand}),
        Accepted("module by module", {"state_dict": by_walking, "load_state_dict": load_by_walking}),
    ),
)
