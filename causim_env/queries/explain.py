"""Worked solutions: abduct, act, predict, each step the run of one mechanism.

The solution retraces the exact walk of `scm.walk` at the pace of a reader: variables in causal order, a case for
every value a hidden cause may have, cases that contradict the evidence struck out, cases that no longer
differ in anything that matters put together. Every line is printed from the values the mechanisms returned, so
every line is true. A step with too many cases to list is summed up in one line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from causim_env.answers import Answer
from causim_env.queries.query import Query
from causim_env.render import Register, register
from causim_env.scm import SCM, Value
from causim_env.scm.compile import functions
from causim_env.scm.network import Copy, Network

MAX_LINES = 24
_Case = tuple[tuple[Copy, Value], ...]


def explain(scm: SCM, query: Query, answer: Answer, representation: str) -> str:
    """The worked solution of a query, ending in its answer.

    Args:
        scm: The model.
        query: The question.
        answer: Its exact answer.
        representation: The register in which steps are written.

    Returns:
        Lines of text, the last of them the answer in its tags.
    """
    trace = _Trace(scm, query, register(representation))
    trace.run()
    trace.conclude(answer)
    return "\n".join([*trace.lines, answer.block()])


@dataclass(frozen=True, slots=True)
class _Turn:
    """One run of a mechanism under one case, and whether the evidence allows it."""

    case: _Case
    drawn: _Case
    weight: Fraction
    value: Value
    allowed: bool


class _Trace:
    def __init__(self, scm: SCM, query: Query, words: Register) -> None:
        self.scm = scm
        self.query = query
        self.words = words
        self.network = Network(scm, query.evidence, query.do, query.kind == "counterfactual")
        self.target = self.network.read(query.target)
        self.lines: list[str] = []
        self.cases: dict[_Case, Fraction] = {(): Fraction(1)}
        self.order = self._order()

    def run(self) -> None:
        """Walks the relevant variables, factual ones first."""
        imagined = self.query.kind == "counterfactual"
        phase = "Abduct" if imagined and any(world == 0 for _, world in self.order) else ""
        if phase:
            self.lines.append(f"{phase}.")
        acted = not self.query.do
        for place, copy in enumerate(self.order):
            if not acted and (copy[1] == 1 or not imagined):
                self._act()
                acted = True
            self._visit(copy, place)
        if not acted:
            self._act()
        self._draw_lone_target()

    def conclude(self, answer: Answer) -> None:
        """Says what the remaining cases come to."""
        name = self.query.target
        if self.target in self.network.fixed:
            self.lines.append(f"Given: {self._assign(self.target, self.network.fixed[self.target])}.")
            return
        weights: dict[Value, Fraction] = {}
        for case, weight in self.cases.items():
            value = dict(case)[self.target]
            weights[value] = weights.get(value, Fraction(0)) + weight
        ordered = [value for value in self.scm[name].support if value in weights]
        if len(ordered) == 1:
            if len(self.order) > 0 and self.query.ask != "value":
                self.lines.append(f"Only {self._assign(self.target, ordered[0])} remains.")
            return
        if self.query.ask == "distribution":
            total = sum(weights.values())
            for value in ordered:
                share = weights[value] / total
                self.lines.append(f"{self._assign(self.target, value)}: {weights[value]} / {total} = {share}")
        elif self.query.ask == "set":
            self.lines.append(f"Possible: {'; '.join(self._assign(self.target, value) for value in ordered)}.")
        else:
            shown = "; ".join(self._assign(self.target, value) for value in ordered[:4])
            self.lines.append(f"Not one value remains: {shown}.")

    def _order(self) -> list[Copy]:
        """The endogenous copies that matter, the factual world before the imagined one."""
        if self.target in self.network.fixed:
            return []
        component = next(part for part in self.network.components([self.target]) if self.target in part)
        return [(node.name, world) for world in (0, 1) for node in self.scm.order if (node.name, world) in component]

    def _act(self) -> None:
        done = ", ".join(self.words.assign(self.scm, name, value) for name, value in self.query.do.items())
        self.lines.append(f"Act: {done}.")
        if self.query.kind == "counterfactual":
            self.lines.append("Predict.")

    def _visit(self, copy: Copy, place: int) -> None:
        network = self.network
        parents = network.parents(copy)
        known = {parent for case in self.cases for parent, _ in case}
        roots = [p for p in dict.fromkeys(parents) if p not in network.fixed and p not in known]
        mechanism = functions(self.scm)[copy[0]]
        turns: list[_Turn] = []
        for case, weight in self.cases.items():
            for drawn in product(*[self.scm[root[0]].support for root in roots]):
                chosen = tuple(zip(roots, drawn, strict=True))
                share = weight
                for (name, _), value in chosen:
                    share *= self._probability(name, value)
                values = {**network.fixed, **dict(case), **dict(chosen)}
                result = mechanism(*[values[parent] for parent in parents])
                allowed = copy not in network.observed or result == network.observed[copy]
                turns.append(_Turn(case, chosen, share, result, allowed))
        self._write(copy, parents, turns)
        self._merge(copy, place, turns)
        if copy in network.observed:
            self._sum_up()

    def _write(self, copy: Copy, parents: list[Copy], turns: list[_Turn]) -> None:
        name, observed = copy[0], copy in self.network.observed
        seen = self._assign(copy, self.network.observed[copy]) if observed else ""
        if len(turns) > MAX_LINES:
            kept = sum(turn.allowed for turn in turns)
            fitting = f", {kept} of them with {seen} as observed" if observed else ""
            self.lines.append(f"{name}: {len(turns)} cases{fitting}.")
            return
        varying = self._varying(turns)
        written: dict[str, None] = {}
        for turn in turns:
            values = {**self.network.fixed, **dict(turn.case), **dict(turn.drawn)}
            told = [(c, v) for c, v in (*turn.case, *turn.drawn) if c in varying and c in parents]
            prefix = ", ".join(self._given(c, v, c in dict(turn.drawn)) for c, v in told)
            line = self.words.step(self.scm, name, {parent[0]: values[parent] for parent in parents})
            end = f"; observed: {seen}, {'possible' if turn.allowed else 'ruled out'}" if observed else ""
            written[f"{prefix}: {line}{end}" if prefix else f"{line}{end}"] = None
        self.lines.extend(written)

    def _given(self, copy: Copy, value: Value, drawn: bool) -> str:
        text = self._assign(copy, value)
        if drawn and self.query.ask == "distribution":
            return f"{text} ({self._probability(copy[0], value)})"
        return text

    def _varying(self, turns: list[_Turn]) -> set[Copy]:
        values: dict[Copy, set[Value]] = {}
        for turn in turns:
            for copy, value in (*turn.case, *turn.drawn):
                values.setdefault(copy, set()).add(value)
        drawn = {copy for turn in turns for copy, _ in turn.drawn}
        return {copy for copy, found in values.items() if len(found) > 1 or copy in drawn}

    def _merge(self, copy: Copy, place: int, turns: list[_Turn]) -> None:
        later = {parent for other in self.order[place + 1 :] for parent in self.network.parents(other)}
        later.add(self.target)
        merged: dict[_Case, Fraction] = {}
        for turn in turns:
            if turn.allowed:
                here: _Case = () if copy in self.network.fixed else ((copy, turn.value),)
                case = tuple(pair for pair in (*turn.case, *turn.drawn, *here) if pair[0] in later)
                merged[case] = merged.get(case, Fraction(0)) + turn.weight
        self.cases = merged

    def _sum_up(self) -> None:
        """Says what the observation left of the hidden causes that still matter."""
        left: dict[Copy, set[Value]] = {}
        for case in self.cases:
            for copy, value in case:
                if self.scm.is_exogenous(copy[0]):
                    left.setdefault(copy, set()).add(value)
        for root, values in left.items():
            ordered = [value for value in self.scm[root[0]].support if value in values]
            self.lines.append(f"So {' or '.join(self._assign(root, value) for value in ordered)}.")

    def _draw_lone_target(self) -> None:
        """An exogenous target that no relevant mechanism reads keeps its own distribution."""
        if self.target in self.network.fixed or any(self.target == c for case in self.cases for c, _ in case):
            return
        self.cases = {
            (*case, (self.target, value)): weight * self._probability(self.target[0], value)
            for case, weight in self.cases.items()
            for value in self.scm[self.target[0]].support
        }

    def _probability(self, name: str, value: Value) -> Fraction:
        variable = self.scm[name]
        law: Mapping[Value, Fraction] = variable.distribution.probabilities  # type: ignore[union-attr]
        return law[value]

    def _assign(self, copy: Copy, value: Value) -> str:
        text: str = self.words.assign(self.scm, copy[0], value)
        return text
