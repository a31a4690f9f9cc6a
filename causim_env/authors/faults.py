"""Faults: what goes wrong when somebody writes a mechanism, one function for each kind.

Each takes a mechanism that is right and gives text that is wrong in one way, or None where the mechanism leaves no room
for it. They make the verification ladder and the authors measurable: with a known rate of known faults, what slips
through can be counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from causim_env.authors.claims import Claim, Default, Monotone, Range, Sign, plain, read
from causim_env.authors.slips import copied_parent, dead_branch, off_by_one, unsaturated, unused_local, wrong_direction
from causim_env.authors.written import Written, values_of
from causim_env.edits import mutants
from causim_env.scm.domains import Boolean, Category, Domain, Integer, Value, literal
from causim_env.streams import Stream

Fault = Callable[[Written, Stream], str | None]


def syntax(written: Written, stream: Stream) -> str:
    """A character too few."""
    text = written.source
    return text.replace("):", ")", 1) if ") -> " not in text else text.replace(") -> ", " -> ", 1)


def undeclared_parent(written: Written, stream: Stream) -> str:
    """Reads a variable that nobody gave it."""
    extra = stream.choice(("weather", "budget", "u_luck"))
    return replace(written, parents=(*written.parents, (extra, (0, 1)))).source


def ignored_parent(written: Written, stream: Stream) -> str:
    """Declares a parent and never looks at it."""
    parent, values = stream.choice(written.parents)
    return replace(written, body=f"{parent} = {literal(stream.choice(values))}\n{written.body}").source


def out_of_support(written: Written, stream: Stream) -> str:
    """Returns something undeclared for some input."""
    wrong: Value = "other"
    if isinstance(written.domain, Integer):
        wrong = written.domain.high + 1 + stream.below(3)
    elif isinstance(written.domain, Boolean):
        wrong = (0, 2, "yes")[stream.below(3)]
    parent, values = stream.choice(written.parents)
    test = f"if {parent} == {literal(stream.choice(values))}:\n    return {literal(wrong)}\n"
    return replace(written, body=test + written.body).source


def constant(written: Written, stream: Stream) -> str:
    """Always returns the same."""
    return replace(written, body=f"return {literal(stream.choice(written.domain.values))}").source


def non_terminating(written: Written, stream: Stream) -> str:
    """Does not come to an end, or not in this century."""
    loop = stream.choice(
        (
            "while True:\n    pass\n",
            "count = 0\nfor i in range(9999):\n    for j in range(9999):\n        count += 1\n",
            "count = 0\nfor i in range(10 ** 12):\n    count += i\n",
        )
    )
    return replace(written, body=loop + written.body).source


def impure(written: Written, stream: Stream) -> str:
    """Depends on more than its parents, or leaves traces."""
    spoiled = stream.choice(
        (
            "import random\nif random.random() < 0.01:\n    pass\n",
            "global calls\ncalls = 1\n",
            'print("called")\n',
            "seed = id(0)\n",
            "order = [x for x in {1, 2, 3}]\n",
        )
    )
    return replace(written, body=spoiled + written.body).source


def hostile(written: Written, stream: Stream) -> str:
    """Tries to break out or to bring the host down."""
    attack = stream.choice(
        (
            "().__class__.__bases__[0].__subclasses__()\n",
            'open("/etc/passwd").read()\n',
            '__import__("os").system("true")\n',
            "big = 9 ** 9 ** 9\n",
            'text = "x" * 10 ** 10\n',
            'eval("1")\n',
            "rows = [0]\nfor i in range(60):\n    rows = rows + rows\n",
        )
    )
    return replace(written, body=attack + written.body).source


def wrong_docstring(written: Written, stream: Stream) -> str:
    """Right code under a docstring that describes something else."""
    head = stream.choice(("Daily rainfall [mm].", "Number of open orders [orders].", "Voltage at the gate [V]."))
    return replace(written, doc=f"{head} Ranges from -7 to {stream.between(90, 99)}.").source


def wrong_sign(written: Written, stream: Stream) -> str:
    """Right code under a docstring in which one claim is turned round."""
    claims = sorted(read(written.doc), key=lambda claim: not isinstance(claim, Monotone | Sign))
    for claim in claims:
        false = _turned(claim, written)
        if false is not None:
            return replace(written, doc=written.doc.replace(claim.text(), false.text())).source
    return replace(written, doc=f"{written.doc} Ranges from -7 to 99.").source


def cycle(written: Written, stream: Stream) -> str:
    """Reads a child that is rewired to it; where there is none, itself."""
    below = re.findall(r"^def (\w+)\(", written.after, re.MULTILINE) or [written.name]
    return replace(written, parents=(*written.parents, (stream.choice(below), (0, 1)))).source


def breaks_child(written: Written, stream: Stream) -> str:
    """Spoils the rewired child, or rewrites a parent that nobody asked about."""
    if "\ndef " in written.after:
        lines = written.after.rstrip("\n").split("\n")
        first, *_, last = [i for i, line in enumerate(lines) if line.lstrip().startswith("return ")]
        if lines[first].lstrip() != lines[last].lstrip():
            indent = lines[last][: len(lines[last]) - len(lines[last].lstrip())]
            lines[last] = indent + lines[first].lstrip()
        else:
            del lines[first - 1 : first + 1]  # the exception for the new variable
        return replace(written, after="\n".join(lines) + "\n").source
    inner = [name for name, _ in written.parents if not name.startswith("u_")]
    parent = stream.choice(inner or [name for name, _ in written.parents])
    values = dict(written.parents)[parent]
    return f"{written.source}\n\ndef {parent}() -> {_domain_of(values).text()}:\n    return {literal(values[0])}\n"


def wrong_code(written: Written, stream: Stream) -> str:
    """One slip of the pen that changes values and keeps the docstring."""
    right = values_of(replace(written, doc="").source, written)
    for text in stream.shuffled(mutants(replace(written, after="").source, 60)):
        values = values_of(text, written)
        if values is not None and values != right and set(values) <= set(written.domain.values):
            body = "\n".join(line[4:] for line in text.split("\n")[1:])
            return replace(written, body=body).source
    return constant(written, stream)


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        syntax,
        undeclared_parent,
        ignored_parent,
        out_of_support,
        constant,
        non_terminating,
        impure,
        hostile,
        wrong_docstring,
        wrong_sign,
        cycle,
        breaks_child,
        wrong_code,
        wrong_direction,
        off_by_one,
        unsaturated,
        copied_parent,
        dead_branch,
        unused_local,
    )
}


def _domain_of(values: Sequence[Value]) -> Domain:
    if type(values[0]) is bool:
        return Boolean()
    if type(values[0]) is int:
        return Integer(int(min(values, key=int)), int(max(values, key=int)))
    return Category(tuple(str(value) for value in values))


def _turned(claim: Claim, written: Written) -> Claim | None:
    """A claim that is false where this one is true; None where there is none of its form."""
    match claim:
        case Monotone() | Sign():
            return replace(claim, rises=not claim.rises)
        case Default():
            other = next(value for value in written.domain.values if plain(value) != claim.value)
            return replace(claim, value=plain(other))
        case Range():
            return replace(claim, low=claim.low - 1)
        case _:
            return None
