"""A model that improves itself on a script: it samples, and its samples decide which of the scripted answers it gives.

    python -m tests.trainers.improving --config run.yaml

runs `self_improve.py` with it. `BATCHES` names a file that takes a line for every batch, `PAUSE` the seconds before it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from causim_env import SCM, library
from causim_env.evaluation.completion import Completion
from causim_env.evaluation.local import LocalModel
from causim_env.evaluation.predictions import digest
from trainers.mix import EXTEND, WRITE, Mix, MixArguments

MIX = MixArguments(
    levels=[1],
    kinds=["deduction"],
    asks=["value"],
    representation=["equations"],
    anonymous=True,
    families=["modular"],
    variables=["integer"],
    uniform=1.0,
    rows=8,
)
SCMS = [Mix(MIX, seed=5).problem(row).scm for row in range(40)]
TEXTS = list(dict.fromkeys(scm.to_source() for scm in SCMS))
PUBLISHED = library.load("beaufort").scm.to_source()


def extended(text: str) -> str:
    """A simulator with one function more."""
    scm = SCM.from_source(text)
    read = scm.order[-1].name
    return f"{text.rstrip()}\n\ndef w{len(scm.order)}({read}) -> Integer(0, 1):\n    return {read} % 2\n"


def scripted(prompt: str, number: int) -> str:
    """What is said to a prompt: simulators that somebody else drew, broken or published ones, extensions, guesses."""
    head, _, parent = EXTEND.partition("{text}")
    if prompt.startswith(head):
        return extended(prompt.removeprefix(head)) if number % 4 else "def broken(:"
    if prompt.startswith(WRITE.partition("{")[0]):
        return TEXTS[number % len(TEXTS)] if number % 4 else (PUBLISHED if number % 8 else "def broken(:")
    return f"<answer>{number % 2}</answer>"


class Sampled(LocalModel):
    """A real model whose samples are numbers into the script."""

    def answer(self, prompts: Sequence[str]) -> list[Completion]:
        time.sleep(float(os.environ.get("PAUSE", "0")))
        numbers = [int(digest(str(one.text))[:8], 16) for one in super().answer(prompts)]
        if "BATCHES" in os.environ:
            with Path(os.environ["BATCHES"]).open("a") as stream:
                stream.write(f"{len(prompts)}\n")
        return [Completion(scripted(*pair), "stop") for pair in zip(prompts, numbers, strict=True)]


if __name__ == "__main__":
    from trainers import self_improve

    self_improve.LocalModel = Sampled  # type: ignore[misc]
    self_improve.main()
