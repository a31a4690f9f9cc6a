"""A question laid out for exact inference: what is constant, what is observed, who reads whom.

A `Copy` is a variable in one of the two worlds: `(name, 0)` as things are (or under `do`, when nothing is
counterfactual), `(name, 1)` in the imagined world. Only descendants of the intervention have a second copy.
"""

from __future__ import annotations

from collections.abc import Sequence

from causim_env.scm.compile import functions
from causim_env.scm.domains import Value
from causim_env.scm.model import SCM, Exogenous, World

Copy = tuple[str, int]
Law = tuple[tuple[Value, int], ...]


class Network:
    """One question laid out: what is constant, what is observed, and who reads whom.

    Attributes:
        fixed: Copies whose value is given, by `do` or by observation.
        observed: The endogenous copies among them that are observed, so their mechanisms must agree.
        contradiction: An observation that the intervention rules out, as text, or None.
    """

    def __init__(self, scm: SCM, evidence: World, do: World, counterfactual: bool, counting: bool = False) -> None:
        self.scm = scm
        self.mechanisms = functions(scm)
        self.counting = counting
        self.imagined = scm.descendants(do) if counterfactual and do else frozenset()
        self.fixed: dict[Copy, Value] = {}
        self.observed: dict[Copy, Value] = {}
        self.contradiction: str | None = None
        self._parents: dict[Copy, list[Copy]] = {}
        world = 1 if counterfactual else 0
        for name, value in do.items():
            self.fixed[name, world] = value
        for name, value in evidence.items():
            given = self.fixed.setdefault((name, 0), value)
            if given != value or type(given) is not type(value):
                self.contradiction = f"{name}={value!r}"
            elif not scm.is_exogenous(name) and not (world == 0 and name in do):
                self.observed[name, 0] = value

    def read(self, name: str) -> Copy:
        """The copy in which a target is read."""
        return (name, 1) if name in self.imagined else (name, 0)

    def law(self, name: str) -> Law:
        """Values and weights of an exogenous variable; every weight is 1 when worlds are counted."""
        root = self.scm[name]
        assert isinstance(root, Exogenous)
        if self.counting:
            return tuple((value, 1) for value in root.support)
        return root.distribution.weights

    def parents(self, copy: Copy) -> list[Copy]:
        """The copies a copy's mechanism reads; none for exogenous and intervened copies."""
        known = self._parents.get(copy)
        if known is None:
            name, world = copy
            if copy in self.fixed and copy not in self.observed:
                known = []
            elif world == 0:
                known = [(parent, 0) for parent in self.scm.parents(name)]
            else:
                known = [(parent, 1 if parent in self.imagined else 0) for parent in self.scm.parents(name)]
            self._parents[copy] = known
        return known

    def components(self, targets: Sequence[Copy]) -> list[frozenset[Copy]]:
        """The independent parts of what leads to a target or an observation."""
        todo = [*targets, *self.observed]
        group = {copy: {copy} for copy in todo}
        while todo:
            copy = todo.pop()
            mine = group[copy]
            for parent in self.parents(copy):
                if parent in self.fixed:
                    continue
                other = group.get(parent)
                if other is None:
                    group[parent] = mine
                    mine.add(parent)
                    todo.append(parent)
                elif other is not mine:
                    mine, other = sorted((mine, other), key=len, reverse=True)
                    mine |= other
                    group.update(dict.fromkeys(other, mine))
        return [frozenset(part) for part in {id(part): part for part in group.values()}.values()]
