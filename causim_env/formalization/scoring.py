"""How a submitted SCM is scored: by what it does.

Language, then names, then behaviour. Every mechanism runs in the sandbox on all values of its parents and has to
give exactly the gold values; equivalent formulas count alike. The reward is T(1 + R)/2: T is the share of right
mechanisms among those that are neither constant nor a copy of a parent, R the share of right laws and other
mechanisms. So a program that only repeats laws, constants or parents earns nothing, and 1 means that nothing differs.
A mechanism that raises on some row, or returns what is no value, is wrong; one that has to be stopped, by fuel, memory
or the clock, or that takes the runtime down, leaves nothing to the whole submission.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from causim_env.answers import AnswerError, block
from causim_env.formalization.reference import Reference, Row, reference
from causim_env.sandbox import Runtime, SandboxError, default_runtime
from causim_env.scm.domains import SCMError, Value
from causim_env.scm.model import SCM, Endogenous, Exogenous, World

_FENCE = re.compile(r"```(?:python)?\n(.*?)\n?```\s*\Z", re.DOTALL)
MAX_CHARS = 100_000
_OUTSIDE = ("timeout", "memory", "crash")
_PLAIN = ("error", "result")
"""Refusals of a mechanism that is wrong; every other one says that it had to be stopped."""
_CANARY = ("def canary(x):\n    return x + 1", [(1,)], [2])


@dataclass(frozen=True, slots=True)
class Formalized:
    """What became of a submission.

    Attributes:
        reward: In [0, 1], or None where the verifier itself failed.
        correct: Whether nothing differs from the gold SCM, or None like the reward.
        reason: In words; never says what would have been right.
        right: Each gold variable, and whether its law or mechanism is right.
        edge_f1: Harmonic mean of precision and recall of the edges.
        worlds: Held-out worlds of each sort (observation, do, counterfactual) in which every variable comes out as
            under the gold SCM, as a share.
    """

    reward: float | None
    correct: bool | None
    reason: str
    right: Mapping[str, bool] = field(default_factory=dict)
    edge_f1: float = 0.0
    worlds: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Submission:
    """One submission on its way: what was read, and the tables that came back."""

    verdict: Formalized | None = None
    gold: Reference | None = None
    scm: SCM | None = None
    tables: dict[str, Mapping[Row, Value]] = field(default_factory=dict)
    right: dict[str, bool] = field(default_factory=dict)


def score(completion: object, gold: SCM, runtime: Runtime | None = None) -> Formalized:
    """Judge a completion that ends with an SCM in an answer block. Never raises on account of the completion."""
    return score_many([completion], [gold], runtime)[0]


def score_many(completions: Sequence[object], golds: Sequence[SCM], runtime: Runtime | None = None) -> list[Formalized]:
    """`score` for several completions, whose mechanisms share calls of the sandbox.

    Args:
        completions: Whole texts; anything but text earns 0.
        golds: The gold SCM of each.
        runtime: Where mechanisms run; the default one if left out.
    """
    pending = [_read(completion, gold) for completion, gold in zip(completions, golds, strict=True)]
    jobs = [job for submission in pending if submission.scm is not None for job in _jobs(submission, submission.scm)]
    try:
        tables = tabulated([(node.source, rows) for _, node, rows in jobs], runtime or default_runtime())
    except Exception as error:  # a sandbox that does not answer is the fault of no submission
        broken = Formalized(None, None, f"the sandbox failed: {type(error).__name__}: {error}")
        return [submission.verdict or broken for submission in pending]
    reasons: dict[int, str] = {}
    for (submission, node, rows), values in zip(jobs, tables, strict=True):
        if isinstance(values, SandboxError):
            reason = f"{node.name}: {values}"
            reasons.setdefault(id(submission), reason)
            if values.reason not in _PLAIN:
                submission.verdict = submission.verdict or Formalized(0.0, False, reason)
        else:
            _compare(submission, node, rows, values)
    return [submission.verdict or _verdict(submission, reasons.get(id(submission), "")) for submission in pending]


def program(completion: object) -> str:
    """The SCM text that a completion ends with, out of its block and its code fence.

    Raises:
        AnswerError: There is no such block.
    """
    text = block(completion)
    if len(text) > MAX_CHARS:
        raise AnswerError(f"program of {len(text)} characters: write at most {MAX_CHARS}")
    fenced = _FENCE.match(text)
    return fenced.group(1) if fenced else text


def tabulated(jobs: Sequence[tuple[str, Sequence[Row]]], runtime: Runtime) -> list[list[Value] | SandboxError]:
    """The values of each mechanism on its rows, or why it has none.

    Raises:
        SandboxError: The runtime fails on a mechanism that is known to be sound.
    """
    tables = runtime.tabulate_many(jobs)
    if any(isinstance(values, SandboxError) and values.reason in _OUTSIDE for values in tables):
        source, rows, values = _CANARY
        if runtime.tabulate(source, rows) != values:
            raise SandboxError("result", "the runtime gives wrong values")
    return tables


def _read(completion: object, gold: SCM) -> _Submission:
    try:
        known = reference(gold)
    except SCMError as error:
        return _Submission(Formalized(None, None, f"the gold SCM cannot be compared with: {error}"))
    try:
        scm = SCM.from_source(program(completion))
        _check_names(scm, gold)
    except (AnswerError, SCMError) as error:
        return _Submission(Formalized(0.0, False, str(error)))
    return _Submission(None, known, scm)


def _check_names(scm: SCM, gold: SCM) -> None:
    for name in scm.names:
        if name not in gold:
            raise SCMError(f"variable {name} was not asked for: use the names {', '.join(gold.names)}")
        if scm.is_exogenous(name) != gold.is_exogenous(name):
            sort = "declare it with a law" if gold.is_exogenous(name) else "write a function for it"
            raise SCMError(f"variable {name} is of the wrong sort: {sort}")


def _jobs(submission: _Submission, scm: SCM) -> list[tuple[_Submission, Endogenous, list[Row]]]:
    """Decides what can be decided by reading; the mechanisms that have to be run, with their rows."""
    known = submission.gold
    assert known is not None
    jobs = []
    for root in known.scm.exogenous:
        mine = scm[root.name] if root.name in scm else None
        submission.right[root.name] = isinstance(mine, Exogenous) and _same_law(mine, root)
    for node in known.scm.endogenous:
        submission.right[node.name] = False
        mine = scm[node.name] if node.name in scm else None
        if not isinstance(mine, Endogenous) or _kinds(mine.support) != _kinds(node.support):
            continue
        if mine.source in known.seen[node.name]:
            submission.right[node.name], submission.tables[node.name] = known.seen[node.name][mine.source]
        elif known.rows(_together(mine, node)) is not None:
            jobs.append((submission, mine, known.rows(mine.parents) or []))
    return jobs


def _together(mine: Endogenous, gold: Endogenous) -> tuple[str, ...]:
    """The parents of either mechanism, those of the first in front."""
    return (*mine.parents, *(parent for parent in gold.parents if parent not in mine.parents))


def _compare(submission: _Submission, node: Endogenous, rows: Sequence[Row], values: Sequence[Value]) -> None:
    """Keeps a mechanism's table and whether it gives the gold value on every row of all parents."""
    known = submission.gold
    assert known is not None
    table = dict(zip(rows, values, strict=True))
    parents = _together(node, known.node(node.name))
    every = known.rows(parents) or []
    width = len(node.parents)
    found = values if len(parents) == width else [table[row[:width]] for row in every]
    gold = known.values(node.name, parents, every)
    right = list(found) == gold and list(map(type, found)) == list(map(type, gold))
    submission.right[node.name], submission.tables[node.name] = right, table
    known.keep(node.name, node.source, right, table)


