"""What every runtime promises, one property a test."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from causim_env.sandbox import Runtime, SandboxError, default_runtime, runtimes
from causim_env.sandbox.program import tabulation
from causim_env.sandbox.worker import WorkerRuntime
from causim_env.scm.domains import SCMError
from causim_env.scm.language import check_function
from causim_env.scm.model import SCM
from causim_env.scm.syntax import MechanismError
from causim_env.streams import Stream
from tests.oracles.random_scms import random_scm

DOUBLE = "def f(a):\n    return 2 * a"
SHARED = "def f(a):\n    y = [a]\n    for i in range(60):\n        y = [y, y]\n    return str(y)"
ENDLESS = "def f(a):\n    while True:\n        a = a + 1"
GREENHOUSE = (Path(__file__).parents[2] / "examples" / "greenhouse.scm.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=list(runtimes()))
def runtime(request: pytest.FixtureRequest) -> Iterator[Runtime]:
    with runtimes()[request.param](1.0) as started:
        yield started


def reason(runtime: Runtime, source: str, *row: bool | int | str) -> str:
    with pytest.raises(SandboxError) as error:
        runtime.tabulate(source, [row])
    assert "\n" not in str(error.value) and len(str(error.value)) < 400
    return error.value.reason


def test_values_keep_their_type_and_every_character(runtime: Runtime) -> None:
    strange = ["", "a'b", 'a"b', "a\\b", "true", "True", "7", "a\nb\x0c", "'", "\u00e9\u00e8", "\U0001f600"]
    values = [True, False, 0, -7, 10**30, -(10**1000), *strange]
    found = runtime.tabulate("def f(a):\n    return a", [(value,) for value in values])
    assert [(type(v), v) for v in found] == [(type(v), v) for v in values]


def test_no_rows_and_no_parents(runtime: Runtime) -> None:
    assert runtime.tabulate("def f():\n    return 3", [(), ()]) == [3, 3]
    assert runtime.tabulate("def f():\n    return 3", []) == []


def test_every_reason_is_told(runtime: Runtime) -> None:
    assert reason(runtime, "def f(a):\n    import os\n    return 1", 1) == "language"
    assert reason(runtime, "def f(a, b):\n    return 1", 1) == "language"
    assert reason(runtime, "def f(a):\n    return len([0 for i in range(200) for j in range(200)])", 1) == "fuel"
    assert reason(runtime, "def f(a):\n    return 1 // a", 0) == "error"
    assert reason(runtime, "def f(a):\n    return 2 ** a", 10**6) == "fuel"
    assert reason(runtime, "def f(a):\n    return [a]", 0) == "result"
    assert reason(runtime, "def f(a):\n    return a / 2", 1) == "result"
    assert reason(runtime, SHARED, 1) == "fuel"
    with pytest.raises(SandboxError) as error:
        runtime.run(f"{ENDLESS}\n_answer = f(1)", [], 1)
    assert error.value.reason in ("timeout", "memory")


def test_memory_has_an_end(runtime: Runtime) -> None:
    with pytest.raises(SandboxError) as error:
        runtime.run(tabulation("f", "def f(a):\n    return len([0] * 10 ** 10)"), [(1,)], 1)
    assert error.value.reason == "memory"


def test_many_mechanisms_do_not_touch_each_other(runtime: Runtime) -> None:
    bad = ["def f(a):\n    return 1 // 0", "def f(a):\n    return g", SHARED, "def f(a):\n    return [a]"]
    fine = [(f"def f(a):\n    return a + {i}", [(1,), (2,)]) for i in range(70)]
    mixed = [*fine[:20], *((text, [(1,)]) for text in bad), *fine[20:]]
    found = runtime.tabulate_many(mixed)
    reasons = [result.reason for result in found if isinstance(result, SandboxError)]
    assert reasons == ["error", "language", "fuel", "result"]
    assert [r for r in found if isinstance(r, list)] == [[1 + i, 2 + i] for i in range(70)]


def test_a_function_may_bear_any_name_of_the_language(runtime: Runtime) -> None:
    body = "(a):\n    t = 0\n    for i in range(a):\n        t = t + i * a ** 2\n    return t"
    for name in ("type", "isinstance", "Exception", "AssertionError", "rows", "print", "f"):
        assert runtime.tabulate(f"def {name}{body}", [(3,)]) == [27], name
    names = [(f"def {name}{body}", [(3,)]) for name in ("Exception", "isinstance", "OverflowError", "repr")]
    assert runtime.tabulate_many(names) == [[27]] * 4


def test_simulating_is_evaluating(runtime: Runtime) -> None:
    for index in range(12):
        stream = Stream("sandbox simulate", index)
        scm = random_scm(stream, stream.between(1, 4), stream.between(1, 8))
        worlds = [{u.name: stream.choice(u.support) for u in scm.exogenous} for _ in range(5)]
        node = stream.choice(scm.endogenous)
        for do in ({}, {node.name: node.support[0]}, {scm.exogenous[0].name: scm.exogenous[0].support[0]}):
            expected = scm.evaluate_batch(worlds, do)
            found = runtime.simulate(scm, worlds, do)
            assert [list(world.items()) for world in found] == [list(world.items()) for world in expected]


def test_simulating_holds_values_against_their_domain(runtime: Runtime) -> None:
    scm = SCM.from_source(GREENHOUSE.replace("2 * u_sun", "u_sun - 1"))
    worlds = [{u.name: u.support[0] for u in scm.exogenous}]
    with pytest.raises(SCMError, match="light returned -1"):
        runtime.simulate(scm, worlds)
    with pytest.raises(SCMError, match="world without"):
        runtime.simulate(scm, [{}])


def test_it_comes_back_after_its_process_was_killed(runtime: Runtime) -> None:
    assert runtime.tabulate(DOUBLE, [(4,)]) == [8]
    for child in children():
        os.kill(child, signal.SIGKILL)
    try:
        runtime.tabulate(DOUBLE, [(4,)])
    except SandboxError as error:
        assert error.reason == "crash"
    assert runtime.tabulate(DOUBLE, [(4,)]) == [8]


def test_closing_ends_the_process_and_a_call_starts_another(runtime: Runtime) -> None:
    before = children()
    runtime.tabulate(DOUBLE, [(4,)])
    runtime.close()
    assert len(children()) < max(1, len(before)) or not before
    assert runtime.tabulate(DOUBLE, [(4,)]) == [8]


def test_a_fork_has_a_runtime_of_its_own(runtime: Runtime) -> None:
    assert runtime.tabulate(DOUBLE, [(4,)]) == [8]
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        own = runtime if runtime.name == "worker" else default_runtime()
        os._exit(0 if own.tabulate(DOUBLE, [(5,)]) == [10] and own._pid == os.getpid() else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert runtime.tabulate(DOUBLE, [(4,)]) == [8]


def test_monty_says_so_where_a_fork_makes_it_useless() -> None:
    if "monty" not in runtimes():
        pytest.skip("no Monty here")
    runtime = runtimes()["monty"]()
    assert runtime.tabulate(DOUBLE, [(4,)]) == [8]
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        try:
            runtime.tabulate(DOUBLE, [(4,)])
        except SandboxError as error:
            os._exit(0 if error.reason == "crash" else 1)
        os._exit(2)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    runtime.close()


def test_the_worker_hashes_with_its_own_seed_whatever_the_host_has(monkeypatch: pytest.MonkeyPatch) -> None:
    def hashed(seed: int, host: str) -> str:
        monkeypatch.setenv("PYTHONHASHSEED", host)
        monkeypatch.setenv("PYTHONPATH", "/nowhere")
        with WorkerRuntime(1.0, seed) as worker:
            answer = "\\n".join(["{hash('a')}", "{hash('clay')}"])
            found = worker.run(f'_answer = f"{answer}"', [], 2)
            twin = worker.twin()
            assert twin is worker.twin()
            assert twin.run(f'_answer = f"{answer}"', [], 2) != found
            return str(found)

    assert hashed(0, "1") == hashed(0, "2") != hashed(1, "1")


def test_the_worker_reads_nothing_of_the_host_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    monkeypatch.setenv("SECRET", "1")
    with WorkerRuntime(1.0) as worker:
        text = "import os, sys\n_answer = repr(','.join(sorted(os.environ))) + chr(10)"
        text += "\n_answer += repr(str((sys.flags.no_user_site, sys.flags.safe_path, sys.flags.no_site)))"
        names, flags = worker.run(text, [], 2)
        assert set(str(names).split(",")) <= {"PYTHONHASHSEED", "LC_CTYPE", "PWD"}
        assert flags == "(1, True, 1)"


@pytest.mark.parametrize("name", list(runtimes()))
def test_hash_seeds_of_the_host_change_nothing(name: str) -> None:
    source = 'def f(a):\n    return [k for k in {"x": 1, "y": 2}][0] + str(a in {1: 0, 2: 0}) + sorted(["b", "c"])[0]'
    text = (
        "from causim_env.sandbox import runtimes\n"
        f"with runtimes()[{name!r}]() as runtime:\n"
        f"    print(runtime.tabulate({source!r}, [(1,)]), [k for k in {{'x', 'y', 'z', 'w', 'v'}}])"
    )
    seen = {
        subprocess.check_output([sys.executable, "-c", text], env={**os.environ, "PYTHONHASHSEED": seed}, text=True)
        for seed in ("0", "1", "2")
    }
    assert len(seen) > 1, "the seeds do something"
    assert {line.partition("]")[0] for line in seen} == {"['xTrueb'"}


@pytest.mark.parametrize("text", ["hash(a)", "id(a)", "set([a])", "{a, 2}", "{x for x in [a]}", "frozenset([a])"])
def test_the_language_has_nothing_that_shows_a_hash(text: str) -> None:
    for expression in (text, f"len({text})", f"str({text})", f"[x for x in {text}][0]"):
        with pytest.raises(MechanismError):
            check_function(f"def f(a):\n    return {expression}")


def test_the_default_is_one_for_each_process() -> None:
    assert default_runtime() is default_runtime()
    assert default_runtime().name == next(iter(runtimes()))


def test_refusals_can_be_sent_between_processes() -> None:
    error = pickle.loads(pickle.dumps(SandboxError("fuel", "more than\n10000 steps")))
    assert (error.reason, error.message) == ("fuel", "more than 10000 steps")


def test_rows_are_checked(runtime: Runtime) -> None:
    for rows in ([(1,), (1, 2)], [(1.5,)], [(None,)]):
        with pytest.raises(ValueError, match="row"):
            runtime.tabulate(DOUBLE, rows)  # type: ignore[arg-type]


def test_the_walls_are_told(runtime: Runtime) -> None:
    walls = runtime.limits()
    assert walls["seconds"] == 1.0
    limit, given, refused = (int(str(walls[f"memory_{what}bytes"])) for what in ("", "given_", "refused_"))
    assert limit // 2 <= given < refused <= 2 * limit and refused - given == limit // 32
    assert walls["memory_refused_by"] == "memory" and walls["stopped_by"] == "timeout"
    assert 0.3 < float(str(walls["stopped_after_s"])) < 3
    assert {**runtime.limits()} == {**walls}, "it is measured once"
    if runtime.name == "worker" and sys.platform == "linux":
        assert walls["seccomp"] is True, walls["seccomp_missing"]


def children() -> list[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    return [int(word) for word in listed.read_text().split()] if listed.exists() else []


def test_expressions_that_stand_inline_keep_their_values(runtime: Runtime) -> None:
    scm = SCM.from_source(
        "u: Uniform(0, 3)\n\n"
        'def a(u) -> Integer(0, 9):\n    """Doc."""\n    return (u +  # of two lines\n        2 * u)\n\n'
        "def b(a, u) -> Boolean():\n    if a > u:\n        return True\n    return False\n\n"
        'def c(b) -> Category("x\\"y", "z"):\n    return "x\\"y" if b else "z"\n'
    )
    worlds = [{"u": u} for u in range(4)]
    for do in ({}, {"u": 2}, {"a": 0}, {"b": True, "u": 0}):
        assert runtime.simulate(scm, worlds, do) == [scm.evaluate(world, do) for world in worlds]


def test_a_name_that_hides_a_root_hides_it_in_a_simulation_too(runtime: Runtime) -> None:
    text = "u: Uniform(0, 1)\nz: Uniform(0, 1)\ndef y(u) -> Integer(0, 9):\n    return z\n    z = u\n    return 0\n"
    scm = SCM.from_source(text)
    with pytest.raises(SCMError):
        scm.evaluate({"u": 1, "z": 1})
    with pytest.raises(SandboxError):
        runtime.simulate(scm, [{"u": 1, "z": 1}])
