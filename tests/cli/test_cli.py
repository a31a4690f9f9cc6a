from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from causim_env.problems import Problem, ProblemSet
from tests.cli.conftest import Run
from tests.serving import Response, Server, says, serving

GREENHOUSE = '''"""A greenhouse on a cloudy week."""

u_sun: Uniform(0, 3)
u_pump: Bernoulli(1, 5)

def light(u_sun) -> Integer(0, 6):
    """Usable light [h]. Twice the sun index."""
    return 2 * u_sun

def moisture(light, u_pump) -> Integer(0, 9):
    """Soil moisture [points]. The pump adds three, light dries it."""
    return 5 + (3 if u_pump else 0) - light // 2
'''
COMMANDS = (
    "generate", "show", "solve", "score", "author", "formalize", "informalize",
    "verify-splits", "attack", "eval", "bench",
)  # fmt: skip


@pytest.fixture
def greenhouse(tmp_path: Path) -> Path:
    path = tmp_path / "greenhouse.scm"
    path.write_text(GREENHOUSE, encoding="utf-8")
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    (tmp_path / "deep.json").write_text("[" * 100_000, encoding="utf-8")
    (tmp_path / "empty.jsonl").write_text("", encoding="utf-8")
    (tmp_path / "bytes.scm").write_bytes(b"\xff")
    return path


