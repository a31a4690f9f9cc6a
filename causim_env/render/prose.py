"""The prose representation: the system in an expert's English, with units.

What is given from outside comes first, then every rule in causal order, grouped into paragraphs. Mechanisms of
no known family are retold statement by statement, and quoted as code where English would blur them.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from causim_env.render.retelling import retell
from causim_env.render.words import Words
from causim_env.scm.compile import functions
from causim_env.scm.domains import Value
from causim_env.scm.mechanisms import domain_of, recognise
from causim_env.scm.mechanisms.base import statements
from causim_env.scm.mechanisms.english import listing, share
from causim_env.scm.model import SCM, Endogenous, Exogenous

if TYPE_CHECKING:
    from causim_env.queries.query import Query

_PARAGRAPH = 3


def render_scm(scm: SCM) -> str:
    """Opening sentence, exogenous variables, rules."""
    words = Words.of(scm)
    paragraphs = [scm.doc.strip()] if scm.doc.strip() else []
    if scm.exogenous:
        given = " ".join(law(root, words) for root in scm.exogenous)
        lead = "One thing is" if len(scm.exogenous) == 1 else "Some things are"
        apart = "" if len(scm.exogenous) == 1 else ", independently of each other"
        paragraphs.append(f"{lead} given from outside{apart}. {given}")
    rules = [rule(scm, node, words) for node in scm.order]
    what = "Everything else" if scm.exogenous else "Everything"
    rules[0] = f"{what} follows from fixed rules, in whole numbers. {rules[0]}"
    paragraphs += [
        " ".join(rules[i : i + _PARAGRAPH]).replace("```\n ", "```\n\n").strip()
        for i in range(0, len(rules), _PARAGRAPH)
    ]
    return "\n\n".join(paragraphs)


def law(root: Exogenous, words: Words) -> str:
    """One sentence on the law of an exogenous variable."""
    name, weights = root.name, root.distribution.weights
    subject, verb = words.subject(name), words.verb(name)
    if len(weights) == 1:
        return f"{subject} {verb} always {words.value(name, weights[0][0])}."
    total = root.distribution.total
    support = [value for value, _ in weights]
    if type(support[0]) is bool:
        yes, no = words.value(name, True), words.value(name, False)
        return f"{subject} {verb} {yes} with probability {share(dict(weights)[True], total)}, otherwise {no}."
    values = [words.value(name, value) for value in support]
    if all(weight == 1 for _, weight in weights):
        first = support[0]
        if type(first) is int and len(support) > 2 and support == list(range(first, first + len(support))):
            return (
                f"{subject} {verb} a whole number from {first} to {values[-1]}, each with probability 1/{len(support)}."
            )
        return f"{subject} {verb} {listing(values, 'or')}, each with probability 1/{len(support)}."
    if len(values) < 3:
        parts = [f"{v} with probability {share(w, total)}" for v, (_, w) in zip(values, weights, strict=True)]
        return f"{subject} {verb} {listing(parts, 'or')}."
    if type(support[0]) is int:
        values = [*(str(value) for value in support[:-1]), values[-1]]
    odds = listing([share(weight, total) for _, weight in weights])
    return f"{subject} {verb} {listing(values, 'or')}, with probabilities {odds} in this order."


def rule(scm: SCM, node: Endogenous, words: Words) -> str:
    """The sentences on one mechanism."""
    family = recognise(node, scm)
    if family is not None:
        return family.prose(node.name, words) + _coupling(node)
    function = ast.parse(node.source).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = statements(function)
    domains = {parent: domain_of(scm[parent]) for parent in node.parents}
    told = retell(node.name, body, domains, words)
    return (told or _quote(node, body, words)) + _coupling(node)


def _coupling(node: Endogenous) -> str:
    """What an importer wrote about how noise enters."""
    _, found, rest = node.doc.partition(" coupling: ")
    if not found:
        return ""
    kind = "Selector" if node.doc.partition(found)[0].endswith("Selector") else "Inverse-CDF"
    return f" ({kind}{found}{rest.strip().rstrip('.')}.)"


def _quote(node: Endogenous, body: list[ast.stmt], words: Words) -> str:
    stands = [f"`{name}` stands for {words.noun(name)}" for name in node.parents if words.noun(name) != name]
    where = f" (where {listing(stands)})" if stands else ""
    code = "\n".join(ast.unparse(statement) for statement in body)
    return (
        f"{words.subject(node.name, ranged=True)} {words.verb(node.name)} what this Python code "
        f"returns{where}:\n```python\n{code}\n```\n"
    )


def render_query(scm: SCM, query: Query) -> str:
    """The question as one would ask it about one particular case."""
    words = Words.of(scm)
    seen = listing([words.state(name, value) for name, value in query.evidence.items()])
    done = listing([f"{words.noun(name)} to {words.value(name, value)}" for name, value in query.do.items()])
    target = words.noun(query.target)
    if query.kind == "counterfactual":
        lead = f"In one particular case, {seen}." if seen else "Take one particular case."
        lead += (
            f" Now imagine the same case, with everything given from outside as it was, except that an "
            f"intervention sets {done}, whatever would otherwise decide."
        )
        if query.ask == "value" and type(scm[query.target].support[0]) is bool:
            return f"{lead} Would {target} have been {_either(query.target, words)}, if that is determined?"
        if query.ask == "value":
            return f"{lead} What would {target} have been, if that is determined?"
        if query.ask == "set":
            return f"{lead} Which values could {target} have had?"
        return f"{lead} With what exact probability would {target} have had each of its values?"
    if query.kind == "intervention":
        lead = f"Suppose an intervention sets {done}, whatever would otherwise decide."
        if seen:
            lead += f" Under this intervention it is then observed that {seen}."
    elif seen:
        known = "it is known" if query.kind == "deduction" else "it is observed"
        lead = f"In one particular case, {known} that {seen}."
    else:
        lead = "Nothing further is known."
    if query.ask == "value" and type(scm[query.target].support[0]) is bool:
        be = words.verb(query.target, "Is", "Are")
        return f"{lead} {be} {target} {_either(query.target, words)}, if that is determined?"
    if query.ask == "value":
        return f"{lead} What {words.verb(query.target)} {target}, if that is determined?"
    if query.ask == "set":
        return f"{lead} Which values can {target} have?"
    do = words.verb(query.target, "does", "do")
    return f"{lead} With what exact probability {do} {target} have each of its values?"


def _either(name: str, words: Words) -> str:
    return f"{words.value(name, True)} or {words.value(name, False)}"


def assign(scm: SCM, name: str, value: Value) -> str:
    """`the soil moisture is 7 units`."""
    return Words.of(scm).state(name, value)


def step(scm: SCM, name: str, values: Mapping[str, Value]) -> str:
    """`with the usable light 4 h and the pump on, the soil moisture is 6`."""
    words = Words.of(scm)
    parents = scm.parents(name)
    arguments = [values[parent] for parent in parents]
    result = functions(scm)[name](*arguments)
    given = [f"{words.noun(p)} {words.value(p, v)}" for p, v in zip(parents, arguments, strict=True)]
    lead = f"with {listing(given)}, " if given else ""
    return f"{lead}{words.state(name, result)}"
