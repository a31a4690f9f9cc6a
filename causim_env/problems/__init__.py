"""Problems, and the infinite seeded sets they come from."""

from causim_env.problems.problem import VERSION, Problem
from causim_env.problems.problem_set import MAX_DRAWS, ProblemSet
from causim_env.problems.simulator_set import SimulatorSet, read_simulators

__all__ = ["MAX_DRAWS", "VERSION", "Problem", "ProblemSet", "SimulatorSet", "read_simulators"]
