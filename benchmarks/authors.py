"""One author at work on a few SCMs, and what came of it: the cells of the authoring benchmark."""

from __future__ import annotations

import ast
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import product

from causim_env.authors.backend import Ask, Backend, Reply, Request
from causim_env.authors.candidate import fenced, read_nodes
from causim_env.authors.incremental import Outcome, Rules
from causim_env.authors.journal import Turn
from causim_env.authors.noisy import NoisyAuthor
from causim_env.authors.run import Author, Order, write_all
from causim_env.authors.targets import Targets
from causim_env.evaluation.estimates import wilson
from causim_env.sandbox import SandboxError
from causim_env.sandbox.worker import WorkerRuntime
from causim_env.scm.domains import SCMError, Value
from causim_env.scm.language import check_function
from causim_env.scm.meter import compile_metered
from causim_env.scm.model import SCM

TRIES = 400
"""More whole tries than any budget buys."""
_REASONS = 4


class Metered(WorkerRuntime):
    """The meter in this process; for text of the project's own only."""

    def twin(self) -> None:
        """None: one process has one hash seed."""

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


def cell(
    author: Author, backend: Backend, count: int, targets: Sequence[Targets], rules: Rules, budget: int | None
) -> dict[str, object]:
    """What an author makes of an order.

    Args:
        author: Who writes.
        backend: Who answers; where it is `Watched`, what is accepted is compared with what was meant.
        count: How many SCMs.
        targets: What each should be, in turn.
        rules: How it is judged.
        budget: Tokens for each SCM; the one-shot author tries as often as they allow.

    Returns:
        Shares with 95 % intervals, cost and refusals.
    """
    if author == "one-shot":
        rules = Rules(rules.runtimes, writes=TRIES, tokens=budget)
    asked: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    reasons: Counter[str] = Counter()

    def watch(turn: Turn) -> None:
        asked[turn.role] += 1
        if isinstance(backend, Watched):
            backend.judge(turn)
        if turn.refused:
            rung = "silence" if turn.reply is None else "plan" if turn.role == "plan" else turn.refused[:2]
            refused[rung] += 1
            reasons[turn.refused[:90]] += 1

    order = Order(count, tuple(targets), author)
    start = time.process_time()
    outcomes: list[Outcome] = write_all(None, order, backend, rules, watch=watch)
    seconds = time.process_time() - start
    valid = sum(outcome.complete for outcome in outcomes)
    tokens = sum(outcome.tokens for outcome in outcomes)
    result: dict[str, object] = {"valid": round(valid / count, 4), "valid_interval": _interval(valid, count)}
    if isinstance(backend, Watched):
        named = zip(map(order.name, range(count)), outcomes, strict=True)
        right = sum(outcome.complete and name not in backend.wrong for name, outcome in named)
        result |= {"right": round(right / count, 4), "right_interval": _interval(right, count)}
    else:
        result |= {"asked": dict(asked), "reasons": dict(reasons.most_common(_REASONS))}
    return result | {
        "tokens": round(tokens / count),
        "tokens_a_valid_scm": round(tokens / valid) if valid else None,
        "questions": round(sum(outcome.turns for outcome in outcomes) / count, 1),
        "processor_s": round(seconds / count, 2),
        "refused": dict(refused),
    }


def _interval(hits: int, count: int) -> list[float]:
    return [round(end, 4) for end in wilson(hits / count, count)]
