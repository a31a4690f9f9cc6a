"""How the noisy author plans: from the planner's view alone, as a language model would.

It looks for a place that fits the targets, takes names, units and phrases from the theme, and has a mechanism in mind
for the node that it proposes, of which it claims what is true. `recall` finds that mechanism again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from causim_env.authors.candidate import MAX_ROWS
from causim_env.authors.claiming import telling
from causim_env.authors.claims import Claim, Default, Grid, Range, plain, read
from causim_env.authors.gallery import vocabulary
from causim_env.authors.noise import distribution
from causim_env.authors.proposal import Node, Proposal
from causim_env.authors.tables import copies, sound_table
from causim_env.authors.targets import level_of_size
from causim_env.authors.themes import Theme, Variable, theme, theme_names
from causim_env.scm.domains import Boolean, Category, Domain, Integer, SCMError
from causim_env.scm.mechanisms import FAMILIES, domain_of
from causim_env.scm.mechanisms.base import Family, Kind, cells
from causim_env.scm.model import Exogenous
from causim_env.scm.text import read_distribution, read_domain
from causim_env.streams import Stream

MOST_CLAIMS = 3

_ROWS = 600
_WINDOW = 10
_LAYOUTS = 24
_ATTEMPTS = 3
_REDRAWS = 40
_WISHES = 240
_NEAR = 3
_INSERTED = 0.25
_SHARED = 0.15
_SPARE = 0.25

Parent = tuple[str, Domain]
Key = tuple[str | int, ...]


def propose(key: Key, facts: Mapping[str, object], stream: Stream) -> Proposal:
    """The next step.

    Args:
        key: Which author, for which SCM.
        facts: The planner's view.
        stream: Where the choices come from.

    Raises:
        SCMError: Nothing fits.
    """
    view = _View(facts)
    setting = theme_of(str(facts["theme"]))
    redraws = _WISHES if view.families else _REDRAWS
    for attempt in range(redraws):
        variable = _unused(setting, False, set(view.names), stream, None if view.families else _NEAR)
        above = view.layout(stream)
        inputs = _inputs(view, setting, above, stream)
        parents = [(name, view.domains[name]) for name in above] + [(one.name, domain_of(one)) for one in inputs]
        shares = stream.chance(_SHARED) or (view.cramped(above) and not inputs)
        if shares and view.inputs and len(parents) < view.max_parents:
            shared = stream.choice(view.inputs)
            parents.append((shared, view.domains[shared]))
        like: Domain = Boolean() if variable.words else Integer(0, 1)
        if variable.labels:
            like = Category(variable.labels)
        wished = view.families[:1] if attempt < redraws // 2 else view.families if attempt < redraws - _REDRAWS else []
        for drawn in _mechanisms(key, variable.name, like, parents, wished or stream.shuffled(FAMILIES)):
            claims = claims_of(drawn, parents)
            if claims is None:
                continue
            node = Node(variable.name, variable.head, drawn.domain, tuple(name for name, _ in parents), claims)
            if not wished or recall(key, node, parents).name in wished:
                return Proposal(node, tuple(inputs), _rewire(view, node, above, stream))
    raise SCMError("the noisy author has no plan left: allow more parents")


def recall(key: Key, node: Node, parents: Sequence[Parent]) -> Family:
    """The mechanism that the author had in mind when it proposed a node.

    Raises:
        SCMError: It would not propose such a node.
    """
    for drawn in _mechanisms(key, node.name, node.domain, parents, tuple(FAMILIES)):
        if drawn.domain == node.domain and claims_of(drawn, parents) == node.claims:
            return drawn
    raise SCMError(f"{node.name} is no proposal of the noisy author")


def claims_of(drawn: Family, parents: Sequence[Parent]) -> tuple[Claim, ...] | None:
    """What is true of a mechanism; None for one that is unsound or too large."""
    rows = cells(drawn.domain)
    for _, domain in parents:
        rows *= cells(domain)
    if rows > MAX_ROWS:
        return None
    table = sound_table(drawn, parents, frozenset())
    if table is None or copies(table):
        return None
    grid = Grid({name: domain.values for name, domain in parents}, list(table.values()))
    return tuple(telling(grid, MOST_CLAIMS))


def theme_of(name: str) -> Theme:
    """The theme of that name; of a gallery theme's sentence its words; for another sentence, one that it picks."""
    if name not in theme_names():
        words = vocabulary(name)
        if words is not None:
            return words
        name = Stream("noisy theme", name).choice(theme_names())
    return theme(name)


def domain_in(text: str) -> Domain:
    """The domain of a variable, from its support or its law."""
    try:
        return read_domain(text)
    except SCMError:
        return domain_of(Exogenous("u", read_distribution(text)))


def _mechanisms(
    key: Key, name: str, like: Domain, parents: Sequence[Parent], families: Sequence[str]
) -> Iterator[Family]:
    """Mechanisms for a node of a kind, a pure function of the arguments; some are unsound."""
    labels = like.labels if isinstance(like, Category) else ()
    kind: Kind = "boolean" if isinstance(like, Boolean) else "category" if labels else "integer"
    for family in families:
        for attempt in range(_ATTEMPTS):
            stream = Stream("noisy mechanism", *key, name, family, attempt)
            drawn = FAMILIES[family].sample(stream, parents, kind, labels, stream.between(4, 8))
            if drawn is not None:
                yield drawn


