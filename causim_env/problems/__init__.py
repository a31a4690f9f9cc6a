"""Problems, and the infinite seeded sets they come from."""

from causim_env.problems.problem import VERSION, Problem
from causim_env.problems.problem_set import MAX_DRAWS, ProblemSet

__all__ = ["MAX_DRAWS", "VERSION", "Problem", "ProblemSet"]
