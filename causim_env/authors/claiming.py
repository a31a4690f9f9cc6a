"""Which claims are true of a mechanism: what an author that knows its table can say of it."""

from __future__ import annotations

from collections.abc import Iterator

from causim_env.authors.claims import (
    Claim,
    Default,
    Grid,
    Mixed,
    Monotone,
    Operator,
    Range,
    Saturation,
    Sign,
    Threshold,
    plain,
)
from causim_env.scm.domains import Value


def derive(grid: Grid, most: int = 4) -> list[Claim]:
    """Claims that are true of a mechanism, the telling ones first; at most one for each parent and form."""
    found: list[Claim] = []
    for parent, support in grid.supports.items():
        found.extend(claim for claim in _about(parent, support, grid) if claim.holds(grid))
    if grid.ordered and type(grid.values[0]) is int:
        found.append(Range(int(min(grid.values)), int(max(grid.values))))
    order = ("monotone", "default", "threshold", "sign", "saturation", "range")
    kept: list[Claim] = []
    for claim in sorted(found, key=lambda claim: order.index(claim.form)):
        said = {(other.parent, other.form) for other in kept}
        if (claim.parent, claim.form) not in said and not (claim.form == "sign" and (claim.parent, "monotone") in said):
            kept.append(claim)
    return kept[:most]


def telling(grid: Grid, most: int = 4) -> list[Claim]:
    """As `derive`, with a claim about every parent that has an order, be they more than `most`."""
    found = derive(grid, len(grid.supports) * 6 + 1)
    about = {claim.parent: claim for claim in reversed(found)}
    ordered = [parent for parent, support in grid.supports.items() if type(support[0]) is not str]
    needed = [about.get(parent, Mixed(parent)) for parent in ordered]
    room = [claim for claim in found if claim not in needed][: max(most - len(needed), 0)]
    return [*(claim for claim in found if claim in needed or claim in room), *(c for c in needed if c not in found)]


def _about(parent: str, support: tuple[Value, ...], grid: Grid) -> Iterator[Claim]:
    """Claims that could be true of one parent."""
    if grid.ordered and type(support[0]) is not str:
        for form in (Monotone, Sign):
            yield form(parent, True)
            yield form(parent, False)
    outcomes = [plain(value) for value in dict.fromkeys(grid.values)]
    if type(support[0]) is int:
        for value in support[1:]:
            yield Threshold(parent, int(value))
        for value in support[1:-1]:
            yield Saturation(parent, int(value))
        conditions: list[tuple[Operator, Value]] = [("<", v) for v in support[1:]] + [(">=", v) for v in support[:0:-1]]
    else:
        conditions = [("=", value) for value in support]
    if len(outcomes) <= 12:
        for operator, at in conditions:
            yield from (Default(value, parent, operator, plain(at)) for value in outcomes)
