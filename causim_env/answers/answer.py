"""The typed answer: what a gold answer and a read answer both are.

An answer that exists is well-formed: exact primitive values of one type, probabilities that sum to
exactly one. It may be longer than a completion may write it (the limits of the grammar); `Problem` refuses to
ask for such an answer. Two answers are equal by type and value: `true` is not 1 and the label `"1"` is not 1,
while 0.25, 25% and 1/4 are one number.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import cast

from causim_env.answers.grammar import (
    MAX_LABEL,
    AnswerError,
    Kind,
    Scalar,
    literal,
    parse,
)

AnswerValue = Scalar | frozenset[Scalar] | Mapping[Scalar, Fraction] | None

_FRACTION = re.compile(r"-?[0-9]+(/0*[1-9][0-9]*)?", re.ASCII)
_FAMILIES = {bool: "boolean", int: "number", Fraction: "number", str: "label"}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Answer:
    """An answer of one of four kinds.

    Args:
        kind: `"value"`, `"set"` (all consistent values), `"distribution"` (exact probabilities) or
            `"undetermined"`.
        value: A scalar, a set of scalars, a mapping from scalar to probability, or None. Outcomes
            with probability zero are dropped; whole fractions become integers.

    Raises:
        AnswerError: If the value does not fit the kind.
    """

    kind: Kind
    value: AnswerValue
    _key: Hashable = field(init=False)

    def __post_init__(self) -> None:
        """Check and normalise the value and keep what it is compared by."""
        value, key = _normalise(self.kind, self.value)
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "_key", (self.kind, key))

    def __eq__(self, other: object) -> bool:
        """Equal by kind, type and value; labels regardless of case, with `_` as a space."""
        return self._key == other._key if isinstance(other, Answer) else NotImplemented

    def __hash__(self) -> int:
        """Equal answers hash alike."""
        return hash(self._key)

    def __repr__(self) -> str:
        """The expression that makes this answer."""
        return f"Answer.from_text({self.text()!r})"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle and copy by remaking."""
        value = dict(self.value) if isinstance(self.value, Mapping) else self.value
        return Answer, (self.kind, value)

    def text(self) -> str:
        """The canonical text, read back as this answer: `7`, `{1, 2}`, `{0: 1/3, 1: 2/3}`."""
        value = self.value
        if isinstance(value, frozenset):
            return "{" + ", ".join(literal(member) for member in _ordered(value)) + "}"
        if isinstance(value, Mapping):
            return "{" + ", ".join(f"{literal(v)}: {p}" for v, p in value.items()) + "}"
        return "undetermined" if value is None else literal(value)

    def block(self) -> str:
        """The text between its tags, as a completion has to end."""
        return f"<answer>{self.text()}</answer>"

    @classmethod
    def from_text(cls, text: str) -> Answer:
        """Read the answer grammar.

        Raises:
            AnswerError: If the text is not exactly one well-formed answer.
        """
        kind, value = parse(text)
        return cls(kind, cast(AnswerValue, value))

    def to_json(self) -> dict[str, object]:
        """A JSON object with exact values.

        For example `{"kind": "distribution", "value": [[0, "1/3"], [1, "2/3"]]}`.
        """
        value = self.value
        if isinstance(value, frozenset):
            return {"kind": self.kind, "value": [_scalar_to_json(v) for v in _ordered(value)]}
        if isinstance(value, Mapping):
            pairs = [[_scalar_to_json(v), str(p)] for v, p in value.items()]
            return {"kind": self.kind, "value": pairs}
        return {"kind": self.kind, "value": None if value is None else _scalar_to_json(value)}

    @classmethod
    def from_json(cls, obj: object) -> Answer:
        """The answer that `to_json` wrote.

        Raises:
            AnswerError: If the object is anything else.
        """
        if not isinstance(obj, dict) or set(obj) != {"kind", "value"}:
            raise AnswerError('an answer in JSON is {"kind": …, "value": …}')
        kind, value = obj["kind"], obj["value"]
        if kind == "set":
            members = [_scalar_from_json(member) for member in _list(value)]
            if len(frozenset(members)) < len(members):
                raise AnswerError("the set lists a member twice")
            return cls(kind, frozenset(members))
        if kind == "distribution":
            pairs = [_pair_from_json(pair) for pair in _list(value)]
            if len(dict(pairs)) < len(pairs):
                raise AnswerError("the distribution lists a value twice")
            return cls(kind, dict(pairs))
        return cls(kind, None if value is None else _scalar_from_json(value))

    def dumps(self) -> str:
        """One line of canonical JSON; this is what the `gold` column of a dataset holds."""
        return json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))

    @classmethod
    def loads(cls, line: str) -> Answer:
        """The answer that `dumps` wrote.

        Raises:
            AnswerError: If the line is anything else.
        """
        try:
            obj = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise AnswerError(f"not an answer in JSON: {error}") from None
        return cls.from_json(obj)


def fold(label: str) -> str:
    """What labels are compared by: lower case, `_` as a space."""
    return label.replace("_", " ").lower()


