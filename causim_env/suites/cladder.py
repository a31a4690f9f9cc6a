"""CLadder (Jin et al. 2023): yes or no, about small binary models told as stories.

What is read. A question file is a JSON list; of a question: `question_id`, `given_info`, `question`, `answer`
(yes or no), and of its `meta` `query_type`, `rung`, `model_id`, `polarity`, `groundtruth`, `given_info`, `mediators`
and `collider`, as far as its type has them. A model file, in the same folder, is a JSON list; of a model: `model_id`,
`background`, `structure` (`X->Y,V2->Y`) and `params` (`p(Y | X, V2)`: the probability of 1, nested by parent).

An answer is right if it is the published word. A question is trusted only where the number behind it, computed here
from the model, is the published one, or where the graph settles it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

from causim_env.answers import Answer
from causim_env.authors.importers import Table, couple
from causim_env.evaluation.estimates import UNTRUSTED
from causim_env.evaluation.gold import Gold
from causim_env.evaluation.item import Item
from causim_env.scm import SCM, SCMError, Value
from causim_env.scm.infer import infer
from causim_env.suites.adjustment import adjusts, graph_of
from causim_env.suites.suite import Suite, SuiteError, exact, files, rows, text

CLOSE = 1e-4
FLAWS = (
    "marginals treat dependent parents as independent, and so do other effects through them: their numbers are wrong",
    "deterministic counterfactuals ask for an intervention alone: nothing has to be inferred from what was observed",
    "yes or no: a constant answer is right about half the time, see --baseline constant",
)

Row = Mapping[str, Any]
Values = Mapping[str, Value]


def load(path: Path) -> Suite:
    """The questions of a folder, or of one file with the models beside it.

    Raises:
        SuiteError: A file is not of that form.
    """
    questions, models = [], {}
    for file in files(path if path.is_dir() else path.parent, ".json"):
        for where, row in rows(file):
            if "params" in row:
                models[row.get("model_id")] = row
            elif "question_id" in row and (path.is_dir() or file == path):
                questions.append((where, file.stem, row))
    if not questions:
        raise SuiteError(f"{path}: no question here: write the path of a folder with CLadder's .json files")
    judge = _Judge(models)
    items = [_item(where, stem, row, judge) for where, stem, row in questions]
    doubts = [f"{count} questions untrusted: {doubt}" for doubt, count in sorted(judge.doubts.items())]
    return Suite("cladder", tuple(items), (*FLAWS, *doubts))


def _item(where: str, stem: str, row: Row, judge: _Judge) -> Item:
    meta = row.get("meta")
    if not isinstance(meta, dict):
        raise SuiteError(f"{where}: 'meta' must be an object, got {meta!r}")
    answer = text(row, "answer", where)
    if answer not in ("yes", "no"):
        raise SuiteError(f"{where}: 'answer' must be yes or no, got {answer!r}")
    kind, rung = text(meta, "query_type", where), meta.get("rung")
    model = judge.models.get(meta.get("model_id"), {})
    parts = [model.get("background", ""), text(row, "given_info", where), text(row, "question", where)]
    ending = "Think step by step. End with <answer>yes</answer> or <answer>no</answer>."
    return Item(
        id=f"cladder-{stem}-{row['question_id']}",
        prompt="\n\n".join([*filter(None, parts), ending]),
        gold=Gold(Answer("value", answer)),
        scm=f"cladder-{meta.get('model_id')}",
        kind=kind,
        level=rung if isinstance(rung, int) else 0,
        split="trusted" if judge.trusts(where, kind, meta, answer) else UNTRUSTED,
        representation="prose",
    )


class _Judge:
    """Holds published answers against the models, each number computed once."""

    def __init__(self, models: Mapping[object, Row]) -> None:
        self.models = models
        self.doubts: Counter[str] = Counter()
        self._numbers: dict[tuple[object, str], Fraction] = {}

    def trusts(self, where: str, kind: str, meta: Row, answer: str) -> bool:
        doubt = self._doubt(where, kind, meta, answer)
        if doubt:
            self.doubts[doubt] += 1
        return not doubt

    def _doubt(self, where: str, kind: str, meta: Row, answer: str) -> str:
        """Why a published answer is not to be trusted; empty where it is."""
        model = self.models.get(meta.get("model_id"))
        if model is None:
            return "their models are not in the folder"
        try:
            if kind == "backadj":
                return _adjustment_doubt(model, meta, answer)
            number = NUMBERS.get("ate" if kind == "collider_bias" else kind)
            if number is None:
                return f"{kind} is not recomputed here"
            key = meta["model_id"], f"{number.__name__} {meta.get('collider')}"
            if key not in self._numbers:
                self._numbers[key] = number(_scm(model), meta)
            found = self._numbers[key]
            if kind == "collider_bias":
                right = (bool(found) == meta["polarity"]) == (answer == "yes")
                return "" if right else "the published answer is wrong"
            near = abs(found - exact(meta["groundtruth"], where)) <= CLOSE
            return "" if near else "the published number is wrong"
        except (KeyError, TypeError, IndexError, AttributeError, SCMError) as error:
            raise SuiteError(f"{where}: not a question of type {kind} ({type(error).__name__}: {error})") from None


def _adjustment_doubt(model: Row, meta: Row, answer: str) -> str:
    edges = re.findall(r"(\w+)->(\w+)", model["structure"])
    graph = graph_of(edges, "X", "Y")
    first, second = (adjusts(graph, "X", "Y", names) for names in meta["given_info"])
    if first == second:
        return "both methods are right, or neither is"
    return "" if (first == meta["polarity"]) == (answer == "yes") else "the published answer is wrong"


def _scm(model: Row) -> SCM:
    """The model's parameters as an SCM with a draw of its own for every case of the parents."""
    tables = []
    for law, parameters in model["params"].items():
        child, *given = re.findall(r"\w+", law[1:])
        weights: dict[tuple[Value, ...], tuple[int, ...]] = {}
        for case, p in _leaves(parameters, len(given)):
            one = Fraction(str(p))
            weights[case] = (one.denominator - one.numerator, one.numerator)
        tables.append(Table(child, (0, 1), tuple(given), weights))
    return couple(str(model.get("story_id", "")), tables, "selector")


