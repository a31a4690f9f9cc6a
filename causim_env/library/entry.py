"""What the library holds of one model: where it comes from, the SCM, test vectors, twins."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

from causim_env.queries.twins import anonymised
from causim_env.render.words import Words
from causim_env.scm import SCM, SCMError, Value

if TYPE_CHECKING:
    from causim_env.problems import Problem
    from causim_env.queries import Query

Twin = Literal["named", "anonymised", "contrary"]
TWINS: tuple[Twin, ...] = get_args(Twin)
Basis = Literal["table row", "worked example", "definition", "hand calculation"]
BASES: tuple[Basis, ...] = get_args(Basis)


@dataclass(frozen=True, slots=True)
class Vector:
    """What the source says comes out for some inputs.

    Attributes:
        basis: Where in the source the values are read: a row of its table, an example worked in it, its
            definition, or a calculation by hand from that.
        given: A value for every exogenous variable.
        expect: Values of endogenous variables.
        held: Endogenous variables set from outside, where a table of the source starts from one of them.
        where: The place in the source, or the other publication in which the values stand; may be empty.
    """

    basis: Basis
    given: Mapping[str, Value]
    expect: Mapping[str, Value]
    held: Mapping[str, Value] = field(default_factory=dict)
    where: str = ""

    def fault(self, scm: SCM) -> str | None:
        """What the SCM gives instead, in one line; None where it agrees.

        Raises:
            SCMError: An input or a value is not declared.
        """
        scm.check_values(self.expect, "expect")
        values = scm.evaluate(self.given, self.held)
        wrong = [f"{name} is {values[name]}, expected {v}" for name, v in self.expect.items() if values[name] != v]
        held = f" with {dict(self.held)} held" if self.held else ""
        return f"{'; '.join(wrong)} at {dict(self.given)}{held}" if wrong else None


@dataclass(frozen=True)
class Entry(ABC):
    """One model of the library.

    Attributes:
        name: Under which it is loaded.
        title: What it is called in its field.
        area: The field.
        citation: The source.
        about: In our words, what it computes, from what, and what was left out.
        vectors: Test vectors from the source.
    """

    name: str
    title: str
    area: str
    citation: str
    about: str
    vectors: tuple[Vector, ...]

    @property
    @abstractmethod
    def scm(self) -> SCM:
        """The model as published."""

    @property
    @abstractmethod
    def contrary(self) -> SCM:
        """The twin against common sense: same names and words, causes acting the other way round."""

    @cached_property
    def anonymous(self) -> SCM:
        """The twin whose names mean nothing."""
        return self.scm.anonymise()

    def twin(self, twin: Twin) -> SCM:
        """One of the three twins.

        Raises:
            SCMError: There is no such twin.
        """
        match twin:
            case "named":
                return self.scm
            case "anonymised":
                return self.anonymous
            case "contrary":
                return self.contrary
            case _:
                raise SCMError(f"twin {twin!r}: write one of {', '.join(TWINS)}")

    def check(self) -> list[str]:
        """What is wrong with the SCM by its test vectors, one line each; empty where all of them hold."""
        return [fault for vector in self.vectors if (fault := vector.fault(self.scm)) is not None]

    def variables(self) -> list[tuple[str, str, str]]:
        """Name, meaning and values with their unit, exogenous variables first."""
        words = Words.of(self.scm)
        return [(v.name, words.bare(v.name), words.range(v.name)) for v in self.scm.variables]


def twin_problems(entry: Entry, query: Query, representation: str = "code") -> dict[Twin, Problem]:
    """One question asked of all three twins.

    Args:
        entry: The model.
        query: A question in the words of the named twin.
        representation: How the models are shown.

    Raises:
        SCMError: The query does not fit, or one of the twins has no exact answer.
    """
    from causim_env.problems import Problem

    ordered = {v.name: query.evidence[v.name] for v in entry.scm.variables if v.name in query.evidence}
    query = replace(query, evidence=ordered)  # the order in which the anonymised twin states it
    renamed, same = anonymised(entry.scm, query)
    return {
        "named": Problem.make(entry.scm, query, representation),
        "anonymised": Problem.make(renamed, same, representation),
        "contrary": Problem.make(entry.contrary, query, representation),
    }
