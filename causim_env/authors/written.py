"""A mechanism in its parts, and what its text does on all inputs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from causim_env.authors.claims import Grid
from causim_env.scm.domains import Domain, SCMError, Value
from causim_env.scm.language import check_function
from causim_env.scm.meter import compile_metered
from causim_env.scm.text import mechanism_source


@dataclass(frozen=True, slots=True)
class Written:
    """A mechanism in its parts.

    Attributes:
        name: The variable.
        parents: Its parents with their values.
        domain: The declared values.
        doc: The docstring.
        body: The statements, without indentation.
        after: Text that follows the function.
    """

    name: str
    parents: tuple[tuple[str, tuple[Value, ...]], ...]
    domain: Domain
    doc: str
    body: str
    after: str = ""

    @property
    def source(self) -> str:
        """The whole text."""
        names = tuple(name for name, _ in self.parents)
        return mechanism_source(self.name, names, self.domain, self.doc, self.body) + self.after


def values_of(source: str, written: Written) -> list[Value] | None:
    """The values of trusted text on all inputs; None where it fails."""
    try:
        call = compile_metered(check_function(source.partition("\n\ndef ")[0]))
        return [call(*row) for row in product(*(values for _, values in written.parents))]
    except SCMError:
        return None


def grid_of(written: Written) -> Grid | None:
    """A mechanism on all inputs; None where it fails or leaves its support."""
    values = values_of(written.source, written)
    if values is None or not set(values) <= set(written.domain.values):
        return None
    return Grid(dict(written.parents), values)