def _leaves(parameters: Any, depth: int) -> Iterator[tuple[tuple[int, ...], float]]:
    if depth == 0:
        yield (), parameters
        return
    for value in (0, 1):
        for case, p in _leaves(parameters[value], depth - 1):
            yield (value, *case), p


def _chance(scm: SCM, given: Values, do: Values | None = None, imagined: bool = False) -> Fraction:
    """P(Y = 1 under do | given), `given` observed before `do` where it is imagined."""
    return infer(scm, ["Y"], given, do or {}, counterfactual=imagined).get((1,), Fraction(0))


def _marginal(scm: SCM, meta: Row) -> Fraction:
    return _chance(scm, {})


def _correlation(scm: SCM, meta: Row) -> Fraction:
    return _chance(scm, {"X": 1}) - _chance(scm, {"X": 0})


def _ate(scm: SCM, meta: Row) -> Fraction:
    return _chance(scm, {}, {"X": 1}) - _chance(scm, {}, {"X": 0})


def _ett(scm: SCM, meta: Row) -> Fraction:
    return _chance(scm, {"X": 1}, {"X": 1}, True) - _chance(scm, {"X": 1}, {"X": 0}, True)


def _nde(scm: SCM, meta: Row) -> Fraction:
    return _nested(scm, meta["mediators"], 1, 0) - _chance(scm, {}, {"X": 0})


def _nie(scm: SCM, meta: Row) -> Fraction:
    return _nested(scm, meta["mediators"], 0, 1) - _chance(scm, {}, {"X": 0})


def _exp_away(scm: SCM, meta: Row) -> Fraction:
    collider = {meta["collider"]: 1}
    return _chance(scm, {"X": 1, **collider}) - _chance(scm, collider)


def _nested(scm: SCM, mediators: list[str], x: int, mediators_at: int) -> Fraction:
    """P(Y = 1) with X at `x` and the mediators where X at `mediators_at` would put them.

    In the submodel where X is `mediators_at` the mediators' values are facts; Y is then imagined.
    """
    at = f"def X() -> Integer(0, 1):\n    return {mediators_at}"
    nodes = [replace(v, parents=(), source=at, doc="") if v.name == "X" else v for v in scm.endogenous]
    submodel = SCM(scm.doc, scm.exogenous, nodes)
    law = infer(submodel, mediators, {}, {})
    total = Fraction(0)
    for values in product((0, 1), repeat=len(mediators)):
        seen: Values = dict(zip(mediators, values, strict=True))
        if weight := law.get(values, Fraction(0)):
            total += weight * _chance(submodel, seen, {"X": x, **seen}, True)
    return total


NUMBERS = {
    "marginal": _marginal,
    "correlation": _correlation,
    "ate": _ate,
    "ett": _ett,
    "nde": _nde,
    "nie": _nie,
    "exp_away": _exp_away,
}
