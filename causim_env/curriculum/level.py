"""Difficulty: the ladder of levels that can be asked for, and the level that a problem is measured to have.

What is asked for (`Rung`) says how SCMs are drawn and how much stays hidden. What is recorded (`Level`) is
measured on each problem along independent axes, so that two problems of one rung can be told apart.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import prod

from causim_env.authors.themes import KINDS, Kind
from causim_env.queries import Query
from causim_env.scm import SCM, Endogenous
from causim_env.scm.canonical import mechanism_size
from causim_env.scm.infer import count_worlds


@dataclass(frozen=True, slots=True)
class Rung:
    """How problems of one level are drawn.

    Attributes:
        nodes: Least and greatest number of endogenous variables.
        max_parents: Greatest number of endogenous parents.
        width: Least and greatest wished number of values of an endogenous integer.
        input_width: Least and greatest number of values of an exogenous integer.
        noise: Probability that an inner variable has an exogenous input of its own.
        shared: Probability that it also reads another one's input.
        hidden: Least and greatest number of exogenous values to be reasoned about.
        families: Mechanism families to draw from; empty for all that the split allows.
        booleans: Greatest share of boolean variables, where the mechanism families leave the choice.
        kinds: Kinds of variables to draw from.
        uniform: Probability that an exogenous integer is uniform.
        undetermined: Probability that a value that is asked for is left open by the evidence.
    """

    nodes: tuple[int, int]
    max_parents: int = 2
    width: tuple[int, int] = (5, 9)
    input_width: tuple[int, int] = (3, 5)
    noise: float = 0.5
    shared: float = 0.15
    hidden: tuple[int, int] = (1, 2)
    families: tuple[str, ...] = ()
    booleans: float = 1 / 3
    kinds: tuple[Kind, ...] = KINDS
    uniform: float = 0.3
    undetermined: float = 0.08


LADDER: dict[int, Rung] = {
    1: Rung(nodes=(2, 2), noise=0.8, hidden=(1, 1)),
    2: Rung(nodes=(3, 3), noise=0.7, hidden=(1, 1)),
    3: Rung(nodes=(4, 5), noise=0.6, hidden=(1, 2)),
    4: Rung(nodes=(6, 7), hidden=(1, 2)),
    5: Rung(nodes=(8, 9), hidden=(1, 3)),
    6: Rung(nodes=(10, 12), hidden=(2, 3), max_parents=3),
    7: Rung(nodes=(13, 16), hidden=(2, 3), max_parents=3),
    8: Rung(nodes=(18, 22), hidden=(2, 4), max_parents=3),
    9: Rung(nodes=(26, 30), hidden=(2, 4), max_parents=3),
    10: Rung(nodes=(36, 40), hidden=(3, 5), max_parents=3),
}


@dataclass(frozen=True, slots=True)
class Level:
    """The measured difficulty of one problem.

    Attributes:
        nominal: The level that was asked for, 0 where there was none.
        relevant_variables: Variables, neither observed nor set, that bear on the answer.
        depth: Mechanisms on the longest path among them to the target.
        abducted_bits: Bits of exogenous choice that the evidence rules out: the base-2 logarithm of the
            number of worlds before it over the number after it.
        consistent_worlds: Assignments of the unobserved relevant exogenous variables that agree with
            the evidence.
        evidence_size: Observed values.
        mechanism_complexity: Tokens in the bodies of the relevant mechanisms.
        prompt_length: Characters of the prompt.
    """

    nominal: int
    relevant_variables: int
    depth: int
    abducted_bits: float
    consistent_worlds: int
    evidence_size: int
    mechanism_complexity: int
    prompt_length: int

    def to_json(self) -> dict[str, int | float]:
        """The axes by name."""
        return asdict(self)


def measure(scm: SCM, query: Query, prompt: str, nominal: int = 0) -> Level:
    """Measures a problem along every axis.

    Raises:
        StateCapExceeded: The worlds are too many to count exactly.
    """
    relevant, consistent = count_worlds(
        scm, query.target, query.evidence, query.do, counterfactual=query.kind == "counterfactual"
    )
    free = prod(len(scm[name].support) for name in relevant if scm.is_exogenous(name))
    longest: dict[str, int] = {}
    complexity = 0
    for node in scm.order:
        if node.name in relevant or node.name in query.evidence:
            longest[node.name] = 1 + max((longest.get(parent, 0) for parent in node.parents), default=0)
        if node.name in relevant and isinstance(node, Endogenous):
            complexity += mechanism_size(scm, node)
    return Level(
        nominal=nominal,
        relevant_variables=len(relevant),
        depth=max((longest.get(name, 0) for name in relevant), default=0),
        abducted_bits=_bits(free, consistent),
        consistent_worlds=consistent,
        evidence_size=len(query.evidence),
        mechanism_complexity=complexity,
        prompt_length=len(prompt),
    )


def _bits(before: int, after: int) -> float:
    from math import log2

    return round(log2(before) - log2(after), 6)
