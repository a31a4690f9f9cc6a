"""The Bayesian networks of the public repository, read from the installed pgmpy, under readable names.

A network's contrary twin is made of its tables: the children of a variable without parents read it mirrored, so
that its prior stays and its influence turns round.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from causim_env.authors.importers import read_bif
from causim_env.authors.importers.couplings import Coupling, couple
from causim_env.authors.importers.tables import Table, relabel
from causim_env.library.entry import Entry
from causim_env.scm import SCM, SCMError, Value

_HINT = "the networks come with pgmpy: pip install 'causim-env[oracle]'"


@dataclass(frozen=True)
class Network(Entry):
    """A Bayesian network, made an SCM by a coupling.

    Attributes:
        phrases: What a variable means, by its published name; the others keep that name.
        coupling: How noise enters.
    """

    phrases: Mapping[str, str]
    coupling: Coupling = "selector"

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The published tables under readable names.

        Raises:
            SCMError: pgmpy is not installed.
        """
        path = _folder() / f"{self.name}.bif.gz"
        _, tables = read_bif(path)
        unknown = self.phrases.keys() - {table.name for table in tables}
        if unknown:
            raise SCMError(f"{self.name} has no variable {', '.join(sorted(unknown))}: write its published names")
        return tuple(relabel(tables, {table.name: self.phrases.get(table.name, table.name) for table in tables}))

    @cached_property
    def scm(self) -> SCM:
        """The network under its coupling."""
        return couple(self._doc, self.tables, self.coupling)

    @cached_property
    def contrary(self) -> SCM:
        """The network in which the variables without parents act the other way round."""
        values = {table.name: table.values for table in self.tables}
        roots = {table.name for table in self.tables if not table.parents}
        return couple(self._doc, [_turned(table, values, roots) for table in self.tables], self.coupling)

    @property
    def _doc(self) -> str:
        return f"{self.about.split('. ')[0].rstrip('.')}, {self.coupling} coupling."


def network_names() -> tuple[str, ...]:
    """All networks, by the alphabet, installed or not."""
    return tuple(sorted(_facts()))


def networks_installed() -> bool:
    """Whether the files of the networks are there."""
    return find_spec("pgmpy") is not None


def load_network(name: str, coupling: Coupling = "selector") -> Network:
    """A network by its name.

    Raises:
        SCMError: It is not in the repository.
    """
    if name not in _facts():
        raise SCMError(f"network {name!r}: write one of {', '.join(network_names())}")
    facts = _facts()[name]
    title, area, citation, about = (str(facts[key]) for key in ("title", "area", "citation", "about"))
    phrases = cast(Mapping[str, str], facts.get("variables", {}))
    return Network(name, title, area, citation, about, (), phrases, coupling)


@cache
def _facts() -> dict[str, Mapping[str, object]]:
    return tomllib.loads((files("causim_env.library") / "networks.toml").read_text(encoding="utf-8"))


def _folder() -> Path:
    spec = find_spec("pgmpy")
    if spec is None or spec.origin is None:
        raise SCMError(_HINT)
    return Path(spec.origin).parent / "utils" / "example_models"


def _turned(table: Table, values: Mapping[str, tuple[Value, ...]], roots: Collection[str]) -> Table:
    images = [
        dict(zip(values[parent], reversed(values[parent]) if parent in roots else values[parent], strict=True))
        for parent in table.parents
    ]
    rows = {
        configuration: table.rows[tuple(image[value] for image, value in zip(images, configuration, strict=True))]
        for configuration in table.rows
    }
    return replace(table, rows=rows)
