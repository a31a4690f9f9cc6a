"""Induction problems: one mechanism is missing and has to be written from runs of the system.

The runs, some observed and some under interventions, show every configuration of the missing mechanism's parents,
so its behaviour is determined. Exactly that behaviour earns 1. Less earns half of what is gained over the best
constant and the best copy of a parent, so those earn 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import ClassVar

from causim_env.answers import AnswerError
from causim_env.formalization.problem import FormalizationProblem, FormalizationSet, bare, gold_line
from causim_env.formalization.prompts import names
from causim_env.formalization.reference import Reference, reference
from causim_env.formalization.scoring import Formalized, program, tabulated
from causim_env.render.table import grid
from causim_env.sandbox import Runtime, SandboxError, default_runtime
from causim_env.scm import SCM, SCMError
from causim_env.scm.domains import Value
from causim_env.scm.mechanisms.english import plain
from causim_env.scm.model import Endogenous, World
from causim_env.scm.text import endogenous_from_source, mechanism_source
from causim_env.streams import Stream

RUNS = "runs"
"""How a system is shown here."""
MAX_CELLS = 24
OBSERVED = 6
_PARTIAL = 0.5


@dataclass(frozen=True)
class InductionProblem(FormalizationProblem):
    """An SCM with one mechanism left out, and runs that determine it.

    Attributes:
        target: The variable whose mechanism is to be written.
    """

    kind: ClassVar[str] = "induction"

    target: str = ""

    @classmethod
    def make(cls, scm: SCM, target: str = "", seed: int = 0) -> InductionProblem:
        """A problem from an SCM of one's own.

        Args:
            scm: The SCM.
            target: The variable whose mechanism is left out; the last one that fits if empty.
            seed: Which runs are shown.

        Raises:
            SCMError: No mechanism fits, or the given one has too many configurations or nothing to find out.
        """
        fitting = _fitting(reference(scm))
        if not fitting or (target and target not in fitting):
            raise SCMError(
                f"{target or 'no mechanism'} can be induced: choose one with 2 to {MAX_CELLS} configurations that is "
                f"no constant and no copy{f', {chr(44).join(fitting)}' if fitting else ''}"
            )
        target = target or fitting[-1]
        return cls(scm, RUNS, _prompt(scm, target, Stream("induction runs", seed)), seed=seed, target=target)

    @property
    def solution(self) -> str:
        """A completion that earns 1: the mechanism's own text."""
        return f"<answer>\n{bare(_node(self.scm, self.target))}\n</answer>"

    def score(self, completion: object, runtime: Runtime | None = None) -> Formalized:
        """The verdict on a completion that ends with the missing `def`."""
        return score_mechanism(completion, self.scm, self.target, runtime)

    def to_json(self) -> dict[str, object]:
        """The problem as an object of JSON types."""
        return {**super().to_json(), "target": self.target}

    @property
    def gold(self) -> str:
        """What a completion is scored against, in a line of JSON."""
        return gold_line(self.scm, self.target)

    @classmethod
    def _more(cls, row: Mapping[str, object]) -> dict[str, str]:
        return {"target": str(row.get("target", ""))}


def score_mechanism(completion: object, gold: SCM, target: str, runtime: Runtime | None = None) -> Formalized:
    """Judge a completion that ends with one mechanism in an answer block. Never raises on account of the completion."""
    try:
        known = reference(gold)
        wanted = _node(gold, target)
    except SCMError as error:
        return Formalized(None, None, f"the gold mechanism cannot be compared with: {error}")
    try:
        node = endogenous_from_source(program(completion))
        _check(node, wanted)
    except (AnswerError, SCMError) as error:
        return Formalized(0.0, False, str(error))
    rows = known.rows(node.parents) or []
    try:
        values = tabulated([(node.source, rows)], runtime or default_runtime())[0]
    except Exception as error:  # a sandbox that does not answer is the fault of no submission
        return Formalized(None, None, f"the sandbox failed: {type(error).__name__}: {error}")
    if isinstance(values, SandboxError):
        return Formalized(0.0, False, f"{target}: {values}")
    return _verdict(known, target, node.parents, dict(zip(rows, values, strict=True)))


