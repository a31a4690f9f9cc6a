"""The fuel and the guards themselves, in a Python so plain that every runtime of the sandbox reads it.

`meter` calls them in this process and hands their text to other ones. The language has neither `assert` nor
`raise`, so an `AssertionError` is always spent fuel. Names that a mechanism could take are bound first.
"""

# ruff: noqa: D103 -- one function per operator; the module says what they do

from typing import Any

FUEL = 10_000
MAX_BITS = 4_096
MAX_LENGTH = 10_000

_is = isinstance
_Fuel = AssertionError
_Grown = OverflowError
_BOUND = 1 << MAX_BITS


def _turn(tank: list[int]) -> bool:
    tank[0] -= 1
    if tank[0] < 0:
        raise _Fuel(f"more than {FUEL} steps: write a shorter loop")
    return True


def _sized(value: Any) -> Any:
    if _is(value, int):
        if not -_BOUND < value < _BOUND:
            raise _Grown(f"number over {MAX_BITS} bits: keep values small")
    elif _is(value, (str, list, tuple)) and len(value) > MAX_LENGTH:
        raise _Grown(f"sequence over {MAX_LENGTH} elements: keep values small")
    return value


def _add(a: Any, b: Any) -> Any:
    return _sized(a + b)


def _mul(a: Any, b: Any) -> Any:
    for sequence, times in ((a, b), (b, a)):
        if _is(sequence, (str, list, tuple)) and _is(times, int):
            if len(sequence) * times > MAX_LENGTH:
                raise _Grown(f"sequence over {MAX_LENGTH} elements: keep values small")
    return _sized(a * b)


def _pow(a: Any, b: Any) -> Any:
    if _is(a, int) and _is(b, int):
        if b < 0:
            raise _Grown("negative exponent: write an exact integer expression")
        if a != 0 and len(f"{abs(a):b}") * b > MAX_BITS:
            raise _Grown(f"number over {MAX_BITS} bits: keep values small")
    return a**b


def _lshift(a: Any, b: Any) -> Any:
    if not _is(b, int) or b > MAX_BITS:
        raise _Grown(f"number over {MAX_BITS} bits: keep values small")
    return _sized(a << b)


def _mod(a: Any, b: Any) -> Any:
    if _is(a, str):
        raise _Grown("% on a string: return one of the declared labels")
    return a % b


def _range(*bounds: int) -> range:
    result = range(*bounds)
    if len(result) > FUEL:
        raise _Fuel(f"range of {len(result)}: write at most {FUEL} turns")
    return result
