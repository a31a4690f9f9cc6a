"""`causim verify-splits`: proof on a sample that no two splits share a simulator or a prompt."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Annotated

import typer

from causim_env.cli.common import Json, Levels, Seed, console, problem_set, progress, say, say_json, table


def verify_splits(
    n: Annotated[int, typer.Option("-n", help="How many problems of each split and level.")] = 100,
    level: Levels = [1],  # noqa: B006
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Compare the splits by the canonical hash of their SCMs; exit 1 if any two overlap.

    The hash is the same for SCMs that differ only in names and order, so renaming hides nothing.

    Example: causim verify-splits -n 2000 --level 1 --level 5
    """
    from causim_env.splits import SPLITS

    if n < 1:
        raise ValueError(f"-n {n}: write how many problems, at least 1")
    hashes: dict[str, set[str]] = defaultdict(set)
    prompts: dict[str, set[str]] = defaultdict(set)
    with progress("problems", n * len(level) * len(SPLITS)) as advance:
        for split in SPLITS:
            for one in level:
                problems = problem_set(split, seed, one, None, None)
                for index in range(n):
                    hashes[split].add(problems[index].scm.canonical_hash)
                    prompts[split].add(problems[index].prompt)
                    advance()
    overlaps = {
        f"{a} and {b}": {"scms": len(hashes[a] & hashes[b]), "prompts": len(prompts[a] & prompts[b])}
        for a, b in combinations(SPLITS, 2)
        if hashes[a] & hashes[b] or prompts[a] & prompts[b]
    }
    if as_json:
        sizes = {split: {"scms": len(hashes[split]), "prompts": len(prompts[split])} for split in SPLITS}
        say_json({"splits": sizes, "overlaps": overlaps})
    else:
        rows = table("split", "different SCMs", "different prompts")
        for split in SPLITS:
            rows.add_row(split, str(len(hashes[split])), str(len(prompts[split])))
        console().print(rows)
        for pair, shared in overlaps.items():
            say(f"{pair} share {shared['scms']} SCMs and {shared['prompts']} prompts")
        if not overlaps:
            say("no SCM and no prompt is in two splits")
    raise typer.Exit(1 if overlaps else 0)
