"""What a growing SCM should become, and how far it is from there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import ceil, floor
from typing import Any

from causim_env.authors.themes import theme, theme_names
from causim_env.curriculum import LADDER
from causim_env.scm.mechanisms import FAMILIES, recognise
from causim_env.scm.model import SCM, Endogenous

TOLERANCE = 0.2


@dataclass(frozen=True, slots=True)
class Targets:
    """What is asked of an author.

    Attributes:
        nodes: Number of endogenous variables.
        theme: Name of a theme, or a sentence that describes the system.
        depth: Greatest number of mechanisms on a path.
        max_parents: Greatest number of parents of a variable, inputs included.
        noise: Share of variables with an exogenous input of their own.
        families: Mechanism families and their weights in the mix; empty for any. A family may fall short of its share
            by `TOLERANCE`, and so may noise, to both sides.
        levels: How many variables of each level there should be; empty for any. The level of a variable is
            that of a problem which asks about it with everything upstream unknown.

    Raises:
        ValueError: A number or a name is out of range, or no SCM of that size and depth has these levels.
    """

    nodes: int = 20
    theme: str = "clinic"
    depth: int = 12
    max_parents: int = 3
    noise: float = 0.5
    families: Mapping[str, int] = field(default_factory=dict)
    levels: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Checks every field."""
        if not 2 <= self.nodes <= 10_000:
            raise ValueError(f"nodes {self.nodes}: write 2 to 10000")
        if not 1 <= self.depth:
            raise ValueError(f"depth {self.depth}: write at least 1")
        if not 2 <= self.max_parents <= 6:
            raise ValueError(f"max_parents {self.max_parents}: write 2 to 6")
        if not 0 <= self.noise <= 1:
            raise ValueError(f"noise {self.noise}: write a share from 0 to 1")
        if self.theme not in theme_names() and " " not in self.theme.strip():
            raise ValueError(f"theme {self.theme!r}: write a sentence or one of {', '.join(theme_names())}")
        for what, given, known in (("families", self.families, FAMILIES), ("levels", self.levels, LADDER)):
            for name, weight in given.items():
                if name not in known or weight < 1:
                    raise ValueError(f"{what} {name}={weight}: write a number above 0 for {', '.join(map(str, known))}")
        needed = still_needed(self.levels, 0)
        if needed > self.nodes:
            raise ValueError(f"levels {_shown(self.levels)} need {needed} variables: write nodes {needed} or more")
        widest = sum(self.max_parents**step for step in range(min(self.depth, 16)))
        if self.levels and _smallest(max(self.levels)) > widest:
            raise ValueError(
                f"level {max(self.levels)} is about {_smallest(max(self.levels))} variables or more, {widest} fit into "
                f"depth {self.depth} with {self.max_parents} parents: write more of either"
            )

    @property
    def setting(self) -> str:
        """The sentence that opens the SCM."""
        return theme(self.theme).setting if self.theme in theme_names() else self.theme.strip()

    @property
    def own(self) -> tuple[int, int]:
        """How many variables have an exogenous input of their own, at least and at most; one cannot do without."""
        low, high = self.nodes * (self.noise - TOLERANCE), self.nodes * (self.noise + TOLERANCE)
        return max(floor(low), 0), max(min(ceil(high), self.nodes), 1)

    @property
    def least_of_families(self) -> dict[str, int]:
        """How many functions of each family of the mix there are at least."""
        total = sum(self.families.values())
        shares = {name: weight / total - TOLERANCE for name, weight in self.families.items()}
        return {name: max(floor(self.nodes * share), 0) for name, share in shares.items()}

    def to_json(self) -> dict[str, object]:
        """The fields as JSON types."""
        families, levels = dict(self.families), {str(level): n for level, n in self.levels.items()}
        return {**asdict(self), "families": families, "levels": levels}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Targets:
        """Reads what `to_json` gives."""
        return cls(**{**raw, "levels": {int(level): n for level, n in raw["levels"].items()}})


def level_of(scm: SCM, name: str) -> int:
    """The level of a variable: the rung of the curriculum whose SCMs have as many variables as bear on it."""
    return level_of_size(sum(not scm.is_exogenous(above) for above in scm.ancestors([name])))


def level_of_size(variables: int) -> int:
    """The level of a problem on which so many endogenous variables bear."""
    return next((level for level, rung in LADDER.items() if variables <= rung.nodes[1]), max(LADDER))


def still_needed(missing: Mapping[int, int], have: int) -> int:
    """How many more variables it takes at least until none of a level is missing, where so many are there already."""
    found = 0
    for level in missing:
        above = sum(n for other, n in missing.items() if other >= level)
        found = max(found, max(_smallest(level) - 1 - have, 0) + above)
    return found


def own_inputs(parents: Mapping[str, Sequence[str]]) -> int:
    """How many endogenous variables read an exogenous one that nobody else reads."""
    read = Counter(parent for above in parents.values() for parent in above if parent not in parents)
    return sum(any(read.get(parent) == 1 for parent in above) for above in parents.values())


def depths(scm: SCM) -> dict[str, int]:
    """How many mechanisms stand on the longest path to each variable, its own included."""
    return {**{root.name: 0 for root in scm.exogenous}, **scm.depths}


def missing_levels(scm: SCM, targets: Targets) -> dict[int, int]:
    """How many variables of each level are still wanted."""
    have = Counter(level_of(scm, node.name) for node in scm.endogenous)
    return {level: n - have[level] for level, n in targets.levels.items() if n > have[level]}


def missing_families(scm: SCM, targets: Targets) -> list[str]:
    """The families of the mix, the one that is furthest behind its share first."""
    if not targets.families:
        return []
    have = Counter(family.name for node in scm.endogenous if (family := recognise(node, scm)) is not None)
    total = sum(targets.families.values())
    names = list(targets.families)
    return sorted(names, key=lambda name: have[name] * total / targets.families[name])


def view(scm: SCM, targets: Targets) -> dict[str, object]:
    """The semantic view of an SCM that a planner sees: meanings, supports, edges and what is missing, no code."""
    depth = depths(scm)
    variables: list[dict[str, object]] = []
    for variable in scm.variables:
        inner = isinstance(variable, Endogenous)
        variables.append(
            {
                "name": variable.name,
                "support": variable.domain.text() if isinstance(variable, Endogenous) else variable.distribution.text(),
                "doc": variable.doc,
                "parents": list(scm.parents(variable.name)),
                "depth": depth[variable.name],
                "level": level_of(scm, variable.name) if inner and targets.levels else 0,
                "exogenous": not inner,
            }
        )
    return {
        "setting": targets.setting,
        "theme": targets.theme,
        "variables": variables,
        "left": targets.nodes - len(scm.endogenous),
        "depth": targets.depth,
        "max_parents": targets.max_parents,
        "noise": targets.noise,
        "own": {
            "have": own_inputs({node.name: node.parents for node in scm.endogenous}),
            "least": targets.own[0],
            "most": targets.own[1],
            "nodes": targets.nodes,
        },
        "levels": {str(level): n for level, n in missing_levels(scm, targets).items()},
        "families": missing_families(scm, targets),
    }


def _smallest(level: int) -> int:
    """The least number of variables that a problem of a level is about."""
    return max((rung.nodes[1] + 1 for lower, rung in LADDER.items() if lower < level), default=1)


def _shown(levels: Mapping[int, int]) -> str:
    return ", ".join(f"{level}={n}" for level, n in levels.items())
