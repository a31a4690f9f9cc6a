"""Bayesian networks in the interchange format BIF, read exactly and made into SCMs.

Probabilities are read as the decimals they are printed as, then divided by the exact sum of their
row: a row printed `0.333, 0.333, 0.333` means three thirds. A row whose printed sum is further from
1 than `TOLERANCE` is refused. Covered: `network`, `variable` (discrete), `probability` with
`table`, `default` and rows per configuration, comments, properties (skipped), quoted words, gzip.
Not covered: continuous variables.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import gcd
from pathlib import Path

from causim_env.authors.importers.couplings import Coupling, couple, plain
from causim_env.authors.importers.tables import Table
from causim_env.scm.domains import SCMError, Value
from causim_env.scm.model import SCM

TOLERANCE = Fraction(1, 100)

_COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|property\s+(?:"[^"]*"|[^";])*;', re.DOTALL)
_BLOCK = re.compile(
    r"\s*(?:network\s+(?P<network>[^{]*?)\s*\{\s*\}"
    r"|variable\s+(?P<variable>[^{]*?)\s*\{\s*type\s+discrete\s*\[\s*(?P<size>\d+)\s*\]"
    r"\s*\{(?P<labels>[^}]*)\}\s*;\s*\}"
    r"|probability\s*\((?P<head>[^)]*)\)\s*\{(?P<rows>[^}]*)\})"
)
_ROW = re.compile(r"\s*(?:(?P<word>table|default)\b|\((?P<configuration>[^)]*)\))\s*(?P<numbers>[^;]*);")
_NUMBER = re.compile(r"(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?")


def import_bif(path_or_text: str | Path, coupling: Coupling = "selector") -> SCM:
    """The SCM of a Bayesian network under a stated coupling.

    A network fixes associations and interventions but no counterfactuals; the coupling fixes those
    (see `causim_env.authors.importers.couplings`). Labels stay verbatim; names that are no
    identifiers are replaced, and every variable's documentation opens with the published name.

    Args:
        path_or_text: A `.bif` or `.bif.gz` file, or the text itself.
        coupling: `"selector"` or `"inverse_cdf"`.

    Raises:
        SCMError: The text is no BIF, a row does not sum to 1, or the coupling is unknown.
        OSError: The file cannot be read.
    """
    name, tables = read_bif(path_or_text)
    return couple(f"Bayesian network {plain(name)}, {coupling} coupling.", tables, coupling)


def read_bif(path_or_text: str | Path) -> tuple[str, list[Table]]:
    """The name of a network and its tables, with exact integer weights.

    Raises:
        SCMError: The text is no BIF, or a row does not sum to 1.
        OSError: The file cannot be read.
    """
    is_text = isinstance(path_or_text, str) and "{" in path_or_text
    if is_text:
        return _Reader(str(path_or_text)).read("unknown")
    path = Path(path_or_text)
    data = path.read_bytes()
    text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode()
    return _Reader(text).read(path.name.split(".")[0])


@dataclass(slots=True)
class _Reader:
    text: str
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    decimals: dict[str, tuple[int, int]] = field(default_factory=dict)
    known_rows: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def read(self, name: str) -> tuple[str, list[Table]]:
        self.text = _COMMENT.sub(lambda m: "\n" * m[0].count("\n"), self.text)
        bodies: dict[str, tuple[tuple[str, ...], str, int]] = {}
        at = 0
        while block := _BLOCK.match(self.text, at):
            at = block.end()
            if (variable := block["variable"]) is not None:
                self._declare(_word(variable), _words(block["labels"]), int(block["size"]), at)
            elif (head := block["head"]) is not None:
                child, _, given = head.partition("|")
                if _word(child) in bodies:
                    raise self._error(f"two tables for {_word(child)}, write one", at)
                bodies[_word(child)] = (_words(given), block["rows"], block.start("rows"))
            elif (network := _word(block["network"])) not in ("", "unknown"):
                name = network
        if self.text[at:].strip():
            at += len(self.text[at:]) - len(self.text[at:].lstrip())
            shown = self.text[at : at + 30].splitlines()[0]
            raise self._error(f"cannot read {shown!r}, write a variable or probability block", at)
        if not self.labels:
            raise SCMError("no variable declared: write a BIF text with variable blocks")
        return name, [self._table(v, bodies) for v in self.labels]

    def _error(self, message: str, at: int) -> SCMError:
        line = self.text.count("\n", 0, at) + 1
        return SCMError(f"BIF line {line}: {message}")

    def _declare(self, name: str, labels: tuple[str, ...], size: int, at: int) -> None:
        if name in self.labels:
            raise self._error(f"variable {name} declared twice, declare it once", at)
        if len(labels) != size or len(set(labels)) != size:
            raise self._error(f"variable {name} says {size} labels, write {size} different ones", at)
        if odd := [label for label in labels if not (label.isascii() and label.isprintable())]:
            raise self._error(f"label {odd[0]!r} of {name}, write printable ASCII", at)
        self.labels[name] = labels

    def _table(self, name: str, bodies: dict[str, tuple[tuple[str, ...], str, int]]) -> Table:
        if name not in bodies:
            raise SCMError(f"{name} has no probability block: write one")
        parents, body, start = bodies[name]
        values = self.labels[name]
        for parent in parents:
            if parent not in self.labels:
                raise self._error(f"parent {parent} of {name} is not declared, declare it", start)
        configurations: list[tuple[Value, ...]] = list(product(*(self.labels[p] for p in parents)))
        rows: dict[tuple[Value, ...], tuple[int, ...]] = {}
        fallback: tuple[int, ...] | None = None
        at = 0
        while row := _ROW.match(body, at):
            at = row.end()
            where = start + row.start("numbers")
            if row["word"] == "table":
                rows.update(self._flat(row["numbers"], len(values), configurations, where))
            elif row["word"] == "default":
                fallback = self._row(row["numbers"], len(values), where)
            else:
                rows[_words(row["configuration"])] = self._row(row["numbers"], len(values), where)
        if rest := body[at:].strip():
            raise self._error(f"cannot read {rest[:30]!r}, write `(labels) numbers;`", start + at)
        for configuration in configurations:
            if configuration not in rows:
                if fallback is None:
                    raise self._error(f"{name} has no row for {configuration}, write one", start)
                rows[configuration] = fallback
        if len(rows) != len(configurations):
            unknown = next(c for c in rows if c not in set(configurations))
            raise self._error(f"{name} has a row for unknown labels {unknown}, remove it", start)
        return Table(name, values, parents, rows)

    def _flat(
        self, numbers: str, size: int, configurations: list[tuple[Value, ...]], at: int
    ) -> dict[tuple[Value, ...], tuple[int, ...]]:
        """A `table` entry: the child's values vary slowest, the last parent's fastest."""
        words = [word for word in re.split(r"[\s,]+", numbers) if word]
        count = len(configurations)
        if len(words) != size * count:
            raise self._error(f"table of {len(words)} numbers, write {size * count}", at)
        return {
            configuration: self._row(",".join(words[i::count]), size, at)
            for i, configuration in enumerate(configurations)
        }

    def _row(self, numbers: str, size: int, at: int) -> tuple[int, ...]:
        """One row as integer weights without a common divisor."""
        if (known := self.known_rows.get(numbers)) is not None and len(known) == size:
            return known
        parsed = [self._decimal(word, at) for word in re.split(r"[\s,]+", numbers.strip())]
        if len(parsed) != size:
            raise self._error(f"row of {len(parsed)} numbers, write {size}", at)
        lowest = min(exponent for _, exponent in parsed)
        weights = [digits * 10 ** (exponent - lowest) for digits, exponent in parsed]
        total = Fraction(sum(weights)) * Fraction(10) ** lowest
        if abs(total - 1) > TOLERANCE:
            raise self._error(f"row sums to {float(total):g}, write numbers that sum to 1", at)
        shared = gcd(*weights)
        row = tuple(weight // shared for weight in weights)
        self.known_rows[numbers] = row
        return row

    def _decimal(self, word: str, at: int) -> tuple[int, int]:
        """A printed decimal as digits and a power of ten."""
        if (known := self.decimals.get(word)) is not None:
            return known
        match = _NUMBER.fullmatch(word)
        if match is None or not (match[1] or match[2]) or len(word) > 60:
            raise self._error(f"{word!r} is no probability, write a decimal such as 0.25", at)
        exponent = int(match[3] or 0) - len(match[2])
        if abs(exponent) > 400:
            raise self._error(f"{word!r} is out of range, write a decimal such as 0.25", at)
        self.decimals[word] = int(match[1] + match[2]), exponent
        return self.decimals[word]


def _word(text: str) -> str:
    return text.strip().strip('"').strip()


def _words(text: str) -> tuple[str, ...]:
    return tuple(_word(word) for word in text.split(",") if word.strip())
