"""What the procedural author is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from causim_env.authors.graphs import GRAPHS
from causim_env.authors.themes import KINDS, Kind, theme_names
from causim_env.scm.mechanisms import FAMILIES


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
        kinds: Kinds of variables to use.
        uniform: Probability that an exogenous integer is uniform.

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
    kinds: tuple[Kind, ...] = KINDS
    uniform: float = 0.3

    def __post_init__(self) -> None:
        """Checks every field."""
        known = (
            ("graphs", self.graphs, tuple(GRAPHS)),
            ("families", self.families, tuple(FAMILIES)),
            ("domains", self.domains, theme_names()),
            ("kinds", self.kinds, KINDS),
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
        shares = {"noise": self.noise, "shared": self.shared, "booleans": self.booleans, "uniform": self.uniform}
        for what, share in shares.items():
            if not 0 <= share <= 1:
                raise ValueError(f"{what} {share}: write a number from 0 to 1")
