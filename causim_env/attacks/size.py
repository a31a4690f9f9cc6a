"""Attacks on time: completions of about 100 kB that a careless scorer is slow at."""

from __future__ import annotations

from causim_env.attacks.target import Builder, inside

_N = 100_000


def size() -> dict[str, Builder]:
    """Tags, digits, quotes and white space without end, and the dearest texts within the limits."""
    return {
        "opening_tags": lambda t: "<answer>" * (_N // 8),
        "closing_tags": lambda t: "</answer>" * (_N // 9),
        "empty_blocks": lambda t: "<answer></answer>" * (_N // 17),
        "nested_tags": lambda t: "<answer>" * (_N // 17) + "</answer>" * (_N // 17),
        "half_tags": lambda t: "<answer" * (_N // 7) + "</answer>",
        "angle_brackets": lambda t: "<" * _N,
        "blocks_and_a_wrong_one": lambda t: inside(t.text) * (_N // 60) + inside(t.wrong),
        "white_space_then_a_dot": lambda t: inside(t.text) + " " * _N + ".",
        "nuls": lambda t: "\0" * _N,
        "surrogates": lambda t: "\udfff" * _N,
        "open_braces": lambda t: inside("{" * _N),
        "closed_braces": lambda t: inside("{" * 3900 + "}" * 3900),
        "digits": lambda t: inside("9" * _N),
        "digits_that_fit": lambda t: inside("9" * 7900),
        "decimals": lambda t: inside("0." + "3" * 7900),
        "fraction_bars": lambda t: inside("1/" * 3900),
        "spaces_in_block": lambda t: inside("{" + " " * 7900),
        "words": lambda t: inside("a " * 3900),
        "quotes": lambda t: inside('"' * 7900),
        "backslashes": lambda t: inside('"' + "\\" * 7900),
        "wide_set": lambda t: inside("{" + ", ".join(map(str, range(1000, 2300))) + "}"),
        "odd_fractions": lambda t: inside(_fractions(450, 10_007)),
        "long_fractions": lambda t: inside(_fractions(60, 10**119)),
    }


def _fractions(n: int, first: int) -> str:
    """A distribution over many fractions whose denominators hardly share a factor."""
    return "{" + ", ".join(f"{i}: 1/{first + 2 * i}" for i in range(n)) + "}"
