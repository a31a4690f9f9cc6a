"""A run of self-improvement: what it may train on, when it stops, and that a killed one ends the same."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("trl")

from causim_env import SCM, ProblemSet
from causim_env.evaluation.completion import Completion
from causim_env.evaluation.models import Done
from causim_env.sandbox import default_runtime
from causim_env.splits import bucket, buckets
from tests.trainers.conftest import ROOT
from trainers import grpo, self_improve, sft
from trainers.guards import GuardError, command
from trainers.improve import learn
from trainers.improve.buffer import Buffer
from trainers.improve.collapse import Limits, collapsed
from trainers.improve.judge import judge
from trainers.improve.options import SelfImproveArguments
from trainers.improve.propose import Asked, Proposal, propose
from trainers.improve.shapes import diversity, holds_graph
from trainers.improve.solve import Attempts, keep, learnability
from trainers.mix import Mix, MixArguments
from trainers.self_improve import Run

MIX = MixArguments(
    levels=[1],
    kinds=["deduction"],
    asks=["value"],
    representation=["equations"],
    anonymous=True,
    families=["modular"],
    variables=["integer"],
    uniform=1.0,
    rows=8,
)
SCMS = [Mix(MIX, seed=5).problem(row).scm for row in range(40)]
TEXTS = list(dict.fromkeys(scm.to_source() for scm in SCMS))


class Scripted:
    """Writes simulators that somebody else drew, and solves every other problem."""

    def __init__(self, name: str, *, seed: int = 0, **_: object) -> None:
        self.seed = seed

    def complete_prompts(self, prompts: Sequence[str], done: Done, had: Collection[int] = ()) -> None:
        for place, prompt in enumerate(prompts):
            if prompt.startswith("Write a simulator"):
                text = TEXTS[(self.seed + place) % len(TEXTS)] if place % 4 else "def broken(:"
            else:
                text = "<answer>0</answer>" if place % 2 else "<answer>1</answer>"
            done(place, Completion(text, "stop"))


def judged(texts: Sequence[str], known: Collection[str] = (), most_nodes: int = 3) -> list[Proposal]:
    """What becomes of texts that somebody proposes."""
    return list(judge([(Asked(""), text) for text in texts], known, (), default_runtime(), most_nodes, (1, "m")))


def train_here(script: str, config: str, rows: Path, start: object, out: Path, seed: int, launcher: str) -> None:
    """The trainer in this process, which starts faster than one of its own."""
    words = ["--config", config, "--file", rows, "--model_name_or_path", start, "--output_dir", out, "--seed", seed]
    {"sft": sft, "grpo": grpo}[script].main([str(word) for word in words])


@pytest.fixture
def options(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SelfImproveArguments:
    monkeypatch.setattr(self_improve, "LocalModel", Scripted)
    monkeypatch.setattr(learn, "run_trainer", train_here)
    monkeypatch.chdir(ROOT)
    recipe = tmp_path / "own.yaml"
    text = (ROOT / "recipes" / "nano" / "sft_own.yaml").read_text()
    recipe.write_text("\n".join(line for line in text.splitlines() if not line.startswith("file:")))
    return SelfImproveArguments(
        model_name_or_path=str(model),
        output_dir=str(tmp_path / "run"),
        sft_config=str(recipe),
        rounds=2,
        propose=12,
        problems=16,
        attempts=4,
        keep=8,
        max_tokens=4,
        splits=["validation"],
    )


def test_a_run_trains_on_its_own_simulators_and_goes_on_after_a_kill(
    options: SelfImproveArguments, tmp_path: Path
) -> None:
    reports = Run(options, MIX, Limits()).go()
    assert [report["round"] for report in reports] == [0, 1, 2]
    assert 0 < reports[1]["new"] <= reports[1]["valid"] < 1
    home = tmp_path / "run" / "round-01"
    rows = [json.loads(line) for line in (home / "train.jsonl").read_text().splitlines()]
    own = [row for row in rows if row["prompt"][0]["content"].startswith("Write a simulator")]
    assert own and len(own) < len(rows)
    whole = {path.name: path.read_bytes() for path in home.glob("model/*.safetensors")}
    costs = [json.loads(path.read_text()) for path in (tmp_path / "run").glob("round-*/model/run.json")]
    total = json.loads((tmp_path / "run" / "run.json").read_text())
    assert total["trainings"] == len(costs) == 2
    assert all(total[name] == sum(cost[name] for cost in costs) > 0 for name in ("steps", "samples", "tokens"))

    killed = tmp_path / "killed"
    for phase in ("proposals.jsonl", "model"):
        shutil.rmtree(killed, ignore_errors=True)
        shutil.copytree(tmp_path / "run", killed)
        shutil.rmtree(killed / "round-02")
        shutil.rmtree(killed / "round-01" / "evaluation")
        late = False
        for name in ("proposals.jsonl", "attempts.jsonl", "train.jsonl", "model", "evaluation.json"):
            late = late or name == phase
            if late:
                path = killed / "round-01" / name
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        (killed / "round-01" / f"half-{phase}").write_text("half")
        Run(replace(options, output_dir=str(killed), rounds=1), MIX, Limits()).go()
        assert {p.name: p.read_bytes() for p in (killed / "round-01").glob("model/*.safetensors")} == whole


def test_verdicts_teach_too_and_an_adapter_becomes_a_whole_model(options: SelfImproveArguments, tmp_path: Path) -> None:
    pytest.importorskip("peft")
    recipe = tmp_path / "grpo.yaml"
    text = (ROOT / "recipes" / "nano" / "grpo.yaml").read_text()
    small = {"max_steps": 1, "per_device_train_batch_size": 8, "num_generations": 4, "max_completion_length": 4}
    kept = [
        line for line in text.splitlines() if line.partition(":")[0] not in {*small, "rows", "steps_per_generation"}
    ]
    lora = "use_peft: true\nlora_r: 2\nlora_target_modules: [all-linear]"
    recipe.write_text("\n".join([*kept, *(f"{key}: {value}" for key, value in small.items()), lora]))
    chosen = replace(options, rounds=1, learn="grpo", grpo_config=str(recipe), suites=["heldout"], suite_rows=2)
    [start, report] = Run(chosen, MIX, Limits()).go()
    assert set(report["splits"]) == {"validation", "heldout"} and set(start["splits"]) == set(report["splits"])
    home = tmp_path / "run" / "round-01"
    assert (home / "model" / "model.safetensors").exists() and (home / "model-grpo" / "model.safetensors").exists()
    assert not (home / "model-grpo" / "adapter_config.json").exists()
    rows = [json.loads(line) for line in (home / "train.jsonl").read_text().splitlines()]
    assert all("gold" in row and "solution" not in row for row in rows)
    assert len(list((home / "evaluation").glob("suite-heldout*.jsonl"))) == 1


def test_what_was_wrong_goes_back_to_the_proposer() -> None:
    asked: list[tuple[int, str]] = []

    def ask(place: int, refused: str) -> Asked:
        asked.append((place, refused))
        return Asked(refused)

    def write(prompts: Sequence[str]) -> list[str]:
        return [TEXTS[2] if prompt else text for prompt, text in zip(prompts, (TEXTS[0], "def broken(:"), strict=False)]

    def judged(written: Sequence[tuple[Asked, str]], taken: Collection[str]) -> Iterator[Proposal]:
        return judge(written, taken, (), default_runtime(), 3, (1, "m"))

    first, second = propose(write, ask, 2, 3, judged)
    assert [place for place, _ in asked] == [0, 1, 1] and asked[2][1]
    assert (first.fate, first.tries, second.fate, second.tries) == ("new", 1, "new", 2)
    with pytest.raises(GuardError, match="no place"):
        SelfImproveArguments(model_name_or_path="m", sft_config="c", tries=2)


def test_what_splits_hold_out_is_not_asked_for(options: SelfImproveArguments) -> None:
    with pytest.raises(GuardError, match="test-ood-domain"):
        replace(options, themes=["clinic", "aquarium"])
    with pytest.raises(GuardError, match="test-ood-size tests 4"):
        Run(replace(options, nodes=[2, 4], splits=["test-ood-size"]), MIX, Limits())


def test_a_held_out_graph_is_no_news() -> None:
    problems = ProblemSet(split="test-ood-graph", level=4)
    texts = [problems[i].scm.to_source() for i in range(12)]
    fates = {one.fate for one in judged(texts, most_nodes=12)}
    assert "new" not in fates
    assert all(holds_graph(SCM.from_source(text)) for text in texts)
    assert not any(holds_graph(ProblemSet(level=1)[i].scm) for i in range(5))


def test_other_settings_are_refused(options: SelfImproveArguments, tmp_path: Path) -> None:
    Run(options, MIX, Limits())
    Run(replace(options, rounds=9), MIX, Limits())
    with pytest.raises(GuardError, match="other settings"):
        Run(replace(options, keep=7), MIX, Limits())
    with pytest.raises(GuardError, match="current, frozen, procedural"):
        replace(options, proposer="nobody")


def test_a_model_that_is_not_there_is_one_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["--config", str(ROOT / "recipes" / "nano" / "self_improve.yaml"), "--output_dir", str(tmp_path / "run")]
    with pytest.raises(SystemExit) as stopped:
        command(lambda: self_improve.main([*words, "--rows", "2", "--model_name_or_path", str(tmp_path / "nowhere")]))
    assert stopped.value.code == 2
    assert "cannot be loaded" in capfd.readouterr().err.strip().splitlines()[-1]


def test_copies_and_held_out_simulators_are_no_news() -> None:
    held_out = ProblemSet(split="test-iid", level=1, anonymous=True)[0].scm
    renamed = TEXTS[0].replace("v1", "w1")
    texts = [TEXTS[0], renamed, held_out.to_source(), "def broken(:", "u: Bernoulli(1, 2)\n", TEXTS[1]]
    known = [SCM.from_source(TEXTS[1]).canonical_hash]
    fates = [one.fate for one in judged(texts, known)]
    assert fates == ["new", "copy", "held out", "invalid", "invalid", "copy"]
    assert bucket(held_out.canonical_hash) not in buckets("train")


def test_layout_makes_no_news_and_no_text_ends_a_round() -> None:
    head = '"""A system."""\n\nu: Uniform(0, 3)\nw: Uniform(0, 3)\n\n'
    tail = "\n\ndef b(a, w) -> Integer(0, 9):\n    return a + w\n"
    bodies = [
        ":\n    return u + w",
        ":\n    return u + w  # x",
        ":\n    return (u + w)",
        ": return u + w",
        ':\n    """A.\n\n    More.\n    """\n    return u + w',
        f':\n    """Ranges from 0 to {"9" * 4999}."""\n    return u + w',
    ]
    texts = [f"{head}def a(u, w) -> Integer(0, 6){body}{tail}" for body in bodies]
    texts += ["\ud800", head.replace("A system", "x\\u00e9") + texts[0].partition("\n\n")[2]]
    found = judged(texts)
    first = SCM.from_source(texts[0]).canonical_hash
    assert {one.canonical_hash for one in found if one.fate != "invalid"} == {first}
    assert sum(one.fate == "new" for one in found) <= 1 and len(found) == len(texts)
    assert all(json.dumps(one.to_json()).encode() for one in found) and diversity(found)["proposals"] == len(texts)


def test_a_held_out_mechanism_is_no_news() -> None:
    problems = ProblemSet(split="test-ood-mechanism", level=2)
    texts = [problems[i].scm.to_source() for i in range(12)]
    fates = {one.fate for one in judged(texts, most_nodes=12)}
    assert "new" not in fates and "held out" in fates


def test_what_is_always_or_never_solved_is_dropped() -> None:
    problem = ProblemSet(level=1)[0]
    tried = [Attempts(problem, (), s, 4) for s in (0, 1, 2, 3, 4)]
    assert [one.successes for one in keep(tried, 2)] == [1, 2]
    assert [one.successes for one in keep(tried, 9)] == [1, 2, 3]
    assert learnability(2, 4) == pytest.approx(6 / 7)
    assert learnability(32, 64) > learnability(2, 4)


def test_the_buffer_is_bounded_and_remembers_what_fell_out() -> None:
    buffer = Buffer(3, known=["seen"])
    buffer.add([Proposal("new", "", "", "", str(i), 1, "m", problems=i % 2) for i in range(5)])
    buffer.add([Proposal("copy", "", "", "", "x", 1, "m")])
    assert [one.canonical_hash for one in buffer.proposals] == ["2", "3", "4"]
    assert buffer.known == {"seen", *"01234"}
    assert [one.canonical_hash for one in buffer.learnable()] == ["3"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"valid": 0.01}, "validity"),
        ({"new": 0.0}, "novelty"),
        ({"graphs": 1}, "diversity"),
        ({"accuracy": 0.2}, "accuracy"),
        ({}, ""),
    ],
)
def test_collapse_says_why(change: dict[str, float], why: str) -> None:
    sound = {"valid": 0.9, "new": 0.5, "graphs": 4, "accuracy": 0.5}
    assert collapsed([{"accuracy": 0.4}, sound, sound | change], Limits()).partition(":")[0] == why


def test_diversity_counts_shapes_not_names() -> None:
    texts = [TEXTS[0], TEXTS[0].replace("v1", "w1")]
    new = [Proposal("new", "", "", text, str(i), 1, "m") for i, text in enumerate(texts)]
    found = diversity([*new, Proposal("invalid", "", "", "", "", 1, "m")])
    assert (found["graphs"], found["proposals"]) == (1, 3)
    assert found["valid"] == pytest.approx(2 / 3)
