"""Programs without knowledge: what they earn is the floor of the reward."""

from __future__ import annotations

import re
from collections.abc import Callable

from causim_env.formalization.induction import InductionProblem
from causim_env.formalization.problem import FormalizationProblem
from causim_env.scm.domains import literal
from causim_env.scm.model import SCM, Endogenous
from causim_env.scm.text import mechanism_source, write

_EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def _empty(problem: FormalizationProblem) -> str:
    return "<answer></answer>"


def _echo(problem: FormalizationProblem) -> str:
    """The prompt itself."""
    return f"<answer>{problem.prompt.replace('<answer>', '').replace('</answer>', '')}</answer>"


def _example(problem: FormalizationProblem) -> str:
    """The prompt's example of the text form."""
    found = _EXAMPLE.findall(problem.prompt)
    return f"<answer>{found[-1]}</answer>"


def _constant(problem: FormalizationProblem) -> str:
    """The right laws and ranges, and for every mechanism the best constant."""
    from causim_env.formalization.reference import reference

    def body(node: Endogenous) -> str:
        values = list(reference(problem.scm).tables[node.name].values())
        return f"return {literal(max(node.support, key=values.count))}"

    return _answered(problem, body)


def _copied(problem: FormalizationProblem) -> str:
    """The right laws and ranges, and for every mechanism a copy of a parent of the same sort, if there is one."""

    def body(node: Endogenous) -> str:
        sort = type(node.support[0])
        alike = [parent for parent in node.parents if type(problem.scm[parent].support[0]) is sort]
        return f"return {alike[0] if alike else literal(node.support[0])}"

    return _answered(problem, body)


def _laws(problem: FormalizationProblem) -> str:
    """The right laws alone; a text without mechanism is no SCM."""
    return f"<answer>{problem.scm.to_source().partition('def ')[0]}</answer>"


def _answered(problem: FormalizationProblem, body: Callable[[Endogenous], str]) -> str:
    """All mechanisms with such a body, or the one that an induction asks for."""
    nodes = [
        Endogenous(v.name, v.parents, v.domain, mechanism_source(v.name, v.parents, v.domain, "", body(v)))
        for v in problem.scm.endogenous
    ]
    if isinstance(problem, InductionProblem):
        return f"<answer>{next(node.source for node in nodes if node.name == problem.target)}</answer>"
    return f"<answer>{write(SCM('', problem.scm.exogenous, nodes))}</answer>"


FLOORS: dict[str, Callable[[FormalizationProblem], str]] = {
    "empty": _empty, "echo": _echo, "example": _example, "constant": _constant, "copied": _copied, "laws": _laws,
}  # fmt: skip
