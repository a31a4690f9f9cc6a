"""`causim bench`: the benchmark scripts of a checkout, one after the other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from causim_env.cli.common import Json, say, say_json, tracked


def bench(
    name: Annotated[list[str] | None, typer.Argument(help="Which benchmarks; all by default.")] = None,
    folder: Annotated[Path, typer.Option(help="Where the scripts are.")] = Path("benchmarks"),
    as_json: Json = False,
) -> None:
    """Run benchmark scripts, each in a process of its own, and show the JSON that they print.

    Example: causim bench inference
    """
    scripts = {path.stem: path for path in sorted(folder.glob("*.py")) if not path.name.startswith("_")}
    if not scripts:
        raise ValueError(f"{folder}: no benchmarks here; run from a checkout or write --folder")
    for wanted in name or ():
        if wanted not in scripts:
            raise ValueError(f"benchmark {wanted}: write one of {', '.join(scripts)}")
    chosen = name or list(scripts)
    results: dict[str, object] = {}
    for one in tracked(chosen, "benchmarks", len(chosen)):
        done = subprocess.run([sys.executable, str(scripts[one])], capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip() or "no message").splitlines()[-1]
            raise ValueError(f"benchmark {one} ended with {done.returncode}: {last}")
        try:
            results[one] = json.loads(done.stdout)
        except ValueError:
            raise ValueError(f"benchmark {one} printed no JSON: {done.stdout[:80]!r}") from None
        if not as_json:
            say(f"{one}: {json.dumps(results[one], indent=2)}")
    if as_json:
        say_json(results)
