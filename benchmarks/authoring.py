"""Authors under measure: incremental against one-shot, the ladder rung by rung, and one SCM of 300 nodes.

Everything is written by the noisy author, whose faults are known, so that what slips through can be counted.

authors: SCMs of 5 to 200 nodes at 5, 10 and 20 % faults a function. The one-shot author may spend as many tokens on an
SCM as the incremental one did on average. `valid`: passed every rung, complete. `right`: behaves as the author meant,
although a function may go wrong in ways that no rung can see. This part runs the author's code under the meter in this
process, not in the sandbox: it is the project's own, and the verdicts are the same.

ladder: clean nodes of the procedural author, and one fault in each; every rung judges by itself. `alone` is the share
that a rung refuses whatever the others say, `first` who refuses first, `adds` what gets through when only this rung is
missing. Alarms are refusals of clean nodes.

large: an SCM grown to the end in the sandbox, then one query of every kind about every variable.

Run `python -m benchmarks.authoring --json FILE`; `--quick` takes a few minutes, `--svg FILE` also draws the picture.
"""

from __future__ import annotations

import argparse
import ast
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import product
from pathlib import Path

from benchmarks.machine import machine
from causim_env.authors.backend import Ask, Reply, Request
from causim_env.authors.candidate import Candidate, fenced, read_nodes
from causim_env.authors.claims import read
from causim_env.authors.faults import FAULTS
from causim_env.authors.incremental import Outcome, Rules
from causim_env.authors.journal import Turn
from causim_env.authors.noisy import NoisyAuthor, clean
from causim_env.authors.procedural import Spec, draw
from causim_env.authors.proposal import Node, Proposal
from causim_env.authors.run import Author, Order, write_all
from causim_env.authors.targets import Targets, depths
from causim_env.authors.verify import RUNGS, climb
from causim_env.files import write_text
from causim_env.sandbox import SandboxError, default_runtime
from causim_env.sandbox.worker import WorkerRuntime
from causim_env.scm.domains import SCMError, Value
from causim_env.scm.infer import marginal
from causim_env.scm.language import check_function
from causim_env.scm.meter import compile_metered
from causim_env.scm.model import SCM
from causim_env.streams import Stream

SIZES = {5: 24, 10: 20, 20: 12, 50: 6, 100: 3, 200: 1}
QUICK = {5: 8, 10: 6, 20: 4, 50: 1}
RATES = (0.05, 0.1, 0.2)
TRIES = 400


class Metered(WorkerRuntime):
    """The meter in this process; for text of the project's own only."""

    def tabulate(self, source: str, rows: Sequence[tuple[Value, ...]]) -> list[Value]:
        """The values of one mechanism."""
        try:
            call = compile_metered(check_function(source))
            return [call(*row) for row in rows]
        except SCMError as error:
            raise SandboxError("error", str(error)) from None


class Watched:
    """The noisy author, and of everything accepted whether it is what the author meant."""

    def __init__(self, author: NoisyAuthor) -> None:
        self.author = author
        self.name, self.settings = author.name, author.settings
        self.asked: dict[tuple[str, int], Request] = {}
        self.wrong: set[str] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        """A session that remembers its requests."""
        async with self.author.open() as inner:

            async def ask(request: Request) -> Reply:
                self.asked[request.scm, request.turn] = request
                return await inner(request)

            yield ask

    def judge(self, turn: Turn) -> None:
        """Compares an accepted answer with the one that a faultless author would have given."""
        if turn.refused or turn.role == "plan" or turn.reply is None:
            return
        request = self.asked[turn.scm, turn.turn]
        if turn.role == "write":
            meant = self.author.written(request)
            written, wanted = read_nodes(fenced(turn.reply)), read_nodes(meant.source)
            supports = {meant.name: dict(meant.parents)}
        else:
            scm = SCM.from_source(fenced(turn.reply))
            clear = SCM.from_source(fenced(NoisyAuthor(0, self.author.seed).answer(request)))
            written, wanted = ({node.name: node for node in one.endogenous} for one in (scm, clear))
            supports = {n.name: {p: scm[p].support for p in n.parents} for n in scm.endogenous}
        for name, node in wanted.items():
            if name not in written or not _same(written[name].source, node.source, supports.get(name)):
                self.wrong.add(turn.scm)


def _same(a: str, b: str, supports: Mapping[str, Sequence[Value]] | None) -> bool:
    """Whether two mechanisms have the same body, or at least the same values."""
    first, second = (ast.dump(ast.Module(_body(text), [])) for text in (a, b))
    if first == second or supports is None:
        return first == second
    rows = list(product(*supports.values()))
    calls = [compile_metered(check_function(text)) for text in (a, b)]
    return [calls[0](*row) for row in rows] == [calls[1](*row) for row in rows]


def _body(text: str) -> list[ast.stmt]:
    function = ast.parse(text).body[0]
    assert isinstance(function, ast.FunctionDef)
    return function.body[1:]


