"""A small SCM for one mechanism, and a body for every construct that has a sentence."""

from __future__ import annotations

import ast

from causim_env.scm import SCM

WARD = '''"""A patient on a ward."""

u_age: Uniform(60, 80)
"""Age [years]."""
u_smoker: Bernoulli(1, 3)
"""Smoking [current / past]."""
u_wing: Categorical(north=1, east_end=2, south=1)
"""Wing."""
u_bed: Categorical(north=1, east_end=2, south=1)
"""Bed."""
u_dose: Uniform(-2, 4)
"""Doses of the drug [mg]."""
u_fever: Bernoulli(1, 2)
"""Fever [present / absent]."""

def NAME(PARENTS) -> DOMAIN:
    """DOC"""
BODY
'''
KINDS = {
    "score": ("Integer(-500, 9999)", "Risk score [points]."),
    "alarm": ("Boolean()", "Alarm [raised / silent]."),
    "place": ('Category("north", "east_end", "south")', "Place of rest."),
}
NUMBERS = {
    "product": "u_age * u_dose * 3",
    "sum in brackets": "3 * (u_age - (u_dose - 2))",
    "quotients": "u_age * 2 // 5 // 2 + 7 // (u_dose + 3)",
    "remainders": "u_age % 7 % 2 - u_age // 10 % 4",
    "minus": "-u_dose * 2 + -3 - (-u_age)",
    "odd constants": "-(-3) + -(0) + max(-(-2), u_dose)",
    "power": "u_dose ** 2 + (u_age - 60) ** 3",
    "absolute": "abs(u_dose - u_age) + abs(u_dose) * 2",
    "extremes": "max(u_dose, u_age // 30, 1) + min(u_dose, 2)",
    "extremes within": "max(min(u_dose, u_age), max(u_dose, 0))",
    "held": "max(0, min(9, u_dose * 2 - u_age // 20))",
    "held the other way": "min(9, max(-1, u_dose))",
    "held below": "max(-1, u_dose + 1) + min(4, u_dose)",
    "held choice": "max(1, u_dose if u_smoker else 2)",
    "choice": "u_dose if u_age >= 70 else 3 if u_smoker else u_age // 7",
    "choice of choices": "(1 if u_fever else 2) if u_smoker else max(0, u_dose)",
    "points": "(2 if u_age >= 65 else 0) + (1 if u_smoker else 0) + (1 if u_wing == 'north' else 0)",
    "points and amounts": "u_dose + (2 if not u_smoker else 0) + (u_age // 20 if u_fever else 0)",
    "points taken": "(2 if u_age > 65 else 0) - (1 if u_smoker else 0)",
    "truths as numbers": "u_smoker + u_fever + (u_age > 70) + int(u_dose < 1)",
    "sum of truths": "sum([u_smoker, u_age > 70, not u_fever])",
    "sum of truths in a tuple": "2 * sum((u_smoker, u_wing != 'south'))",
    "sum of amounts": "sum([u_dose, 2 * u_age, 1 if u_fever else 0])",
    "table": "{'north': 3, 'east_end': -1, 'south': 0}[u_wing]",
    "table of truths": "{True: 2, False: 5}[u_smoker] * u_dose",
    "table of expressions": "2 * {'north': u_dose + 1, 'east_end': 2 if u_fever else 1, 'south': 0}[u_wing]",
    "table of pairs": "{(True, 'north'): 1, (False, 'north'): 2}.get((u_smoker, u_wing), 7)",
    "table by amount": "{0: 4, 1: 2}[u_age % 2]",
    "table with a default": "{0: 4, 1: 2}.get(u_dose, u_age)",
    "row": "(4, 2, 9)[u_age % 3] + [u_dose, 1][u_smoker]",
    "count": "sum([1 for k in range(1, 80) if k * k <= u_age])",
    "series": "1 + sum([k * u_dose for k in range(4)])",
}
TESTS = {
    "order": "u_age > 70",
    "order of two": "u_age < u_dose * 20",
    "number first": "70 <= u_age",
    "odd number": "u_dose > -(-1)",
    "number equal": "u_dose == 3",
    "number not equal": "u_dose != 1",
    "labels": "u_wing == 'east_end'",
    "labels not": "u_wing != 'east_end'",
    "same labels": "u_wing == u_bed",
    "other labels": "u_wing != u_bed",
    "same truths": "u_smoker == u_fever",
    "just one": "u_smoker != (u_age > 70)",
    "both or neither": "(u_smoker or u_fever) == (u_age > 70)",
    "not": "not u_smoker",
    "not joined": "not (u_smoker and u_age > 70)",
    "not a comparison": "not u_age > 70 and u_fever",
    "joined": "u_smoker and u_age > 70 and not u_fever",
    "joined in brackets": "(u_smoker or u_age > 70) and (u_fever or u_wing == 'north' and u_dose > 0)",
    "joined twice": "u_smoker and (u_age > 70 and u_fever)",
    "range": "-1 <= u_dose <= 2",
    "range of sums": "0 <= u_age - u_dose <= 70 or u_fever",
    "chain": "0 < u_dose <= u_age // 20 < 4",
    "one of": "u_dose in (0, 2, 3)",
    "one of one": "u_wing in ('north',) or u_fever",
    "none of": "u_wing not in ('north', 'south')",
    "any of": "u_dose in {1, 2}",
    "among": "u_dose not in [1, 2]",
    "sum in a list": "u_age % 5 in (1, 2)",
    "some of": "any([u_smoker, u_age > 70])",
    "each of": "all((u_smoker, u_fever)) or u_dose > 1",
    "nonzero": "u_dose or u_fever and u_age % 2",
    "largest": "max(u_dose, 1, u_age // 30) == 2",
    "choice of bounds": "u_dose >= (1 if u_fever else 2)",
    "chosen test": "u_dose > 1 if u_fever else u_smoker",
}
BODIES = {
    "early returns": "if u_age < 65:\n    return 1\nif u_smoker:\n    return u_dose + 1\nreturn 0",
    "early choices": "if u_age < 65:\n    return 1 if u_fever else 2\nreturn 0 if u_smoker else max(0, u_dose)",
    "if and else": "if u_age < 65:\n    return 1\nelse:\n    return 2",
    "elif": (
        "if u_age < 65:\n    return 1\nelif u_smoker:\n    return 2\n"
        "elif u_fever:\n    return 3\nelse:\n    return u_dose"
    ),
    "nested": "if u_fever:\n    if u_smoker:\n        return 1\n    return 2\nif u_age > 70:\n    return 3\nreturn 4",
    "nested else": (
        "if u_fever:\n    if u_smoker:\n        return 1\n    elif u_age > 65:\n        return 5\n"
        "elif u_age > 70:\n    a = 2\n    if u_smoker:\n        return a\nelse:\n    a = 3\n    return a\nreturn 4"
    ),
    "inner else": "if u_fever:\n    if u_smoker:\n        return 1\n    else:\n        return 2\nreturn 4",
    "locals": "total = u_age - 60\ntwice_it = total * 2\nreturn total + twice_it",
    "locals and returns": "total = u_age - 60\nif total > 9:\n    return 2\nreturn total",
    "local points": "base = u_dose\nreturn base + (1 if u_smoker else 0) + (2 if u_fever else 0)",
    "a truth": "ill = u_fever and u_smoker\nreturn 2 if ill and u_age > 70 else int(ill)",
    "a constant truth": "ill = False\nif u_fever:\n    ill = u_smoker\nreturn 2 if not ill else 3",
    "changes": (
        "base = 5\nif u_fever:\n    base += u_dose\nelse:\n    base -= 2 if u_smoker else 1\n"
        "base *= 3\nbase //= 2\nreturn max(0, base)"
    ),
    "assigned twice": "base = 5\nif u_fever:\n    base = base + 1\nreturn base",
    "loop": "base = 0\nfor i in range(u_age // 20):\n    base += i * 2\n    if base > 5:\n        break\nreturn base",
    "loop between": (
        "base = 0\nfor i in range(1, u_age // 20):\n    if i == 2:\n        continue\n    base += i\nreturn base"
    ),
    "loop over a row": "base = 0\nfor i in (u_dose, 2, u_age):\n    base += abs(i)\nreturn base",
    "loop over one": "base = 0\nfor i in [u_dose]:\n    base += i\nreturn base",
    "match": "match u_wing:\n    case 'north':\n        return 1\n    case 'south' | 'east_end':\n        return 2",
    "match anything": (
        "match u_wing:\n    case 'north':\n        return 1\n    case _:\n        if u_fever:\n"
        "            return 2\n        return u_dose + 2"
    ),
    "match numbers": (
        "match u_dose % 3:\n    case 0:\n        return 4\n    case 1 | 2:\n        return 5\n"
        "    case _:\n        pass\nreturn 1"
    ),
    "match pairs": (
        "match (u_smoker, u_wing):\n    case (True, 'north'):\n        return 1\n    case (_, 'south' | 'north'):\n"
        "        return 2\n    case _:\n        return 3"
    ),
    "match in steps": (
        "base = 1\nmatch u_smoker:\n    case True:\n        base = 4\n    case False:\n        base += u_dose\n"
        "if base > 2:\n    return base\nreturn 0"
    ),
}
LABELS = {
    "labels chosen": "return 'north' if u_fever else 'east_end' if u_smoker else 'south'",
    "labels kept": "return u_wing if u_fever else u_bed",
    "labels in turn": "if u_fever:\n    return u_bed\nreturn 'south'",
    "labels of a table": "return {'north': 'south', 'south': u_bed, 'east_end': 'south' if u_fever else u_bed}[u_wing]",
    "labels in a table and a choice": "return {True: 'south', False: 'north'}[u_fever] if u_smoker else 'south'",
    "a label in a local": "spot = u_wing if u_fever else 'north'\nif u_smoker:\n    spot = 'south'\nreturn spot",
}
TRUTHS = {
    "truth in a choice": "return u_fever if u_age > 70 else u_dose == 1",
    "truth in turn": "if u_smoker:\n    return u_fever\nreturn u_age > 70 and u_dose > 1",
    "constants in turn": "if u_smoker:\n    return False\nif u_dose > 1:\n    return not u_fever\nreturn True",
    "local truth": "ill = u_dose > 1\nreturn ill or u_fever",
}
CASES = (
    *(("score", name, f"return {text}") for name, text in NUMBERS.items()),
    *(("alarm", name, f"return {text}") for name, text in TESTS.items()),
    *(("score", f"test of {name}", f"return 4 if ({text}) else u_dose") for name, text in TESTS.items()),
    *(("score", name, text) for name, text in BODIES.items()),
    *(("place", name, text) for name, text in LABELS.items()),
    *(("alarm", name, text) for name, text in TRUTHS.items()),
)


def ward(kind: str, body: str) -> SCM:
    domain, doc = KINDS[kind]
    parents = dict.fromkeys(n.id for n in ast.walk(ast.parse(body)) if isinstance(n, ast.Name) and n.id[:2] == "u_")
    text = WARD.replace("NAME", kind).replace("PARENTS", ", ".join(parents)).replace("DOMAIN", domain)
    return SCM.from_source(
        text.replace("DOC", doc).replace("BODY", "\n".join(f"    {line}" for line in body.splitlines()))
    )