def test_every_command_has_help_with_an_example(run: Run) -> None:
    for command in COMMANDS:
        result = run(command, "--help")
        assert result.code == 0
        assert f"causim {command}" in " ".join(result.out.split())
        assert "Example" in result.out
    assert run("--version").out.startswith("causim-env ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["frob"], "frob"),
        (["generate", "--frob"], "--frob"),
        (["generate", "-n", "many"], "-n"),
        (["generate", "-n", "0"], "-n 0"),
        (["generate", "--level", "11"], "level 11"),
        (["generate", "--kind", "song"], "--kind song"),
        (["generate", "--split", "tset"], "tset"),
        (["generate", "--representation", "song"], "song"),
        (["show", "nowhere.scm"], "nowhere.scm: No such file"),
        (["show", "--index", "-1"], "--index -1"),
        (["show", "{scm}", "--cluster", "fog"], "--cluster fog: write one of"),
        (["show", "{scm}", "--cluster", "light", "--all"], "--all and --cluster light"),
        (["solve", "{scm}", "--target", "warmth"], "warmth"),
        (["solve", "{scm}", "--target", "light", "-e", "light"], "name=value"),
        (["solve", "{scm}", "--target", "light", "-e", "light=7"], "one of 0, 1, 2"),
        (["solve", "{scm}", "--target", "light", "-e", "light=1"], "light"),
        (["solve", "{scm}", "--target", "light", "-d", "u_sun=1"], "do"),
        (["score", "{scm}"], "greenhouse.scm:1: not JSON"),
        (["eval"], "a model's name"),
        (["eval", "m", "--baseline", "random"], "--baseline"),
        (["eval", "--baseline", "luck", "-n", "1", "--level", "1"], "luck"),
        (["eval", "--baseline", "random", "--problems", "{scm}"], "greenhouse.scm:1"),
        (["eval", "m", "--base-url", "http://127.0.0.1:9/v1", "-n", "1", "--tries", "0"], "tries 0"),
        (["bench", "--folder", "{dir}"], "no benchmarks"),
        (["show", "{dir}/list.json"], "list.json: no SCM"),
        (["show", "{dir}/bytes.scm"], "bytes.scm: no SCM"),
        (["show", "{dir}/deep.json"], "deep.json: no SCM"),
        (["eval", "--baseline", "random", "--problems", "{dir}/deep.json"], "deep.json:1: not JSON"),
        (["eval", "--baseline", "random", "--problems", "{dir}/empty.jsonl"], "empty.jsonl: no problems"),
        (["score", "{dir}/empty.jsonl"], "empty.jsonl: no predictions"),
        (["solve", "{scm}", "--target", "light", "-e", "u_sun=1", "-e", "u_sun=2"], "u_sun has a value already"),
        (["show", "{dir}"], "Is a directory"),
        (["show", "--level", "1", "--svg", "{scm}/x.svg"], "greenhouse.scm"),
        (["author", "--domain", "opera"], "opera"),
        (["author", "-n", "2", "--out", "{dir}/two.scm"], ".jsonl"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(run: Run, greenhouse: Path, words: list[str], said: str) -> None:
    result = run(*(word.format(scm=greenhouse, dir=greenhouse.parent) for word in words))
    assert result.code == 2
    assert said in result.err
    assert result.err.startswith("causim: ") and result.err.count("\n") == 1
    assert "Traceback" not in result.out


def test_solving_a_query_on_a_file(run: Run, greenhouse: Path) -> None:
    counterfactual = ("solve", greenhouse, "--kind", "counterfactual", "--target", "moisture")
    given = ("-e", "moisture=7", "-d", "light=0")
    assert run(*counterfactual, *given, "--ask", "value").out == "8\n"
    table = run("solve", greenhouse, "--target", "u_pump", "-e", "moisture=2").out
    assert "false" in table and "true" not in table and "1.000000" in table
    answer = json.loads(run(*counterfactual, *given, "--json").out)
    assert answer["answer"] == {"kind": "distribution", "value": [[8, "1"]]}
    assert answer["query"]["do"] == {"light": 0}


def test_an_scm_survives_its_json(run: Run, greenhouse: Path) -> None:
    shown = run("show", greenhouse, "--json").out
    (greenhouse.parent / "greenhouse.json").write_text(shown, encoding="utf-8")
    assert run("show", greenhouse.parent / "greenhouse.json", "--json").out == shown


def test_showing_a_file_draws_it_in_layers_and_as_svg(run: Run, greenhouse: Path) -> None:
    svg = greenhouse.parent / "picture" / "greenhouse.svg"
    result = run("show", greenhouse, "--svg", svg)
    rows = [line.split()[0] for line in result.out.splitlines() if line.split()]
    order = [row for row in rows if row in ("u_sun", "u_pump", "light", "moisture")]
    assert sorted(order) == ["light", "moisture", "u_pump", "u_sun"]
    assert order.index("u_sun") < order.index("light") < order.index("moisture")
    assert "← light u_pump" in result.out
    assert svg.read_text(encoding="utf-8").startswith("<svg")


def test_showing_a_problem_shows_prompt_query_and_answer(run: Run) -> None:
    words = ("show", "--level", 1, "--kind", "counterfactual", "--index", 3)
    problem = ProblemSet(level=1, kinds=("counterfactual",))[3]
    result = run(*words, "--solution")
    assert result.out.startswith(problem.prompt)
    assert f"asked: {problem.query.asked} of {problem.query.target} (counterfactual, rung 3)" in result.out
    assert result.out.rstrip().endswith(problem.answer.block())
    assert Problem.from_json(json.loads(run(*words, "--json").out)) == problem


def test_problems_go_to_stdout_without_a_folder(run: Run) -> None:
    lines = run("generate", "-n", 3, "--level", 1, "--seed", 7).out.splitlines()
    wanted = ProblemSet(level=1, seed=7)
    assert [Problem.from_json(json.loads(line)).id for line in lines] == [wanted[i].id for i in range(3)]


def test_a_stopped_generation_goes_on_and_ends_with_the_same_bytes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("generate", "-n", 6, "--level", 1, "--level", 2, "--shard-size", 4, "--json")
    whole = run(*words, "--out", tmp_path / "whole")
    manifest = json.loads(whole.out)
    assert [shard["rows"] for shard in manifest["shards"]] == [4, 2, 4, 2]
    assert manifest["complete"] is True

    made = 0
    original = ProblemSet.__getitem__

    def breaks(self: ProblemSet, index: int) -> Problem:
        nonlocal made
        made += 1
        if made == 6:
            raise OSError(28, "No space left on device", "disk")
        return original(self, index)

    monkeypatch.setattr(ProblemSet, "__getitem__", breaks)
    assert run(*words, "--out", tmp_path / "parts").err == "causim: disk: No space left on device\n"
    assert sorted(p.name for p in (tmp_path / "parts").iterdir()) == ["level-01-00000.jsonl", "manifest.json"]
    made = 100
    run(*words, "--out", tmp_path / "parts")
    assert made == 100 + 8, "the finished shard is left alone"
    for path in (tmp_path / "whole").iterdir():
        assert path.read_bytes() == (tmp_path / "parts" / path.name).read_bytes()

    other = run("generate", "-n", 6, "--level", 1, "--seed", 1, "--out", tmp_path / "whole")
    assert other.code == 2 and "seed 0, not 1" in other.err


def test_a_damaged_shard_is_made_again(run: Run, tmp_path: Path) -> None:
    words = ("generate", "-n", 4, "--level", 1, "--shard-size", 2, "--out", tmp_path)
    run(*words)
    shard = tmp_path / "level-01-00001.jsonl"
    content = shard.read_bytes()
    shard.write_bytes(content[:-20])
    run(*words)
    assert shard.read_bytes() == content


def test_floors_ceiling_and_scoring_again(run: Run, tmp_path: Path) -> None:
    data, predictions = tmp_path / "data", tmp_path / "predictions.jsonl"
    run("generate", "-n", 12, "--level", 1, "--out", data)
    oracle = json.loads(run("eval", "--baseline", "oracle", "--problems", data, "--out", predictions, "--json").out)
    assert oracle["oracle"]["overall"]["accuracy"] == 1.0
    floors = json.loads(run("eval", "--baseline", "shortcuts", "--problems", data, "--json").out)
    assert {"constant", "ignore_evidence", "copy_factual"} <= set(floors)
    assert floors["ignore_evidence"]["overall"]["accuracy"] < 0.5
    assert "copy_factual" in run("eval", "--baseline", "shortcuts", "--problems", data).out

    again = json.loads(run("score", predictions, "--json").out)
    assert (again["changed"], again["overall"]) == (0, oracle["oracle"]["overall"])
    rows = [json.loads(line) for line in predictions.read_text(encoding="utf-8").splitlines()]
    rows[0]["completion"] = "no"
    rows[1]["completion"] = None
    rows[1]["correct"] = rows[1]["reward"] = None
    predictions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    changed = json.loads(run("score", predictions, "--problems", data, "--json").out)
    overall = changed["overall"]
    assert (changed["changed"], overall["n"], overall["failed"]) == (1, 11, 1)
    assert overall["accuracy"] == pytest.approx(10 / 11)
    assert "1 of 12 verdicts differ" in run("score", predictions).out
    run("generate", "-n", 1, "--level", 1, "--seed", 9, "--out", tmp_path / "other")
    assert run("score", predictions, "--problems", tmp_path / "other").code == 2


def test_splits_are_verified_and_an_overlap_is_exit_code_1(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("verify-splits", "-n", 2, "--level", 1, "--json")
    disjoint = run(*words)
    assert disjoint.code == 0
    report = json.loads(disjoint.out)
    assert report["overlaps"] == {} and report["splits"]["train"]["scms"] == 2

    same = ProblemSet(level=1)[0]
    monkeypatch.setattr(ProblemSet, "__getitem__", lambda self, index: same)
    result = run(*words)
    assert result.code == 1
    assert json.loads(result.out)["overlaps"]["train and test-iid"] == {"scms": 1, "prompts": 1}


def test_attacks_earn_nothing_and_a_lenient_scorer_is_caught(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("attack", "-n", 2, "--level", 1, "--only", "answers", "--json")
    assert run(*words).code == 0
    strict = Problem.score

    def lenient(self: Problem, completion: str) -> object:
        text = str(completion)
        return strict(self, self.answer.block() if self.answer.text() in text else text)

    monkeypatch.setattr(Problem, "score", lenient)
    result = run(*words)
    assert result.code == 1 and json.loads(result.out)["faults"]


def test_hostile_programs_are_stopped_and_an_escape_is_exit_code_1(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from causim_env.attacks import sandbox
    from causim_env.attacks.programs import PROGRAMS, Program

    few = tuple(program for program in PROGRAMS if program.family in ("import", "answer"))
    monkeypatch.setattr(sandbox.assault, "__defaults__", (few,))
    words = ("attack", "--only", "sandbox", "--seconds", 1, "--json")
    result = run(*words)
    figures = json.loads(result.out)["runtimes"]
    assert result.code == 0 and "worker" in figures
    for found in figures.values():
        assert found["payloads"] == found["stopped"] == len(few) and found["poisoned"] == 0 < found["slowest_ms"]

    escape = Program("escape", "test", "def f(x):\n    return 'escaped'", legal=True)
    monkeypatch.setattr(sandbox.assault, "__defaults__", ((escape,),))
    result = run(*words, "--runtime", "worker")
    assert result.code == 1 and json.loads(result.out)["runtimes"]["worker"]["stopped"] == 0
    assert run("attack", "--only", "nothing").code == 2
    assert run("attack", "--runtime", "nothing", "--only", "sandbox").code == 2


def test_authored_scms_are_the_same_every_time_and_can_be_shown(run: Run, tmp_path: Path) -> None:
    words = ("author", "--domain", "greenhouse", "--nodes", 4, "--seed", 3)
    text = run(*words).out
    assert run(*words, "--out", tmp_path / "g.scm").code == 0
    assert (tmp_path / "g.scm").read_text(encoding="utf-8").strip() == text.strip()
    assert run("show", tmp_path / "g.scm").code == 0
    run("author", "-n", 3, "--nodes", 3, "--out", tmp_path / "many.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "many.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({row["canonical_hash"] for row in rows}) == 3


def test_benchmarks_are_run_and_their_json_is_gathered(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "speed"
    folder.mkdir()
    script = 'if __name__ == "__main__":\n    '
    (folder / "quick.py").write_text(script + "print('{\"ratio\": 2}')", encoding="utf-8")
    (folder / "broken.py").write_text(script + "raise SystemExit('no peer')", encoding="utf-8")
    (folder / "helper.py").write_text("", encoding="utf-8")
    (folder / "transfer.py").write_text(script + "print('{\"hours\": 9}')", encoding="utf-8")  # only by name
    assert json.loads(run("bench", "quick", "--folder", folder, "--json").out) == {"quick": {"ratio": 2}}
    assert json.loads(run("bench", "transfer", "--folder", folder, "--json").out) == {"transfer": {"hours": 9}}
    assert (
        run("bench", "slow", "--folder", folder).err == "causim: benchmark slow: write one of broken, quick, transfer\n"
    )
    result = run("bench", "--folder", folder, "--json")
    assert result.code == 1
    assert json.loads(result.out) == {"broken": {"failed": "no peer"}, "quick": {"ratio": 2}}


@pytest.fixture
def endpoint() -> Iterator[Server]:
    """Solves the training problems it knows, but for the second one it is asked."""
    known = {ProblemSet(level=1)[i].prompt: ProblemSet(level=1)[i].solution for i in range(6)}

    def respond(prompt: str, attempt: int, body: object) -> Response:
        return says(known[prompt] if len(server.asked) != 2 else "<answer>no")

    with serving(respond) as server:
        yield server


def test_an_endpoint_is_evaluated_and_a_second_run_asks_only_what_is_missing(
    run: Run, tmp_path: Path, endpoint: Server
) -> None:
    pytest.importorskip("httpx", reason="needs the llm extra")
    url, asked = endpoint.url, endpoint.asked
    out = tmp_path / "predictions.jsonl"
    words = ("eval", "m", "--base-url", url, "--split", "train", "--level", 1, "--out", out)
    first = run(*words, "-n", 4, "--concurrency", 1, "--json")
    assert first.code == 0, first.err
    assert json.loads(first.out)["overall"]["accuracy"] == 0.75
    assert len(asked) == 4
    assert not out.with_name(out.name + ".partial").exists()

    lines = out.read_text(encoding="utf-8").splitlines(keepends=True)
    out.unlink()
    out.with_name(out.name + ".partial").write_text("".join(lines[:3]) + lines[3][:40], encoding="utf-8")
    second = run(*words, "-n", 6, "--json")
    assert json.loads(second.out)["overall"]["n"] == 6
    assert len(asked) == 4 + 3
    assert json.loads(run("score", out, "--json").out)["changed"] == 0


def test_an_endpoint_that_is_not_there_is_bad_input(run: Run) -> None:
    pytest.importorskip("httpx", reason="needs the llm extra")
    words = ("eval", "m", "--base-url", "http://127.0.0.1:9/v1", "-n", 1, "--level", 1, "--tries", 1)
    result = run(*words)
    assert result.code == 2 and "never answered" in result.err


def test_a_reader_that_has_enough_causes_no_traceback() -> None:
    command = [sys.executable, "-c", "from causim_env.cli import main; main()", "generate", "-n", "50", "--level", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""


def test_the_installed_command_starts() -> None:
    code = "from causim_env.cli import main; main(['--version'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("causim-env")
