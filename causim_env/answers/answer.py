"""The typed answer: what a gold answer and a read answer both are.

An answer that exists is well-formed: exact primitive values of one type, probabilities that sum to
exactly one, within the limits of the grammar, so that it can always be written and read back. Two
answers are equal by type and value: `true` is not 1 and the label `"1"` is not 1, while 0.25, 25%
and 1/4 are one number.
"""

from __future__ import annotations

import json
import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import cast

from causim_env.answers.grammar import (
    MAX_CHARS,
    MAX_DIGITS,
    MAX_LABEL,
    AnswerError,
    Kind,
    Scalar,
    literal,
    parse,
)

AnswerValue = Scalar | frozenset[Scalar] | Mapping[Scalar, Fraction] | None

_SMALL = 20  # entries that fit into MAX_CHARS whatever they hold
_TOO_LARGE = 10**MAX_DIGITS
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
        AnswerError: If the value does not fit the kind or the limits.
    """

    kind: Kind
    value: AnswerValue
    _key: Hashable = field(init=False)

    def __post_init__(self) -> None:
        """Check and normalise the value and keep what it is compared by."""
        value, key = _normalise(self.kind, self.value)
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "_key", (self.kind, key))
        if isinstance(value, frozenset | Mapping) and len(value) > _SMALL:
            size = len(self.text())
            if size > MAX_CHARS:
                raise AnswerError(f"the answer has {size} characters; at most {MAX_CHARS} are read")

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
    """The value itself if it is an exact primitive within the limits."""
    kind = type(value)
    if kind is bool:
        return cast(bool, value)
    if kind is int:
        number = cast(int, value)
        if -_TOO_LARGE < number < _TOO_LARGE:
            return number
        raise AnswerError(f"a number of more than {MAX_DIGITS} digits")
    if kind is Fraction:
        fraction = cast(Fraction, value)
        if fraction.denominator == 1:
            return _scalar(fraction.numerator)
        if -_TOO_LARGE < fraction.numerator < _TOO_LARGE and fraction.denominator < _TOO_LARGE:
            return fraction
        raise AnswerError(f"a fraction of more than {MAX_DIGITS} digits")
    if kind is str:
        return _label(cast(str, value))
    raise AnswerError(f"a value of type {kind.__name__}; write a bool, int, Fraction or str")


def _label(label: str) -> str:
    if not 0 < len(label) <= MAX_LABEL:
        raise AnswerError(f"a label of {len(label)} characters; write 1 to {MAX_LABEL}")
    if not (label.isascii() and label.isprintable()):
        raise AnswerError(f"the label {ascii(label)} holds more than printable ASCII")
    if "answer>" in label:
        raise AnswerError(f"the label {label!r} holds an answer tag")
    return label


def _scalars(values: Iterable[object]) -> tuple[list[Scalar], str]:
    """Scalars of one family, all different, and the family."""
    scalars = [_scalar(value) for value in values]
    families = {_FAMILIES[type(value)] for value in scalars}
    if len(families) != 1:
        mixed = " and ".join(sorted(families))
        raise AnswerError(f"mixes {mixed}" if families else "braces without a member")
    family = families.pop()
    if family == "label" and len(set(map(_folded, scalars))) < len(scalars):
        raise AnswerError("two labels differ only in case or `_`")
    return scalars, family


def _normalise(kind: Kind, value: object) -> tuple[AnswerValue, Hashable]:
    """The value in normal form and what it is compared by within its kind."""
    if kind == "value":
        scalar = _scalar(value)
        return scalar, (_FAMILIES[type(scalar)], _folded(scalar))
    if kind == "set" and isinstance(value, frozenset | set):
        scalars, family = _scalars(value)
        return frozenset(scalars), (family, *map(_folded, _ordered(scalars)))
    if kind == "distribution" and isinstance(value, Mapping):
        scalars, family = _scalars(value)
        probabilities = _probabilities(list(value.values()))
        weights = dict(zip(scalars, probabilities, strict=True))
        ordered = {v: weights[v] for v in _ordered(scalars) if weights[v]}
        return MappingProxyType(ordered), (family, *map(_folded, ordered), *ordered.values())
    if kind == "undetermined" and value is None:
        return None, None
    if kind in ("set", "distribution", "undetermined"):
        raise AnswerError(f"an answer of kind {kind} cannot hold {type(value).__name__}")
    raise AnswerError("an answer is a value, set, distribution or undetermined")


def _probabilities(values: list[object]) -> list[Fraction]:
    """Exact probabilities that sum to one."""
    numbers = [value for value in values if type(value) is Fraction or type(value) is int]
    if len(numbers) < len(values):
        raise AnswerError("a probability is not an exact number; write a fraction")
    ratios = [number.as_integer_ratio() for number in numbers]
    if any(top < 0 or bottom >= _TOO_LARGE for top, bottom in ratios):
        raise AnswerError(f"a probability is negative or has more than {MAX_DIGITS} digits")
    common = math.lcm(*(bottom for _, bottom in ratios))
    if sum(top * (common // bottom) for top, bottom in ratios) != common:
        raise AnswerError("the probabilities do not sum to exactly 1")
    return [number if type(number) is Fraction else Fraction(number) for number in numbers]


def _folded(value: Scalar) -> Scalar:
    return fold(value) if isinstance(value, str) else value


def _ordered(values: Iterable[Scalar]) -> list[Scalar]:
    """Numbers ascending, false before true, labels alphabetically."""
    members = list(values)
    if members and isinstance(members[0], str):
        labels = cast(list[str], members)
        return cast(list[Scalar], sorted(labels, key=lambda label: (fold(label), label)))
    return cast(list[Scalar], sorted(cast(list[int], members)))


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
    if isinstance(obj, str):
        kind, value = parse(obj)
        if kind == "value" and isinstance(value, int | Fraction) and not isinstance(value, bool):
            return Fraction(value)
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
