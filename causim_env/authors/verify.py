"""The verification ladder: nine rungs that a written mechanism climbs before it becomes part of an SCM.

    V0  language and purity
    V1  the signature is what was declared, and the graph stays acyclic
    V2  the same values in every sandbox and under every hash seed, within fuel
    V3  values inside the declared support, on all values of the parents
    V4  every parent and every new input changes something
    V5  not degenerate: some entropy, no duplicate of another variable, rewired children and what is below them react
    V6  the claims of the docstring are true, and those of the proposal are among them
    V7  the answers to queries tell single-edit mutants apart
    V8  nothing else changes, and exact inference stays within its cap

Each rung is a function of the candidate that returns what is wrong in one line, or an empty string. A rung that cannot
judge because something before it failed says so: its verdict is None, which never counts as passed. V3 looks at all
combinations of declared values and not only at those that occur, because an intervention can bring any of them about.
The ladder sees what a mechanism does and what its docstring claims, not whether the claims are wise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import log2

from causim_env.authors.candidate import Candidate, tabulated
from causim_env.authors.claims import Grid, plain, read
from causim_env.authors.degenerate import idle_parents
from causim_env.authors.reactions import deaf, reacts
from causim_env.edits import mutants
from causim_env.sandbox import SandboxError
from causim_env.scm.compile import check_value
from causim_env.scm.domains import SCMError, Value
from causim_env.scm.infer import Joint, StateCapExceeded, infer, marginal
from causim_env.scm.model import SCM, Endogenous

MAX_STATES = 20_000
LEAST_BITS = 0.02
MOST_CLAIMS = 16
MOST_MUTANTS = 10
LEAST_TOLD_APART = 0.5
LEAST_AGREEMENT = 0.9

_NEIGHBOURS = 3
_SINKS = 2
_CAUSES = 4


def v0_language(candidate: Candidate) -> str:
    """The code holds pure functions of the language and nothing else."""
    return _error(lambda: candidate.nodes)


def v1_signature(candidate: Candidate) -> str:
    """Every function that was asked for is there, reads what was declared, and nothing causes itself."""
    nodes = candidate.nodes
    for wanted in candidate.proposal.written:
        node = nodes.get(wanted.name)
        if node is None:
            return f"`{wanted.name}` is missing: write `def {wanted.name}({', '.join(wanted.parents)})`"
        if set(node.parents) != set(wanted.parents):
            return f"`{node.name}` reads {', '.join(node.parents) or 'nothing'}: read {', '.join(wanted.parents)}"
        if node.domain != wanted.domain:
            return f"`{node.name}` returns {node.domain.text()}: declare {wanted.domain.text()}"
    asked = {node.name for node in candidate.proposal.written}
    for name in nodes:
        if name not in asked and name not in candidate.base:
            return f"`{name}` was not asked for: write {', '.join(asked)} only"
    return _error(lambda: candidate.shape)


def v2_deterministic(candidate: Candidate) -> str:
    """Every sandbox, under every hash seed, runs every function to its end and gets the same values."""
    twins = [runtime.twin() for runtime in candidate.runtimes]
    others = [*candidate.runtimes[1:], *(twin for twin in twins if twin is not None)]
    for name in [node.name for node in candidate.shape.order if node.name in candidate.nodes]:
        try:
            first = candidate.grid(name)
            grids = [candidate.second_grid(name, runtime) for runtime in others]
        except SCMError as error:
            return f"`{name}`: {error}"
        parents = candidate.nodes[name]
        for other in grids:
            for row, a, b in zip(product(*first.supports.values()), first.values, other.values, strict=True):
                if type(a) is not type(b) or a != b:
                    return (
                        f"`{name}` gives {a!r} in one sandbox and {b!r} in another (at {_at(parents, row)}): "
                        "compute with integers only"
                    )
    return ""


def v3_support(candidate: Candidate) -> str:
    """Every value is a declared one."""
    for name, node in candidate.nodes.items():
        for row, value in candidate.table(name).items():
            try:
                check_value(name, node.domain, value)
            except SCMError as error:
                return f"{error} (at {_at(node, row)})"
    return ""


def v4_parents_matter(candidate: Candidate) -> str:
    """Every parent changes the value somewhere, and somebody reads every new input."""
    for name, node in candidate.nodes.items():
        grid = candidate.grid(name)
        sizes = [len(support) for support in grid.supports.values()]
        for place in idle_parents(list(grid.values), sizes):
            return f"{node.parents[place]} changes nothing in `{name}`: let it matter"
    read_by = {parent for node in candidate.nodes.values() for parent in node.parents}
    for one in candidate.proposal.inputs:
        if one.name not in read_by:
            return f"nobody reads the input {one.name}"
    return ""


def v5_not_degenerate(candidate: Candidate) -> str:
    """The variable varies, copies no other one, and the rewired children and what reacts to them react to it."""
    scm = candidate.scm
    for name in candidate.nodes:
        law = marginal(scm, name, max_states=MAX_STATES)
        bits = -sum(float(p) * log2(p) for p in law.values() if float(p) > 0)
        if bits < LEAST_BITS:
            likely = max(law, key=lambda value: law[value])
            return f"`{name}` is nearly always {plain(likely)}: let it vary"
        twin = _duplicate(candidate, name)
        if twin:
            return f"`{name}` always equals {twin}: let it say something else"
    new = candidate.proposal.node.name
    for child in candidate.proposal.rewire:
        if child.name not in candidate.nodes:
            continue
        if not reacts(candidate, child.name, new, MAX_STATES):
            return f"`{child.name}` never reacts to {new} in worlds that occur"
        silent = deaf(candidate, child.name, new, MAX_STATES)
        if silent:
            return f"`{silent}` reacts to {child.name} but never to {new}: let `{child.name}` hand it on"
    return ""


def v6_claims(candidate: Candidate) -> str:
    """The docstring opens with the meaning, holds every claim of the proposal, and claims nothing false."""
    wanted = {node.name: node for node in candidate.proposal.written}
    for name, node in candidate.nodes.items():
        said = list(dict.fromkeys(read(node.doc)))
        if len(said) > MOST_CLAIMS:
            return f"docstring of `{name}`: {len(said)} claims, write at most {MOST_CLAIMS}"
        if name in wanted:
            if not " ".join(node.doc.split()).startswith(wanted[name].meaning):
                return f"docstring of `{name}`: open it with `{wanted[name].meaning}`"
            missing = [claim for claim in wanted[name].claims if claim not in said]
            if missing:
                return f"docstring of `{name}` lacks `{missing[0].text()}`"
        grid = candidate.grid(name)
        for claim in said:
            try:
                if not claim.holds(grid):
                    seen = claim.counterexample(grid) or "it never happens"
                    return f"`{claim.text()}` is not true of `{name}` ({seen}): change the code"
            except SCMError as error:
                return f"docstring of `{name}`: {error}"
        if name in candidate.rewritten:
            again = candidate.rewritten[name]
            if isinstance(again, SCMError):
                raise again
            share, example = _agreement(candidate, name, again, grid)
            if share < LEAST_AGREEMENT:
                return (
                    f"a second author, given only the docstring of `{name}`, wrote a function that agrees on "
                    f"{share:.0%} of all inputs{example}: let the docstring determine the values"
                )
    return ""


def v7_mutants(candidate: Candidate) -> str:
    """Most single edits of a function change the answer to some query about it.

    The queries are P(x) and P(x | parent = value) for every parent and every value that it takes.
    """
    for name, node in candidate.nodes.items():
        joint = infer(candidate.scm, node.parents, max_states=MAX_STATES)
        grid = candidate.grid(name)
        right = _answers(node, joint, candidate.table(name))
        edited, rows = mutants(node.source, MOST_MUTANTS), list(product(*grid.supports.values()))
        tables = candidate.runtimes[0].tabulate_many([(text, rows) for text in edited])
        same = [
            text
            for text, values in zip(edited, tables, strict=True)
            if not _told_apart(node, grid, joint, right, values)
        ]
        if len(edited) - len(same) < LEAST_TOLD_APART * len(edited):
            example = "; ".join(line.strip() for line in same[0].splitlines()[1:])
            return (
                f"{len(same)} of {len(edited)} single edits of `{name}` change no answer, "
                f"for example `{example[:120]}`: drop dead code"
            )
    return ""


def v8_nothing_else(candidate: Candidate) -> str:
    """No other function is rewritten, answers elsewhere stay, and inference is within its cap."""
    asked = {node.name for node in candidate.proposal.written}
    for name, node in candidate.nodes.items():
        old = candidate.base[name] if name in candidate.base else None
        if name not in asked and isinstance(old, Endogenous) and old.source != node.source:
            return f"`{name}` was rewritten without being asked for: leave it alone"
    scm = candidate.scm
    below = scm.descendants(asked)
    try:
        for name in _spread([n.name for n in scm.order if n.name in below and not scm.children(n.name)], _SINKS):
            seen = {name: next(iter(marginal(scm, name, max_states=MAX_STATES)))}
            for cause in _causes(scm, name, candidate.proposal.node.name):
                _imagine(scm, cause, name, seen)
        for name in _spread([n.name for n in candidate.base.order if n.name not in below], _NEIGHBOURS):
            before = marginal(candidate.base, name, max_states=MAX_STATES)
            after = marginal(scm, name, max_states=MAX_STATES)
            for value in scm[name].support:
                if after.get(value, 0) != before.get(value, 0):
                    return (
                        f"P({name} = {plain(value)}) goes from {before.get(value, 0)} to {after.get(value, 0)}, "
                        "though nothing above it was to change"
                    )
    except StateCapExceeded as error:
        return f"exact inference is out of reach ({error}): read fewer parents or smaller ones"
    return ""


RUNGS: dict[str, Callable[[Candidate], str]] = {
    "V0": v0_language,
    "V1": v1_signature,
    "V2": v2_deterministic,
    "V3": v3_support,
    "V4": v4_parents_matter,
    "V5": v5_not_degenerate,
    "V6": v6_claims,
    "V7": v7_mutants,
    "V8": v8_nothing_else,
}


@dataclass(frozen=True, slots=True)
class RungVerdict:
    """What one rung said.

    Attributes:
        rung: `V0` to `V8`.
        passed: None where the rung could not judge.
        reason: What is wrong, or why it could not judge; empty where it passed.
        name: Whose climb it was, where several variables climb one after the other.
    """

    rung: str
    passed: bool | None
    reason: str = ""
    name: str = ""

    @property
    def key(self) -> str:
        """What the journal calls it: `V3`, or `V3 light`."""
        return f"{self.rung} {self.name}".rstrip()


@dataclass(frozen=True, slots=True)
class Climb:
    """What the ladder said about a candidate.

    Attributes:
        verdicts: One for each rung that was climbed.
    """

    verdicts: tuple[RungVerdict, ...]

    @property
    def accepted(self) -> bool:
        """Whether every rung was passed."""
        return all(verdict.passed for verdict in self.verdicts)

    @property
    def message(self) -> str:
        """The first thing that is wrong, in one line; empty where nothing is."""
        wrong = [verdict for verdict in self.verdicts if not verdict.passed]
        wrong.sort(key=lambda verdict: verdict.passed is None)
        return f"{wrong[0].rung}: {wrong[0].reason}" if wrong else ""

    def to_json(self) -> dict[str, str]:
        """Rung to `passed`, or to the reason why not."""
        return {
            v.key: "passed" if v.passed else f"{'refused' if v.passed is False else 'cannot judge'}: {v.reason}"
            for v in self.verdicts
        }


def climb(candidate: Candidate, rungs: Sequence[str] = tuple(RUNGS), *, stop: bool = True) -> Climb:
    """Sends a candidate up the ladder.

    Args:
        candidate: What was written.
        rungs: Which rungs, lowest first.
        stop: Whether the first rung that is not passed ends the climb.

    Raises:
        KeyError: There is no such rung.
    """
    verdicts: list[RungVerdict] = []
    for rung in rungs:
        try:
            reason = RUNGS[rung](candidate)
            verdicts.append(RungVerdict(rung, not reason, reason))
        except SCMError as error:
            verdicts.append(RungVerdict(rung, None, str(error)))
        except Exception as error:  # what a text makes of the rung itself must not end a run of many
            verdicts.append(RungVerdict(rung, None, f"{rung} failed: {type(error).__name__}: {error}"[:300]))
        if stop and not verdicts[-1].passed:
            break
    return Climb(tuple(verdicts))


def _error(make: Callable[[], object]) -> str:
    """What making something fails with; empty where it does not."""
    try:
        make()
    except SCMError as error:
        return str(error)
    return ""


def _at(node: Endogenous, row: Sequence[Value]) -> str:
    return ", ".join(f"{parent}={plain(value)}" for parent, value in zip(node.parents, row, strict=True))


def _duplicate(candidate: Candidate, name: str) -> str:
    """Another variable that always has the same value; empty where there is none."""
    scm = candidate.scm
    [kind] = {type(value) for value in scm[name].support}
    column = candidate.reach.rows([name])
    for other in scm.names:
        if other == name or type(scm[other].support[0]) is not kind or candidate.reach.rows([other]) != column:
            continue
        if all(a == b for a, b in infer(scm, [name, other], max_states=MAX_STATES)):
            return other
    return ""


def _agreement(candidate: Candidate, name: str, again: str, grid: Grid) -> tuple[float, str]:
    """The share of inputs on which the second author's function has the same value, and one on which it has not."""
    try:
        other = tabulated(again, grid.supports, candidate.runtimes[0])
    except SCMError:
        return 0.0, ""
    rows = zip(product(*grid.supports.values()), grid.values, other.values, strict=True)
    differ = [(row, a, b) for row, a, b in rows if type(a) is not type(b) or a != b]
    if not differ:
        return 1.0, ""
    row, got, read_as = differ[0]
    example = f" ({plain(got)} here, {plain(read_as)} there at {_at(candidate.nodes[name], row)})"
    return 1 - len(differ) / len(grid.values), example


