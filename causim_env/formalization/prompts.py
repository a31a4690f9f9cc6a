"""What a model is shown that has to write an SCM: the description, the names to use, and the text form."""

from __future__ import annotations

from collections.abc import Sequence

from causim_env.informal import STYLES, tell
from causim_env.render import register
from causim_env.render.words import Words
from causim_env.scm.domains import SCMError, Value, literal
from causim_env.scm.mechanisms.english import listing
from causim_env.scm.model import SCM, Exogenous
from causim_env.streams import Stream

MIXED = "mixed"
DESCRIPTIONS: tuple[str, ...] = ("prose", "equations", "table", MIXED, *STYLES)
"""How a system can be described. The code itself is not among them."""

LANGUAGE = """\
Write the system as a structural causal model in this text form:

```python
u_rain: Uniform(0, 3)
u_pump: Bernoulli(1, 5)
u_soil: Categorical(clay=1, loam=2)

def level(u_rain, u_pump) -> Integer(0, 5):
    return min(5, u_rain + (2 if u_pump else 0))

def state(level, u_soil) -> Category("dry", "wet"):
    if u_soil == "clay" and level >= 2:
        return "wet"
    return "dry"
```

Variables given by chance are declared with their exact law. Every other variable is one pure function of the \
variables it depends on, with its range behind the arrow: Integer(low, high), Boolean() or Category("a", "b"). \
Integers only; no imports, no other helpers."""

ENDING = "End with the whole text between <answer> and </answer>."


def describe(scm: SCM, description: str, seed: int = 0) -> str:
    """The system in a representation, in a style, or with each fact in one of two representations.

    Raises:
        SCMError: The description is unknown, or a style cannot tell this SCM.
    """
    if description == MIXED:
        return _mixed(scm, Stream("mixed", seed, scm.content_hash))
    if description in STYLES:
        return tell(scm, description, seed)
    if description not in DESCRIPTIONS:
        raise SCMError(f"description {description!r}: write one of {', '.join(DESCRIPTIONS)}")
    return register(description).render_scm(scm)


def names(scm: SCM) -> str:
    """The names that a submission has to use, with the words for values that have names of their own."""
    words = Words.of(scm)
    lines = []
    for variable in scm.variables:
        name, noun = variable.name, words.noun(variable.name)
        values = _values(name, variable.support, words)
        sort = "by chance" if isinstance(variable, Exogenous) else "a function"
        meaning = f", {noun}" if noun != name else ""
        lines.append(f"- `{name}` ({sort}){meaning}{values}")
    return "\n".join(["Use exactly these names:", *lines])


def _values(name: str, support: Sequence[Value], words: Words) -> str:
    if type(support[0]) is int:
        return ""
    if type(support[0]) is bool:
        yes, no = words.value(name, True), words.value(name, False)
        return "; True or False" if (yes, no) == ("true", "false") else f"; True: {yes}, False: {no}"
    return "; " + listing([literal(value) for value in support], "or")


def formalization_prompt(scm: SCM, description: str, seed: int = 0) -> str:
    """The whole prompt of a formalization.

    Raises:
        SCMError: As `describe`.
    """
    return f"{describe(scm, description, seed)}\n\n{task(scm)}"


def task(scm: SCM) -> str:
    """What is asked for below a description: the text form, the names to use and the ending."""
    return f"{LANGUAGE}\n\n{names(scm)}\n\n{ENDING}"


def _mixed(scm: SCM, stream: Stream) -> str:
    """Laws in prose, and each mechanism as an equation or in prose."""
    from causim_env.render import equations, prose

    words = Words.of(scm)
    nouns = [f"{v.name}: {words.noun(v.name)}" for v in scm.variables if words.noun(v.name) != v.name]
    ranges = ", ".join(f"{node.name} in {equations.span(node.domain)}" for node in scm.endogenous)
    laws = " ".join(prose.law(root, words) for root in scm.exogenous)
    told, written = [], []
    for node in scm.order:
        if stream.chance(0.5):
            told.append(prose.rule(scm, node, words))
        else:
            written.append(equations.equation(scm, node))
    blocks = [
        scm.doc.strip(),
        "; ".join(nouns),
        f"Chances, each independent of the others. {laws}" if laws else "",
        f"Ranges: {ranges}.",
        " ".join(told),
        "\n".join([*written, *equations.notation("\n".join(written))]),
    ]
    return "\n\n".join(block for block in blocks if block)
