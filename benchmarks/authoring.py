"""Authors under measure: incremental against one-shot, the ladder rung by rung, small models, one SCM of 300 nodes.

authors: the noisy author, whose faults are known, writes SCMs of 5 to 200 nodes with 0 to 20 % faults a function.
`valid`: passed every rung, complete. `right`: behaves as the author meant, although a function may go wrong in ways
that no rung can see. `tokens`: of all questions and answers for one SCM. Shares have 95 % intervals (Wilson), wide
where SCMs are large and therefore few.

What is equal: the order that both get (nodes, theme, share of noise, limits on depth and parents), the odds of a fault
in every function that is written, the kinds of faults, the ladder with all its rungs, one line of refusal, and the
count of tokens, prompts included. The one-shot author may spend on every SCM what the incremental one did on average
at the same size and rate, in as many whole tries as that buys, and it ends its last try even over the budget. What is
not: the incremental author's prompts repeat what stands already, so that each of its questions grows with the SCM,
which its rival gains as tries; and the noisy author writes the whole anew after a refusal, keeping nothing, as a model
does that gets no more than the line of refusal. Both have enough parents and depth for whatever they draw.
This part runs the author's code under the meter in this process, not in the sandbox: it is the project's own, and the
verdicts are the same.

ladder: see `benchmarks.ladder`. large: see `benchmarks.large`, which grows its SCM in the sandbox.

models: with `--model`, the same two authors with a small language model (`benchmarks.small_models`), a few SCMs of
three nodes, in the sandbox. `asked`: questions by role; `refused`: by rung, `plan` for proposals that do not fit.

Run `python -m benchmarks.authoring --json FILE`: about half an hour on one free core. A cell that stands in FILE is not
run again, so it can be stopped and taken up. The picture and a table go beside FILE, as `.svg` and `.md`. `--quick`
takes three minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from benchmarks.authoring_picture import picture
from benchmarks.authoring_table import table
from benchmarks.authors import Metered, Watched, cell
from benchmarks.ladder import ladder
from benchmarks.large import large
from benchmarks.machine import machine
from benchmarks.small_models import PACKAGES, fetch
from causim_env.authors.incremental import Rules
from causim_env.authors.models import InProcess
from causim_env.authors.noisy import NoisyAuthor
from causim_env.authors.run import Author
from causim_env.authors.targets import Targets
from causim_env.authors.themes import theme_names
from causim_env.evaluation.local import LocalModel
from causim_env.files import write_text
from causim_env.sandbox import default_runtime

SIZES = {5: 40, 10: 24, 20: 12, 50: 6, 100: 3, 200: 2}
QUICK = {5: 8, 10: 6, 20: 3}
SIMULATORS = 60
QUICK_SIMULATORS = 6
RATES = (0.05, 0.1, 0.2)
FAULTLESS_UP_TO = 50
BOTH: tuple[Author, ...] = ("incremental", "one-shot")
MODEL_NODES = 3
MODEL_SCMS = 6
MODEL_TOKENS = 256

Cell = dict[str, object]


class Results:
    """The figures so far, in a file that is written after every one of them.

    Args:
        path: The file; None keeps nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.parts: dict[str, object] = {}
        if path is not None and path.exists():
            self.parts = json.loads(path.read_text())["results"]

    def cell(self, part: str, key: Mapping[str, object], run: Callable[[], Cell]) -> Cell:
        """The cell of that key, run where it does not stand in the file."""
        cells = self.parts.setdefault(part, [])
        assert isinstance(cells, list)
        for one in cells:
            if all(one.get(name) == value for name, value in key.items()):
                return dict(one)
        cells.append({**key, **run()})
        self._keep(cells[-1])
        return dict(cells[-1])

    def whole(self, part: str, run: Callable[[], dict[str, object]]) -> None:
        """The same for a part of one piece."""
        if part not in self.parts:
            self.parts[part] = run()
            self._keep(self.parts[part])

    def text(self) -> str:
        """The file."""
        return json.dumps({"benchmark": "authoring", "machine": machine(), "results": self.parts}, indent=2) + "\n"

    def _keep(self, news: object) -> None:
        print(json.dumps(news), file=sys.stderr, flush=True)
        if self._path is not None:
            write_text(self._path, self.text())


