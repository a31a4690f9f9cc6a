"""Who reacts to whom: whether setting one variable changes another, in a world that occurs or at least in law."""

from __future__ import annotations

from causim_env.authors.candidate import Candidate
from causim_env.scm.domains import Value
from causim_env.scm.infer import StateCapExceeded, marginal


def reacts(candidate: Candidate, name: str, cause: str, max_states: int) -> bool:
    """Whether setting a variable changes one below it.

    Raises:
        StateCapExceeded: No witness world shows it, and the exact laws are out of reach.
    """
    return name in moved(candidate, cause) or _law_reacts(candidate, name, cause, max_states)


def deaf(candidate: Candidate, child: str, new: str, max_states: int) -> str:
    """The first variable below a rewired child that reacts to the child and never to the new variable.

    Empty where there is none; one whose exact laws are out of reach is none.
    """
    scm = candidate.scm
    further = scm.descendants([child]) - {child}
    if not further:
        return ""
    silent = further & (moved(candidate, child) - moved(candidate, new))
    for node in scm.order:
        try:
            if node.name in silent and not _law_reacts(candidate, node.name, new, max_states):
                return node.name
        except StateCapExceeded:
            continue
    return ""


def moved(candidate: Candidate, cause: str) -> set[str]:
    """The variables that change in some witness world when one is set to its values in turn."""
    scm = candidate.scm
    reached = scm.descendants([cause]) - {cause}
    below = [node for node in scm.order if node.name in reached]
    outside = {parent for node in below for parent in node.parents if parent not in reached and parent != cause}
    columns: dict[str, list[Value]] = {name: [value for (value,) in candidate.reach.rows([name])] for name in outside}
    worlds = len(candidate.reach.rows([cause]))
    first: dict[str, list[Value]] = {}
    found: set[str] = set()
    for value in scm[cause].support:
        columns[cause] = [value] * worlds
        for node in below:
            rows = zip(*[columns[parent] for parent in node.parents], strict=True)
            columns[node.name] = list(map(scm.tables[node.name].__getitem__, rows))
            if first.setdefault(node.name, columns[node.name]) != columns[node.name]:
                found.add(node.name)
    return found


def _law_reacts(candidate: Candidate, name: str, cause: str, max_states: int) -> bool:
    scm = candidate.scm
    laws = [marginal(scm, name, do={cause: value}, max_states=max_states) for value in scm[cause].support]
    return any(law != laws[0] for law in laws)
