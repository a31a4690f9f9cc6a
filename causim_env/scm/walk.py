"""The walk behind exact inference: in which order variables are summed out, and the sums along the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from causim_env.scm.compile import Row as State
from causim_env.scm.compile import picker, reading
from causim_env.scm.domains import Value
from causim_env.scm.network import Copy, Law, Network
from causim_env.scm.table_noise import TableNoise, table_noise

FEW_STEPS = 5
FEW_WORLDS = 16
DRAWS_PER_STATE = 16
"""How many draws of exogenous values a walk may look at for every state that may be alive."""
_UNREAD: Law = ((False, 1),)


@dataclass(frozen=True, slots=True)
class _Step:
    """One variable in the walk, in both worlds where both matter."""

    name: str
    copies: tuple[Copy, ...]
    reads: frozenset[Copy]


def component_weights(
    network: Network, component: frozenset[Copy], targets: tuple[Copy, ...], max_states: int
) -> dict[State, int] | None:
    """Integer weights of the targets' values, jointly with the component's observations.

    Returns:
        Target values to weights, all over the same denominator; empty where the observations are
        impossible; None where more than `max_states` states would be alive, or the walk would take as long.
    """
    result = _world_by_world(network, component, targets, max_states)
    if result is not None:
        return result
    steps = _plan(network, component, targets)
    last_use: dict[Copy, int] = {}
    for index, step in enumerate(steps):
        for copy in step.reads:
            last_use[copy] = index
    for copy in targets:
        last_use[copy] = len(steps)
    live: list[Copy] = []
    states: dict[State, int] = {(): 1}
    budget = DRAWS_PER_STATE * max_states
    for index, step in enumerate(steps):
        expansion = _Expansion(network, step, live, index, last_use, max_states, budget)
        advanced = _advance(states, expansion, max_states)
        if advanced is None:
            return None
        states, budget = advanced, expansion.budget
        live = expansion.live_after
        if not states:
            return {}
    for copy in targets:
        if copy not in live:
            states = _introduce(network, copy, states)
            live = [*live, copy]
    arrange = picker([live.index(copy) for copy in targets])
    result = {}
    for state, weight in states.items():
        key = arrange(state)
        result[key] = result.get(key, 0) + weight
    return result


def _world_by_world(
    network: Network, component: frozenset[Copy], targets: tuple[Copy, ...], max_states: int
) -> dict[State, int] | None:
    """The weights by running every world, where they are so few that the walk would take longer to lay out."""
    place = network.scm.place
    roots = sorted(copy for copy in component if copy[0] not in place)
    if 2 ** len(roots) > FEW_WORLDS:
        return None
    laws = [network.law(name) for name, _ in roots]
    if prod(map(len, laws)) > min(FEW_WORLDS, max_states):
        return None
    inner = sorted([copy for copy in component if copy[0] in place], key=lambda copy: (place[copy[0]], copy[1]))
    calls = [reading(network.mechanisms, copy[0], network.parents(copy)) for copy in inner]
    steps = [(copy, call, copy in network.observed) for copy, call in zip(inner, calls, strict=True)]
    values = dict(network.fixed)
    weights: dict[State, int] = {}
    for drawn in product(*laws):
        weight = 1
        for copy, (value, share) in zip(roots, drawn, strict=True):
            values[copy] = value
            weight *= share
        for copy, call, is_observed in steps:
            value = call(values)
            if not is_observed:
                values[copy] = value
            elif value != values[copy] or type(value) is not type(values[copy]):
                break
        else:
            key = tuple([values[copy] for copy in targets])
            weights[key] = weights.get(key, 0) + weight
    return weights


def _introduce(network: Network, copy: Copy, states: dict[State, int]) -> dict[State, int]:
    return {
        (*state, value): weight * share for state, weight in states.items() for value, share in network.law(copy[0])
    }


def _plan(network: Network, component: frozenset[Copy], targets: tuple[Copy, ...]) -> list[_Step]:
    """Endogenous variables of the component, parents first, few alive at a time."""
    place, fixed = network.scm.place, network.fixed
    copies: dict[str, list[Copy]] = {}
    for copy in component:
        if copy[0] in place:
            copies.setdefault(copy[0], []).append(copy)
    ordered = []
    for name in sorted(copies, key=place.__getitem__):
        group = sorted(copies[name])
        reads = frozenset([parent for copy in group for parent in network.parents(copy) if parent not in fixed])
        ordered.append(_Step(name, tuple(group), reads))
    return ordered if len(ordered) <= FEW_STEPS else _greedy(network, ordered, targets)


def _greedy(network: Network, steps: list[_Step], targets: tuple[Copy, ...]) -> list[_Step]:
    """Of the steps whose parents are done, always the one that leaves the fewest copies alive."""
    readers: dict[Copy, int] = dict.fromkeys(targets, 1)
    for step in steps:
        for copy in step.reads:
            readers[copy] = readers.get(copy, 0) + 1
    kept = {
        step.name: [copy for copy in step.copies if copy in readers and copy not in network.fixed] for step in steps
    }
    waiting: dict[str, int] = {}
    children: dict[str, list[_Step]] = {}
    for step in steps:
        above = {copy[0] for copy in step.reads if copy[0] in kept}
        waiting[step.name] = len(above)
        for parent in above:
            children.setdefault(parent, []).append(step)
    ready = [step for step in steps if waiting[step.name] == 0]
    alive: set[Copy] = set()
    order: list[_Step] = []
    while ready:
        best, best_cost = 0, 10**9
        for index, step in enumerate(ready):
            cost = len(kept[step.name])
            for copy in step.reads:
                if copy in alive:
                    cost -= readers[copy] == 1
                else:
                    cost += readers[copy] > 1
            if cost < best_cost:
                best, best_cost = index, cost
        step = ready.pop(best)
        order.append(step)
        for copy in step.reads:
            readers[copy] -= 1
            if readers[copy]:
                alive.add(copy)
            else:
                alive.discard(copy)
        alive.update(kept[step.name])
        for child in children.get(step.name, ()):
            waiting[child.name] -= 1
            if waiting[child.name] == 0:
                ready.append(child)
    return order


class _Expansion:
    """What one step does to a state: which values it reads, and the tails it puts behind what stays."""

    def __init__(
        self,
        network: Network,
        step: _Step,
        live: list[Copy],
        index: int,
        last_use: dict[Copy, int],
        max_states: int,
        budget: int,
    ) -> None:
        self.max_states = max_states
        self.budget = budget
        known = [copy for copy in live if copy in step.reads]
        self.roots = sorted(step.reads.difference(known))
        stays = [copy for copy in live if last_use[copy] > index]
        kept_roots = [copy for copy in self.roots if last_use[copy] > index]
        results = [copy for copy in step.copies if copy not in network.fixed and last_use.get(copy, -1) > index]
        self.live_after = [*stays, *kept_roots, *results]
        self.key = picker([live.index(copy) for copy in known])
        self.keep = None if len(stays) == len(live) else picker([live.index(copy) for copy in stays])
        constants = [parent for copy in step.copies for parent in network.parents(copy) if parent in network.fixed]
        self.slots = {copy: place for place, copy in enumerate([*known, *self.roots, *constants])}
        self.blank: list[Value] = [False] * len(self.roots) + [network.fixed[copy] for copy in constants]
        self.first_root = len(known)
        self.kept_roots = [self.slots[copy] for copy in kept_roots]
        self.calls = [
            (
                reading(network.mechanisms, copy[0], [self.slots[parent] for parent in network.parents(copy)]),
                network.observed.get(copy),
                copy in network.observed,
                copy in results,
            )
            for copy in step.copies
        ]
        self.laws = [network.law(name) for name, _ in self.roots]
        self.places = range(self.first_root, self.first_root + len(self.roots))
        self.table = None
        if len(self.roots) > 2 and not network.counting:
            laws = dict(zip(self.places, self.laws, strict=True))
            self.table = table_noise(network, step.copies, self.slots, laws, self.kept_roots)
        self.drawn = self._product(self.laws, 1) if self.table is None else None

    def tails(self, key: State) -> list[tuple[State, int]] | None:
        """The tails after one reading of the state, with weights; None over the cap."""
        values: list[Value] = [*key, *self.blank]
        drawn = self.drawn if self.table is None else self._product(*self._noise(self.table, values))
        if drawn is None:
            return None
        self.budget -= len(drawn)
        places = slice(self.first_root, self.first_root + len(self.roots))
        entries: dict[State, int] = {}
        for roots, weight in drawn:
            values[places] = roots
            tail = [values[place] for place in self.kept_roots]
            for call, expected, is_observed, is_kept in self.calls:
                result = call(values)
                if is_observed and (result != expected or type(result) is not type(expected)):
                    break
                if is_kept:
                    tail.append(result)
            else:
                found = tuple(tail)
                entries[found] = entries.get(found, 0) + weight
        return list(entries.items())

    def _noise(self, table: TableNoise, values: Sequence[Value]) -> tuple[list[Law], int]:
        """What a table reads of its noise in this state, and the factor of the weights."""
        used, factor = table.used(values)
        return [law if place in used else _UNREAD for place, law in zip(self.places, self.laws, strict=True)], factor

    def _product(self, laws: Sequence[Law], factor: int) -> list[tuple[State, int]] | None:
        if prod(map(len, laws)) > self.max_states:
            return None
        drawn: list[tuple[State, int]] = [((), factor)]
        for law in laws:
            drawn = [((*roots, value), weight * share) for roots, weight in drawn for value, share in law]
        return drawn


def _advance(states: dict[State, int], step: _Expansion, max_states: int) -> dict[State, int] | None:
    memo: dict[State, list[tuple[State, int]]] = {}
    read, keep = step.key, step.keep
    result: dict[State, int] = {}
    for state, weight in states.items():
        key = read(state)
        tails = memo.get(key)
        if tails is None:
            tails = step.tails(key)
            if tails is None:
                return None
            memo[key] = tails
        step.budget -= len(tails)
        if step.budget < 0:
            return None
        if not tails:
            continue
        stem = state if keep is None else keep(state)
        for tail, share in tails:
            grown = stem + tail
            result[grown] = result.get(grown, 0) + weight * share
        if len(result) > max_states:
            return None
    return result
