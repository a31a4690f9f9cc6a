"""`causim score`: judge a file of predictions again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from causim_env.cli.common import Json, Problems, any_problems_from, say, say_json
from causim_env.cli.tables import print_result, result


def score(
    predictions: Annotated[Path, typer.Argument(help="JSON lines as `causim eval` writes them.")],
    problems: Problems = None,
    as_json: Json = False,
) -> None:
    """Score predictions again, against the answers they carry or those of a set of problems.

    Example: causim score predictions.jsonl --problems data/test
    """
    from causim_env.evaluation.predictions import read_predictions

    known = {p.id: p for p in any_problems_from(problems)} if problems is not None else None
    judged = []
    changed = 0
    for number, prediction in enumerate(read_predictions(predictions), start=1):
        gold = None
        if known is not None:
            if prediction.id not in known:
                raise ValueError(f"{predictions}: problem {prediction.id} is not in {problems}")
            gold = known[prediction.id].gold
        try:
            again = prediction.rescored(gold)
        except ValueError as error:
            raise ValueError(f"{predictions}:{number}: {error}") from None
        changed += again.correct != prediction.correct
        judged.append(again)
    if not judged:
        raise ValueError(f"{predictions}: no predictions; write what `causim eval -o` makes")
    if as_json:
        say_json({**result(judged), "changed": changed})
        return
    print_result(str(predictions), judged)
    say(f"{changed} of {len(judged)} verdicts differ from those in the file")
