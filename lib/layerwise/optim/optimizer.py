"""Optimizer: what all optimizers share: parameter groups, state, zero_grad and step.

A subclass says in `update` how one parameter moves; this class walks over the parameters. A new optimizer looks
like this:

    class SignDescent(Optimizer):
        def __init__(self, params, lr=0.01):
            super().__init__(params, lr=lr)

        def update(self, param, grad, state, group):
            param.data -= group["lr"] * np.sign(grad)
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ..arguments import FloatArray, real_number
from ..nn.parameter import Parameter

Group = dict[str, Any]
Params = Iterable[Parameter] | Iterable[Mapping[str, Any]]


class Optimizer:
    """The base class of optimizers.

    params: a list of Parameters, such as model.parameters(); or parameter groups: dicts with "params", a list of
    Parameters, and any option that is different for them, such as "lr". Options that a group leaves out come from
    the optimizer's own arguments.

    param_groups: the groups, complete with all options; a scheduler changes their "lr".
    state: what the optimizer remembers of each parameter (velocities, squared gradients, the number of steps).

    >>> from layerwise.optim import SGD
    >>> body, head = Parameter([0.0]), Parameter([0.0])
    >>> optimizer = SGD([{"params": [body], "lr": 0.01}, {"params": [head]}], lr=0.1)
    >>> [group["lr"] for group in optimizer.param_groups]
    [0.01, 0.1]
    """

    def __init__(self, params: Params, **defaults: Any) -> None:
        self.defaults = defaults
        self.param_groups: list[Group] = []
        self.state: dict[Parameter, dict[str, Any]] = {}
        for group in _as_groups(params):
            self.add_param_group(group)

    def update(self, param: Parameter, grad: FloatArray, state: dict[str, Any], group: Group) -> None:
        """Move one parameter: change param.data in place.

        grad: its gradient, of the same shape, not to be written into. state: this parameter's own memory, empty
        before its first update. group: the options that hold for it.
        """
        raise NotImplementedError(f"{type(self).__name__} does not say how to update a parameter")

    def check(self, group: Group) -> None:
        """Refuse options that make no sense. Subclasses check what they add."""
        real_number(group["lr"], "lr", above=0)
        if "weight_decay" in group:
            real_number(group["weight_decay"], "weight_decay", at_least=0)
        if "eps" in group:
            real_number(group["eps"], "eps", at_least=0)

    def step(self) -> None:
        """Update every parameter that has a gradient; frozen parameters and those without a gradient stay."""
        for group in self.param_groups:
            for param in group["params"]:
                if param.grad is None or not param.requires_grad:
                    continue
                if param.grad.shape != param.shape:
                    raise ValueError(f"a parameter of shape {param.shape} has a gradient of shape {param.grad.shape}")
                self.update(param, param.grad, self.state.setdefault(param, {}), group)

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters. Without it, the next backward adds to them."""
        for group in self.param_groups:
            for param in group["params"]:
                param.zero_grad()

    def add_param_group(self, group: Mapping[str, Any]) -> None:
        """Train more parameters, such as layers that were frozen until now, with options of their own.

        group: {"params": [...], "lr": ...}; what it leaves out comes from the optimizer's own arguments.
        """
        unknown = sorted(set(group) - {"params", "initial_lr", *self.defaults})
        if unknown:
            raise ValueError(f"a parameter group has unknown options {unknown}; known are {sorted(self.defaults)}")
        if "params" not in group:
            raise ValueError(f'a parameter group must have "params", got only {sorted(group)}')
        params = _parameters(group["params"])
        known = {id(param) for other in self.param_groups for param in other["params"]}
        if len({id(param) for param in params}) < len(params) or known & set(map(id, params)):
            raise ValueError("params must hold each Parameter once, got one twice: it would move twice in each step")
        options = {name: _plain(value) for name, value in {**self.defaults, **group}.items()}
        complete = {**options, "params": params}
        self.check(complete)
        self.param_groups.append(complete)

    def state_dict(self) -> dict[str, Any]:
        """Return copies of everything needed to go on later: {"state": {0: ...}, "param_groups": [...]}.

        Parameters appear as numbers, counted through all groups; their values belong to the model's state_dict.
        """
        numbers = {id(param): i for i, param in enumerate(self._all_parameters())}
        state = {numbers[id(param)]: copy.deepcopy(memory) for param, memory in self.state.items()}
        groups = [{**group, "params": [numbers[id(p)] for p in group["params"]]} for group in self.param_groups]
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Go on from what state_dict() returned, for the same parameters in the same groups; everything is copied."""
        missing = {"state", "param_groups"} - set(state_dict)
        if missing:
            raise ValueError(f"state_dict must have the keys 'state' and 'param_groups', {sorted(missing)} missing")
        groups = [dict(group) for group in state_dict["param_groups"]]
        received = [len(group.get("params", ())) for group in groups]
        expected = [len(group["params"]) for group in self.param_groups]
        if received != expected:
            raise ValueError(f"state_dict has groups of {received} parameters, this optimizer has groups of {expected}")
        for group in groups:
            wrong = (set(group) ^ {"params", *self.defaults}) - {"initial_lr"}
            if wrong:
                raise ValueError(f"state_dict is of another optimizer: its options differ in {sorted(wrong)}")
            self._check_loaded(group)
        params = self._all_parameters()
        memories = {int(number): memory for number, memory in state_dict["state"].items()}
        for number, memory in memories.items():
            if not 0 <= number < len(params):
                raise ValueError(f"state_dict has state for parameter {number}, but there are {len(params)} parameters")
            for name, value in memory.items():
                if np.ndim(value) and np.shape(value) != params[number].shape:
                    raise ValueError(
                        f"state_dict's {name} of parameter {number} has shape {np.shape(value)}, "
                        f"the parameter has shape {params[number].shape}"
                    )
        for mine, loaded in zip(self.param_groups, groups, strict=True):
            mine.update({name: value for name, value in loaded.items() if name != "params"})
        self.state = {params[number]: copy.deepcopy(dict(memory)) for number, memory in memories.items()}

    def _check_loaded(self, group: Group) -> None:
        """Like check, but a schedule may have brought lr down to 0."""
        self.check(group if group["lr"] else {**group, "lr": 1.0})

    def _all_parameters(self) -> list[Parameter]:
        return [param for group in self.param_groups for param in group["params"]]

    def __repr__(self) -> str:
        options = ", ".join(f"{name}={value!r}" for name, value in self.defaults.items())
        return f"{type(self).__name__}({options}) of {len(self._all_parameters())} parameters"


def _plain(value: Any) -> Any:
    """A numpy number as Python's: float32 times np.float64 is float64 in numpy, float32 times float stays float32."""
    return value.item() if isinstance(value, np.generic) else value


