"""The JSON of an SCM: the same facts as its text."""

from __future__ import annotations

from collections.abc import Mapping

from causim_env.scm.domains import Boolean, Category, Distribution, Domain, Integer, SCMError, Value
from causim_env.scm.model import SCM, Exogenous
from causim_env.scm.text import endogenous_from_source, read, write

FORMAT = 1


def to_json(scm: SCM) -> dict[str, object]:
    """An SCM as an object of JSON types."""
    return {
        "format": FORMAT,
        "doc": scm.doc,
        "exogenous": [
            {
                "name": v.name,
                "weights": [[value, w] for value, w in v.distribution.weights],
                "doc": v.doc,
            }
            for v in scm.exogenous
        ],
        "endogenous": [
            {
                "name": v.name,
                "parents": list(v.parents),
                "domain": _domain_to_json(v.domain),
                "doc": v.doc,
                "code": v.source,
            }
            for v in scm.endogenous
        ],
    }


def from_json(obj: Mapping[str, object]) -> SCM:
    """Reads what `to_json` wrote.

    Raises:
        SCMError: The object is not of that form, or its parts disagree with its code.
    """
    if not isinstance(obj, Mapping):
        raise SCMError(f"an SCM in JSON is an object, not {type(obj).__name__}: write what SCM.to_json gives")
    if obj.get("format") != FORMAT:
        raise SCMError(f"format {obj.get('format')!r}: write {FORMAT}")
    exogenous = []
    for entry in _list(obj, "exogenous"):
        weights = tuple((_value(value), _int(weight)) for value, weight in _pairs(entry, "weights"))
        exogenous.append(Exogenous(_str(entry, "name"), Distribution(weights), _str(entry, "doc")))
    endogenous = []
    for entry in _list(obj, "endogenous"):
        node = endogenous_from_source(_str(entry, "code"))
        told = (_str(entry, "name"), entry.get("parents"), entry.get("domain"), _str(entry, "doc"))
        code = (node.name, list(node.parents), _domain_to_json(node.domain), node.doc)
        if told != code:
            raise SCMError(f"{told[0]}: name, parents, domain or doc disagree with the code; write them alike")
        endogenous.append(node)
    if not endogenous:
        raise SCMError("endogenous: write at least one mechanism")
    return SCM(*_as_text(_str(obj, "doc"), exogenous), endogenous)


def _as_text(doc: str, exogenous: list[Exogenous]) -> tuple[str, list[Exogenous]]:
    """The doc and the exogenous variables as the text of an SCM holds them: names end up in code that is run."""
    told = (doc, exogenous)
    if read(write(SCM(doc, exogenous, []))) != (*told, []):
        raise SCMError("exogenous or doc: write names, labels and docs that the text of an SCM can hold")
    return told


def _domain_to_json(domain: Domain) -> dict[str, object]:
    match domain:
        case Boolean():
            return {"kind": "boolean"}
        case Integer(low, high):
            return {"kind": "integer", "low": low, "high": high}
        case Category(labels):
            return {"kind": "category", "labels": list(labels)}


def _list(obj: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    items = obj.get(key)
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise SCMError(f"{key}: write a list of objects")
    return items


def _pairs(obj: Mapping[str, object], key: str) -> list[tuple[object, object]]:
    items = obj.get(key)
    if not isinstance(items, list) or not all(isinstance(i, list) and len(i) == 2 for i in items):
        raise SCMError(f"{key}: write a list of [value, weight]")
    return [(item[0], item[1]) for item in items]


def _str(obj: Mapping[str, object], key: str) -> str:
    text = obj.get(key)
    if not isinstance(text, str):
        raise SCMError(f"{key}: write a string")
    return text


def _int(number: object) -> int:
    if type(number) is not int:
        raise SCMError(f"weight {number!r}: write an integer")
    return number


def _value(value: object) -> Value:
    if isinstance(value, bool | int | str):
        return value
    raise SCMError(f"value {value!r}: write a bool, an int or a string")