_Law = dict[tuple[object, ...], Fraction]


def _answers(node: Endogenous, joint: Joint, table: Mapping[tuple[Value, ...], Value]) -> _Law:
    """P(x) and P(x, parent = value): the answers to the queries, up to factors that no mutant changes."""
    found: dict[tuple[object, ...], Fraction] = {}
    for row, probability in joint.items():
        value = table[row]
        keys: list[tuple[object, ...]] = [
            (value,),
            *((parent, at, value) for parent, at in zip(node.parents, row, strict=True)),
        ]
        for key in keys:
            found[key] = found.get(key, Fraction(0)) + probability
    return found


def _told_apart(node: Endogenous, grid: Grid, joint: Joint, right: _Law, values: list[Value] | SandboxError) -> bool:
    """Whether an edited function changes an answer; one that fails or leaves its support does."""
    if isinstance(values, SandboxError):
        return True
    if values == grid.values:
        return False
    try:
        for value in values:
            check_value(node.name, node.domain, value)
    except SCMError:
        return True
    return _answers(node, joint, dict(zip(product(*grid.supports.values()), values, strict=True))) != right


def _causes(scm: SCM, target: str, new: str) -> list[str]:
    """The new variable, and from far to near some of what is above a target."""
    above = scm.ancestors([target]) - {target}
    return list(dict.fromkeys([new, *_spread([v.name for v in scm.variables if v.name in above], _CAUSES)]))


def _imagine(scm: SCM, cause: str, target: str, seen: Mapping[str, Value]) -> None:
    """Asks one counterfactual: given what the target is, what had it been with another cause?

    Raises:
        StateCapExceeded: It is out of reach.
    """
    value = scm[cause].support[-1]
    marginal(scm, target, seen, {cause: value}, counterfactual=True, max_states=MAX_STATES)


def _spread(names: Sequence[str], most: int) -> Iterator[str]:
    """Some of the names, evenly; the last is always among them."""
    count = min(len(names), most)
    yield from (names[len(names) - 1 - i * len(names) // count] for i in range(count))
