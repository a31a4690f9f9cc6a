"""From a plan to an SCM: names, exact laws, and mechanisms that are sound on their whole tables.

A mechanism is judged as soon as it is drawn. One that is constant, ignores a parent or leaves declared values
unreached is drawn again on the spot, from the same family or another; only when nothing works out does a
node change its kind, and only then is the whole draft given up.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from math import prod

from causim_env.authors.degenerate import Reach
from causim_env.authors.noise import distribution
from causim_env.authors.plan import Plan, Slot, fits
from causim_env.authors.spec import Spec
from causim_env.authors.tables import Named, Row, Table, copies, sound_table
from causim_env.authors.themes import KINDS, Kind, Theme, Variable
from causim_env.render.words import Words
from causim_env.scm.domains import Boolean, Category, Domain, Integer, Value
from causim_env.scm.mechanisms import FAMILIES, remember
from causim_env.scm.mechanisms.base import Family, cells
from causim_env.scm.model import SCM, Endogenous, Exogenous
from causim_env.streams import Stream

_ATTEMPTS = 24
_PATIENCE = 2
_PICKY = 8
_FEWEST = 4
_WIDTHS = 5
_FALLBACKS: dict[Kind, tuple[Kind, ...]] = {
    "boolean": ("integer",),
    "integer": ("boolean",),
    "category": ("integer", "boolean"),
}


class Draft:
    """One SCM on its way from plan to text.

    Args:
        stream: Where the draws come from.
        spec: What is asked for.
        setting: The theme that lends names.
        plan: Kinds, families and parents.
        rows: How many rows a mechanism's table should have at most.
    """

    def __init__(self, stream: Stream, spec: Spec, setting: Theme, plan: Plan, rows: int) -> None:
        self.stream = stream
        self.spec = spec
        self.setting = setting
        self.plan = plan
        self.rows = rows
        self.inputs = self._name(plan.inputs, exogenous=True)
        self.nodes = self._name([slot.kind for slot in plan.slots], exogenous=False)
        self.domains: dict[str, Domain] = {}
        self.tables: dict[str, Table] = {}
        self.reach: Reach | None = None
        self.spares: dict[Kind, int] = {}

    def build(self) -> SCM | None:
        """The SCM, or None where some node found no mechanism."""
        limits = self._limits()
        roots = []
        low, high = self.spec.input_width
        for variable, limit in zip(self.inputs, limits[len(self.nodes) :], strict=True):
            width = max(2, min(self.stream.between(low, high), limit))
            law = distribution(self.stream, variable, width, self.spec.uniform)
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
        distinct: set[Row] = set()
        if dependent and self.reach is not None:
            distinct = set(self.reach.rows(names))
            width = min(width, 1 + len(distinct) // 2)
        for kind in (slot.kind, *_FALLBACKS[slot.kind]):
            if kind not in self.spec.kinds:
                continue
            if kind != slot.kind:
                slot.kind, slot.family = kind, ""
                self.nodes[i] = self._spare(kind)
            found = self._search(slot, self.nodes[i], parents, width, distinct)
            if found is not None:
                mechanism, table = found
                self.tables[self.nodes[i].name] = table
                if self.reach is not None:
                    self.reach.define(self.nodes[i].name, names, table)
                return mechanism
        return None

    def _search(
        self, slot: Slot, variable: Variable, parents: Named, width: int, reached: Set[Row]
    ) -> tuple[Family, Table] | None:
        """A sound mechanism and its table; at first also one that is neither cramped nor a mere copy."""
        room = len(reached) or prod([cells(domain) for _, domain in parents])
        fewest = min(width, room, _FEWEST) if slot.kind == "integer" else 0
        families = [slot.family] if slot.family else []
        unsound = 0
        for attempt in range(_ATTEMPTS):
            if not families:
                kinds = tuple(sorted(self.plan.kinds(slot.above, slot.inputs)))
                fitting = [name for name in self.spec.families if fits(name, kinds, slot.kind)]
                families = self.stream.shuffled(fitting or self.spec.families)
            wished = width - attempt // 2
            if wished < 2:
                wished = 2 + attempt % _WIDTHS
            drawn = FAMILIES[families[-1]].sample(self.stream, parents, slot.kind, variable.labels, wished)
            picky = attempt < _PICKY
            if drawn is None or (picky and cells(drawn.domain) < fewest):
                families.pop()
                continue
            table = sound_table(drawn, parents, reached)
            if table is None:
                unsound += 1
            elif not (picky and copies(table)):
                return drawn, table
            if table is not None or unsound % _PATIENCE == 0:
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


def _domain(variable: Variable, support: Sequence[Value]) -> Domain:
    if variable.kind == "boolean":
        return Boolean()
    if variable.kind == "category":
        return Category(variable.labels)
    return Integer(variable.low, variable.low + len(support) - 1)
