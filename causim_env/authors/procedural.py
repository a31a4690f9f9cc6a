"""The procedural author: draws an SCM that reads like a small real system, without any language model.

A draw goes graph, plan (kinds and families), names from a theme, exact laws for the exogenous inputs, then one
mechanism after the other, each held against its whole table (see `draft`). It leaves out difficulty levels and
splits: those choose the `Spec`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from causim_env.authors.draft import Draft
from causim_env.authors.graphs import GRAPHS, confounded_pairs
from causim_env.authors.plan import make_plan
from causim_env.authors.themes import KINDS, Kind, theme, theme_names
from causim_env.scm.domains import SCMError
from causim_env.scm.mechanisms import FAMILIES
from causim_env.scm.model import SCM
from causim_env.streams import Stream

MAX_ROWS = 1500
_LEAST_ROWS = 12
_REDRAWS = 50
_SHRINKS = 8


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
        for what, share in (("noise", self.noise), ("shared", self.shared), ("booleans", self.booleans), ("uniform", self.uniform)):
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
            spec.kinds,
            {effect: cause for cause, effect in pairs},
        )
        if plan is None:
            continue
        rows = max(MAX_ROWS >> attempt % _SHRINKS, _LEAST_ROWS)
        scm = Draft(stream, setting, plan, spec.families, spec.width, spec.input_width, spec.uniform, rows).build()
        if scm is not None:
            return scm
    raise SCMError(
        f"no SCM of {spec.nodes} nodes from graphs {', '.join(spec.graphs)} and families "
        f"{', '.join(spec.families)} in {_REDRAWS} draws: allow more families"
    )
