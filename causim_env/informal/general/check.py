"""Whether a sentence means the mechanism that it was made from."""

from __future__ import annotations

from functools import lru_cache

from causim_env.informal.grammar import Variable
from causim_env.informal.reading import rule
from causim_env.render.words import Words
from causim_env.scm.canonical import same_mechanism
from causim_env.scm.domains import Boolean, Integer, SCMError
from causim_env.scm.mechanisms import domain_of
from causim_env.scm.model import SCM, Endogenous


def means(told: str, scm: SCM, node: Endogenous) -> bool:
    """Whether the sentences, read by themselves, state this mechanism and nothing else."""
    try:
        found = rule(told, 0, _variables(scm))
        return found is not None and found[1] == len(told) and same_mechanism(scm, node, found[0])
    except SCMError:
        return False


@lru_cache(maxsize=64)
def _variables(scm: SCM) -> dict[str, Variable]:
    """What a text declares about the variables, the longest noun first."""
    words = Words.of(scm)
    made = {}
    for variable in scm.variables:
        name, domain = variable.name, domain_of(variable)
        values = (True, False) if isinstance(domain, Boolean) else domain.values
        spoken = {} if isinstance(domain, Integer) else {words.value(name, value): value for value in values}
        made[words.noun(name)] = Variable(name, domain, spoken, words.unit(name))
    return dict(sorted(made.items(), key=lambda item: -len(item[0])))
