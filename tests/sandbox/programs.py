"""Random mechanisms of the language, and random mutations that leave it."""

from __future__ import annotations

from causim_env.scm.domains import Value
from causim_env.scm.language import check_function
from causim_env.scm.syntax import MechanismError
from causim_env.streams import Stream

LABELS = ("clay", "loam", "a'b", 'say "x"', "", "two words")


class Writer:
    """Writes one random mechanism `f(a, b, c)` of an integer, a boolean and a label."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.integers = ["a"]
        self.lists: list[str] = []

    def function(self) -> str:
        lines = ["def f(a, b, c):"]
        for place in range(self.stream.between(0, 4)):
            lines += self.statement(place, "    ")
        lines += self.ending()
        return "\n".join(lines)

    def ending(self) -> list[str]:
        kind = self.stream.below(5)
        if kind == 0:
            return [f"    if {self.truth()}:", f"        return {self.integer()}", f"    return {self.integer()}"]
        if kind == 1:
            return [f"    return {self.truth()}"]
        if kind == 2:
            return [f"    return {self.label()}"]
        if kind == 3:
            return [
                f"    match (b, {self.integer(1)} % 3):",
                f"        case (True, 0 | 1):\n            return {self.integer()}",
                f"        case (False, n) if n > 1:\n            return n + {self.integer()}",
                f"        case _:\n            return {self.integer()}",
            ]
        return [f"    return {self.integer()}"]

    def statement(self, place: int, indent: str) -> list[str]:
        name = f"t{place}"
        kind = self.stream.below(6)
        if kind == 0:
            lines = [
                f"{indent}{name} = [{self.integer()} for i in range({self.stream.between(0, 5)}) if {self.truth(1)}]"
            ]
            self.lists.append(name)
            return lines
        if kind == 1:
            loop = [f"{indent}{name} = 0", f"{indent}for i in range({self.integer(1)} % 7):"]
            self.integers += [name]
            loop.append(f"{indent}    {name} = ({name} + {self.integer()}) % 1000")
            if self.stream.chance(0.3):
                loop.append(
                    f"{indent}    if {self.truth(1)}:\n{indent}        {self.stream.choice(('break', 'continue'))}"
                )
            return loop
        if kind == 2:
            self.integers.append(name)
            return [
                f"{indent}{name} = {self.integer()}",
                f"{indent}if {self.truth()}:",
                f"{indent}    {name} += {self.integer()}",
            ]
        if kind == 3:
            self.integers.append(name)
            return [f"{indent}{name}, other = divmod({self.integer()}, {self.stream.between(2, 9)})"]
        if kind == 4:
            self.lists.append(name)
            return [f"{indent}{name} = sorted([{self.integer()}, {self.integer()}, {self.integer()}])"]
        self.integers.append(name)
        return [f"{indent}{name} = {self.integer(3)}"]

    def integer(self, depth: int = 2) -> str:
        if depth == 0 or self.stream.chance(0.25):
            return str(self.stream.between(-9, 9)) if self.stream.chance(0.4) else self.stream.choice(self.integers)
        kind = self.stream.below(13)
        one, two = self.integer(depth - 1), self.integer(depth - 1)
        if kind < 4:
            return f"({one} {self.stream.choice(('+', '-', '*', '//', '%', '&', '|', '^'))} {two})"
        if kind == 4:
            return f"({one}) ** {self.stream.between(0, 5)}"
        if kind == 5:
            return f"({one} if {self.truth(depth - 1)} else {two})"
        if kind == 6:
            return f"{self.stream.choice(('min', 'max'))}({one}, {two})"
        if kind == 7:
            return f"abs({one})"
        if kind == 8:
            return f"len({self.label()})"
        if kind == 9:
            return f"{{'clay': {one}, 'loam': {two}}}.get(c, {self.stream.between(0, 9)})"
        if kind == 10:
            return f"{self.stream.choice(('sum', 'len', 'max'))}({self.sequence()})"
        if kind == 11:
            return f"({one} << ({two} % 70))"
        return f"int({self.truth(depth - 1)})"

    def sequence(self) -> str:
        if self.lists and self.stream.chance(0.6):
            name = self.stream.choice(self.lists)
            return self.stream.choice((name, f"{name}[1:]", f"list(reversed({name}))", f"[v for v in {name} if v > 0]"))
        return self.stream.choice(
            (f"[a, {self.stream.between(-3, 3)}]", "[x * y for x, y in zip([1, 2], [a, 3])]", "(1, a)")
        )

    def truth(self, depth: int = 2) -> str:
        kind = self.stream.below(6)
        if depth == 0 or kind == 0:
            return "b"
        if kind == 1:
            return f"not ({self.truth(depth - 1)})"
        if kind == 2:
            return f"({self.truth(depth - 1)} {self.stream.choice(('and', 'or'))} {self.truth(depth - 1)})"
        if kind == 3:
            return f"c {self.stream.choice(('==', '!=', 'in', '<'))} {self.label()}"
        if kind == 4:
            return f"({self.integer(1)} < {self.integer(1)} <= {self.integer(1)})"
        return f"{self.integer(1)} {self.stream.choice(('<', '>=', '==', '!='))} {self.integer(1)}"

    def label(self) -> str:
        return self.stream.choice(
            (repr(self.stream.choice(LABELS)), "c", "c.upper()", f"str({self.integer(1)})", "c[:2]")
        )


def random_program(stream: Stream) -> str:
    return Writer(stream).function()


def random_rows(stream: Stream, count: int) -> list[tuple[Value, ...]]:
    return [(stream.between(-20, 20), stream.chance(0.5), stream.choice(LABELS)) for _ in range(count)]


CONSTRUCTS = (
    "while a: pass", "import os", "from os import path", "x = lambda: a", "def g(): return a", "class X: pass",
    "try:\n        pass\n    except Exception:\n        pass", "raise ValueError", "assert a",
    "del a", "global a", "x = a.real",
    "x = a.__class__", "x = (y := a)", "x = f'{a}'", "x = {1, a}", "x = {v for v in (a,)}", "x = (v for v in (a,))",
    "x = print", "print(a)", "open('f')", "eval('a')", "x: int = a", "x = [*[a]]", "x = max(*[a, 2])", "x = a is a",
    "x = a @ a", "x = {**{}}", "x = round(a, 2)", "x = max(a, 1, key=abs)", "with a: pass", "yield a", "x = unknown",
    "_x = a", "x = 1j", "x = b'a'", "x = ...", "match a:\n        case int(): pass",
    "match a:\n        case {'k': 1}: pass",
    "match a:\n        case [*x]: pass", "a.b = 1", "x = c.join([c])", "x = c.format(a)", "nonlocal a", "x = (a)(1)",
    "await a", "async def g(): return 1", "sum = 3", "x = \u0430", "x = '\u00e9'", "a", "1 + 1", "len(c)",
)  # fmt: skip
CHARACTERS = "()[]{}:,.=+-*/%'\"\\ \n\t@#;!_\0\u00e9" + "abcfxd0129"


def random_mutation(stream: Stream) -> str:
    """A text outside the language: a program with a forbidden construct, or with characters changed."""
    while True:
        text = random_program(stream)
        if stream.chance(0.5):
            lines = text.split("\n")
            lines.insert(1, "    " + stream.choice(CONSTRUCTS))
            text = "\n".join(lines)
        for _ in range(stream.below(4)):
            place = stream.below(len(text))
            text = text[:place] + stream.choice(CHARACTERS) + text[place + stream.below(3) :]
        if outside(text):
            return text


def outside(text: str) -> bool:
    """Whether the text is no mechanism of three parents, told without asking the sandbox."""
    try:
        return len(check_function(text).args.args) != 3
    except MechanismError:
        return True
