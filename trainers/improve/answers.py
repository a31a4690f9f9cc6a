"""What a model answers to many prompts, written down batch by batch: a run that was killed asks for the rest alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from causim_env.evaluation.completion import Completion
from causim_env.evaluation.local import LocalModel
from causim_env.evaluation.predictions import digest
from causim_env.files import read_rows, write_rows


def answers(model: LocalModel, prompts: Sequence[str], path: Path) -> list[str | None]:
    """The texts of all completions, in order; None where none could be had.

    Args:
        model: The model, as it was loaded for the prompts that were answered before.
        prompts: The prompts.
        path: Where the answers are kept, a line for each; what belongs to another prompt is asked for anew.
    """
    asked = [digest(prompt) for prompt in prompts]
    rows = list(read_rows(path, drop_torn_end=True)) if path.exists() else []
    write_rows(path, rows)  # without a torn end
    found: dict[int, str | None] = {}
    for row in rows:
        place, text = row["place"], row["text"]
        if isinstance(place, int) and asked[place : place + 1] == [row["prompt"]]:
            found[place] = text if isinstance(text, str) else None
    with path.open("a", encoding="utf-8") as stream:

        def done(place: int, completion: Completion) -> None:
            found[place] = completion.text
            stream.write(json.dumps({"place": place, "prompt": asked[place], "text": completion.text}) + "\n")
            stream.flush()

        model.complete_prompts(prompts, done, frozenset(found))
    return [found[place] for place in range(len(prompts))]
