"""What `causim author` shows of a run under verification: a bar while it goes on, then what came of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from causim_env.cli.common import console, progress, say, say_json, table

if TYPE_CHECKING:
    from causim_env.authors.incremental import Outcome
    from causim_env.authors.journal import Turn
    from causim_env.authors.run import Order


class Bar:
    """The progress of a run: accepted functions, or whole SCMs in one shot, and beside them refusals and tokens."""

    def __init__(self, order: Order) -> None:
        self._counts = "write" if order.author == "incremental" else "whole"
        functions = sum(order.targets[i % len(order.targets)].nodes for i in range(order.n))
        whole = self._counts == "whole"
        self._progress = progress("SCMs" if whole else "functions", order.n if whole else functions)
        self.asked = self.refused = self.tokens = self.judged = 0

    def __enter__(self) -> Bar:
        """Shows the bar."""
        self._advance = self._progress.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        """Hides it."""
        self._progress.__exit__(None, None, None)

    def watch(self, turn: Turn) -> None:
        """Counts one exchange; a reread is a question, but nothing that could be refused."""
        self.tokens += sum(turn.tokens)
        self.asked += 1
        self.judged += not turn.role.startswith("reread")
        self.refused += bool(turn.refused)
        accepted = 1 - self.refused / max(self.judged, 1)
        note = f"{accepted:.0%} accepted, {self.refused} tries again, {self.tokens:,} tokens"
        self._advance(note, by=int(turn.role == self._counts and not turn.refused))


def report(outcomes: Sequence[Outcome], bar: Bar, out: Path | None, as_json: bool) -> None:
    """Says what came of a run: as JSON, as a table beside a folder, or the SCMs themselves."""
    from causim_env.authors.run import in_order

    if as_json:
        say_json(
            {
                "complete": sum(outcome.complete for outcome in outcomes),
                "asked": bar.asked,
                "refused": bar.refused,
                "tokens": bar.tokens,
                "scms": [
                    {
                        "complete": outcome.complete,
                        "reason": outcome.reason,
                        "unmet": list(outcome.unmet),
                        "tokens": outcome.tokens,
                        "source": in_order(outcome.scm).to_source() if outcome.scm is not None else None,
                    }
                    for outcome in outcomes
                ],
            }
        )
        return
    if out is None:
        sources = [in_order(outcome.scm).to_source().rstrip() for outcome in outcomes if outcome.scm is not None]
        if sources:
            say("\n\n".join(sources))
        for index, outcome in enumerate(outcomes):
            if not outcome.complete:
                sys.stderr.write(f"causim: SCM {index:04d} is not complete: {outcome.reason}\n")
        return
    rows = table("SCM", "functions", "questions", "tokens", "complete")
    for index, outcome in enumerate(outcomes):
        size = len(outcome.scm.endogenous) if outcome.scm is not None else 0
        state = "yes" if outcome.complete else f"no: {outcome.reason}"
        rows.add_row(f"{index:04d}", str(size), str(outcome.turns), f"{outcome.tokens:,}", state)
    console().print(rows)
    missed = [outcome for outcome in outcomes if outcome.unmet]
    lacking = f", {len(missed)} short of their targets ({'; '.join(missed[0].unmet)})" if missed else ""
    say(f"{len(outcomes)} SCMs in {out}: {bar.asked} questions, {bar.refused} refusals, {bar.tokens:,} tokens{lacking}")
