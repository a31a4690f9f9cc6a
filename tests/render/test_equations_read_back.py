"""The equations alone determine the model: a reader of a few lines rebuilds laws and mechanisms from them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product
from math import prod

from causim_env.authors.procedural import Spec, draw
from causim_env.render import register
from causim_env.scm import SCM
from causim_env.scm.compile import functions
from causim_env.scm.domains import Value
from causim_env.scm.mechanisms.english import plain, share
from causim_env.streams import Stream

LOOP = re.compile(r"\w+: s = (.+); repeat (.+) times: s = s - (\d+) if s >= (\d+), else min\((\d+), s \+ (.+)\); ")


def expression(text: str, names: Mapping[str, object]) -> object:
    text = re.sub(r"(^|[ *(])\[(\w+)\]", r"\1int(\2)", text)
    text = re.sub(r"(?<![<>!=])=(?!=)", "==", text).replace(" xor ", " != ")
    known = {
        "true": True, "false": False, "clip": lambda x, a, b: max(a, min(b, x)), "max": max, "min": min,
        "int": int, **names,
    }  # fmt: skip
    return eval(text, {"__builtins__": {}}, known)


def result(line: str, names: dict[str, object]) -> object:
    loop = LOOP.match(line)
    if loop:
        start, times, spill, cut, cap, gain = loop.groups()
        store, step = expression(start, names), expression(gain, names)
        count = expression(times, names)
        assert isinstance(store, int) and isinstance(step, int) and isinstance(count, int)
        for _ in range(count):
            store = store - int(spill) if store >= int(cut) else min(int(cap), store + step)
        return store
    text = line.split(" = ", 1)[1]
    local = re.search(r" \(with (\w) = (.+)\)$", text)
    if local:
        names = {**names, local.group(1): expression(local.group(2), names)}
        text = text[: local.start()]
    for case in text.split("; "):
        value, found, test = case.rpartition(" if ")
        if case.endswith(" otherwise"):
            return expression(case.removesuffix(" otherwise"), names)
        if not found or "; " not in text:
            return expression(text, names)
        if expression(test, names):
            return expression(value, names)
    raise AssertionError(f"no case of {line} holds")


def read_back(scm: SCM) -> int:
    module = register("equations")
    lines = {line.split(" ", 1)[0].rstrip(":"): line for line in module.render_scm(scm).splitlines()}
    labels = {plain(value): value for name in scm.names for value in scm[name].support if type(value) is str}
    for root in scm.exogenous:
        total = root.distribution.total
        law = lines[root.name].split(" ~ ")[1]
        if law.startswith("uniform"):
            low, high = law.split()[1].split("..")
            told = {str(v): share(1, total) for v in range(int(low), int(high) + 1)}
        else:
            told = dict(pair.split(": ") for pair in law.strip("{}").split(", "))
        assert told == {plain(value): share(w, total) for value, w in root.distribution.weights}
    checked = 0
    for node in scm.endogenous:
        supports = [scm[parent].support for parent in node.parents]
        if prod(map(len, supports)) > 300:
            continue
        for values in product(*supports):
            names: dict[str, object] = {**labels, **dict(zip(node.parents, values, strict=True))}
            expected: Value = functions(scm)[node.name](*values)
            assert result(lines[node.name], names) == expected, (lines[node.name], values)
        checked += 1
    return checked


def test_equations_are_read_back() -> None:
    checked = 0
    for i in range(60):
        scm = draw(Stream("read back", i), Spec(nodes=5))
        checked += read_back(scm) + (read_back(scm.anonymise()) if i % 6 == 0 else 0)
    assert checked > 200
