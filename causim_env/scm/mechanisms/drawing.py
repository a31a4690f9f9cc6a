"""Random scores whose values have no gaps, so that declared ranges are reached and every parent matters.

A sum has no gaps when each further amount is at most one more than what the amounts before it span. Parents
are taken widest first with a unit factor; the rest get factors within that bound and within a budget.
"""

from __future__ import annotations

from causim_env.scm.domains import Boolean, Category, Domain, Integer
from causim_env.scm.mechanisms.base import Parents, cells
from causim_env.scm.mechanisms.scores import Score
from causim_env.scm.mechanisms.terms import Multiple, Pick, Quotient, Switch, Term
from causim_env.streams import Stream


def draw_score(stream: Stream, parents: Parents, budget: int, negatives: bool = True) -> Score | None:
    """A score without gaps in which each parent contributes.

    Args:
        stream: Where the draws come from.
        parents: Names and domains.
        budget: Roughly how many units the whole score should span.
        negatives: Whether parents may lower the score.

    Returns:
        The score, its terms in the parents' order, the first of them positive where possible; None
        without parents or for parents with one value.
    """
    if not parents:
        return None
    order = sorted(parents, key=lambda parent: -cells(parent[1]))
    share = max(2, budget // len(parents))
    span = 0
    terms: dict[str, Term] = {}
    for i, (name, domain) in enumerate(order):
        if cells(domain) < 2:
            return None
        sign = -1 if negatives and i and stream.chance(0.4) else 1
        term, width = _draw_term(stream, name, domain, sign, span + 1, share)
        terms[name] = term
        span += width
    placed = [terms[name] for name, _ in parents]
    placed.sort(key=lambda term: term.negative)
    return Score(tuple(placed))


def _draw_term(stream: Stream, name: str, domain: Domain, sign: int, largest: int, share: int) -> tuple[Term, int]:
    if isinstance(domain, Integer):
        steps = domain.high - domain.low
        if steps >= 2 * share and steps >= 4:
            divisor = 3 if steps >= 3 * share and steps >= 6 else 2
            return (
                Quotient(name, divisor, sign < 0),
                domain.high // divisor - domain.low // divisor,
            )
        factor = max(1, min(largest, share // steps, 3))
        factor = stream.between(1, factor)
        return Multiple(name, sign * factor), factor * steps
    if isinstance(domain, Boolean):
        amount = stream.between(min(2, largest), max(1, min(largest, share, 4)))
        return Switch(name, sign * amount), amount
    amounts = _draw_amounts(stream, domain, max(1, min(largest, share // len(domain.labels), 2)))
    return Pick(name, tuple((label, sign * amount) for label, amount in amounts)), max(amount for _, amount in amounts)


def _draw_amounts(stream: Stream, domain: Category, step: int) -> list[tuple[str, int]]:
    levels = stream.shuffled(range(len(domain.labels)))
    return [(label, step * level) for label, level in zip(domain.labels, levels, strict=True)]