def _inputs(view: _View, setting: Theme, above: Sequence[str], stream: Stream) -> list[Exogenous]:
    """New exogenous inputs: a node's share of noise, and what one without parents needs."""
    count = int(stream.chance(view.wants_input)) if above else 1 + stream.below(2)
    if view.cramped(above) and view.wants_input:
        count = 1
    inputs: list[Exogenous] = []
    for _ in range(min(count, view.max_parents - len(above))):
        variable = _unused(setting, True, {*view.names, *(one.name for one in inputs)}, stream)
        law = distribution(stream, variable, stream.between(3, 5), 0.3)
        inputs.append(Exogenous(variable.name, law, variable.head))
    return inputs


def _rewire(view: _View, node: Node, above: Sequence[str], stream: Stream) -> tuple[Node, ...]:
    """Sometimes an existing variable reads the new one from now on: it takes one value where that is high.

    That makes another family of it, so it does not happen where families are asked for.
    """
    if isinstance(node.domain, Category) or view.families or not stream.chance(_INSERTED):
        return ()
    ancestors = view.ancestors(above)
    room = [
        name
        for name in view.inner[-_WINDOW:]
        if name not in ancestors
        and len(view.above[name]) < view.max_parents
        and view.rows(name) * cells(node.domain) <= _ROWS
    ]
    if not room:
        return ()
    child = stream.choice(room)
    domain, parents = view.domains[child], view.above[child]
    ordered = {parent for parent in parents if not isinstance(view.domains[parent], Category)}
    kept = [claim for claim in read(view.docs[child]) if isinstance(claim, Range) or claim.parent in parents]
    value = next((claim.value for claim in kept if isinstance(claim, Default)), plain(domain.values[0]))
    kept = [claim for claim in kept if not isinstance(claim, Default) or claim.value == value]
    if not ordered <= {claim.parent for claim in kept}:
        return ()
    added = Default(value, node.name, "=", "false")
    if isinstance(node.domain, Integer):
        added = Default(value, node.name, "<", str((node.domain.low + node.domain.high + 1) // 2))
    head = view.docs[child].partition(".")[0] + "."
    return (Node(child, head, domain, (*parents, node.name), (*kept, added)),)


def _unused(setting: Theme, exogenous: bool, taken: set[str], stream: Stream, near: int | None = _NEAR) -> Variable:
    """A variable of the theme that nobody has taken, upstream ones first; of a numbered part where they run out."""
    pool = setting.exogenous if exogenous else setting.endogenous
    places = [setting.pool(exogenous, variable.kind).index(variable) for variable in pool]
    part = 0
    while True:
        named = [setting.variable(exogenous, v.kind, place, part) for v, place in zip(pool, places, strict=True)]
        free = [variable for variable in named if variable.name not in taken]
        if free:
            return free[stream.below(min(near or len(free), len(free)))]
        part += 1


class _View:
    """The planner's view, read."""

    def __init__(self, facts: Mapping[str, object]) -> None:
        variables = cast(Sequence[Mapping[str, object]], facts["variables"])
        self.names = [str(entry["name"]) for entry in variables]
        self.inner = [str(entry["name"]) for entry in variables if not entry["exogenous"]]
        self.inputs = [str(entry["name"]) for entry in variables if entry["exogenous"]]
        self.docs = {str(entry["name"]): str(entry["doc"]) for entry in variables}
        self.above = {str(entry["name"]): tuple(cast(list[str], entry["parents"])) for entry in variables}
        self.depth = {str(entry["name"]): cast(int, entry["depth"]) for entry in variables}
        self.domains = {str(entry["name"]): domain_in(str(entry["support"])) for entry in variables}
        self.levels = cast(Mapping[str, int], facts["levels"])
        self.families = cast(list[str], facts["families"])
        self.greatest_depth = cast(int, facts["depth"])
        self.max_parents = cast(int, facts["max_parents"])
        self.wants_input = self._wants_input(facts)

    def _wants_input(self, facts: Mapping[str, object]) -> float:
        """The share of variables to come that have to bring an input of their own for the targets to be met.

        Some do wherever there is room: of parents that share every source, few mechanisms say anything new.
        """
        own, left, noise = cast(Mapping[str, int], facts["own"]), cast(int, facts["left"]), cast(float, facts["noise"])
        wanted = max(round(noise * own["nodes"]), own["most"] // 2)
        room = _SPARE if noise and own["have"] < own["most"] else 0.0
        return min(max((wanted - own["have"]) / max(left, 1), room), 1.0)

    def ancestors(self, names: Sequence[str]) -> set[str]:
        """The given variables and everything above them."""
        seen, todo = set(names), list(names)
        while todo:
            for parent in self.above[todo.pop()]:
                if parent not in seen:
                    seen.add(parent)
                    todo.append(parent)
        return seen

    def cramped(self, above: Sequence[str]) -> bool:
        """Whether these parents have so few values that a function needs another parent to say something new."""
        return len(above) == 1 and cells(self.domains[above[0]]) < 4

    def rows(self, name: str) -> int:
        """How many combinations of parent values a variable has."""
        rows = 1
        for parent in self.above[name]:
            rows *= cells(self.domains[parent])
        return rows

    def layout(self, stream: Stream) -> list[str]:
        """Endogenous parents for a new node: near ones, not too deep, and of a level that is missing."""
        near = [name for name in self.inner[-_WINDOW:] if self.depth[name] < self.greatest_depth]
        layouts = []
        for _ in range(_LAYOUTS if self.levels else 1):
            count = stream.weighted([(0, 1), (1, 6), (2, 5)] if self.wants_input else [(1, 6), (2, 5)])
            layouts.append(stream.sample(near, min(count, len(near), self.max_parents - 1)))
        return max(layouts, key=self._wanted)

    def _wanted(self, layout: list[str]) -> int:
        size = 1 + len(self.ancestors(layout).difference(self.inputs))
        return self.levels.get(str(level_of_size(size)), 0)