def _as_groups(params: Params) -> list[Mapping[str, Any]]:
    """A list of Parameters is one group."""
    if isinstance(params, Mapping):
        raise TypeError("params must be a list of Parameters or a list of groups; put the one group in a list: [{...}]")
    items = _listed(params)
    if any(isinstance(item, Mapping) for item in items):
        if not all(isinstance(item, Mapping) for item in items):
            raise TypeError("params must hold either Parameters or groups, got both")
        return [item for item in items if isinstance(item, Mapping)]
    return [{"params": items}]


def _parameters(params: Any) -> list[Parameter]:
    params = [params] if isinstance(params, Parameter) else _listed(params)
    if not params:
        raise ValueError("params must hold at least one Parameter, got none (is the model without layers?)")
    for param in params:
        if not isinstance(param, Parameter):
            raise TypeError(f"params must hold Parameters, got a {type(param).__name__}: wrap arrays in Parameter(...)")
    return params


def _listed(params: Any) -> list[Any]:
    """The items of params, as often as they are asked for: a generator can be read once only."""
    if isinstance(params, Parameter):
        raise TypeError("params must be a list of Parameters, got a single one: put it in a list, [parameter]")
    if hasattr(params, "parameters"):
        raise TypeError(f"params must be a list of Parameters, got a {type(params).__name__}: pass model.parameters()")
    if isinstance(params, np.ndarray) or not isinstance(params, Iterable):
        raise TypeError(f"params must be a list of Parameters, got a {type(params).__name__}")
    return list(params)