def _scalar(value: object) -> Scalar:
    """The value itself if it is an exact primitive; whole fractions as integers."""
    if type(value) is bool:
        return value
    if type(value) is int or type(value) is Fraction:
        top, bottom = value.as_integer_ratio()
        return top if bottom == 1 else value
    if type(value) is not str:
        raise AnswerError(f"a {type(value).__name__} as a value; write bool, int, Fraction or str")
    if not 0 < len(value) <= MAX_LABEL:
        raise AnswerError(f"a label of {len(value)} characters; write 1 to {MAX_LABEL}")
    if not (value.isascii() and value.isprintable()):
        raise AnswerError(f"the label {ascii(value)} holds more than printable ASCII")
    if "answer>" in value:
        raise AnswerError(f"the label {value!r} holds an answer tag")
    return value


def _scalars(values: Iterable[object]) -> tuple[list[Scalar], list[Scalar], str]:
    """Scalars of one family, what each is compared and ordered by, and the family."""
    scalars = list(map(_scalar, values))
    families = {_FAMILIES[kind] for kind in set(map(type, scalars))}
    if len(families) != 1:
        mixed = " and ".join(sorted(families))
        raise AnswerError(f"mixes {mixed}" if families else "braces without a member")
    family = families.pop()
    keys = scalars
    if family == "label":
        keys = [_folded(scalar) for scalar in scalars]
        if len(set(keys)) < len(keys):
            raise AnswerError("two labels differ only in case or `_`")
    return scalars, keys, family


def _normalise(kind: Kind, value: object) -> tuple[AnswerValue, Hashable]:
    """The value in normal form and what it is compared by within its kind."""
    if kind == "value":
        scalar = _scalar(value)
        return scalar, (_FAMILIES[type(scalar)], _folded(scalar))
    if kind == "set" and isinstance(value, (frozenset, set)):
        scalars, keys, family = _scalars(value)
        return frozenset(scalars), (family, frozenset(keys))
    if kind == "distribution" and isinstance(value, Mapping):
        scalars, keys, family = _scalars(value)
        shares = _shares(value.values())
        rows = sorted(zip(cast(list[str], keys), scalars, shares, strict=True))
        key = tuple((k, top, bottom) for k, _, (top, bottom, _) in rows if top)
        outcomes = {v: share for _, v, (top, _, share) in rows if top}
        return MappingProxyType(outcomes), (family, key)
    if kind == "undetermined" and value is None:
        return None, None
    if kind in ("set", "distribution", "undetermined"):
        raise AnswerError(f"an answer of kind {kind} cannot hold {type(value).__name__}")
    raise AnswerError("an answer is a value, set, distribution or undetermined")


def _shares(probabilities: Iterable[object]) -> list[tuple[int, int, Fraction]]:
    """Exact probabilities that sum to one: numerator, denominator, fraction."""
    shares = []
    for p in probabilities:
        if type(p) is not Fraction and type(p) is not int:
            raise AnswerError("a probability is not an exact number; write a fraction")
        top, bottom = p.as_integer_ratio()
        if top < 0:
            raise AnswerError("a probability is negative")
        shares.append((top, bottom, p if type(p) is Fraction else Fraction(p)))
    common = math.lcm(*[bottom for _, bottom, _ in shares])
    if sum([top * (common // bottom) for top, bottom, _ in shares]) != common:
        raise AnswerError("the probabilities do not sum to exactly 1")
    return shares


def _folded(value: Scalar) -> Scalar:
    return fold(value) if isinstance(value, str) else value


def _ordered(values: Iterable[Scalar]) -> list[Scalar]:
    """Numbers ascending, false before true, labels alphabetically."""
    return sorted(values, key=lambda value: cast(str, _folded(value)))


def _scalar_to_json(value: Scalar) -> object:
    return {"fraction": str(value)} if isinstance(value, Fraction) else value


def _scalar_from_json(obj: object) -> Scalar:
    if isinstance(obj, dict):
        if set(obj) != {"fraction"}:
            raise AnswerError('a fraction in JSON is {"fraction": "1/3"}')
        return _fraction(obj["fraction"])
    if isinstance(obj, bool | int | str):
        return obj
    raise AnswerError(f"a {type(obj).__name__} where JSON holds a bool, int, label or fraction")


def _fraction(obj: object) -> Fraction:
    if isinstance(obj, str) and _FRACTION.fullmatch(obj):
        return Fraction(obj)
    raise AnswerError('a fraction in JSON is text such as "1/3"')


def _pair_from_json(obj: object) -> tuple[Scalar, Fraction]:
    pair = _list(obj)
    if len(pair) != 2:
        raise AnswerError('an outcome in JSON is [value, "probability"]')
    return _scalar_from_json(pair[0]), _fraction(pair[1])


def _list(obj: object) -> list[object]:
    if not isinstance(obj, list):
        raise AnswerError(f"a {type(obj).__name__} where JSON holds a list")
    return obj
