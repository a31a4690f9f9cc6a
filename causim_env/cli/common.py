"""What the subcommands share: options that choose problems, input files, progress, output."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Column, Table

    from causim_env.formalization.problem import FormalizationProblem
    from causim_env.problems import Problem, ProblemSet
    from causim_env.queries import Kind
    from causim_env.scm import SCM, Value

T = TypeVar("T")

Split = Annotated[str, typer.Option(help="train, validation, test-iid or one of the test-ood-... splits.")]
Seed = Annotated[int, typer.Option(help="The problem stream inside the split.")]
Level = Annotated[int, typer.Option(help="How hard: 1 to 10.")]
Levels = Annotated[list[int], typer.Option("--level", help="How hard: 1 to 10. Repeat for several.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="A kind of query. Repeat for several; all by default.")]
Representation = Annotated[str, typer.Option(help="code, equations, prose or table.")]
Description = Annotated[
    str | None,
    typer.Option("--representation", help="code (unless said otherwise), equations, prose or table; of a "
                 "formalization also mixed or a style of causim informalize (all in turn unless said otherwise)."),
]  # fmt: skip
Simulators = Annotated[
    Path | None, typer.Option(help="Pose problems on the .scm.py files of this folder instead of drawn SCMs.")
]
Problems = Annotated[Path | None, typer.Option(help="Take the problems from this file or folder of JSON lines.")]
Ray = Annotated[bool, typer.Option("--ray", help="Work on the Ray cluster of RAY_ADDRESS, or one on this machine.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


class Advance(Protocol):
    """Moves a progress bar on."""

    def __call__(self, note: str = "", by: int = 1) -> None:
        """So many more are done; the note is shown beside the bar."""


def console() -> Console:
    """Return the terminal for people; tables and colours go there."""
    from rich.console import Console

    return Console(highlight=False)


def table(*heads: Column | str, title: str | None = None) -> Table:
    """Return an empty table in the one style of all commands."""
    from rich import box
    from rich.table import Table

    return Table(*heads, title=title, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))


def say(text: str) -> None:
    """Print a line on stdout as it is."""
    sys.stdout.write(text + "\n")


def say_json(value: object) -> None:
    """Print a value on stdout as one JSON document."""
    say(json.dumps(value, indent=2))


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Advance]:
    """Show a progress bar on stderr; on something that is no terminal, show nothing."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    stderr = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as bar:
        task = bar.add_task(what, total=total, note="")

        def advance(note: str = "", by: int = 1) -> None:
            bar.update(task, advance=by, note=note)

        yield advance


def tracked(items: Iterable[T], what: str, total: int | None) -> Iterator[T]:
    """Pass items through under a progress bar."""
    with progress(what, total) as advance:
        for item in items:
            yield item
            advance()


def kinds_of(names: list[str] | None) -> tuple[Kind, ...]:
    """Read the kinds of query given on the command line; none means all.

    Raises:
        ValueError: If a kind does not exist.
    """
    from causim_env.queries import KINDS

    for name in names or ():
        if name not in KINDS:
            raise ValueError(f"--kind {name}: write one of {', '.join(KINDS)}")
    return tuple(kind for kind in KINDS if not names or kind in names)


def formal_kind(names: list[str] | None) -> str:
    """The kind of problem that asks for programs, if one is given on the command line.

    Raises:
        ValueError: It stands among other kinds.
    """
    from causim_env.evaluation.gold import FORMAL

    found = [name for name in names or () if name in FORMAL]
    if found and len(set(names or ())) > 1:
        raise ValueError(f"--kind {found[0]} among others: write it alone, in a run of its own")
    return found[0] if found else ""


def problems_from(path: Path) -> Iterator[Problem]:
    """As `any_problems_from`, for whoever needs answers to queries.

    Raises:
        ValueError: If a line is no problem with a query; the message names it.
    """
    from causim_env.problems import Problem

    for problem in any_problems_from(path):
        if not isinstance(problem, Problem):
            raise ValueError(f"{path}: {problem.id} asks for a program: write problems with queries")
        yield problem


def any_problems_from(path: Path) -> Iterator[Problem | FormalizationProblem]:
    """Read the problems of a file of JSON lines or of Parquet, or of a folder that `causim generate` wrote.

    Raises:
        ValueError: If a line is no problem; the message names the line.
    """
    from causim_env.evaluation.gold import FORMAL
    from causim_env.formalization.sets import read_problem
    from causim_env.problems import Problem
    from causim_env.shards import read_shard

    for file in problem_files(path):
        for where, row in read_shard(file):
            try:
                yield read_problem(row) if row.get("kind") in FORMAL else Problem.from_json(row)
            except ValueError as error:
                raise ValueError(f"{where}: not a problem ({error})") from None


