"""Graph families: the shapes of causal structure that the procedural author draws from.

A family is a function `(stream, n, max_parents)` that gives, for each of `n` endogenous variables in
topological order, the indices of its endogenous parents. Families with a fixed core (diamond, mediator,
M-structure, confounded pair) repeat it to reach `n` and fall back to the largest sensible part of it below
the core's size. Exogenous inputs are not drawn here; `confounded_pairs` only says where a shared one belongs.
Every family takes time linear in `n`.
"""

from __future__ import annotations

from collections.abc import Callable

from causim_env.streams import Stream

Parents = list[tuple[int, ...]]
GraphFamily = Callable[[Stream, int, int], Parents]

_WIDEST_LAYER = 4
_WINDOW = 12


def chain(stream: Stream, n: int, max_parents: int) -> Parents:
    """Each variable causes the next."""
    return [(i - 1,) if i else () for i in range(n)]


def fork(stream: Stream, n: int, max_parents: int) -> Parents:
    """Common causes: a tree in which every cause has two or three effects."""
    parents: Parents = [()]
    leaves = [0]
    while len(parents) < n:
        cause = leaves.pop(stream.below(len(leaves)))
        left = n - len(parents)
        effects = min(left, stream.between(2, 3))
        if left - effects == 1:
            effects = left if left <= 3 else 2
        for _ in range(effects):
            leaves.append(len(parents))
            parents.append((cause,))
    return parents


def collider(stream: Stream, n: int, max_parents: int) -> Parents:
    """Common effects: causes flow together, and none has two effects."""
    parents: Parents = []
    done: list[int] = []
    todo: list[tuple[int, int]] = [(n, 0)]
    while todo:
        size, arity = todo.pop()
        if arity or size == 1:
            causes = tuple(done[len(done) - arity :])
            del done[len(done) - arity :]
            done.append(len(parents))
            parents.append(causes)
            continue
        sizes = _parts(stream, size - 1, min(size - 1, stream.between(2, max_parents)))
        todo.append((size, len(sizes)))
        todo.extend((part, 0) for part in sizes)
    return parents


def diamond(stream: Stream, n: int, max_parents: int) -> Parents:
    """A cause reaches its effect through several parallel variables; diamonds hang on one another."""
    parents: Parents = [()]
    while (left := n - len(parents)) >= 3:
        top = len(parents) - 1
        middle = stream.between(2, min(max_parents, left - 1))
        parents.extend([(top,)] * middle)
        parents.append(tuple(range(top + 1, top + 1 + middle)))
    top = len(parents) - 1
    parents.extend([(top,)] * left)
    return parents


def layered(stream: Stream, n: int, max_parents: int) -> Parents:
    """Layers of up to four variables; each reads from the layer before, which is read completely."""
    parents: Parents = []
    before: list[int] = []
    while left := n - len(parents):
        fewest = -(-len(before) // max_parents) or 1
        widths = [
            width
            for width in range(fewest, min(_WIDEST_LAYER, left) + 1)
            if (width == left and before) or left - width >= -(-width // max_parents)
        ]
        width = stream.choice(widths)
        layer = range(len(parents), len(parents) + width)
        for j in range(width):
            read = set(before[j::width])
            if before:
                for _ in range(stream.below(max_parents - len(read) + 1)):
                    read.add(stream.choice(before))
                read = read or {stream.choice(before)}
            parents.append(tuple(sorted(read)))
        before = list(layer)
    return parents


def random(stream: Stream, n: int, max_parents: int) -> Parents:
    """A random connected DAG with bounded in-degree and up to a third of roots."""
    roots = stream.between(1, max(1, n // 3))
    parents: Parents = [()] * roots
    for i in range(roots, n):
        chosen = {i - roots} if i < 2 * roots else {stream.below(i)}
        if roots < i < 2 * roots:
            chosen.add(stream.between(roots, i - 1))
        for _ in range(stream.below(max_parents - len(chosen) + 1)):
            chosen.add(stream.below(i))
        parents.append(tuple(sorted(chosen)))
    return parents


def scale_free(stream: Stream, n: int, max_parents: int) -> Parents:
    """Preferential attachment: variables with many effects attract more (Barabasi and Albert 1999)."""
    parents: Parents = [()]
    tickets = [0]
    for i in range(1, n):
        draws = stream.between(1, max_parents)
        chosen = {tickets[stream.below(len(tickets))] for _ in range(draws)}
        tickets.extend(sorted(chosen))
        tickets.append(i)
        parents.append(tuple(sorted(chosen)))
    return parents


def confounded(stream: Stream, n: int, max_parents: int) -> Parents:
    """Pairs of cause and effect that share an exogenous input (see `confounded_pairs`)."""
    return _repeat(stream, n, [(), (0,)])


def confounded_pairs(n: int) -> list[tuple[int, int]]:
    """The pairs of `confounded` that share an exogenous input."""
    return [(i, i + 1) for i in range(0, n - 1, 2)]


def mediator(stream: Stream, n: int, max_parents: int) -> Parents:
    """A cause acts on its effect both directly and through a mediator."""
    return _repeat(stream, n, [(), (0,), (0, 1)])


def m_structure(stream: Stream, n: int, max_parents: int) -> Parents:
    """Two causes meet in a collider; one also drives the treatment, the other the outcome (M-bias)."""
    core: Parents = [(), (), (0, 1), (0,), (1, 3)]
    return core[:n] if 3 <= n < len(core) else _repeat(stream, n, core)


GRAPHS: dict[str, GraphFamily] = {
    "chain": chain,
    "fork": fork,
    "collider": collider,
    "diamond": diamond,
    "layered": layered,
    "random": random,
    "scale_free": scale_free,
    "confounded": confounded,
    "mediator": mediator,
    "m_structure": m_structure,
}


def _repeat(stream: Stream, n: int, core: Parents) -> Parents:
    """Copies of a core, each hung below a recent variable; what is left over becomes single effects."""
    parents: Parents = []
    while n - len(parents) >= len(core):
        start = len(parents)
        for local in core:
            parents.append(tuple(start + j for j in local))
        if start:
            parents[start] = (_recent(stream, start),)
    while len(parents) < n:
        parents.append((_recent(stream, len(parents)),) if parents else ())
    return parents


def _recent(stream: Stream, i: int) -> int:
    return i - 1 - stream.below(min(i, _WINDOW))


def _parts(stream: Stream, total: int, count: int) -> list[int]:
    """`total` split into `count` positive parts."""
    cuts = sorted(stream.sample(range(1, total), count - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]