@dataclass(frozen=True)
class InductionSet(FormalizationSet):
    """An infinite, random-access sequence of induction problems; all of them show runs."""

    kind: ClassVar[str] = InductionProblem.kind
    offered: ClassVar[tuple[str, ...]] = (RUNS,)

    descriptions: Sequence[str] = (RUNS,)

    def _made(self, scm: SCM, stream: Stream, index: int) -> InductionProblem:
        fitting = _fitting(reference(scm))
        if not fitting:
            raise SCMError("no mechanism to induce")
        return InductionProblem.make(scm, stream.choice(fitting), index)


def _fitting(known: Reference) -> tuple[str, ...]:
    """Variables with something to find out and few enough configurations to show them all."""
    return tuple(name for name in known.telling if 2 <= len(known.tables[name]) <= MAX_CELLS)


def _node(scm: SCM, name: str) -> Endogenous:
    node = scm[name]
    if not isinstance(node, Endogenous):
        raise SCMError(f"{name} has no mechanism: choose an endogenous variable")
    return node


def _prompt(scm: SCM, target: str, stream: Stream) -> str:
    node = _node(scm, target)
    hole = replace(node, doc="", source=mechanism_source(target, node.parents, node.domain, "", "..."))
    nodes = [hole if v.name == target else replace(v, doc="", source=bare(v)) for v in scm.endogenous]
    text = SCM("", [replace(root, doc="") for root in scm.exogenous], nodes).to_source()
    head = [["run", "set by intervention", *scm.names]]
    rows = [
        [str(i), ", ".join(f"{name} = {plain(v)}" for name, v in do.items()) or "nothing", *map(plain, values)]
        for i, (do, values) in enumerate(_runs(scm, node, stream), 1)
    ]
    return "\n\n".join([
        f"This is a structural causal model in which the mechanism of `{target}` is missing.",
        f"```python\n{text}```",
        names(scm).replace("Use exactly these names:", "The variables:"),
        "Each row is one run of the system. What is set by intervention ignores its own mechanism.",
        grid(head + rows),
        f"Write the missing function `{target}`, with the same parameters and range. Every configuration of its "
        "parents occurs in the runs. End with the whole `def` between <answer> and </answer>.",
    ])  # fmt: skip


def _runs(scm: SCM, node: Endogenous, stream: Stream) -> list[tuple[World, Sequence[Value]]]:
    """Runs without intervention, then one for every configuration that these have not shown, in random order."""

    def run(do: World) -> tuple[World, Sequence[Value]]:
        world = {root.name: stream.weighted(root.distribution.weights) for root in scm.exogenous}
        values = scm.evaluate(world, do)
        seen.add(tuple(values[parent] for parent in node.parents))
        return do, [values[name] for name in scm.names]

    seen: set[tuple[Value, ...]] = set()
    runs = [run({}) for _ in range(OBSERVED)]
    for row in product(*(scm[parent].support for parent in node.parents)):
        if row not in seen:
            runs.append(run(dict(zip(node.parents, row, strict=True))))
    return stream.shuffled(runs)


def _check(node: Endogenous, gold: Endogenous) -> None:
    if node.name != gold.name:
        raise SCMError(f"function {node.name} was not asked for: write {gold.name}")
    other = [parent for parent in node.parents if parent not in gold.parents]
    if other:
        raise SCMError(f"parameter {other[0]} was not asked for: use {', '.join(gold.parents)}")


def _verdict(
    known: Reference, target: str, parents: Sequence[str], table: Mapping[tuple[Value, ...], Value]
) -> Formalized:
    own = known.scm.parents(target)
    gold = known.tables[target]
    places = [own.index(parent) for parent in parents]
    found = [table[tuple(row[place] for place in places)] for row in gold]
    wanted = list(gold.values())
    hits = sum(type(a) is type(b) and a == b for a, b in zip(found, wanted, strict=True))
    if hits == len(wanted):
        return Formalized(1.0, True, "correct", {target: True}, 1.0)
    floor = max(
        [sum(value == other for other in wanted) for value in set(wanted)]
        + [sum(row[i] == value for row, value in gold.items()) for i in range(len(own))]
    )
    gained = max(0.0, (hits - floor) / (len(wanted) - floor))
    return Formalized(_PARTIAL * gained, False, f"{hits} of {len(wanted)} configurations are right", {target: False})
