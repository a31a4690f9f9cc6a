"""What a suite is: a fixed list of questions with gold answers, and what is known to be wrong with them."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from causim_env.evaluation.item import Item
from causim_env.files import read_rows


class SuiteError(ValueError):
    """Files that are no such suite; the message says what, where, and what to give instead."""


@dataclass(frozen=True)
class Suite:
    """A suite.

    Attributes:
        name: What it is called.
        items: The questions, in order. Those of the split `untrusted` are asked like all others and reported apart.
        flaws: What is known to be wrong with it, one line each.
        together: So many questions in a row belong together.
    """

    name: str
    items: tuple[Item, ...]
    flaws: tuple[str, ...] = ()
    together: int = 1

    def __post_init__(self) -> None:
        """Checks that every question can be told from every other one.

        Raises:
            SuiteError: There is none, or two have one name.
        """
        if not self.items:
            raise SuiteError(f"suite {self.name}: no questions")
        twice = [name for name, count in Counter(item.id for item in self.items).items() if count > 1]
        if twice:
            raise SuiteError(
                f"suite {self.name}: two questions are called {twice[0]}: give one file, or one folder of a kind"
            )

    def spread(self, n: int | None) -> Suite:
        """About `n` of the questions, evenly spread over the whole, what belongs together kept; all if `n` is None.

        Raises:
            SuiteError: It is not a number above 0.
        """
        if n is None or n >= len(self.items):
            return self
        if n < 1:
            raise SuiteError(f"-n {n}: write how many questions, at least 1")
        wanted, whole = -(-n // self.together), len(self.items) // self.together
        starts = [place * whole // wanted * self.together for place in range(wanted)]
        items = tuple(self.items[start + i] for start in starts for i in range(self.together))
        return replace(self, items=items)


def files(path: Path, *endings: str) -> list[Path]:
    """The file itself, or those in a folder and below that end so, in the order of their names.

    Raises:
        SuiteError: There is none.
    """
    found = [path]
    if path.is_dir():
        found = sorted(one for one in path.rglob("*") if one.is_file() and one.name.endswith(endings))
    if not found:
        raise SuiteError(f"{path}: no {' or '.join(endings)} file here: write the path of the question set")
    return found


def rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a file that holds a JSON list, or one JSON object a line, compressed or not.

    Yields:
        Where the row stands, for messages, and the row.

    Raises:
        SuiteError: The file is no JSON, or a row is no object.
    """
    try:
        if path.suffix != ".gz":
            with path.open("rb") as stream:
                listed = stream.read(1) == b"["
            if not listed:
                yield from ((f"{path}:{number}", row) for number, row in enumerate(read_rows(path), start=1))
                return
            found = json.loads(path.read_text(encoding="utf-8"))
        else:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                found = [json.loads(line) for line in lines if line.strip()]
    except (ValueError, EOFError, gzip.BadGzipFile, RecursionError) as error:
        raise SuiteError(f"{path}: not JSON ({error})") from None
    for number, row in enumerate(found, start=1):
        if not isinstance(row, dict):
            raise SuiteError(f"{path}:{number}: write an object for every question, not {type(row).__name__}")
        yield f"{path}:{number}", row


def text(row: Mapping[str, Any], key: str, where: str) -> str:
    """A text of a row.

    Raises:
        SuiteError: There is none.
    """
    value = row.get(key)
    if not isinstance(value, str):
        raise SuiteError(f"{where}: {key!r} must be text, got {value!r}")
    return value


def exact(number: object, where: str) -> Fraction:
    """A printed number as a fraction.

    Raises:
        SuiteError: It is no number.
    """
    try:
        if isinstance(number, bool):
            raise ValueError
        return Fraction(str(number))
    except (ValueError, ZeroDivisionError):
        raise SuiteError(f"{where}: {number!r} is no number") from None
