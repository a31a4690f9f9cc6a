"""Random SCMs and random questions about them, written independently of the procedural author.

Mechanisms are arbitrary tables, arithmetic, branches, loops and table-born matches, over all three kinds
of values, so that nothing about the engine's shortcuts is spared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from causim_env.scm.domains import Boolean, Category, Domain, Integer, Value, literal
from causim_env.scm.model import SCM
from causim_env.streams import Stream

LABELS = ("clay", "loam", "sand", "silt")


@dataclass(frozen=True)
class Question:
    """The arguments of `infer`."""

    targets: tuple[str, ...]
    evidence: Mapping[str, Value]
    do: Mapping[str, Value]
    counterfactual: bool


def random_scm(stream: Stream, exogenous: int, endogenous: int) -> SCM:
    """An SCM read from random text."""
    known: dict[str, Domain] = {}
    blocks: list[str] = []
    for i in range(exogenous):
        text, known[f"u{i}"] = _noise(stream)
        blocks.append(f"u{i}: {text}")
    order = [f"u{i}" for i in range(exogenous)]
    for i in range(endogenous):
        recent = order[-6:] if stream.chance(0.6) else order
        parents = stream.sample(recent, min(len(recent), stream.between(1, 3)))
        domain = _domain(stream)
        write = stream.choice([_table, _arithmetic, _branch, _loop, _match])
        body = write(stream, {parent: known[parent] for parent in parents}, domain)
        lines = "\n".join(f"    {line}" for line in body)
        blocks.append(f"def v{i}({', '.join(parents)}) -> {domain.text()}:\n{lines}")
        known[f"v{i}"] = domain
        order.append(f"v{i}")
    return SCM.from_source("\n\n".join(blocks))


def random_question(stream: Stream, scm: SCM) -> Question:
    """Targets, evidence that can occur (mostly) and interventions, on any variables."""
    names = list(scm.names)
    world = {u.name: stream.choice(u.support) for u in scm.exogenous}
    do = {name: stream.choice(scm[name].support) for name in stream.sample(names, stream.below(3))}
    counterfactual = stream.chance(0.5)
    values = scm.evaluate(world, {} if counterfactual else do)
    seen = stream.sample(names, min(len(names), stream.below(5)))
    evidence = {name: values[name] for name in seen}
    if evidence and stream.chance(0.1):
        name = stream.choice(list(evidence))
        evidence[name] = stream.choice(scm[name].support)
    targets = stream.sample(names, stream.between(1, min(3, len(names))))
    return Question(tuple(targets), evidence, do, counterfactual)


def _domain(stream: Stream) -> Domain:
    match stream.below(3):
        case 0:
            return Boolean()
        case 1:
            low = stream.between(-2, 2)
            return Integer(low, low + stream.between(1, 4))
        case _:
            return Category(LABELS[: stream.between(2, 4)])


def _noise(stream: Stream) -> tuple[str, Domain]:
    match stream.below(4):
        case 0:
            q = stream.between(2, 9)
            return f"Bernoulli({stream.between(1, q - 1)}, {q})", Boolean()
        case 1:
            high = stream.between(1, 3)
            return f"Uniform(0, {high})", Integer(0, high)
        case 2:
            labels = LABELS[: stream.between(2, 3)]
            inside = ", ".join(f"{label}={stream.between(1, 7)}" for label in labels)
            return f"Categorical({inside})", Category(labels)
        case _:
            inside = ", ".join(f"{v}: {stream.between(1, 9)}" for v in range(-1, 2))
            return f"Categorical({{{inside}}})", Integer(-1, 1)


def _table(stream: Stream, parents: Mapping[str, Domain], domain: Domain) -> list[str]:
    """Every case with a value of its own."""
    cases = list(product(*(d.values for d in parents.values())))
    drawn = [(case, stream.choice(domain.values)) for case in cases]
    inside = ", ".join(f"({''.join(f'{literal(v)}, ' for v in c)}): {literal(r)}" for c, r in drawn)
    return [f"return {{{inside}}}[({''.join(f'{name}, ' for name in parents)})]"]


def _match(stream: Stream, parents: Mapping[str, Domain], domain: Domain) -> list[str]:
    """The shape that importers write; a case may return another parent of the same domain."""
    same = [name for name, d in parents.items() if set(d.values) <= set(domain.values)]
    same = [name for name in same if type(parents[name]) is type(domain)]
    subject = [name for name in parents if name not in same[1:]] or list(parents)
    shown = subject[0] if len(subject) == 1 else f"({', '.join(subject)})"
    lines = [f"match {shown}:"]
    for case in product(*(parents[name].values for name in subject)):
        words = ", ".join(map(literal, case))
        result = stream.choice([*same, literal(stream.choice(domain.values))])
        lines.append(f"    case {words if len(case) == 1 else f'({words})'}:")
        lines.append(f"        return {result}")
    return lines


def _arithmetic(stream: Stream, parents: Mapping[str, Domain], domain: Domain) -> list[str]:
    terms = [f"{stream.between(1, 3)} * {_number(stream, n, d)}" for n, d in parents.items()]
    total = f"{' + '.join(terms)} + {stream.below(3)}"
    values = ", ".join(map(literal, domain.values))
    return [f"total = {total}", f"return [{values}][total % {len(domain.values)}]"]


def _branch(stream: Stream, parents: Mapping[str, Domain], domain: Domain) -> list[str]:
    first, *rest = parents.items()
    test = f"{_number(stream, *first)} >= {stream.between(0, 2)}"
    then, otherwise = (literal(stream.choice(domain.values)) for _ in range(2))
    lines = [f"if {test}:", f"    return {then}"]
    for name, d in rest:
        lines += [f"if {_number(stream, name, d)} == 1:"]
        lines += [f"    return {literal(stream.choice(domain.values))}"]
    return [*lines, f"return {otherwise}"]


def _loop(stream: Stream, parents: Mapping[str, Domain], domain: Domain) -> list[str]:
    values = ", ".join(map(literal, domain.values))
    numbers = ", ".join(_number(stream, name, d) for name, d in parents.items())
    lines = ["place = 0", f"for step in [{numbers}]:", f"    place = {stream.between(2, 3)} * place + step"]
    return [*lines, f"return [{values}][place % {len(domain.values)}]"]


def _number(stream: Stream, name: str, domain: Domain) -> str:
    if isinstance(domain, Boolean):
        return f"(1 if {name} else 0)"
    if isinstance(domain, Category):
        return f"(1 if {name} == {literal(stream.choice(domain.values))} else 0)"
    return name