def compare(sizes: Mapping[int, int]) -> list[dict[str, object]]:
    """Both authors at every size and rate."""
    cells: list[dict[str, object]] = []
    for nodes, count in sizes.items():
        for rate in (0.0, *RATES):
            budget: int | None = None
            for author in ("incremental", "one-shot"):
                cell, budget = _cell(author, nodes, count, rate, budget)
                cells.append(cell)
                print(json.dumps(cell), file=sys.stderr, flush=True)
    return cells


def _cell(author: Author, nodes: int, count: int, rate: float, budget: int | None) -> tuple[dict[str, object], int]:
    backend = Watched(NoisyAuthor(rate, seed=nodes))
    rules = Rules([Metered()], writes=TRIES if author == "one-shot" else 3, tokens=budget)
    targets = Targets(nodes, "clinic", depth=nodes, max_parents=4)  # limits that bind neither author
    refused: Counter[str] = Counter()

    def watch(turn: Turn) -> None:
        backend.judge(turn)
        if turn.refused:
            refused[turn.refused[:2] if turn.role != "plan" else "plan"] += 1

    start = time.process_time()
    outcomes: list[Outcome] = write_all(None, Order(count, (targets,), author), backend, rules, watch=watch)
    seconds = time.process_time() - start
    names = [Order(count, (targets,)).name(index) for index in range(count)]
    right = sum(outcome.complete and name not in backend.wrong for name, outcome in zip(names, outcomes, strict=True))
    tokens = sum(outcome.tokens for outcome in outcomes) / count
    cell: dict[str, object] = {
        "author": author,
        "nodes": nodes,
        "faults": rate,
        "scms": count,
        "valid": round(sum(outcome.complete for outcome in outcomes) / count, 4),
        "right": round(right / count, 4),
        "tokens": round(tokens),
        "questions": round(sum(outcome.turns for outcome in outcomes) / count, 1),
        "processor_s": round(seconds / count, 2),
        "refused": dict(refused),
    }
    return cell, round(tokens)


def ladder(clean_nodes: int) -> dict[str, object]:
    """Every rung by itself, on clean nodes and on nodes with one fault each."""
    runtime = default_runtime()
    kinds = list(FAULTS)
    alarms: Counter[str] = Counter()
    alarmed = 0
    faulty: Counter[str] = Counter()
    alone: dict[str, Counter[str]] = defaultdict(Counter)
    first: dict[str, Counter[str]] = defaultdict(Counter)
    adds: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    done = 0
    start = time.process_time()
    while done < clean_nodes:
        drawn = draw(Stream("benchmark ladder", done), Spec(nodes=10))
        scm = SCM(drawn.doc, [], [])
        for node in drawn.order:
            written = clean(drawn, node)
            meaning = node.doc.partition(".")[0] + "."
            roots = tuple(r for r in drawn.exogenous if r.name in node.parents and r.name not in scm)
            wanted = Node(node.name, meaning, node.domain, node.parents, tuple(read(written.doc)))
            good = Candidate(scm, Proposal(wanted, roots), written.source, [runtime])
            wrong = [verdict.rung for verdict in climb(good, stop=False).verdicts if not verdict.passed]
            alarms.update(wrong)
            alarmed += bool(wrong)
            kind = kinds[done % len(kinds)]
            bad = FAULTS[kind](written, Stream("benchmark fault", done))
            verdicts = climb(Candidate(scm, Proposal(wanted, roots), bad, [runtime]), stop=False).verdicts
            faulty[kind] += 1
            alone[kind].update(verdict.rung for verdict in verdicts if verdict.passed is False)
            failed = [verdict.rung for verdict in verdicts if not verdict.passed]
            refusing = [verdict.rung for verdict in verdicts if verdict.passed is False]
            first[kind][refusing[0] if refusing else "none"] += 1
            missed[kind] += not failed
            if len(failed) == 1:
                adds[failed[0]] += 1
            scm = good.scm
            done += 1
    total = sum(faulty.values())
    return {
        "clean_nodes": done,
        "false_alarms": round(alarmed / done, 5),
        "alarms_by_rung": {rung: alarms[rung] for rung in RUNGS},
        "faulty_nodes": total,
        "detected": {kind: round(1 - missed[kind] / faulty[kind], 4) for kind in kinds},
        "alone": {kind: {rung: round(alone[kind][rung] / faulty[kind], 3) for rung in RUNGS} for kind in kinds},
        "first": {kind: dict(first[kind]) for kind in kinds},
        "adds": {rung: round(adds[rung] / total, 4) for rung in RUNGS},
        "processor_s": round(time.process_time() - start, 1),
    }


