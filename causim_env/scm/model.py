"""What an SCM is: exogenous variables with exact laws, endogenous variables with mechanisms.

An SCM is immutable. Its text (`to_source`) is the canonical form, its JSON carries the same facts, and its
graph cannot disagree with its code because a mechanism's parents are its parameters. Running it is in
`compile`, exact inference in `infer`, identity up to renaming in `canonical`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from causim_env.scm.domains import Distribution, Domain, SCMError, Value

if TYPE_CHECKING:
    import networkx as nx

World = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Exogenous:
    """A variable given from outside.

    Attributes:
        name: Its name.
        distribution: Its exact law on finitely many values.
        doc: `Phrase [unit].` and what else there is to say; may be empty.
    """

    name: str
    distribution: Distribution
    doc: str = ""

    @property
    def support(self) -> tuple[Value, ...]:
        """Its values, in declared order."""
        return self.distribution.support


@dataclass(frozen=True, slots=True)
class Endogenous:
    """A variable computed by a mechanism.

    Attributes:
        name: Its name.
        parents: The parameters of its mechanism, in order.
        domain: The declared values.
        source: The text of the mechanism, a whole `def`.
        doc: The mechanism's docstring; may be empty.
    """

    name: str
    parents: tuple[str, ...]
    domain: Domain
    source: str
    doc: str = ""

    @property
    def support(self) -> tuple[Value, ...]:
        """Its declared values."""
        return self.domain.values


class SCM:
    """A structural causal model.

    Args:
        doc: What system this is, in words.
        exogenous: The exogenous variables.
        endogenous: The endogenous variables, in any order.
        vetted: Whether the text is the project's own: in the language, inside its domains, laid out as it lays texts
            out. Mechanisms then run without fuel and checks.
        tables: Mechanisms over all values of their parents, where the author or the sandbox has worked them out; they
            are then read instead of compiled, and text of somebody else's never runs in this process.

    Raises:
        SCMError: A name stands twice, a parent does not exist, or the graph has a cycle.
    """

    def __init__(
        self,
        doc: str,
        exogenous: Iterable[Exogenous],
        endogenous: Iterable[Endogenous],
        *,
        vetted: bool = False,
        tables: Mapping[str, Mapping[tuple[Value, ...], Value]] | None = None,
    ) -> None:
        self.doc = doc
        self.exogenous = tuple(exogenous)
        self.endogenous = tuple(endogenous)
        self.vetted = vetted
        self.tables = tables or {}
        self._variables: dict[str, Exogenous | Endogenous] = {v.name: v for v in self.exogenous}
        self._variables.update((v.name, v) for v in self.endogenous)
        if len(self._variables) != len(self.exogenous) + len(self.endogenous):
            names = [root.name for root in self.exogenous] + [v.name for v in self.endogenous]
            twice = next(name for name, times in Counter(names).items() if times > 1)
            raise SCMError(f"variable {twice} stands twice: give each variable its own name")
        self._parents: dict[str, tuple[str, ...]] = {v.name: () for v in self.exogenous}
        self._parents.update((v.name, v.parents) for v in self.endogenous)
        self.order = self._topological_order()

    @classmethod
    def from_source(cls, text: str) -> SCM:
        """Reads an SCM from its text.

        Raises:
            MechanismError: A construct is outside the mechanism language (line, construct, hint).
            SCMError: The whole is no SCM.
        """
        from causim_env.scm.text import parse

        return parse(text)

    @classmethod
    def from_json(cls, obj: Mapping[str, object]) -> SCM:
        """Reads an SCM from the object `to_json` gives.

        Raises:
            SCMError: The object is not of that form.
        """
        from causim_env.scm.json_form import from_json

        return from_json(obj)

    def to_source(self) -> str:
        """The canonical text; `SCM.from_source` reads it back to an equal SCM."""
        return self._source

    def to_json(self) -> dict[str, object]:
        """The same facts as an object of JSON types."""
        from causim_env.scm.json_form import to_json

        return to_json(self)

    def anonymise(self) -> SCM:
        """The twin with names that mean nothing and no docs; its canonical hash is the same."""
        from causim_env.scm.canonical import anonymise

        return anonymise(self)

    @cached_property
    def _source(self) -> str:
        from causim_env.scm.text import write

        return write(self)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the canonical text, in hexadecimal."""
        return hashlib.sha256(self._source.encode()).hexdigest()

    @cached_property
    def canonical_hash(self) -> str:
        """A hash that is equal for SCMs that differ only in names, docs and order."""
        from causim_env.scm.canonical import canonical_hash

        return canonical_hash(self)

    @cached_property
    def depths(self) -> Mapping[str, int]:
        """How many mechanisms the longest path to an endogenous variable runs through, its own included."""
        depths: dict[str, int] = {}
        for node in self.order:
            depths[node.name] = 1 + max([depths.get(parent, 0) for parent in node.parents], default=0)
        return depths

    @cached_property
    def shapes(self) -> Mapping[str, tuple[str, tuple[str, ...]]]:
        """What `canonical_hash` makes of the mechanisms alone."""
        from causim_env.scm.canonical import shapes

        return shapes(self)

    def with_law(self, name: str, law: Distribution) -> SCM:
        """The same SCM with other weights on the values of an exogenous variable.

        Raises:
            SCMError: The law is on other values.
        """
        if law.support != self[name].support:
            raise SCMError(f"{name}: write a law on {', '.join(map(str, self[name].support))}")
        roots = [Exogenous(v.name, law, v.doc) if v.name == name else v for v in self.exogenous]
        twin = SCM(self.doc, roots, self.endogenous, vetted=self.vetted, tables=self.tables)
        twin.shapes = self.shapes
        return twin

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """The causal graph; nodes carry `exogenous=True/False`."""
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph()
        for root in self.exogenous:
            graph.add_node(root.name, exogenous=True)
        for node in self.endogenous:
            graph.add_node(node.name, exogenous=False)
        graph.add_edges_from((p, node.name) for node in self.endogenous for p in node.parents)
        return graph

    def __getitem__(self, name: str) -> Exogenous | Endogenous:
        """The variable of that name.

        Raises:
            SCMError: There is none.
        """
        try:
            return self._variables[name]
        except KeyError:
            raise SCMError(f"no variable {name}: write one of {', '.join(self._variables)}") from None

    def __contains__(self, name: object) -> bool:
        """Whether there is a variable of that name."""
        return name in self._variables

    @property
    def variables(self) -> tuple[Exogenous | Endogenous, ...]:
        """All variables, exogenous first, parents before children."""
        return (*self.exogenous, *self.order)

    @property
    def names(self) -> tuple[str, ...]:
        """All variables, exogenous first."""
        return tuple(self._variables)

    def is_exogenous(self, name: str) -> bool:
        """Whether the variable is given from outside."""
        return isinstance(self[name], Exogenous)

    def parents(self, name: str) -> tuple[str, ...]:
        """Parents in the order of the mechanism's parameters; none for an exogenous variable."""
        try:
            return self._parents[name]
        except KeyError:
            return self._parents[self[name].name]  # refuses the name

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {name: [] for name in self._variables}
        for node in self.endogenous:
            for parent in node.parents:
                children[parent].append(node.name)
        return children

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each endogenous variable stands in `order`."""
        return {node.name: index for index, node in enumerate(self.order)}

    def children(self, name: str) -> tuple[str, ...]:
        """The variables whose mechanisms read this one."""
        return tuple(self._children[self[name].name])

    def ancestors(self, names: Iterable[str]) -> frozenset[str]:
        """The given variables and everything upstream of them."""
        return self._reach(names, self._parents)

    def descendants(self, names: Iterable[str]) -> frozenset[str]:
        """The given variables and everything downstream of them."""
        return self._reach(names, self._children)

    def evaluate(self, world: World, do: World | None = None) -> dict[str, Value]:
        """The value of every variable in one world.

        Args:
            world: A value for every exogenous variable.
            do: Variables set from outside.

        Returns:
            All variables, exogenous first.

        Raises:
            SCMError: A value is missing, unknown or undeclared, or a mechanism fails.
        """
        from causim_env.scm.compile import evaluate

        return evaluate(self, world, do or {})

    def evaluate_batch(self, worlds: Sequence[World], do: World | None = None) -> list[dict[str, Value]]:
        """`evaluate` for many worlds, with numpy where the SCM is vetted and every mechanism allows it.

        Raises:
            SCMError: As `evaluate`.
        """
        from causim_env.scm.batch import evaluate_batch

        return evaluate_batch(self, worlds, do or {})

    def check_values(self, values: World, what: str) -> None:
        """Refuses names that are not variables and values that are not declared.

        Raises:
            SCMError: With the variable, the value and what to write instead.
        """
        for name, value in values.items():
            support = self[name].support
            if value not in support or type(value) is not type(support[0]):
                shown = ", ".join(str(v) for v in support[:12])
                raise SCMError(f"{what} {name}={value!r}: write one of {shown}")

    def __eq__(self, other: object) -> bool:
        """Equality of canonical texts."""
        return isinstance(other, SCM) and self._source == other._source

    def __hash__(self) -> int:
        """Hash of the mechanisms' texts, which are parts of the canonical one."""
        return hash(tuple([node.source for node in self.endogenous]))

    def __repr__(self) -> str:
        """Sizes and the first characters of the content hash."""
        return f"SCM({len(self.endogenous)} endogenous, {len(self.exogenous)} exogenous, {self.content_hash[:12]})"

    def _reach(self, names: Iterable[str], step: Mapping[str, Sequence[str]]) -> frozenset[str]:
        seen = {self[name].name for name in names}
        todo = list(seen)
        while todo:
            for name in step[todo.pop()]:
                if name not in seen:
                    seen.add(name)
                    todo.append(name)
        return frozenset(seen)

    def _topological_order(self) -> tuple[Endogenous, ...]:
        """The endogenous variables, parents first; the declared order where that already holds.

        That is the order in which they are ready when the declarations are gone through again and again.
        """
        place = {node.name: index for index, node in enumerate(self.endogenous)}
        roots = {root.name for root in self.exogenous}
        missing = {node.name: sum(parent not in roots for parent in node.parents) for node in self.endogenous}
        waiting: dict[str, list[Endogenous]] = {}
        for node in self.endogenous:
            for parent in node.parents:
                waiting.setdefault(parent, []).append(node)
        turn = dict.fromkeys(place, 0)
        ready = [node for node in self.endogenous if not missing[node.name]]
        for node in ready:
            for child in waiting.get(node.name, ()):
                later = place[node.name] > place[child.name]
                turn[child.name] = max(turn[child.name], turn[node.name] + later)
                missing[child.name] -= 1
                if not missing[child.name]:
                    ready.append(child)
        if len(ready) < len(self.endogenous):
            self._explain_no_order([node for node in self.endogenous if missing[node.name]])
        return tuple(sorted(ready, key=lambda node: (turn[node.name], place[node.name])))

    def _explain_no_order(self, stuck: Sequence[Endogenous]) -> None:
        for node in stuck:
            for parent in node.parents:
                if parent not in self._variables:
                    raise SCMError(f"{node.name} reads {parent}, which is declared nowhere: declare it")
        raise SCMError(f"cycle through {', '.join(node.name for node in stuck)}: remove one of its edges")
