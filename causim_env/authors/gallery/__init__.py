"""The gallery: themes for an author, each with one reviewed SCM as an example of what can be grown from it.

    from causim_env.authors import gallery

    gallery.themes()                  # "agriculture", "city_traffic", ...
    gallery.scene("agriculture")      # the sentence that a planner is given
    gallery.load("agriculture")       # the example

Each example is one readable file, `NAME.scm.py`; its first line is the scene. The figures are plausible
and small, made up for the example; they stand for no measurement.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from causim_env.authors.themes import Theme, Variable
from causim_env.scm import SCM, SCMError
from causim_env.scm.domains import Value
from causim_env.scm.model import Endogenous

_SUFFIX = ".scm.py"


def themes() -> tuple[str, ...]:
    """The names of all themes, by the alphabet."""
    names = [path.name for path in files(__name__).iterdir()]
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def load(name: str) -> SCM:
    """The example of a theme.

    Raises:
        SCMError: There is no such theme.
    """
    if name not in themes():
        raise SCMError(f"no theme {name!r} in the gallery: write one of {', '.join(themes())}")
    return SCM.from_source((files(__name__) / f"{name}{_SUFFIX}").read_text(encoding="utf-8"))


def scene(name: str) -> str:
    """The sentence that a planner is given.

    Raises:
        SCMError: There is no such theme.
    """
    return load(name).doc


@cache
def vocabulary(scene: str) -> Theme | None:
    """The names, meanings and units of the example that opens with this sentence; None where none does."""
    for name in themes():
        scm = load(name)
        if scm.doc == scene:
            inputs = tuple(_variable(one.name, one.doc, one.support) for one in scm.exogenous)
            return Theme(name, scene, "site", "at", inputs, tuple(map(_mechanism, scm.order)))
    return None


def _mechanism(node: Endogenous) -> Variable:
    return _variable(node.name, node.doc, node.support)


def _variable(name: str, doc: str, support: tuple[Value, ...]) -> Variable:
    """`Pike [points].` and whole numbers are an integer with a unit."""
    phrase, _, bracket = doc.partition(".")[0].partition(" [")
    bracket = bracket.removesuffix("]")
    if isinstance(support[0], bool):
        return Variable(name, "boolean", phrase, words=tuple(bracket.split(" / ")))
    if isinstance(support[0], str):
        return Variable(name, "category", phrase, labels=tuple(map(str, support)))
    return Variable(name, "integer", phrase, low=support[0], unit=bracket)