def large(nodes: int) -> dict[str, object]:
    """One large SCM, and queries of every kind about all of it."""
    start = time.process_time()
    targets = Targets(nodes, "hospital_ward", depth=40)
    [outcome] = write_all(None, Order(1, (targets,)), NoisyAuthor(0.1, seed=1), Rules([default_runtime()]))
    grown = time.process_time() - start
    scm = outcome.scm
    assert scm is not None
    refused = asked = 0
    slowest = 0.0
    stream = Stream("benchmark large")
    begin = time.process_time()
    for node in scm.order:
        above = [name for name in scm.ancestors([node.name]) if name != node.name]
        cause = stream.choice(sorted(above))
        value = stream.choice(scm[cause].support)
        seen = next(iter(marginal(scm, node.name)))
        for evidence, do, imagined in (
            ({}, {}, False),
            ({node.name: seen}, {}, False),
            ({}, {cause: value}, False),
            ({node.name: seen}, {cause: value}, True),
        ):
            asked += 1
            once = time.process_time()
            try:
                marginal(scm, node.name, evidence, do, counterfactual=imagined)
            except SCMError:
                refused += 1
            slowest = max(slowest, time.process_time() - once)
    return {
        "nodes": len(scm.endogenous),
        "complete": outcome.complete,
        "reason": outcome.reason,
        "inputs": len(scm.exogenous),
        "depth": max(depths(scm).values()),
        "tokens": outcome.tokens,
        "questions": outcome.turns,
        "grow_processor_s": round(grown, 1),
        "queries": asked,
        "queries_refused": refused,
        "query_mean_ms": round(1000 * (time.process_time() - begin) / asked, 2),
        "query_slowest_ms": round(1000 * slowest, 1),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "content_hash": scm.content_hash,
    }


def picture(cells: Sequence[Mapping[str, object]]) -> str:
    """Valid SCMs over size, one panel for each rate, as SVG."""
    sizes = sorted({int(str(cell["nodes"])) for cell in cells})
    wide, high, gap, left, top = 210.0, 150.0, 34.0, 46.0, 34.0
    parts: list[str] = []
    for panel, rate in enumerate(RATES):
        x0 = left + panel * (wide + gap)
        parts.append(f'<text x="{x0 + wide / 2:.0f}" y="{top - 12:.0f}" class="m">{rate:.0%} faults a function</text>')
        for share in (0, 0.5, 1):
            y = top + high * (1 - share)
            parts.append(f'<path class="grid" d="M{x0:.0f} {y:.0f}h{wide:.0f}"/>')
            if panel == 0:
                parts.append(f'<text x="{x0 - 6:.0f}" y="{y + 4:.0f}" class="e">{share:.0%}</text>')
        step = wide / max(1, len(sizes) - 1)
        for i, size in enumerate(sizes):
            parts.append(f'<text x="{x0 + i * step:.0f}" y="{top + high + 16:.0f}" class="m">{size}</text>')
        for author, css in (("one-shot", "b"), ("incremental", "a")):
            for key, dash in (("valid", ""), ("right", " dash")):
                points = [
                    (x0 + sizes.index(int(str(cell["nodes"]))) * step, top + high * (1 - float(str(cell[key]))))
                    for cell in cells
                    if cell["author"] == author and cell["faults"] == rate
                ]
                line = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
                parts.append(f'<path class="{css}{dash}" d="M{line}"/>')
    legend = (("a", "incremental, valid"), ("a dash", "right"), ("b", "one-shot, valid"), ("b dash", "right"))
    x = left
    for css, label in legend:
        y = top + high + 50
        parts.append(
            f'<path class="{css}" d="M{x:.0f} {y:.0f}h26"/><text x="{x + 32:.0f}" y="{y + 4:.0f}">{label}</text>'
        )
        x += 60 + 7 * len(label)
    width, height = left + 3 * wide + 2 * gap + 20, top + high + 70
    parts.append(f'<text x="{left + 1.5 * wide + gap:.0f}" y="{top + high + 32:.0f}" class="m">nodes</text>')
    drawing = "\n  ".join(parts)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" style="background: #fff">
  <title>Share of SCMs, incremental against one-shot, by size and fault rate</title>
  <style>
    text {{ font: 11px ui-monospace, Menlo, monospace; fill: #1b1f24; }}
    .m {{ text-anchor: middle; }} .e {{ text-anchor: end; }}
    .grid {{ stroke: #d0d7de; }} .a, .b {{ fill: none; stroke-width: 2.2; }}
    .a {{ stroke: #0072b2; }} .b {{ stroke: #b86e00; }} .dash {{ stroke-dasharray: 5 4; }}
  </style>
  {drawing}
</svg>
"""


def main() -> None:
    """Writes the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller sizes and fewer SCMs")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--svg", type=Path, help="draw the picture here")
    parser.add_argument("--part", choices=("authors", "ladder", "large"), action="append", help="only this part")
    arguments = parser.parse_args()
    parts = arguments.part or ["authors", "ladder", "large"]
    results: dict[str, object] = {}
    if "authors" in parts:
        cells = compare(QUICK if arguments.quick else SIZES)
        results["authors"] = cells
        if arguments.svg:
            write_text(arguments.svg, picture(cells))
    if "ladder" in parts:
        results["ladder"] = ladder(150 if arguments.quick else 2000)
    if "large" in parts:
        results["large"] = large(60 if arguments.quick else 300)
    text = json.dumps({"benchmark": "authoring", "machine": machine(), "results": results}, indent=2)
    if arguments.json:
        write_text(arguments.json, text + "\n")
    print(text)


if __name__ == "__main__":
    main()
