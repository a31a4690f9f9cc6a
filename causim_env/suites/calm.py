"""CaLM (Chen et al. 2024, OpenCausaLab/CaLM): yes or no, a choice, or a number to four digits.

What is read. A task is a file of one JSON object a line, named `ATE-P_ATE-basic_EN.json`: the target, a letter for
the form of the answer (`B` yes or no, `C` a choice, `P` a number), the data set, the language (only `EN` is read). Of
every row: `index`, the published answer in `gt_answer`, and

- `given_info` and `question` (tasks that CaLM took from CLadder), and of `meta` the `model_id`; or
- `given_info`, `Background.data_info`, `Instruction` and `Question` (effects and probabilities of causation); or
- `edges`, `treatment`, `outcome`, `option1` to `option3` (adjustment sets, which the question file leaves to be asked
  in words of one's own); or
- `premise`, `QCC`, `Answer1` to `Answer4` (CRASS).

The files of the full set have no `gt_answer`; those of CaLM Lite do. A number is right if it rounds to the same four
digits, everything else if it is the published answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from causim_env.answers import Answer
from causim_env.evaluation.estimates import UNTRUSTED
from causim_env.evaluation.gold import Gold
from causim_env.evaluation.item import Item
from causim_env.suites.adjustment import adjusts, graph_of
from causim_env.suites.suite import Suite, SuiteError, exact, files, rows, text

DIGITS = 4
RUNGS = {
    **dict.fromkeys(("CORR", "EAE"), 1),
    **dict.fromkeys(("ATE", "CDE", "CB", "BAS"), 2),
    **dict.fromkeys(("CR", "ETT", "NDE", "NIE", "PN", "PS"), 3),
}
FLAWS = (
    "tasks taken from CLadder keep its faults; deterministic counterfactuals (CR-B) ask for an intervention alone",
    "effects without data have the answer 0 or No, always: they are kinds of their own, marked `no data`",
    "adjustment sets: some ask for the effect of a variable on itself, or publish a set that is not valid",
    "CRASS asks what people would say, not what follows from a model",
)

_NAME = re.compile(r"([A-Z]+)-([BCP])_[\w.-]+_EN")
_SIZES = {"max": "the largest", "min": "the smallest", "mix": "a"}
_FORMS = {
    "B": "End with <answer>yes</answer> or <answer>no</answer>.",
    "P": "End with <answer>...</answer>: the quantity itself, a number with four digits after the point.",
}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Question:
    """A question in words, and what is wrong with it."""

    words: str
    options: int = 0
    empty: bool = False
    doubt: str = ""


def load(path: Path) -> Suite:
    """The questions of one task, or of all tasks of a folder that are read here.

    Raises:
        SuiteError: The file is no such task, the folder has none, or a row is not of that form.
    """
    found = files(path, ".json")
    tasks = [file for file in found if _known(file)]
    if not tasks:
        raise SuiteError(
            f"{path}: no task that is read here: write a file such as ATE-P_ATE-basic_EN.json, of {', '.join(RUNGS)}"
        )
    doubts: Counter[str] = Counter()
    items = [_item(where, file.stem, row, doubts) for file in tasks for where, row in rows(file)]
    notes = [f"{count} questions untrusted: {doubt}" for doubt, count in sorted(doubts.items())]
    if left := len(found) - len(tasks):
        notes.append(f"{left} files left out: other tasks, or other languages")
    return Suite("calm", tuple(items), (*FLAWS, *notes))


def _known(file: Path) -> bool:
    name = _NAME.fullmatch(file.stem)
    return name is not None and name[1] in RUNGS


def _item(where: str, task: str, row: Row, doubts: Counter[str]) -> Item:
    name = _NAME.fullmatch(task)
    assert name is not None
    target, form = name[1], name[2]
    if row.get("gt_answer") is None:
        raise SuiteError(f"{where}: no 'gt_answer': write the path of files with answers, such as those of CaLM Lite")
    question = _question(where, task, row)
    if (form == "C") != bool(question.options):
        raise SuiteError(f"{where}: a task of form {form} with {question.options} options")
    ending = _FORMS.get(form, f"End with <answer>...</answer>: the number of the option, 1 to {question.options}.")
    if question.doubt:
        doubts[question.doubt] += 1
    meta = row.get("meta")
    model = meta.get("model_id") if isinstance(meta, dict) else None
    return Item(
        id=f"calm-{task}-{row.get('index')}",
        prompt=f"{question.words}\n\nThink step by step. {ending}",
        gold=_gold(where, form, row["gt_answer"], question.options),
        scm=f"calm-{task}-{row.get('index')}" if model is None else f"cladder-{model}",
        kind=f"{task}, no data" if question.empty else task,
        level=RUNGS[target],
        split=UNTRUSTED if question.doubt else "trusted",
        representation="prose",
    )


def _gold(where: str, form: str, published: object, options: int) -> Gold:
    if form == "P":
        return Gold(Answer("value", exact(published, where)), digits=DIGITS)
    if form == "C":
        number = exact(published, where)
        if number not in range(1, options + 1):
            raise SuiteError(f"{where}: 'gt_answer' must be an option, 1 to {options}, got {published!r}")
        return Gold(Answer("value", number))
    word = {"yes": "yes", "no": "no", "1": "yes", "0": "no"}.get(str(published).lower())
    if word is None:
        raise SuiteError(f"{where}: 'gt_answer' must be yes or no, got {published!r}")
    return Gold(Answer("value", word))


def _question(where: str, task: str, row: Row) -> _Question:
    if "QCC" in row:
        options = [text(row, f"Answer{n}", where) for n in range(1, 5)]
        return _Question(_choice([text(row, "premise", where), text(row, "QCC", where)], options), 4)
    if "edges" in row:
        return _adjustment(where, task, row)
    if "Instruction" in row:
        background = row.get("Background")
        data = text(background, "data_info", where).strip() if isinstance(background, dict) else ""
        parts = [text(row, "given_info", where), data, text(row, "Instruction", where), text(row, "Question", where)]
        return _Question("\n\n".join(filter(None, parts)), empty=not data)
    return _Question(f"{text(row, 'given_info', where)}\n\n{text(row, 'question', where)}")


def _adjustment(where: str, task: str, row: Row) -> _Question:
    edges, treatment, outcome = (text(row, key, where) for key in ("edges", "treatment", "outcome"))
    options = [text(row, f"option{n}", where) for n in (1, 2, 3)]
    size = next((words for key, words in _SIZES.items() if f"_{key}-" in task), "a")
    words = [
        f"A causal graph: {edges}.",
        f"Which of these is {size} set of variables that meets the back-door criterion for the effect of {treatment} "
        f"on {outcome}?",
    ]
    doubt = ""
    if treatment == outcome:
        doubt = "the effect of a variable on itself"
    else:
        graph = graph_of(re.findall(r"(\w+) causes (\w+)", edges), treatment, outcome)
        gold = options[int(exact(row["gt_answer"], where)) - 1]
        names = re.findall(r"\w+", gold)
        if not adjusts(graph, treatment, outcome, names):
            doubt = "the published set does not meet the back-door criterion"
    return _Question(_choice(words, options), 3, doubt=doubt)


def _choice(words: list[str], options: list[str]) -> str:
    lines = [f"Option {n}: {option or '(nothing)'}" for n, option in enumerate(options, start=1)]
    return "\n".join([*words, *lines])
