"""The sentences in which a mechanism of no known family is told, with slots as in `causim_env.informal.sentences`.

The words of operators stand here too, since the writer and the reader share them.
"""

from __future__ import annotations

import ast

Row = type[ast.Tuple] | type[ast.List] | type[ast.Set]

FORMS: dict[str, tuple[str, ...]] = {
    "result": (
        "{subject} [is|are] {result}.",
        "{subject} [comes|come] out as {result}.",
        "In every case, {subject} [is|are] {result}.",
    ),
    "exact": (
        "{subject} [is|are] {yes:value} exactly when {condition}.",
        "Exactly when {condition}, {subject} [is|are] {yes:value}.",
    ),
    "tally": (
        "{subject} [is|are] counted up as follows: {tally}.",
        "{subject} [is|are] the total of what applies among the following: {tally}.",
    ),
    "table": (
        "{subject} [is|are] set by {table}.",
        "{subject} can be looked up by {table}.",
    ),
    "chain": (
        "{subject} [is|are] {chain}.",
        "{subject} [comes|come] out as {chain}.",
    ),
    "rules": (
        "{subject} [follows|follow] the first of these rules that fits: {rules}.",
        "{subject} [is|are] settled by the first rule that fits: {rules}.",
    ),
    "steps": (
        "{subject} [is|are] found step by step: {steps}.",
        "{subject} [follows|follow] from these steps: {steps}.",
        "Step by step, {subject} [is|are] settled as follows: {steps}.",
    ),
}

TERSE_FORMS: dict[str, str] = {
    "result": "{subject}: {result}.",
    "exact": "{subject}: {yes:value} exactly if {condition}.",
    "tally": "{subject}, in total: {tally}.",
    "table": "{subject}, by {table}.",
    "chain": "{subject}: {chain}.",
    "rules": "{subject}, first rule that fits: {rules}.",
    "steps": "{subject}, stepwise: {steps}.",
}

COMPARED: dict[type[ast.cmpop], str] = {
    ast.Lt: "below", ast.LtE: "at most", ast.Gt: "above", ast.GtE: "at least", ast.Eq: "equal to",
    ast.NotEq: "different from",
}  # fmt: skip
CHANGED: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: (" rises by ", ""),
    ast.Sub: (" falls by ", ""),
    ast.Mult: (" is multiplied by ", ""),
    ast.FloorDiv: (" is divided by ", ", rounded down"),
}
MEMBER: dict[tuple[type[ast.cmpop], Row], str] = {
    (ast.In, ast.Tuple): "one of ", (ast.NotIn, ast.Tuple): "none of ", (ast.In, ast.Set): "any of ",
    (ast.NotIn, ast.Set): "not any of ", (ast.In, ast.List): "among ", (ast.NotIn, ast.List): "not among ",
}  # fmt: skip
COUNTED: dict[tuple[str, Row], str] = {
    ("any", ast.List): "at least one of these holds: ", ("any", ast.Tuple): "at least one of the following holds: ",
    ("all", ast.List): "each of these holds: ", ("all", ast.Tuple): "each of the following holds: ",
}  # fmt: skip
ONE_OF_TWO: dict[type[ast.cmpop], str] = {
    ast.NotEq: "exactly one of these two holds: ", ast.Eq: "both or neither of these two hold: ",
}  # fmt: skip
SUMMED: dict[tuple[bool, Row], str] = {
    (True, ast.List): "the number of these that hold: ", (True, ast.Tuple): "the number of the following that hold: ",
    (False, ast.List): "the sum of these: ", (False, ast.Tuple): "the sum of the following: ",
}  # fmt: skip
EXTREME: dict[str, tuple[str, str]] = {
    "max": ("the larger of ", "the largest of "),
    "min": ("the smaller of ", "the smallest of "),
}


def variants(kind: str) -> tuple[str, ...]:
    """Every template of a form, the terse one last."""
    return (*FORMS[kind], TERSE_FORMS[kind])
