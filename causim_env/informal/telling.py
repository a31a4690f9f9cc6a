"""From facts to sentences: laws and mechanisms put into the slots of `sentences`.

Everything is said in the order in which the mechanism's text has it, so that nothing of the text is lost. A
mechanism that no family prints exactly is told in the sentences of `general`, and quoted as code where these do not
read back.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace

from causim_env.informal.general.check import means
from causim_env.informal.general.forms import FORMS, TERSE_FORMS
from causim_env.informal.general.telling import idle, sentences
from causim_env.informal.phrases import Phrases
from causim_env.informal.sentences import LAWS, RULES, TERSE, pieces
from causim_env.scm.canonical import same_mechanism
from causim_env.scm.domains import Boolean, Domain, Integer
from causim_env.scm.mechanisms import Family, recognise
from causim_env.scm.mechanisms.accumulate import Accumulate
from causim_env.scm.mechanisms.base import statements
from causim_env.scm.mechanisms.english import share
from causim_env.scm.mechanisms.extremum import Extremum
from causim_env.scm.mechanisms.gate import Gate
from causim_env.scm.mechanisms.linear import Linear
from causim_env.scm.mechanisms.lookup import Lookup
from causim_env.scm.mechanisms.match import Choice, Match
from causim_env.scm.mechanisms.modular import Modular
from causim_env.scm.mechanisms.noisy_gate import NoisyGate
from causim_env.scm.mechanisms.piecewise import Piecewise
from causim_env.scm.mechanisms.saturating import Saturating
from causim_env.scm.mechanisms.scores import Score
from causim_env.scm.mechanisms.threshold import Threshold
from causim_env.scm.model import SCM, Endogenous, Exogenous

Slots = Mapping[str, str]


class Teller(Phrases):
    """Says the facts of one SCM.

    Args:
        scm: What to tell.
        stream: Where the choice between paraphrases comes from.
        terse: Whether to use the terse sentences only.
    """

    def law(self, root: Exogenous) -> str:
        """The sentence on an exogenous variable."""
        name, weights, total = root.name, root.distribution.weights, root.distribution.total
        support = root.support
        if root.distribution.kind is bool and support in ((False, True), (True,), (False,)):
            chance = share(dict(weights).get(True, 0), total)
            return self._say(
                "coin", root.name, {"yes": self._value(name, True), "no": self._value(name, False), "share": chance}
            )
        first = support[0]
        if type(first) is int and len(support) > 2 and support == tuple(range(first, first + len(support))):
            if all(weight == 1 for _, weight in weights):
                ends = {"low": str(first), "high": str(support[-1]), "share": share(1, total)}
                return self._say("uniform", name, ends)
        way = "{} ({})" if self._terse else self._one("{} with probability {}", "{} (probability {})")
        odds = [way.format(v if type(v) is int else self._value(name, v), share(w, total)) for v, w in weights]
        return self._say("odds", name, {"odds": ", ".join(odds)})

    def rule(self, node: Endogenous) -> str:
        """The sentences on a mechanism."""
        family = recognise(node, self._scm)
        if family is not None and _tells(self._scm, node, family):
            kind, slots = self._slots(node.name, family)
            return self._say(kind, node.name, slots)
        quoted = self._say("quoted", node.name, self._quote(node))
        stream, rest = self._stream.child(node.name), idle(self._scm, node)
        for kind, lets, slots in sentences(self._scm, node):
            for template in [TERSE_FORMS[kind]] if self._terse else stream.shuffled(FORMS[kind]):
                told = lets + self._fill(template, node.name, slots) + rest
                if means(told, self._scm, node):
                    return told
        return quoted

    def _say(self, kind: str, name: str, slots: Slots) -> str:
        ways = LAWS.get(kind) or RULES[kind]
        return self._fill(TERSE[kind] if self._terse else self._stream.choice(ways), name, slots)

    def _fill(self, template: str, name: str, slots: Slots) -> str:
        plural = self._words.verb(name) == "are"
        said = []
        for what, one, two in pieces(template):
            if what == "text":
                said.append(one)
            elif what == "agree":
                said.append(two if plural else one)
            elif two in ("subject", "it"):
                said.append(self._subject(name) if two == "subject" else self._words.pronoun(name))
            else:
                said.append(slots[one])
        text = "".join(said)
        bare = any(text.startswith(other) for other in self._scm.names if self._words.noun(other) == other)
        return text if bare else text[0].upper() + text[1:]

    def _subject(self, name: str) -> str:
        variable = self._scm[name]
        unit = self._words.unit(name)
        if isinstance(variable, Exogenous):
            return f"{self._words.noun(name)}{f' (in {unit})' if unit else ''}"
        return f"{self._words.noun(name)} ({self._range(name, variable.domain)})"

    def _range(self, name: str, domain: Domain) -> str:
        if isinstance(domain, Integer):
            return f"{domain.low} to {domain.high} {self._words.unit(name)}".rstrip()
        values = self._words.all_values(name)
        return f"either {' or '.join(values)}" if isinstance(domain, Boolean) else f"one of {', '.join(values)}"

    def _quote(self, node: Endogenous) -> Slots:
        names = [f"`{name}` stands for {self._words.noun(name)}" for name in node.parents]
        return {"names": ", ".join(names) or "no variable occurs", "code": f"```python\n{body(node)}\n```"}

    def _slots(self, name: str, family: Family) -> tuple[str, Slots]:
        match family:
            case Linear():
                return "linear", {"score": self._score(family.score), "limits": self._limits(family.limits)}
            case Threshold():
                return self._threshold(name, family)
            case Gate():
                return "gate", {"condition": self._condition(family.condition), **self._either(name)}
            case Lookup():
                return "lookup", self._lookup(name, family)
            case Modular():
                slots = {"modulus": str(family.modulus), "score": self._score(family.score)}
                steps = [f"{i} means {self._value(name, label)}" for i, label in enumerate(family.labels)]
                return ("cycle", {**slots, "steps": ", ".join(steps)}) if steps else ("modular", slots)
            case Extremum():
                items = [
                    f"({'abcdefghijklmnopqrstuvwxyz'[i % 26]}) {self._score(s)}" for i, s in enumerate(family.items)
                ]
                return "largest" if family.operator == "max" else "smallest", {"items": "; ".join(items)}
            case Piecewise():
                return "piecewise", self._stages(name, family)
            case Match():
                verb = self._words.verb(name)
                cases = [
                    f"for {self._value(family.key, label)} {self._words.pronoun(name)} {verb} {self._case(name, case)}"
                    for label, case in family.cases
                ]
                return "match", {"key": self._words.noun(family.key), "cases": "; ".join(cases)}
            case Saturating():
                return "saturating", {
                    "dose": self._score(family.dose), "drag": self._score(family.drag), "ceiling": str(family.ceiling),
                }  # fmt: skip
            case Accumulate():
                return "accumulate", {
                    "start": self._score(family.start), "rounds": self._score(family.rounds),
                    "gain": self._score(family.gain), "cut": str(family.cut), "spill": str(family.spill),
                    "cap": str(family.cap),
                }  # fmt: skip
            case NoisyGate():
                return self._noisy(name, family)
        raise AssertionError(f"no sentences for the family {family.name}")

    def _either(self, name: str) -> Slots:
        return {"yes": self._value(name, True), "no": self._value(name, False)}

    def _threshold(self, name: str, family: Threshold) -> tuple[str, Slots]:
        score = self._score(family.score)
        cuts, bottom = family.cuts, self._value(name, family.bottom)
        if len(cuts) == 1:
            cut, above = cuts[0]
            return "threshold", {"above": self._value(name, above), "score": score, "cut": str(cut), "below": bottom}
        bands = []
        for i, (cut, value) in enumerate(cuts):
            last = cuts[i - 1][0] - 1 if i else cut
            span = f"{cut} or more" if i == 0 else str(cut) if cut == last else f"{cut} to {last}"
            bands.append(f"{span} means {self._value(name, value)}")
        bands.append(f"below {cuts[-1][0]} means {bottom}")
        return "bands", {"score": score, "bands": ", ".join(bands)}

    def _lookup(self, name: str, family: Lookup) -> Slots:
        keys, rows = family.keys, []
        spelled = not self._terse and self._stream.chance(0.5)
        for key, value in family.rows:
            if spelled:
                told = " and ".join(self._words.state(k, v) for k, v in zip(keys, key, strict=True))
                rows.append(f"{self._value(name, value)} if {told}")
            else:
                told = ", ".join(self._value(k, v) for k, v in zip(keys, key, strict=True))
                rows.append(f"{self._value(name, value)} at ({told})")
        return {"keys": " and ".join(self._words.noun(key) for key in keys), "rows": "; ".join(rows)}

    def _stages(self, name: str, family: Piecewise) -> Slots:
        key, cuts, stages = family.key, family.cuts, []
        it, verb = self._words.pronoun(name), self._words.verb(name)
        for i, piece in enumerate(family.pieces):
            when = f"from {self._value(key, cuts[-1])} up"
            if i < len(cuts):
                when = f"from {cuts[i - 1]} to {self._value(key, cuts[i] - 1)}"
            if i == 0:
                when = f"below {self._value(key, cuts[0])}"
            stages.append(f"{when} {it} {verb} {self._score(piece)}")
        return {"key": self._words.noun(key), "stages": "; ".join(stages)}

    def _case(self, name: str, case: Score | Choice) -> str:
        if isinstance(case, Score):
            return self._score(case)
        if case.condition is None:
            return self._value(name, case.yes)
        test = self._condition(case.condition)
        return f"{self._value(name, case.yes)} if {test}, otherwise {self._value(name, case.no)}"

    def _noisy(self, name: str, family: NoisyGate) -> tuple[str, Slots]:
        noise = self._condition(family.noise)
        forced = "" if family.forced is None else self._value(name, family.forced)
        if isinstance(family.core, Score):
            score = {"score": self._score(family.core), "limits": self._limits(family.limits)}
            return "overruled", {**score, "noise": noise, "forced": forced}
        slots = {"core": self._condition(family.core), "noise": noise, "forced": forced, **self._either(name)}
        return "noisy" if forced else "reversed", slots


def _tells(scm: SCM, node: Endogenous, family: Family) -> bool:
    """Whether the family's parameters say all of the mechanism: its form, and every parent."""
    printed = replace(node, source=family.source(node.name, node.doc))
    used = {part.id for part in ast.walk(ast.parse(family.body())) if isinstance(part, ast.Name)}
    return used.issuperset(node.parents) and same_mechanism(scm, node, printed)


def body(node: Endogenous) -> str:
    """The lines of the mechanism's body."""
    function = ast.parse(node.source).body[0]
    assert isinstance(function, ast.FunctionDef)
    kept = statements(function)
    lines = node.source.splitlines()[kept[0].lineno - 1 : kept[-1].end_lineno]
    indent = kept[0].col_offset
    return "\n".join(line[indent:] for line in lines)