def compare(results: Results, sizes: Mapping[int, int]) -> list[Cell]:
    """Both authors at every size and rate, small sizes first."""
    cells: list[Cell] = []
    for nodes, count in sizes.items():
        targets = Targets(nodes, "clinic", depth=nodes, max_parents=4)  # limits that bind neither author
        for rate in (0.0, *RATES) if nodes <= FAULTLESS_UP_TO else RATES:
            budget: int | None = None
            for author in BOTH:
                key = {"author": author, "nodes": nodes, "faults": rate, "scms": count}
                backend = Watched(NoisyAuthor(rate, seed=nodes))
                run = partial(cell, author, backend, count, [targets], Rules([Metered()]), budget)
                cells.append(results.cell("authors", key, run))
                budget = int(str(cells[-1]["tokens"]))
    return cells


def small_model(results: Results, name: str, folder: Path) -> None:
    """Both authors with one small language model, a theme for each SCM."""
    targets = [Targets(MODEL_NODES, theme, depth=MODEL_NODES, max_parents=4) for theme in theme_names()[:MODEL_SCMS]]
    rules = Rules([default_runtime()], plans=2, writes=2, drops=0)
    model: InProcess | None = None
    budget: int | None = None
    for author in BOTH:
        key = {"model": name, "author": author, "nodes": MODEL_NODES, "scms": MODEL_SCMS, "max_tokens": MODEL_TOKENS}

        def run(author: Author = author, budget: int | None = budget) -> Cell:
            nonlocal model
            if model is None:
                model = InProcess(LocalModel(str(fetch(name, folder)), batch_size=8, max_tokens=MODEL_TOKENS))
            return cell(author, model, MODEL_SCMS, targets, rules, budget)

        budget = int(str(results.cell("models", key, run)["tokens"]))


def publish(results: Results, svg: Path | None, markdown: Path | None) -> None:
    """Writes the picture of the authors and the table of all that is there; nothing where there is no path."""
    cells = results.parts.get("authors")
    if svg is not None and isinstance(cells, list) and cells:
        write_text(svg, picture(cells, RATES))
    if markdown is not None:
        write_text(markdown, table(results.parts))


def beside(path: Path | None, suffix: str) -> Path | None:
    """The file of another kind beside a file."""
    return None if path is None else path.with_suffix(suffix)


def main() -> None:
    """Writes the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller sizes and fewer SCMs")
    parser.add_argument("--json", type=Path, help="keep the figures here, and take up what stands there")
    parser.add_argument("--svg", type=Path, help="draw the picture here, not beside the figures")
    parser.add_argument("--md", type=Path, help="write the table here, not beside the figures")
    parser.add_argument("--part", choices=("authors", "ladder", "large", "models"), action="append", help="only this")
    parser.add_argument("--model", choices=sorted(PACKAGES), action="append", help="download and try this model")
    parser.add_argument("--models", type=Path, default=Path("runs/models"), help="where models are kept")
    arguments = parser.parse_args()
    parts = arguments.part or ["authors", "ladder", "large", "models"]
    results = Results(arguments.json)
    if "ladder" in parts:
        results.whole("ladder", lambda: ladder(QUICK_SIMULATORS if arguments.quick else SIMULATORS))
    if "authors" in parts:
        compare(results, QUICK if arguments.quick else SIZES)
    if "large" in parts:
        results.whole("large", lambda: large(40 if arguments.quick else 300))
    if "models" in parts:
        for name in arguments.model or ():
            small_model(results, name, arguments.models)
    publish(results, arguments.svg or beside(arguments.json, ".svg"), arguments.md or beside(arguments.json, ".md"))
    print(results.text())


if __name__ == "__main__":
    main()
