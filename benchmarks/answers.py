"""Answers judged per second on one core: find the block, parse, compare, give the reason.

The completions hold a page of working and end like those of a model half-way through training: most
are right, a quarter of these in a spelling of their own, some wrong, some cut off, hedged or
malformed. Peers judge the part of the same mix that they understand, numbers: reasoning-gym (tag
extraction and the scorer of its probability task) and math-verify (parse and verify, as TRL's
accuracy reward does, of the block alone: in a page of working it picks other numbers). `agrees` is
the share of their verdicts that equal ours. Time is processor time of this process.

Run with `python -m benchmarks.answers [--completions 4000] [--passes 15]`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from benchmarks.machine import publish
from causim_env import rewards
from causim_env.answers import Answer, Scalar, score
from causim_env.streams import Stream

T = TypeVar("T")
BATCH = 64
STRETCH = 200  # milliseconds, so that other load on the machine misses one of the passes
LABELS = ("clay", "loam", "sand", "heavy clay", "<5", "5-12", "Asy/Patch")
SHARES = (
    ("integer", 30),
    ("fraction", 5),
    ("boolean", 5),
    ("label", 15),
    ("set", 15),
    ("distribution", 25),
    ("undetermined", 5),
)
ENDINGS = (("right", 45), ("respelled", 15), ("wrong", 28), ("hedged", 4), ("cut off", 4), ("no block", 4))


@dataclass(frozen=True, slots=True)
class Item:
    """A completion, its gold answer and what that is."""

    completion: str
    gold: Answer
    kind: str


def random_answer(stream: Stream, kind: str) -> Answer:
    """A gold answer as the engine makes them."""
    if kind == "integer":
        return Answer("value", stream.between(-9, 40))
    if kind == "fraction":
        return Answer("value", Fraction(stream.between(1, 400), stream.between(401, 900)))
    if kind == "boolean":
        return Answer("value", stream.chance(0.5))
    if kind == "label":
        return Answer("value", stream.choice(LABELS))
    if kind == "undetermined":
        return Answer("undetermined", None)
    pool: Sequence[Scalar] = LABELS if stream.chance(0.3) else range(9)
    values = stream.sample(pool, stream.between(2, 6))
    if kind == "set":
        return Answer("set", frozenset(values))
    weights = [stream.between(1, 60) for _ in values]
    total = sum(weights)
    shares = {v: Fraction(w, total) for v, w in zip(values, weights, strict=True)}
    return Answer("distribution", shares)


def respelled(gold: Answer) -> str:
    """The same answer in other words."""
    value = gold.value
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return f"{2 * value.numerator}/{2 * value.denominator}"
    text = gold.text()
    if text.startswith("{"):
        return "{" + ",".join(reversed(text[1:-1].split(", "))) + "}"
    return text.upper()


def items(n: int) -> list[Item]:
    """The mix, the same in every run."""
    made = []
    for index in range(n):
        stream = Stream("benchmark answers", index)
        kind = stream.weighted(SHARES)
        gold = random_answer(stream, kind)
        working = "".join(
            f"v{step} = 2 * v{step - 1} + {stream.below(9)} = {stream.below(99)}\n"
            for step in range(1, stream.between(10, 40))
        )
        ending = stream.weighted(ENDINGS)
        given = random_answer(stream, kind) if ending == "wrong" else gold
        block = {
            "respelled": f"<answer>{respelled(gold)}</answer>",
            "hedged": f"<answer>{gold.text()} or so</answer>",
            "cut off": given.block()[:-9],
            "no block": f"So the answer is {given.text()}.",
        }.get(ending, given.block())
        made.append(Item(working + block, gold, kind))
    return made


def rate(judge: Callable[[T], object], mix: Sequence[T], passes: int) -> float:
    """Calls per second of processor time; short stretches, the best of several passes of each."""
    total = 0.0
    for start in range(0, len(mix), STRETCH):
        stretch = mix[start : start + STRETCH]
        best = float("inf")
        for _ in range(passes):
            started = time.process_time()
            for item in stretch:
                judge(item)
            best = min(best, time.process_time() - started)
        total += best
    return len(mix) / total


def ours(item: Item) -> bool:
    """Our verdict."""
    return score(item.completion, item.gold).reward == 1.0


def reward(columns: tuple[list[str], list[str]]) -> object:
    """A batch as a trainer hands it over."""
    return rewards.correct(*columns)


def reasoning_gym_judge() -> Callable[[Item], bool]:
    """Extraction and scoring of reasoning-gym's coin flips, whose answers are fractions."""
    from reasoning_gym import get_score_answer_fn
    from reasoning_gym.utils import extract_answer

    scorer = get_score_answer_fn("coin_flip")

    def judge(item: Item) -> bool:
        entry = {"answer": item.gold.text(), "metadata": {}}
        return bool(scorer(extract_answer(item.completion), entry) == 1.0)

    return judge


def math_verify_judge() -> Callable[[Item], bool]:
    """Parsing and verification with math-verify's defaults, of the block alone."""
    from math_verify import parse, verify

    def judge(item: Item) -> bool:
        block = item.completion.rpartition("<answer>")[2]
        return bool(verify(parse(item.gold.text()), parse(block)))

    return judge


PEERS: dict[str, tuple[Callable[[], Callable[[Item], bool]], int]] = {
    "reasoning-gym": (reasoning_gym_judge, 1000),
    "math-verify": (math_verify_judge, 100),
}


def compare(name: str, mix: Sequence[Item], passes: int) -> dict[str, object] | None:
    """A peer and ourselves on the same numbers; null where the peer is not installed."""
    make, limit = PEERS[name]
    try:
        judge = make()
    except ImportError as error:
        return {"ratio": None, "reason": f"{name} is not installed: {error}"}
    numbers = [item for item in mix if item.kind in ("integer", "fraction")][:limit]
    agrees = sum(judge(item) == ours(item) for item in numbers) / len(numbers)
    mine, theirs = rate(ours, numbers, passes), rate(judge, numbers, min(passes, 2))
    return {
        "completions": len(numbers),
        "per_second": round(theirs),
        "ours_per_second": round(mine),
        "ratio": round(mine / theirs, 2),
        "agrees": round(agrees, 3),
    }


def main() -> None:
    """Reads the arguments and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--completions", type=int, default=4000)
    parser.add_argument("--passes", type=int, default=15)
    arguments = parser.parse_args()
    mix = items(arguments.completions)
    batches = [mix[start : start + BATCH] for start in range(0, len(mix), BATCH)]
    columns = [([item.completion for item in batch], [item.gold.dumps() for item in batch]) for batch in batches]
    kinds = {kind: [item for item in mix if item.kind == kind] for kind, _ in SHARES}
    results = {
        "completions": len(mix),
        "mean_characters": round(sum(len(item.completion) for item in mix) / len(mix)),
        "right": round(sum(map(ours, mix)) / len(mix), 3),
        "score_per_second": round(rate(ours, mix, arguments.passes)),
        "reward_per_second": round(len(mix) / len(columns) * rate(reward, columns, arguments.passes)),
        "score_per_second_by_kind": {
            kind: round(rate(ours, some, arguments.passes)) for kind, some in kinds.items() if some
        },
        "peers": {name: compare(name, mix, arguments.passes) for name in PEERS},
    }
    publish("answers", results)


if __name__ == "__main__":
    main()
