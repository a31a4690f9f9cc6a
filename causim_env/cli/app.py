"""Puts the subcommands together and turns what went wrong into one line and an exit code.

0: done. 1: a check that the command makes has failed. 2: bad input, with one line on stderr that says
what is wrong and what to write instead. 130: interrupted.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from causim_env import __version__
from causim_env.cli import (
    attack,
    author,
    bench,
    curriculum,
    evaluate,
    formalize,
    generate,
    informalize,
    library,
    score,
    show,
    solve,
    verify,
)

app = typer.Typer(
    name="causim",
    help="Causal reasoning over executable structural causal models, with answers a program can check.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
app.command("generate")(generate.generate)
app.command("show")(show.show)
app.command("solve")(solve.solve)
app.command("score")(score.score)
app.command("author")(author.author)
app.command("formalize")(formalize.formalize)
app.command("informalize")(informalize.informalize)
app.command("verify-splits")(verify.verify_splits)
app.command("attack")(attack.attack)
app.command("eval")(evaluate.run)
app.command("library")(library.library)
app.command("bench")(bench.bench)
app.add_typer(curriculum.app, name="curriculum")

# Typer exports one of the errors for bad usage; this is the ancestor of them all.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"causim-env {__version__}\n")
        raise typer.Exit()


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None: ...


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code.

    Args:
        arguments: The words after `causim`; those of the process by default.
    """
    try:
        code = app(arguments, prog_name="causim", standalone_mode=False)
    except _UsageError as error:
        code = _failed(error.format_message())  # type: ignore[attr-defined]
    except OSError as error:
        code = _failed(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except (ValueError, ImportError) as error:
        code = _failed(str(error))
    except (typer.Abort, KeyboardInterrupt):
        code = 130
    sys.exit(code if isinstance(code, int) else 0)


def _failed(message: str) -> int:
    if message:  # the bare command has shown its help already
        sys.stderr.write(f"causim: {' '.join(message.split())}\n")
    return 2