def _kinds(values: Sequence[Value]) -> set[tuple[type, Value]]:
    return {(type(value), value) for value in values}


def _same_law(mine: Exogenous, gold: Exogenous) -> bool:
    one, two = mine.distribution.probabilities, gold.distribution.probabilities
    return mine.distribution.kind is gold.distribution.kind and one == two


def _verdict(submission: _Submission, reason: str) -> Formalized:
    known, scm, right = submission.gold, submission.scm, submission.right
    assert known is not None and scm is not None
    told = [right[name] for name in known.telling]
    rest = [right[name] for name in known.scm.names if name not in known.telling]
    rest_share = sum(rest) / len(rest) if rest else 1.0
    reward = sum(told) / len(told) * (1 + rest_share) / 2 if told else float(all(rest))
    worlds = {sort: _agreement(submission, sort, 2 if sort == "counterfactual" else 1) for sort in known.experiments}
    correct = all(right.values())
    assert not correct or set(worlds.values()) == {1.0}, "tables that agree give worlds that agree"
    mechanisms = [right[node.name] for node in known.scm.endogenous]
    if not reason and not correct:
        laws = [right[root.name] for root in known.scm.exogenous]
        reason = f"{sum(mechanisms)} of {len(mechanisms)} mechanisms and {sum(laws)} of {len(laws)} laws are right"
    return Formalized(reward, correct, reason or "correct", dict(right), _edge_f1(scm, known.scm), worlds)


def _edge_f1(scm: SCM, gold: SCM) -> float:
    one = {(parent, node.name) for node in scm.endogenous for parent in node.parents}
    two = {(parent, node.name) for node in gold.endogenous for parent in node.parents}
    return 2 * len(one & two) / (len(one) + len(two)) if one or two else 1.0


def _agreement(submission: _Submission, sort: str, runs: int) -> float:
    """The share of held-out worlds in which every run comes out as under the gold SCM."""
    known = submission.gold
    assert known is not None
    same = [
        _replay(submission, world, do) == outcome
        for (world, do), outcome in zip(known.experiments[sort], known.outcomes[sort], strict=True)
    ]
    cases = [all(same[i : i + runs]) for i in range(0, len(same), runs)]
    return sum(cases) / len(cases)


def _replay(submission: _Submission, world: World, do: World) -> dict[str, Value] | None:
    """One run by the tables that came back; None where one has no row for it."""
    assert submission.gold is not None and submission.scm is not None
    values: dict[str, Value] = dict(world)
    for node in submission.scm.order:
        if node.name in do:
            values[node.name] = do[node.name]
            continue
        row = tuple([values[parent] for parent in node.parents])
        table = submission.tables.get(node.name)
        if table is None or row not in table:
            return None
        values[node.name] = table[row]
    return values