def problem_files(path: Path) -> list[Path]:
    """The file itself, or the shards of a folder in their order.

    Raises:
        ValueError: If there is none, or nothing in them.
    """
    files = sorted([*path.glob("*.jsonl"), *path.glob("*.parquet")]) if path.is_dir() else [path]
    if not files:
        raise ValueError(f"{path}: no .jsonl or .parquet file in this folder")
    if not any(file.stat().st_size for file in files):
        raise ValueError(f"{path}: no problems; write what `causim generate` makes")
    return files


def problem_set(
    split: str,
    seed: int,
    level: int,
    kinds: list[str] | None,
    representation: str | None,
    scms: Sequence[SCM] = (),
) -> ProblemSet:
    """Make a problem set of what the command line says; None leaves the choice to the problem set.

    Args:
        split: The split.
        seed: The problem stream inside the split.
        level: The level.
        kinds: Kinds of query.
        representation: How SCMs are shown.
        scms: Pose problems on these; drawn ones where there are none.

    Raises:
        ValueError: If one of the choices does not exist.
    """
    from causim_env.problems import ProblemSet, SimulatorSet

    problems = ProblemSet(split=split, seed=seed, level=level, kinds=kinds_of(kinds))
    if scms:
        problems = SimulatorSet(split=split, seed=seed, level=level, kinds=kinds_of(kinds), scms=tuple(scms))
    return problems if representation is None else replace(problems, representation=representation)


def problems_of(
    split: str,
    seed: int,
    levels: list[int],
    kinds: list[str] | None,
    representation: str | None,
    n: int,
    scms: Sequence[SCM] = (),
) -> Iterator[Problem]:
    """Draw the first `n` problems of each level.

    Raises:
        ValueError: If one of the choices does not exist.
    """
    if n < 1:
        raise ValueError(f"-n {n}: write how many problems, at least 1")
    sets = [problem_set(split, seed, level, kinds, representation, scms) for level in dict.fromkeys(levels)]
    return (problems[index] for problems in sets for index in range(n))


def programs_of(
    split: str,
    seed: int,
    levels: list[int],
    kinds: list[str] | None,
    representation: str | None,
    n: int,
    scms: Sequence[SCM] = (),
) -> Iterator[FormalizationProblem]:
    """As `problems_of`, of the one kind that is named and asks for programs.

    Raises:
        ValueError: If one of the choices does not exist.
    """
    from causim_env.formalization.sets import formal_set

    if n < 1:
        raise ValueError(f"-n {n}: write how many problems, at least 1")
    shown = (representation,) if representation else ()
    sets = [formal_set(formal_kind(kinds), split, seed, level, shown, scms=scms) for level in dict.fromkeys(levels)]
    return (problems[index] for problems in sets for index in range(n))


def read_scm(path: Path) -> SCM:
    """Read an SCM from its text, its JSON, or a Bayesian network in BIF.

    Raises:
        ValueError: If the file holds no SCM; the message names the file.
    """
    from causim_env.authors.importers import import_bif
    from causim_env.scm import SCM

    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".bif":
            return import_bif(text)
        return SCM.from_json(json.loads(text)) if path.suffix == ".json" else SCM.from_source(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: no SCM ({error})") from None


def assignments(scm: SCM, words: list[str] | None, option: str) -> dict[str, Value]:
    """Read `name=value` words against what the SCM declares.

    Raises:
        ValueError: If a word is no assignment, or the name or the value is not declared.
    """
    values: dict[str, Value] = {}
    for word in words or ():
        name, equals, text = word.partition("=")
        if not equals:
            raise ValueError(f"{option} {word}: write name=value")
        support = {plain(value): value for value in scm[name].support}
        if name in values:
            raise ValueError(f"{option} {word}: {name} has a value already; write each variable once")
        if text not in support:
            shown = ", ".join([*support][:12]) + (", ..." if len(support) > 12 else "")
            raise ValueError(f"{option} {word}: write a value of {name}, one of {shown}")
        values[name] = support[text]
    return values


def plain(value: Value) -> str:
    """Write a value as it is typed on the command line and in answers: `7`, `true`, `clay`."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def shown(values: Mapping[str, Value]) -> str:
    """Write assignments in one line."""
    return ", ".join(f"{name} = {plain(value)}" for name, value in values.items())
