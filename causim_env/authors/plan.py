"""The plan of an SCM before anything has a name: which kind of variable, which family, which inputs.

Going down the graph, each node picks a mechanism family among those that fit the kinds of its parents, and
with it its own kind and the kinds of the exogenous inputs it still needs. What fits is asked of the families
themselves, on typical parents, and remembered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations_with_replacement
from math import prod

from causim_env.authors.graphs import Parents
from causim_env.authors.spec import Spec
from causim_env.authors.themes import KINDS, Kind, Theme
from causim_env.scm.domains import Boolean, Category, Domain, Integer
from causim_env.scm.mechanisms import FAMILIES
from causim_env.streams import Stream

_TYPICAL: dict[Kind, Domain] = {
    "boolean": Boolean(),
    "integer": Integer(0, 5),
    "category": Category(("a", "b", "c")),
}
_TRIES = 6
_FEWEST = 4
_NODE_WEIGHTS: dict[Kind, int] = {"boolean": 2, "integer": 5, "category": 2}
_INPUT_WEIGHTS: dict[Kind, int] = {"boolean": 2, "integer": 4, "category": 1}
_SECOND_INPUT = 0.7
_SECOND_THOUGHTS = 4
_WINDOW = 12
_ROOM: dict[Kind, int] = {"boolean": 2, "integer": 6, "category": 3}
_CRAMPED = 5
_KEPT = 0.85


@dataclass(slots=True)
class Slot:
    """One endogenous variable to be.

    Attributes:
        kind: Its kind.
        family: The mechanism family to draw first.
        above: Its endogenous parents, as indices of slots.
        inputs: Its exogenous parents, as indices of `Plan.inputs`.
    """

    kind: Kind
    family: str
    above: tuple[int, ...]
    inputs: list[int]


@dataclass(slots=True)
class Plan:
    """All variables to be.

    Attributes:
        slots: The endogenous ones, parents first.
        inputs: The kinds of the exogenous ones.
    """

    slots: list[Slot] = field(default_factory=list)
    inputs: list[Kind] = field(default_factory=list)

    def kinds(self, above: tuple[int, ...], inputs: list[int]) -> list[Kind]:
        """The kinds of a node's parents, in the order of its parameters."""
        return [self.slots[j].kind for j in above] + [self.inputs[j] for j in inputs]


@dataclass(frozen=True, slots=True)
class Choice:
    """A family, the kind it gives, and the kinds of the exogenous inputs that make it fit."""

    family: str
    kind: Kind
    inputs: tuple[Kind, ...]


def make_plan(
    stream: Stream, spec: Spec, setting: Theme, parents: Parents, confounded: Mapping[int, int]
) -> Plan | None:
    """Plans one SCM.

    Args:
        stream: Where the draws come from.
        spec: What is asked for.
        setting: The theme; what it has variables for is preferred.
        parents: The endogenous graph.
        confounded: Node to the node whose exogenous input it also reads.

    Returns:
        The plan, or None where no family fits a node.
    """
    plan = Plan()
    allowance = int(spec.booleans * len(parents))
    left = _Left(setting)
    room: list[int] = []
    causes = set(confounded.values())
    for i, above in enumerate(parents):
        inputs: list[int] = []
        if i in confounded:
            inputs.append(plan.slots[confounded[i]].inputs[0])
        elif above and plan.inputs and stream.chance(spec.shared):
            recent = min(len(plan.inputs), _WINDOW)
            inputs.append(len(plan.inputs) - 1 - stream.below(recent))
        if not above:
            own = 1 + stream.chance(_SECOND_INPUT)
        elif i in causes or (spec.noise and prod([room[j] for j in above]) < _CRAMPED):
            own = 1
        else:
            own = int(stream.chance(spec.noise))
        given = tuple(sorted(plan.kinds(above, inputs)))
        choice = _choose(stream, spec, left, given, own, allowance > 0)
        if choice is None and inputs and i not in confounded:
            inputs = []
            given = tuple(sorted(plan.kinds(above, inputs)))
            choice = _choose(stream, spec, left, given, own, allowance > 0)
        if choice is None or (i in causes and not choice.inputs):
            return None
        allowance -= choice.kind == "boolean"
        left.take(choice)
        fresh = range(len(plan.inputs), len(plan.inputs) + len(choice.inputs))
        inputs = [*fresh, *inputs]
        plan.inputs.extend(choice.inputs)
        values = prod([room[j] for j in above] + [_ROOM[kind] for kind in choice.inputs])
        room.append(min(_ROOM[choice.kind], int(_KEPT * values)))
        plan.slots.append(Slot(choice.kind, choice.family, above, inputs))
    return plan


class _Left:
    """How many variables of each kind a theme still has to give."""

    def __init__(self, setting: Theme) -> None:
        self.nodes = {kind: len(setting.pool(False, kind)) for kind in KINDS}
        self.inputs = {kind: len(setting.pool(True, kind)) for kind in KINDS}

    def suffices(self, choice: Choice) -> bool:
        """Whether a choice can be named without repeating the theme."""
        inputs = choice.inputs
        return self.nodes[choice.kind] > 0 and all([self.inputs[kind] >= inputs.count(kind) for kind in inputs])

    def take(self, choice: Choice) -> None:
        """Counts a choice."""
        self.nodes[choice.kind] -= 1
        for kind in choice.inputs:
            self.inputs[kind] -= 1


def _choose(stream: Stream, spec: Spec, left: _Left, given: tuple[Kind, ...], own: int, boolean: bool) -> Choice | None:
    """A family that fits, drawn evenly; with more or fewer inputs than wished where none fits otherwise."""
    for inputs in (own, own + 1, own + 2, *range(own - 1, -1, -1)):
        if not inputs and not given:
            continue
        for allowed in (boolean, True):
            groups = choices(spec.families, spec.kinds, given, inputs, allowed)
            if groups:
                choice = stream.weighted(stream.choice(groups))
                for _ in range(_SECOND_THOUGHTS):
                    if left.suffices(choice):
                        break
                    choice = stream.weighted(stream.choice(groups))
                return choice
    return None


@cache
def choices(
    families: tuple[str, ...], allowed: tuple[Kind, ...], given: tuple[Kind, ...], inputs: int, boolean: bool
) -> tuple[tuple[tuple[Choice, int], ...], ...]:
    """What fits parents of these kinds and so many more inputs: one weighted group for each family."""
    groups = []
    for family in families:
        group = []
        for kinds in combinations_with_replacement(allowed, inputs):
            for kind in allowed:
                if kind == "boolean" and not boolean:
                    continue
                if fits(family, tuple(sorted((*given, *kinds))), kind):
                    weight = _NODE_WEIGHTS[kind]
                    for extra in kinds:
                        weight *= _INPUT_WEIGHTS[extra]
                    group.append((Choice(family, kind, kinds), weight))
        if group:
            groups.append(tuple(group))
    return tuple(groups)


@cache
def fits(family: str, parents: tuple[Kind, ...], kind: Kind) -> bool:
    """Whether a family can give a kind, and no cramped one, from typical parents of these kinds."""
    stream = Stream("fits", family, kind, *parents)
    named = [(f"p{i}", _TYPICAL[parent]) for i, parent in enumerate(parents)]
    for _ in range(_TRIES):
        drawn = FAMILIES[family].sample(stream, named, kind, ("a", "b", "c"), 6)
        if drawn is not None and (kind != "integer" or len(drawn.domain.values) >= _FEWEST):
            return True
    return False
