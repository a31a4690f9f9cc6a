"""A formal question on an SCM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

from causim_env.scm import SCM, SCMError, Value
from causim_env.scm.domains import literal

Kind = Literal["association", "deduction", "abduction", "intervention", "counterfactual"]
Ask = Literal["value", "set", "distribution"]

KINDS: tuple[Kind, ...] = get_args(Kind)
ASKS: tuple[Ask, ...] = get_args(Ask)

_RUNGS: dict[Kind, int] = {
    "association": 1,
    "deduction": 1,
    "abduction": 1,
    "intervention": 2,
    "counterfactual": 3,
}
_DEFAULT_ASK: dict[Kind, Ask] = {
    "association": "distribution",
    "deduction": "value",
    "abduction": "set",
    "intervention": "distribution",
    "counterfactual": "distribution",
}


@dataclass(frozen=True, slots=True)
class Query:
    """One question: what is asked of which variable, given what was seen and done.

    Attributes:
        kind: One of `KINDS`.
        target: The variable asked about.
        evidence: Observed values; before `do` in a counterfactual, under `do` in an intervention.
        do: Variables set from outside.
        ask: `value`: the one value all consistent worlds agree on, else undetermined. `set`: every
            consistent value. `distribution`: exact probabilities. By default `value` for deduction, `set`
            for abduction, `distribution` for the rest.

    Raises:
        SCMError: An unknown kind or ask, or a `do` where the kind has none.
    """

    kind: Kind
    target: str
    evidence: Mapping[str, Value] = field(default_factory=dict)
    do: Mapping[str, Value] = field(default_factory=dict)
    ask: Ask | None = None

    def __post_init__(self) -> None:
        """Fills the default ask and refuses combinations that mean nothing."""
        if self.kind not in KINDS:
            raise SCMError(f"kind {self.kind!r}: write one of {', '.join(KINDS)}")
        if self.ask is None:
            object.__setattr__(self, "ask", _DEFAULT_ASK[self.kind])
        if self.ask not in ASKS:
            raise SCMError(f"ask {self.ask!r}: write one of {', '.join(ASKS)}")
        if self.do and self.rung == 1:
            raise SCMError(f"{self.kind} with do: write kind intervention or counterfactual, or drop do")

    def __hash__(self) -> int:
        """Hash of what equality compares."""
        return hash((self.kind, self.target, self.ask, frozenset(self.evidence.items()), frozenset(self.do.items())))

    @property
    def rung(self) -> int:
        """1 association, 2 intervention, 3 counterfactual (Pearl's ladder of causation)."""
        return _RUNGS[self.kind]

    @property
    def asked(self) -> Ask:
        """`ask`, never None."""
        return cast(Ask, self.ask)

    def check(self, scm: SCM) -> None:
        """Refuses names and values that the SCM does not declare.

        Raises:
            SCMError: With the name or value and what to write instead.
        """
        scm[self.target]
        scm.check_values(self.evidence, "evidence")
        scm.check_values(self.do, "do")

    def to_json(self) -> dict[str, object]:
        """The query as an object of JSON types."""
        return {
            "kind": self.kind,
            "target": self.target,
            "evidence": dict(self.evidence),
            "do": dict(self.do),
            "ask": self.ask,
        }

    @classmethod
    def from_json(cls, obj: Mapping[str, object]) -> Query:
        """Reads what `to_json` wrote.

        Raises:
            SCMError: The object is not of that form.
        """
        if not isinstance(obj, Mapping):
            raise SCMError(f"a query in JSON is an object, not {type(obj).__name__}: write what Query.to_json gives")
        kind, target, ask = obj.get("kind"), obj.get("target"), obj.get("ask")
        evidence, do = obj.get("evidence", {}), obj.get("do", {})
        if not isinstance(target, str):
            raise SCMError(f"target {target!r}: write a variable's name")
        for what, values in (("evidence", evidence), ("do", do)):
            if not isinstance(values, Mapping) or not all(isinstance(v, bool | int | str) for v in values.values()):
                raise SCMError(f"{what} {values!r}: write an object of variables and values")
        return cls(
            cast(Kind, kind),
            target,
            dict(cast(Mapping[str, Value], evidence)),
            dict(cast(Mapping[str, Value], do)),
            cast(Ask, ask),
        )

    def text(self) -> str:
        """A short formal line, for logs: `P(y | x=1, do(z=2))` and the like."""
        given = [f"{name}={literal(value)}" for name, value in self.evidence.items()]
        done = [f"do({name}={literal(value)})" for name, value in self.do.items()]
        return f"{self.kind} {self.ask}: {self.target} | {', '.join([*given, *done])}"
