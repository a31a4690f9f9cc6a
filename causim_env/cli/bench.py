"""`causim bench`: the benchmark scripts of a checkout, one after the other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from causim_env.cli.common import Json, say, say_json, tracked

STUDIES = ("authoring", "findings", "novelty", "transfer")
"""Those that take hours or need trained models run only by name."""


def bench(
    name: Annotated[list[str] | None, typer.Argument(help="Which benchmarks; all but the studies by default.")] = None,
    folder: Annotated[Path, typer.Option(help="The package of benchmark modules.")] = Path("benchmarks"),
    as_json: Json = False,
) -> None:
    """Run benchmarks, each in a process of its own, and show the JSON that they print; exit 1 if one fails.

    Example: causim bench inference forward
    """
    scripts = [path.stem for path in sorted(folder.glob("*.py")) if '__name__ == "__main__"' in path.read_text()]
    if not scripts:
        raise ValueError(f"{folder}: no benchmarks here; run from a checkout or write --folder")
    for wanted in name or ():
        if wanted not in scripts:
            raise ValueError(f"benchmark {wanted}: write one of {', '.join(scripts)}")
    chosen = name or [script for script in scripts if script not in STUDIES]
    results: dict[str, object] = {}
    failed = False
    for one in tracked(chosen, "benchmarks", len(chosen)):
        try:
            results[one] = _run(folder, one)
        except ValueError as error:
            failed = True
            results[one] = {"failed": str(error)}
        if not as_json:
            say(f"{one}: {json.dumps(results[one], indent=2)}")
    if as_json:
        say_json(results)
    raise typer.Exit(1 if failed else 0)


def _run(folder: Path, name: str) -> object:
    """Run one benchmark module and read what it prints.

    Raises:
        ValueError: If it ends with an error or prints no JSON.
    """
    command = [sys.executable, "-m", f"{folder.name}.{name}"]
    done = subprocess.run(command, cwd=folder.absolute().parent, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError((done.stderr.strip() or f"ended with {done.returncode}").splitlines()[-1])
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise ValueError(f"printed no JSON: {done.stdout[:80]!r}") from None
