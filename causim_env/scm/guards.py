"""The fuel and the guards themselves, in a Python so plain that every runtime of the sandbox reads it.

`meter` calls them in this process and hands their text to other ones. The language has neither `assert` nor
`raise`, so an `AssertionError` is always spent fuel. Names that a mechanism could take are bound first.
"""

# ruff: noqa: D103 -- one function per operator; the module says what they do

from typing import Any

FUEL = 10_000
SHARE = 32
HOLDER = 8
MAX_BITS = 4_096
MAX_LENGTH = 10_000

_is = isinstance
_Fuel = AssertionError
_Grown = OverflowError
_BOUND = 1 << MAX_BITS
_Lists = (list, tuple, type({0: 0}.keys()), type({0: 0}.values()), type({0: 0}.items()))
_dict = dict
_float = float
_Holding = (*_Lists, _dict)


def _turn(tank: list[int], steps: int = 1) -> bool:
    tank[0] -= steps
    if tank[0] < 0:
        raise _Fuel(f"more than {FUEL} steps: write a shorter loop")
    return True


def _weigh(tank: list[int], value: Any) -> Any:
    if _is(value, (str, range)):
        _turn(tank, len(value) // SHARE)
    elif _is(value, _Holding):
        weight, most, inner = 0, SHARE * (tank[0] + 1), [value]
        for one in inner:
            weight += HOLDER + len(one)
            if weight > most:
                break
            if _is(one, _dict):
                inner.extend([part for part in one.values() if _is(part, _Holding)])
                one = list(one)
            inner.extend([part for part in one if _is(part, _Holding)])
        _turn(tank, weight // SHARE)
    return value


def _sized(tank: list[int], value: Any) -> Any:
    if _is(value, int):
        if not -_BOUND < value < _BOUND:
            raise _Grown(f"number over {MAX_BITS} bits: keep values small")
    elif _is(value, (str, list, tuple)):
        if len(value) > MAX_LENGTH:
            raise _Grown(f"sequence over {MAX_LENGTH} elements: keep values small")
        _turn(tank, len(value) // SHARE)
    return value


def _add(tank: list[int], a: Any, b: Any) -> Any:
    return _sized(tank, a + b)


def _mul(tank: list[int], a: Any, b: Any) -> Any:
    for sequence, times in ((a, b), (b, a)):
        if _is(sequence, (str, list, tuple)) and _is(times, int):
            if len(sequence) * times > MAX_LENGTH:
                raise _Grown(f"sequence over {MAX_LENGTH} elements: keep values small")
    return _sized(tank, a * b)


def _sum(tank: list[int], values: Any, start: Any = 0) -> Any:
    if _is(start, (list, tuple)):
        values, total = list(values), len(start)
        for one in values:
            total += len(one)
            _turn(tank, total // SHARE)
    return _sized(tank, sum(values, start))


def _str(tank: list[int], value: Any) -> Any:
    if _is(value, _Holding):
        raise _Grown("str of a container: return one of the declared labels")
    return str(value)


def _iadd(tank: list[int], a: Any, b: Any) -> Any:
    if _is(a, list):
        a += b if _is(b, list) else list(b)
        return _sized(tank, a)
    return _add(tank, a, b)


def _imul(tank: list[int], a: Any, b: Any) -> Any:
    result = _mul(tank, a, b)
    if _is(a, list):  # one of the runtimes would make another list
        a.clear()
        a += result
        return a
    return result


def _numbers(a: Any, b: Any) -> None:
    for one in (a, b):
        if not _is(one, (int, _float)):
            raise _Grown("operator on a container: use it on numbers")


def _sub(tank: list[int], a: Any, b: Any) -> Any:
    _numbers(a, b)
    return _sized(tank, a - b)


def _or(tank: list[int], a: Any, b: Any) -> Any:
    _numbers(a, b)
    return a | b


def _and(tank: list[int], a: Any, b: Any) -> Any:
    _numbers(a, b)
    return a & b


def _xor(tank: list[int], a: Any, b: Any) -> Any:
    _numbers(a, b)
    return a ^ b


def _pow(tank: list[int], a: Any, b: Any) -> Any:
    if _is(a, int) and _is(b, int):
        if b < 0:
            raise _Grown("negative exponent: write an exact integer expression")
        if a != 0 and len(f"{abs(a):b}") * b > MAX_BITS:
            raise _Grown(f"number over {MAX_BITS} bits: keep values small")
    return a**b


def _lshift(tank: list[int], a: Any, b: Any) -> Any:
    if not _is(b, int) or b > MAX_BITS:
        raise _Grown(f"number over {MAX_BITS} bits: keep values small")
    return _sized(tank, a << b)


def _mod(tank: list[int], a: Any, b: Any) -> Any:
    if _is(a, str):
        raise _Grown("% on a string: return one of the declared labels")
    return a % b


def _range(*bounds: int) -> range:
    result = range(*bounds)
    if len(result) > FUEL:
        raise _Fuel(f"range of {len(result)}: write at most {FUEL} turns")
    return result
