"""Attacks that know what was asked: nearly right values, sets and distributions."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from causim_env.answers import Scalar, literal
from causim_env.attacks.target import Builder, Target, constant, inside

_NEARLY = Fraction(999_999, 1_000_000)


def value() -> dict[str, Builder]:
    """A scalar in another type or wrapped in another kind."""
    return {
        "retyped": lambda t: inside(_retyped(t.members[0])),
        "as_set": lambda t: inside("{" + t.text + "}"),
        "as_set_with_another": lambda t: inside(f"{{{t.text}, {t.wrong}}}"),
        "as_distribution": lambda t: inside("{" + t.text + ": 1}"),
        "as_list": lambda t: inside(f"[{t.text}, {t.wrong}]"),
        "gives_up": lambda t: inside("undetermined"),
    }


def set_() -> dict[str, Builder]:
    """A set with too many, too few or no braces."""
    return {
        "superset": lambda t: inside(f"{t.text[:-1]}, {literal(t.stranger)}}}"),
        "subset": lambda t: inside("{" + ", ".join(map(literal, t.members[1:])) + "}"),
        "member_twice": lambda t: inside(f"{t.text[:-1]}, {literal(t.members[0])}}}"),
        "one_member": lambda t: inside(literal(t.members[0])),
        "no_braces": lambda t: inside(t.text[1:-1]),
        "wrong_brackets": lambda t: inside(f"[{t.text[1:-1]}]"),
        "trailing_comma": lambda t: inside(f"{t.text[:-1]},}}"),
        "dots": lambda t: inside(f"{t.text[:-1]}, ...}}"),
        "set_of_sets": lambda t: inside("{" + t.text + "}"),
        "set_as_distribution": lambda t: inside(f"{t.text[:-1]}: 1}}"),
        "with_undetermined": lambda t: inside(f"{t.text[:-1]}, undetermined}}"),
        "braces_left_open": lambda t: inside(t.text[:-1]),
    }


def distribution() -> dict[str, Builder]:
    """A distribution that is nearly right."""
    return {
        "an_outcome_missing": lambda t: inside("{" + ", ".join(_pairs(t)[1:]) + "}"),
        "an_outcome_twice": lambda t: inside("{" + ", ".join([*_pairs(t), _pairs(t)[0]]) + "}"),
        "too_much": lambda t: inside(f"{t.text[:-1]}, {literal(t.stranger)}: 1}}"),
        "negative_mass": lambda t: inside("{" + literal(t.stranger) + f": -1, {t.text[1:]}"),
        "weights": lambda t: inside("{" + ", ".join(_pairs(t, Fraction(2))) + "}"),
        "rounded": lambda t: inside("{" + ", ".join(_pairs(t, _NEARLY)) + "}"),
        "a_millionth_off": lambda t: inside(
            "{" + ", ".join([*_pairs(t, _NEARLY), f"{literal(t.stranger)}: {1 - _NEARLY}"]) + "}"
        ),
        "most_likely_value": lambda t: inside(literal(t.members[0])),
        "support": lambda t: inside("{" + ", ".join(map(literal, t.members)) + "}"),
        "equals_for_colon": lambda t: inside(t.text.replace(": ", " = ")),
        "one_probability": lambda t: inside(_pairs(t)[0].rpartition(": ")[2]),
        "probability_in_words": lambda t: inside("{" + literal(t.members[0]) + ": certain}"),
        "outcomes_without_braces": lambda t: inside(t.text[1:-1]),
    }


def undetermined() -> dict[str, Builder]:
    """Other ways to say that there is no answer."""
    contents = ("none", "null", "unknown", "{}", "{undetermined}", '"undetermined"', "0", "?")
    return {f"not_it_{i}": constant(inside(content)) for i, content in enumerate(contents)}


def _retyped(value: Scalar) -> str:
    """The value as another type that compares equal in a careless language."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, str):
        return literal(f"'{value}'"[:100])
    if value in (0, 1):
        return "true" if value else "false"
    return literal(str(value))


def _pairs(target: Target, scale: Fraction = Fraction(1)) -> list[str]:
    distribution = cast(dict[Scalar, Fraction], target.gold.value)
    return [f"{literal(value)}: {p * scale}" for value, p in distribution.items()]
