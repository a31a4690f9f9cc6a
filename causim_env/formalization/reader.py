"""The reader: a backend without a model, for texts in the sentences of `causim_env.informal`.

It answers as a faultless model would, so that the whole loop can be run, shown and tested where there is none.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import lru_cache

from causim_env.authors.backend import Ask, Reply, Request, estimated
from causim_env.informal.reading import read_quoting
from causim_env.scm.domains import SCMError
from causim_env.scm.model import SCM, Endogenous
from causim_env.scm.text import mechanism_source


class OwnReader:
    """A backend that reads deterministic texts; to any other text it answers why it cannot."""

    name = "reader"
    settings = ""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        """A session."""

        async def ask(request: Request) -> Reply:
            try:
                text = answer(request)
            except SCMError as error:
                return Reply(None, error=f"the reader does not understand the text ({error}): ask a model")
            return Reply(text, estimated(request.prompt, text))

        yield ask


def answer(request: Request) -> str:
    """The answer to a request of the role `quote`, `formalize` or `restore`.

    Raises:
        SCMError: The text is not understood.
    """
    scm, sentences = _read(str(request.facts["text"]))
    if request.role == "restore":
        return f"<answer>\n{scm.to_source()}</answer>"
    if request.role == "formalize":
        node = request.facts["node"]
        assert isinstance(node, dict)
        return next(_code(one) for one in scm.endogenous if one.name == node["name"])
    variables = request.facts["variables"]
    assert isinstance(variables, list)
    known = {str(variable["name"]) for variable in variables}
    node = next((one for one in scm.order if one.name not in known), None)
    if node is None:
        return json.dumps({"done": True})
    return json.dumps(
        {
            "done": False,
            "name": node.name,
            "meaning": _meaning(node.name),
            "support": node.domain.text(),
            "parents": list(node.parents),
            "claims": [],
            "sentence": sentences[node.name],
            "inputs": list(_inputs(scm, node, known, sentences)),
        }
    )


def _inputs(scm: SCM, node: Endogenous, known: set[str], sentences: dict[str, str]) -> Iterator[dict[str, str]]:
    for root in scm.exogenous:
        if root.name in node.parents and root.name not in known:
            yield {
                "name": root.name,
                "law": root.distribution.text(),
                "meaning": _meaning(root.name),
                "sentence": sentences[root.name],
            }


def _code(node: Endogenous) -> str:
    body = "\n".join(line[4:] for line in node.source.splitlines()[1:])
    return mechanism_source(node.name, node.parents, node.domain, _meaning(node.name), body)


def _meaning(name: str) -> str:
    return name.replace("_", " ").capitalize() + "."


@lru_cache(maxsize=64)
def _read(text: str) -> tuple[SCM, dict[str, str]]:
    return read_quoting(text)
