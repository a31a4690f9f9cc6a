"""The procedural author: draws an SCM that reads like a small real system, without any language model.

A draw goes graph, plan (kinds and families), names from a theme, exact laws for the exogenous inputs, then one
mechanism after the other. A mechanism is held against its whole table as soon as it is drawn; one that
is constant, ignores a parent or leaves declared values unreached is drawn again on the spot. It leaves
out difficulty levels and splits: those choose the `Spec`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from itertools import product, starmap
from math import prod

from causim_env.authors.degenerate import Reach, idle_parents
from causim_env.authors.graphs import GRAPHS, confounded_pairs
from causim_env.authors.noise import distribution
from causim_env.authors.plan import Plan, fits, make_plan
from causim_env.authors.themes import KINDS, Kind, Theme, Variable, theme, theme_names
from causim_env.render.words import Words
from causim_env.scm.domains import Boolean, Category, Domain, Integer, SCMError, Value
from causim_env.scm.mechanisms import FAMILIES, remember
from causim_env.scm.mechanisms.base import Family, cells
from causim_env.scm.model import SCM, Endogenous, Exogenous
from causim_env.streams import Stream

Row = tuple[Value, ...]

MAX_ROWS = 1500
_LEAST_ROWS = 12
_REDRAWS = 50
_ATTEMPTS = 24
_PATIENCE = 3
_PICKY = 8
_FEWEST = 4
_FEW_ROWS = 48
_FALLBACKS: dict[Kind, tuple[Kind, ...]] = {
    "boolean": ("integer",),
    "integer": ("boolean",),
    "category": ("integer", "boolean"),
}


@dataclass(frozen=True, slots=True)
class Spec:
    """What to draw.

    Attributes:
        nodes: Number of endogenous variables.
        graphs: Graph families to choose from.
        families: Mechanism families to choose from.
        domains: Themes to choose from.
        max_parents: Greatest number of endogenous parents of a variable.
        width: Least and greatest wished number of values of an endogenous integer.
        input_width: Least and greatest number of values of an exogenous integer.
        noise: Probability that a variable with endogenous parents has an exogenous input of its own;
            unless it is 0, one whose parents have few values always has one.
        shared: Probability that a variable with endogenous parents also reads another one's input.
        booleans: Greatest share of boolean variables, where the mechanism families leave the choice.

    Raises:
        ValueError: A name is unknown or a number out of range.
    """

    nodes: int = 5
    graphs: tuple[str, ...] = tuple(GRAPHS)
    families: tuple[str, ...] = tuple(FAMILIES)
    domains: tuple[str, ...] = field(default_factory=theme_names)
    max_parents: int = 2
    width: tuple[int, int] = (5, 9)
    input_width: tuple[int, int] = (3, 6)
    noise: float = 0.5
    shared: float = 0.1
    booleans: float = 1 / 3

    def __post_init__(self) -> None:
        """Checks every field."""
        known = (
            ("graphs", self.graphs, tuple(GRAPHS)),
            ("families", self.families, tuple(FAMILIES)),
            ("domains", self.domains, theme_names()),
        )
        for what, given, names in known:
            wrong = [name for name in given if name not in names]
            if wrong or not given:
                raise ValueError(f"{what} {wrong or 'empty'}: write some of {', '.join(names)}")
        if not 2 <= self.nodes <= 100_000:
            raise ValueError(f"nodes {self.nodes}: write 2 to 100000")
        if not 2 <= self.max_parents <= 6:
            raise ValueError(f"max_parents {self.max_parents}: write 2 to 6")
        for what, (low, high) in (("width", self.width), ("input_width", self.input_width)):
            if not 2 <= low <= high:
                raise ValueError(f"{what} {low}, {high}: write 2 <= least <= greatest")
        for what, share in (
            ("noise", self.noise),
            ("shared", self.shared),
            ("booleans", self.booleans),
        ):
            if not 0 <= share <= 1:
                raise ValueError(f"{what} {share}: write a number from 0 to 1")


def draw(stream: Stream, spec: Spec) -> SCM:
    """Draws an SCM that is not degenerate; the same stream and spec always give the same one.

    Raises:
        SCMError: The spec leaves no such SCM, for example a single family that its own values do not fit.
    """
    for attempt in range(_REDRAWS):
        graph = stream.choice(spec.graphs)
        setting = theme(stream.choice(spec.domains))
        parents = GRAPHS[graph](stream, spec.nodes, spec.max_parents)
        pairs = confounded_pairs(spec.nodes) if graph == "confounded" else []
        plan = make_plan(
            stream,
            parents,
            spec.families,
            spec.noise,
            spec.shared,
            spec.booleans,
            {effect: cause for cause, effect in pairs},
        )
        rows = max(MAX_ROWS >> attempt, _LEAST_ROWS)
        scm = None if plan is None else _Draft(stream, spec, setting, plan, rows).build()
        if scm is not None:
            return scm
    raise SCMError(
        f"no SCM of {spec.nodes} nodes from graphs {', '.join(spec.graphs)} and families "
        f"{', '.join(spec.families)} in {_REDRAWS} draws: allow more families"
    )


class _Draft:
    """One SCM on its way from plan to text."""

    def __init__(self, stream: Stream, spec: Spec, setting: Theme, plan: Plan, rows: int) -> None:
        self.stream = stream
        self.spec = spec
        self.setting = setting
        self.plan = plan
        self.rows = rows
        self.inputs = self._name(plan.inputs, exogenous=True)
        self.nodes = self._name([slot.kind for slot in plan.slots], exogenous=False)
        self.domains: dict[str, Domain] = {}
        self.tables: dict[str, dict[Row, Value]] = {}
        self.reach: Reach | None = None
        self.spares: dict[Kind, int] = {}

    def build(self) -> SCM | None:
        """The SCM, or None where some node found no mechanism."""
        limits = self._limits()
        roots = []
        low, high = self.spec.input_width
        for variable, limit in zip(self.inputs, limits[len(self.nodes) :], strict=True):
            width = max(2, min(self.stream.between(low, high), limit))
            law = distribution(self.stream, variable, width)
            roots.append(Exogenous(variable.name, law, variable.head))
            self.domains[variable.name] = _domain(variable, law.support)
        dependent = self._dependent()
        if any(dependent):
            self.reach = Reach({root.name: root.support for root in roots})
        mechanisms = []
        low, high = self.spec.width
        for i, limit in enumerate(limits[: len(self.nodes)]):
            mechanism = self._mechanism(i, min(self.stream.between(low, high), limit), dependent[i])
            if mechanism is None:
                return None
            self.domains[self.nodes[i].name] = mechanism.domain
            mechanisms.append(mechanism)
        return self._write(roots, mechanisms)

    def _name(self, kinds: Sequence[Kind], exogenous: bool) -> list[Variable]:
        """Variables of the theme for these kinds, upstream ones first; numbered parts where it runs out."""
        waiting: dict[Kind, list[Variable]] = {}
        for kind in KINDS:
            count = kinds.count(kind)
            if count:
                size = len(self.setting.pool(exogenous, kind))
                parts, rest = divmod(count, size)
                numbered = 1 if count > size else 0
                chosen = [(part, j) for part in range(parts) for j in range(size)]
                chosen += [(parts, j) for j in sorted(self.stream.sample(range(size), rest))]
                waiting[kind] = [
                    self.setting.variable(exogenous, kind, j, part + numbered) for part, j in reversed(chosen)
                ]
        return [waiting[kind].pop() for kind in kinds]

    def _limits(self) -> list[int]:
        """How many values each variable may have so that no table outgrows `rows`; nodes, then inputs."""
        offset = len(self.plan.slots)
        limits = [self.rows] * (offset + len(self.plan.inputs))
        for slot in self.plan.slots:
            read = [*slot.above, *(offset + j for j in slot.inputs)]
            limit = int(self.rows ** (1 / len(read)) + 1e-9)
            for j in read:
                limits[j] = min(limits[j], limit)
        return limits

    def _dependent(self) -> list[bool]:
        """For each node, whether some of its parents share a source of variation."""
        masks: list[int] = []
        dependent = []
        for slot in self.plan.slots:
            mask = overlap = 0
            for part in (*(masks[j] for j in slot.above), *(1 << j for j in slot.inputs)):
                overlap |= mask & part
                mask |= part
            masks.append(mask)
            dependent.append(overlap != 0)
        return dependent

    def _mechanism(self, i: int, width: int, dependent: bool) -> Family | None:
        """A mechanism for a node; where none of its kind is sound, the node changes its kind."""
        slot = self.plan.slots[i]
        names = [self.nodes[j].name for j in slot.above] + [self.inputs[j].name for j in slot.inputs]
        parents = [(name, self.domains[name]) for name in names]
        reached = self.reach.rows(names) if self.reach is not None else []
        distinct = set(reached) if dependent else set()
        room = len(distinct) if dependent else prod([cells(domain) for _, domain in parents])
        if dependent:
            width = min(width, 1 + room // 2)
        fewest = min(width, room, _FEWEST)
        for kind in (slot.kind, *_FALLBACKS[slot.kind]):
            if kind != slot.kind:
                slot.kind, slot.family = kind, ""
                self.nodes[i] = self._spare(kind)
            families = [slot.family] if slot.family else []
            for attempt in range(_ATTEMPTS):
                if not families:
                    kinds = tuple(sorted(self.plan.kinds(slot.above, slot.inputs)))
                    families = [name for name in self.spec.families if fits(name, kinds, kind)]
                    families = self.stream.shuffled(families or self.spec.families)
                drawn = FAMILIES[families[-1]].sample(
                    self.stream, parents, kind, self.nodes[i].labels, max(2, width - attempt // 2)
                )
                if attempt == _PICKY:
                    fewest = 2
                table = None
                if drawn is not None and (kind != "integer" or cells(drawn.domain) >= fewest):
                    table = _sound_table(drawn, parents, distinct)
                if drawn is not None and table is not None:
                    self.tables[self.nodes[i].name] = table
                    if self.reach is not None:
                        self.reach.add(self.nodes[i].name, list(map(table.__getitem__, reached)))
                    return drawn
                if drawn is None or attempt % _PATIENCE == _PATIENCE - 1:
                    families.pop()
        return None

    def _spare(self, kind: Kind) -> Variable:
        """A variable of the theme that nothing else uses."""
        pool = len(self.setting.pool(False, kind))
        planned = self.spares.setdefault(kind, len(self.nodes))
        part, position = divmod(planned, pool)
        self.spares[kind] += 1
        return self.setting.variable(False, kind, position, part + 2)

    def _write(self, roots: list[Exogenous], mechanisms: list[Family]) -> SCM:
        heads = {v.name: (v.head, self.domains[v.name]) for v in (*self.inputs, *self.nodes)}
        words = Words(heads)
        endogenous = []
        for variable, mechanism in zip(self.nodes, mechanisms, strict=True):
            doc = f"{variable.head} {mechanism.summary(words)}"
            source = mechanism.source(variable.name, doc)
            remember(source, [self.domains[parent] for parent in mechanism.parents], mechanism)
            endogenous.append(Endogenous(variable.name, mechanism.parents, mechanism.domain, source, doc))
        return SCM(self.setting.setting, roots, endogenous, vetted=True, tables=self.tables)


def _sound_table(drawn: Family, parents: Sequence[tuple[str, Domain]], reached: Set[Row]) -> dict[Row, Value] | None:
    """A mechanism's table; None where it misses a declared value or a parent never matters.

    Args:
        drawn: The mechanism.
        parents: Its parents' names and domains.
        reached: The rows known to occur, from which all values must come; empty where all occur.
    """
    declared = set(drawn.domain.values)
    if len(declared) < 2:
        return None
    supports = [domain.values for _, domain in parents]
    values = tabulate(drawn, supports)
    if set(values) != declared:
        return None
    if next(idle_parents(values, list(map(len, supports))), None) is not None:
        return None
    table = dict(zip(product(*supports), values, strict=True))
    if reached and {table[row] for row in reached} != declared:
        return None
    return table


def tabulate(mechanism: Family, supports: Sequence[Sequence[Value]]) -> list[Value]:
    """A mechanism's values over the product of its parents' values, last parent fastest.

    Small tables are worked out by the family itself, large ones by its compiled text, which starts slower.
    """
    names = mechanism.parents
    if prod(map(len, supports)) <= _FEW_ROWS:
        table = []
        at: dict[str, Value] = {}
        last, value = names[-1], mechanism.value
        for row in product(*supports[:-1]):
            at.update(zip(names, row, strict=False))
            for at[last] in supports[-1]:
                table.append(value(at))
        return table
    body = mechanism.body().replace("\n", "\n    ")
    namespace: dict[str, Callable[..., Value]] = {}
    exec(compile(f"def call({', '.join(names)}):\n    {body}\n", "<mechanism>", "exec"), namespace)
    return list(starmap(namespace["call"], product(*supports)))


def _domain(variable: Variable, support: Sequence[Value]) -> Domain:
    if variable.kind == "boolean":
        return Boolean()
    if variable.kind == "category":
        return Category(variable.labels)
    return Integer(variable.low, variable.low + len(support) - 1)
