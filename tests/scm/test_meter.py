import time

import pytest

from causim_env.scm import SCM, SCMError
from causim_env.scm.meter import FuelExhausted, GuardError, run

SHARED = "y = [x]\nfor i in range(40):\n    y = [y, y]\n"
ENDLESS = {
    "growing list": "y = [1]\nfor i in y:\n    y.append(i)",
    "nested loops": "for i in range(9000):\n    for j in range(9000):\n        x += 1",
    "huge range": "for i in range(10 ** 9):\n    x += 1",
    "sum of range": "x = sum(range(10 ** 12))",
    "nested comprehension": "y = [[i for i in range(5000)] for j in range(5000)]",
    "sums": "for i in range(9000):\n    x = x + sum(range(9000))",
    "sorts": "y = list(range(9000))\nfor i in range(9000):\n    y = sorted(y)",
    "copies": "y = list(range(9000))\nfor i in range(9000):\n    z = y[1:]",
    "views": "y = {i: i for i in range(5000)}\nfor i in range(4000):\n    x = x + len(list(y.items()))",
    "texts": "y = 'ab' * 4000\nfor i in range(9000):\n    x = x + y.count('b')",
    "summed lists": "y = [[0] * 50 for i in range(500)]\nfor i in range(200):\n    x = x + len(sum(y, []))",
    "shared lists": f"{SHARED}z = [x]\nfor i in range(40):\n    z = [z, z]\nx = y == z",
    "shared lists without a loop": "y = [x]\n" + "y = [y, y]\n" * 40 + "z = [x]\n" + "z = [z, z]\n" * 40 + "x = y == z",
    "shared lists by append": "y = [x]\n" + "z = []\nz.append(y)\nz.append(y)\ny = z\n" * 40 + "x = len(str(y))",
    "shared keys": "y = (x,)\nfor i in range(40):\n    y = (y, y)\nx = {y: 1}",
    "membership": f"{SHARED}z = [y, 1]\nx = [y] in z",
    "returned": f"{SHARED}x = y",
    "circular": "y = [x]\ny.append(y)\nx = str(y)",
    "long bodies": "for i in range(9000):\n" + "    x = (x * 3 + i) % 1000\n" * 200,
}
LARGE = {
    "power tower": "x = 9 ** 9 ** 9",
    "shift": "x = 1 << 10 ** 9",
    "string": "y = 'a' * 10 ** 9",
    "list": "y = [0] * 10 ** 9",
    "percent": "y = '%1000000d' % 1",
    "squaring": "for i in range(100):\n    x = x * x + 2",
    "doubling": "y = 'a'\nfor i in range(100):\n    y = y + y",
    "division": "x = 1 // 0",
    "index": "x = [1][5]",
    "type": "x = 1 + 'a'",
    "unbound": "if x == 99:\n    y = 1\nx = y",
}


def write(body):
    return "def f(x):\n" + "".join(f"    {line}\n" for line in body.splitlines()) + "    return x\n"


@pytest.mark.parametrize("name", ENDLESS)
def test_fuel_ends_every_loop(name):
    start = time.process_time()
    with pytest.raises(FuelExhausted):
        run(write(ENDLESS[name]), [1])
    assert time.process_time() - start < 2


@pytest.mark.parametrize("name", LARGE)
def test_guards_refuse_large_results_and_failures(name):
    with pytest.raises(GuardError):
        run(write(LARGE[name]), [3])


def test_metering_changes_no_result():
    body = "y = []\nfor i in range(x):\n    if i % 2:\n        y.append(i * i)\nx = sum(y) + 2 ** 3 - (7 << 1)"
    assert run(write(body), [9]) == sum(i * i for i in range(9) if i % 2) + 8 - 14


def test_values_outside_the_declaration_are_refused():
    scm = SCM.from_source("u: Uniform(0, 5)\ndef y(u) -> Integer(0, 3):\n    return u\n")
    assert scm.evaluate({"u": 3})["y"] == 3
    with pytest.raises(SCMError, match="y returned 5"):
        scm.evaluate({"u": 5})
    truth = SCM.from_source("u: Uniform(0, 1)\ndef y(u) -> Integer(0, 1):\n    return u == 1\n")
    with pytest.raises(SCMError, match="y returned True"):
        truth.evaluate({"u": 1})


@pytest.mark.parametrize(
    "body",
    [
        "'%99999999999d' % 1",
        "'a' * 2000000000",
        "[0] * 2000000000",
        "u * 2000000000",
        "'a' if w % 9 else w * 2000000000",
        "'%99999999999d' if u == 'x' else w",
        "divmod(w, 2) * 2000000000",
    ],
)
def test_text_and_lists_do_not_grow_in_this_process(body: str) -> None:
    text = f"""u: Categorical(x=1, y=1)
w: Uniform(0, 1)

def a(u, w) -> Integer(0, 3):
    return {body}

def b(a) -> Integer(0, 3):
    return a % 4
"""
    scm = SCM.from_source(text)
    with pytest.raises(SCMError):
        scm.evaluate({"u": "x", "w": 1})


def test_text_that_doubles_is_stopped() -> None:
    lines = "\n".join("    t = t + t" for _ in range(40))
    scm = SCM.from_source(f"u: Uniform(0, 1)\n\ndef a(u) -> Integer(0, 3):\n    t = 'a'\n{lines}\n    return len(t)\n")
    with pytest.raises(SCMError, match="keep values small"):
        scm.evaluate({"u": 1})
