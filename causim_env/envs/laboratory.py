"""Experiments as tools: a policy may run the model of a problem before it answers.

The class has the form that TRL's `environment_factory` takes: no arguments to make one, `reset` with the row, and a
tool for every other public method. What is run is the model as the prompt shows it, on causes that the policy chooses;
what really happened stays hidden, so the gold answer is the same with experiments and without.
"""

from __future__ import annotations

from functools import lru_cache

from causim_env.problems import ProblemSet
from causim_env.scm import SCM, Value


class Laboratory:
    """The bench of one policy.

    Args:
        problems: Where the problems come from; rows name them by `index`.
        budget: Runs in one episode.
    """

    def __init__(self, problems: ProblemSet, budget: int) -> None:
        self._problems = problems
        self._budget = budget
        self._left = 0
        self._scm: SCM | None = None

    def reset(self, index: int, **row: object) -> str:
        """Begins an episode.

        Args:
            index: Place of the problem in the problem set.
            **row: Other columns, unused.

        Returns:
            What the policy is told besides the prompt.
        """
        self._scm = _model(self._problems, index)
        self._left = self._budget
        return (
            f"\n\nBefore you answer you may run this model up to {self._budget} times on causes of your choice with "
            "the tools observe and intervene."
        )

    def observe(self, causes: str) -> str:
        """Runs the model as it is and returns the value of every variable.

        Args:
            causes: A value for every exogenous variable, for example "u_sun = 2, u_pump = true".

        Returns:
            The values of all variables.
        """
        return self._run(causes, "")

    def intervene(self, causes: str, settings: str) -> str:
        """Runs the model with some variables set from outside and returns the value of every variable.

        Args:
            causes: A value for every exogenous variable, for example "u_sun = 2, u_pump = true".
            settings: The variables that are set, for example "light = 0".

        Returns:
            The values of all variables.
        """
        return self._run(causes, settings)

    def _run(self, causes: str, settings: str) -> str:
        if self._scm is None or self._left < 1:
            raise ValueError(f"all {self._budget} runs are used up: answer now")
        world, do = _read(self._scm, causes), _read(self._scm, settings)
        missing = [u.name for u in self._scm.exogenous if u.name not in world]
        if missing:
            raise ValueError(f"causes leave {', '.join(missing)} open: give every exogenous variable a value")
        values = self._scm.evaluate(world, do)
        self._left -= 1
        return ", ".join(f"{name} = {_plain(value)}" for name, value in values.items())


@lru_cache(maxsize=4096)
def _model(problems: ProblemSet, index: int) -> SCM:
    return problems[index].scm


def _read(scm: SCM, text: str) -> dict[str, Value]:
    """Reads `name = value, name = value`.

    Raises:
        ValueError: A part has another form, or the name or the value is none of the model's.
    """
    values: dict[str, Value] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, said = (word.strip() for word in part.partition("="))
        if name not in scm:
            raise ValueError(f"{part}: write a variable of the model, an equals sign and its value")
        support = {_plain(value): value for value in scm[name].support}
        if said not in support:
            raise ValueError(f"{part}: {name} takes {', '.join([*support][:12])}")
        values[name] = support[said]
    return values


def _plain(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
