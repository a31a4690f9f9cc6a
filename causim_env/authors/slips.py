"""Slips that the text does not show: every sentence stands as it was asked for, and the code does otherwise.

Three of them belie a claim, which only running the code can tell. One hands a parent's value on. Two carry code along
that changes nothing. Each takes a mechanism that is right, and gives None where the mechanism leaves no room for it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import replace

from causim_env.authors.claims import Claim, Default, Monotone, Saturation, Sign, Threshold, read
from causim_env.authors.degenerate import idle_parents
from causim_env.authors.written import Written, grid_of
from causim_env.edits import mutants
from causim_env.scm.domains import Value
from causim_env.streams import Stream


def wrong_direction(written: Written, stream: Stream) -> str | None:
    """Says that it rises with a parent and falls with it, or the other way."""
    return _belied(written, _mirrored(written))


def off_by_one(written: Written, stream: Stream) -> str | None:
    """Says where a parent starts to matter and is one step off."""
    return _belied(written, stream.shuffled(_shifted(written)))


def unsaturated(written: Written, stream: Stream) -> str | None:
    """Says that a parent levels off, and from there on takes it for its least value."""
    changes = [
        (claim, f"if {claim.parent} > {claim.at}:\n    {claim.parent} = {dict(written.parents)[claim.parent][0]}")
        for claim in read(written.doc)
        if isinstance(claim, Saturation)
    ]
    return _belied(written, changes)


def copied_parent(written: Written, stream: Stream) -> str | None:
    """Is what one of its parents is."""
    kind, declared = type(written.domain.values[0]), set(written.domain.values)
    fitting = [name for name, values in written.parents if type(values[0]) is kind and declared.issuperset(values)]
    return replace(written, body=f"return {stream.choice(fitting)}").source if fitting else None


def dead_branch(written: Written, stream: Stream) -> str | None:
    """Holds another version of itself under a condition that never comes true."""
    versions = mutants(replace(written, after="").source, 60)
    if not versions:
        return None
    other = textwrap.dedent(stream.choice(versions).partition("\n")[2])
    parent, values = stream.choice(written.parents)
    never = f"{parent} and not {parent}"
    if type(values[0]) is not bool:
        never = f"{parent} > {max(map(int, values))}" if type(values[0]) is int else f'{parent} == "no such label"'
    branch = textwrap.indent(other, "    ")
    return replace(written, body=f"if {never}:\n{branch}\n{written.body}").source


def unused_local(written: Written, stream: Stream) -> str | None:
    """Works something out that nothing reads."""
    parent, values = stream.choice(written.parents)
    number = f"len({parent})" if type(values[0]) is str else f"int({parent})"
    spare = f"spare = {stream.between(2, 9)} * {number} + {stream.below(9)}\n"
    spare += f"spare = max(spare - {stream.between(2, 9)}, 0) // {stream.between(2, 5)}\n"
    return replace(written, body=spare + written.body).source


def _belied(written: Written, changes: Iterable[tuple[Claim, str]]) -> str | None:
    """The first change of the code under which its claim is false and nothing else is out of order."""
    sizes = [len(values) for _, values in written.parents]
    for claim, line in changes:
        spoiled = replace(written, body=f"{line}\n{written.body}")
        grid = grid_of(spoiled)
        if grid is not None and not claim.holds(grid) and not list(idle_parents(list(grid.values), sizes)):
            return spoiled.source
    return None


def _mirrored(written: Written) -> Iterator[tuple[Claim, str]]:
    for claim in read(written.doc):
        if isinstance(claim, Monotone | Sign):
            values = dict(written.parents)[claim.parent]
            other = f"{_sum_of_ends(values)} - {claim.parent}" if type(values[0]) is int else f"not {claim.parent}"
            yield claim, f"{claim.parent} = {other}"


def _shifted(written: Written) -> Iterator[tuple[Claim, str]]:
    for claim in read(written.doc):
        if isinstance(claim, Threshold) or (isinstance(claim, Default) and claim.operator != "="):
            values = dict(written.parents)[claim.parent]
            yield claim, f"{claim.parent} = min({claim.parent} + 1, {values[-1]})"
            yield claim, f"{claim.parent} = max({claim.parent} - 1, {values[0]})"


def _sum_of_ends(values: tuple[Value, ...]) -> int:
    return int(values[0]) + int(values[-1])
