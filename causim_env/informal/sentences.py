"""The sentences in which an SCM is told: every kind of fact with its paraphrases.

A template is English with slots. `{name:type}` is a slot, `{type}` one named after its type, `[is|are]` agrees
with the subject. The writer fills the slots, the reader takes them apart again; neither knows the other. A
paraphrase is one more line here. A subject opens its sentence or follows a comma, so that it can be found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

LAWS: dict[str, tuple[str, ...]] = {
    "uniform": (
        "{subject} [is|are] a whole number from {low:int} to {high:int}, each with probability {share}.",
        "{subject} [takes|take] every whole number from {low:int} to {high:int} with the same probability, {share}.",
        "By chance, {subject} [falls|fall] on a whole number from {low:int} to {high:int}, each with probability "
        "{share}.",
    ),
    "coin": (
        "{subject} [is|are] {yes:word} with probability {share}, otherwise {no:word}.",
        "With probability {share}, {subject} [is|are] {yes:word}, and {no:word} in all other cases.",
        "{subject} [turns out|turn out] to be {yes:word} with probability {share} and {no:word} in the rest of cases.",
    ),
    "odds": (
        "{subject} [is|are] decided by chance: {odds}.",
        "Chance alone decides {subject}: {odds}.",
        "{subject} [comes|come] about by chance, with these probabilities: {odds}.",
    ),
}

RULES: dict[str, tuple[str, ...]] = {
    "linear": (
        "{subject} [is|are] {score}.{limits}",
        "{subject} [equals|equal] {score}.{limits}",
        "In sum, {subject} [amounts|amount] to {score}.{limits}",
    ),
    "threshold": (
        "{subject} [is|are] {above:value} when {score} comes to at least {cut:int}, and {below:value} otherwise.",
        "{subject} [is|are] {above:value} once {score} reaches {cut:int}; short of that, {it} [is|are] {below:value}.",
        "As soon as {score} comes to {cut:int} or more, {subject} [is|are] {above:value}; until then, {it} [is|are] "
        "{below:value}.",
    ),
    "bands": (
        "{subject} [is|are] graded by {score}: {bands}.",
        "{subject} [depends|depend] on the band into which {score} falls: {bands}.",
        "By grades of {score}, {subject} [is|are] settled: {bands}.",
    ),
    "gate": (
        "{subject} [is|are] {yes:value} when {condition}; otherwise {it} [is|are] {no:value}.",
        "{subject} [is|are] {yes:value} if and only if {condition}, and else {no:value}.",
        "Whenever {condition}, {subject} [is|are] {yes:value}; in all other cases {it} [is|are] {no:value}.",
    ),
    "lookup": (
        "{subject} [goes|go] by {keys}: {rows}.",
        "{subject} can be read off from {keys}: {rows}.",
        "Depending on {keys}, {subject} [varies|vary]: {rows}.",
    ),
    "modular": (
        "{subject} [is|are] the remainder, on division by {modulus:int}, of {score}.",
        "{subject} [runs|run] through a cycle of {modulus:int}, as the remainder of {score}.",
        "On division of {score} by {modulus:int}, {subject} [is|are] the remainder.",
    ),
    "cycle": (
        "{subject} [is|are] given by the remainder, on division by {modulus:int}, of {score}: {steps}.",
        "{subject} [runs|run] through a cycle of {modulus:int}, by the remainder of {score}: {steps}.",
        "On division of {score} by {modulus:int}, {subject} [follows|follow] from the remainder: {steps}.",
    ),
    "largest": (
        "{subject} [is|are] the largest of these amounts: {items}.",
        "{subject} [is|are] whichever of these amounts is the largest: {items}.",
        "Of several amounts, {subject} [takes|take] the largest: {items}.",
    ),
    "smallest": (
        "{subject} [is|are] the smallest of these amounts: {items}.",
        "{subject} [is|are] whichever of these amounts is the smallest: {items}.",
        "Of several amounts, {subject} [takes|take] the smallest: {items}.",
    ),
    "piecewise": (
        "{subject} [responds|respond] in stages to {key:noun}: {stages}.",
        "{subject} [follows|follow] {key:noun} stage by stage: {stages}.",
        "Depending on the stage of {key:noun}, {subject} [takes|take] different courses: {stages}.",
    ),
    "match": (
        "{subject} [depends|depend] on {key:noun}: {cases}.",
        "{subject} [has|have] one rule for each kind of {key:noun}: {cases}.",
        "For each kind of {key:noun}, {subject} [has|have] a separate rule: {cases}.",
    ),
    "saturating": (
        "{subject} [rises|rise] with diminishing returns in a dose, which is {dose:score}: {it} [is|are] "
        "{ceiling:int} times the dose divided by the sum of the dose and {drag:score}, rounded down.",
        "Call {dose:score} the dose. {subject} [is|are] {ceiling:int} times the dose, divided by the dose plus "
        "{drag:score}, and rounded down.",
        "{subject} [levels|level] off. With a dose of {dose:score}, {it} [is|are] {ceiling:int} times the dose over "
        "the dose plus {drag:score}, rounded down.",
    ),
    "accumulate": (
        "{subject} [builds|build] up in rounds, starting from {start:score}. The number of rounds is {rounds:score}. "
        "In each round, if {it} [has|have] reached {cut:int} or more, {spill:int} is lost; otherwise the gain is "
        "{gain:score}, but never beyond {cap:int} in total. What is left after the last round counts.",
        "{subject} [starts|start] at {start:score} and then [changes|change] round by round. The rounds number "
        "{rounds:score}. A round that begins at {cut:int} or more takes {spill:int} away; any other adds {gain:score}, "
        "though never to more than {cap:int}. The last round leaves the final amount.",
    ),
    "noisy": (
        "{subject} [is|are] normally {yes:value} when {core:condition}; otherwise {it} [is|are] {no:value}. But if "
        "{noise:condition}, {it} [is|are] {forced:value} in any case.",
        "If {noise:condition}, {subject} [is|are] {forced:value} whatever else happens. Failing that, {it} [is|are] "
        "{yes:value} when {core:condition}, and {no:value} when not.",
    ),
    "reversed": (
        "{subject} [is|are] normally {yes:value} when {core:condition}; otherwise {it} [is|are] {no:value}. If "
        "{noise:condition}, the outcome is reversed.",
        "If {noise:condition}, {subject} [is|are] the opposite of what follows. The rule is {yes:value} when "
        "{core:condition}, and {no:value} when not.",
    ),
    "overruled": (
        "{subject} [is|are] normally {score}.{limits} But if {noise:condition}, {it} [is|are] {forced:value} in any "
        "case.",
        "If {noise:condition}, {subject} [is|are] {forced:value} whatever else happens. Failing that, {it} [is|are] "
        "{score}.{limits}",
    ),
    "quoted": ("{subject} [is|are] what this Python code returns, in which {names}:\n{code}",),
}

TERSE: dict[str, str] = {
    "uniform": "{subject}: {low:int} to {high:int}, {share} each.",
    "coin": "{subject}: {yes:word} {share}, otherwise {no:word}.",
    "odds": "{subject}: {odds}.",
    "linear": "{subject}: {score}.{limits}",
    "threshold": "{subject}: {above:value} at {cut:int} or more of {score}, else {below:value}.",
    "bands": "{subject}, by {score}: {bands}.",
    "gate": "{subject}: {yes:value} if {condition}, else {no:value}.",
    "lookup": "{subject}, by {keys}: {rows}.",
    "modular": "{subject}: remainder mod {modulus:int} of {score}.",
    "cycle": "{subject}: remainder mod {modulus:int} of {score}; {steps}.",
    "largest": "{subject}: max of {items}.",
    "smallest": "{subject}: min of {items}.",
    "piecewise": "{subject}, staged by {key:noun}: {stages}.",
    "match": "{subject}, per {key:noun}: {cases}.",
    "saturating": "{subject}: {ceiling:int} x dose / (dose plus {drag:score}), rounded down; dose {dose:score}.",
    "accumulate": "{subject}: start {start:score}; rounds {rounds:score}; each round, at {cut:int} or more lose "
    "{spill:int}, else gain {gain:score} up to {cap:int}.",
    "noisy": "{subject}: {forced:value} if {noise:condition}, regardless; else {yes:value} if {core:condition}, else "
    "{no:value}.",
    "reversed": "{subject}: {yes:value} if {core:condition}, else {no:value}; reversed if {noise:condition}.",
    "overruled": "{subject}: {forced:value} if {noise:condition}, regardless; else {score}.{limits}",
    "quoted": RULES["quoted"][0],
}

Piece = tuple[str, str, str]
"""`("text", words, "")`, `("agree", singular, plural)` or `("slot", name, type)`."""

_PIECE = re.compile(r"\{(\w+)(?::(\w+))?\}|\[([^|\]]+)\|([^\]]+)\]")


@cache
def pieces(template: str) -> Sequence[Piece]:
    """A template taken apart."""
    found: list[Piece] = []
    at = 0
    for match in _PIECE.finditer(template):
        if match.start() > at:
            found.append(("text", template[at : match.start()], ""))
        name, kind, singular, plural = match.groups()
        found.append(("slot", name, kind or name) if name else ("agree", singular, plural))
        at = match.end()
    return (*found, ("text", template[at:], "")) if at < len(template) else tuple(found)


def variants(kind: str) -> tuple[str, ...]:
    """Every template of a kind of fact, the terse one last."""
    return (*(LAWS.get(kind) or RULES[kind]), TERSE[kind])
