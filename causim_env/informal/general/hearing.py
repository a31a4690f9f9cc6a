"""A mechanism from a sentence of `forms`."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from causim_env.informal.general.forms import FORMS, variants
from causim_env.informal.general.heard_steps import HeardSteps
from causim_env.informal.grammar import Unread, Variable
from causim_env.informal.sentences import Piece, pieces
from causim_env.scm.domains import SCMError
from causim_env.scm.model import Endogenous
from causim_env.scm.text import endogenous_from_source, mechanism_source


def heard(text: str, at: int, variables: Mapping[str, Variable]) -> dict[str, tuple[Endogenous, int]]:
    """Every mechanism that the text can mean from here on, by its source, with where it ends.

    Args:
        text: The whole text.
        at: Where the sentence begins.
        variables: By noun, the longest noun first.
    """
    found: dict[str, tuple[Endogenous, int]] = {}
    reader = HeardSteps(text, variables)
    reader.start(at)
    try:
        lets = reader.lets()
    except Unread:
        return found
    begin, used = reader.at, tuple(reader.used)
    for kind in FORMS:
        for template in variants(kind):
            reader.start(begin)
            reader.used.extend(used)
            try:
                node = _understood(reader, lets, pieces(template))
            except (Unread, SCMError):
                continue
            found.setdefault(node.source, (node, reader.at))
    return found


def _understood(reader: HeardSteps, lets: Sequence[ast.stmt], parts: Sequence[Piece]) -> Endogenous:
    told = reader.told(parts)
    body: list[ast.stmt] = next((value for value in told.values() if isinstance(value, list)), [])
    reader.idle()
    reader.end()
    if "condition" in told:
        if told["yes"] is not True:
            raise Unread("the word for true")
        body = [ast.Return(told["condition"])]
    subject: Variable = told["subject"]
    module = ast.fix_missing_locations(ast.Module([*lets, *body], []))
    source = mechanism_source(subject.name, tuple(reader.domains()), subject.domain, "", ast.unparse(module))
    return endogenous_from_source(source)
