import pytest

from causim_env.problems import ProblemSet
from causim_env.queries import KINDS
from causim_env.render import REPRESENTATIONS


@pytest.mark.parametrize("representation", REPRESENTATIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_solutions_end_in_the_answer_and_score(kind, representation):
    problems = ProblemSet(level=2, kinds=(kind,), representation=representation, seed=3)
    for problem in map(problems.__getitem__, range(6)):
        verdict = problem.score(problem.solution)
        assert verdict.correct and verdict.reward == 1, verdict.reason
        assert problem.solution.count("<answer>") == 1


def test_a_counterfactual_abducts_acts_and_predicts_in_that_order():
    problems = ProblemSet(level=3, kinds=("counterfactual",), asks=("value",), representation="equations")
    for problem in map(problems.__getitem__, range(8)):
        text = problem.solution
        assert 0 <= text.index("Abduct") < text.index("Act") < text.index("<answer>")


def test_control_twins_need_no_abduction():
    problems = ProblemSet(level=2, kinds=("counterfactual",), asks=("value",), seed=4)
    for problem in map(problems.__getitem__, range(8)):
        twin = problem.control_twin()
        assert twin.answer.kind == "value"
        assert twin.level.abducted_bits == 0
        assert twin.query.evidence.items() >= problem.query.evidence.items()
        if problem.answer.kind == "value":
            assert twin.answer == problem.answer


def test_triples_climb_the_ladder_on_one_scm():
    problem = ProblemSet(level=2, kinds=("counterfactual",))[0]
    see, do, imagine = problem.triple()
    assert [see.rung, do.rung, imagine.rung] == [1, 2, 3]
    assert see.scm == do.scm == imagine.scm
    assert see.query.target == do.query.target == imagine.query.target


def test_the_anonymised_problem_has_the_same_answer_up_to_names():
    named = ProblemSet(level=3, seed=8)
    anonymous = ProblemSet(level=3, seed=8, anonymous=True)
    for i in range(10):
        a, b = named[i], anonymous[i]
        assert a.scm.canonical_hash == b.scm.canonical_hash
        assert a.answer.kind == b.answer.kind
        if type(a.scm[a.query.target].support[0]) is not str:
            assert a.answer == b.answer
