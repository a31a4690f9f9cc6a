"""`causim/Query-v0`: read one problem, write one completion, get its verdict.

An episode is a single turn. Which problem it is depends on the index alone, given in the options of
`reset` or drawn from its seed; everything else about a problem belongs to `ProblemSet`. There is no
dialogue and there are no experiments here.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import gymnasium
from gymnasium.error import CustomSpaceError
from gymnasium.spaces import Text
from gymnasium.vector.utils import create_shared_memory

from causim_env.curriculum import Rung
from causim_env.problems import Problem, ProblemSet, SimulatorSet, read_simulators
from causim_env.queries import KINDS, Kind

MAX_PROMPT = 1 << 20
MAX_COMPLETION = 1 << 16
CHARSET = string.printable + "°µ²³·×–—≤≥≠±→…’€£"

_INDICES = 2**31
_OPTIONS = frozenset({"index", "level", "representation"})


class PromptSpace(Text):
    """Text whose observations `AsyncVectorEnv` has to send through pipes.

    In shared memory Gymnasium reads texts once, before anything is written, and then shows those forever.
    """


@create_shared_memory.register(PromptSpace)
def _refuse_shared_memory(space: PromptSpace, n: int = 1, ctx: object = None) -> None:
    raise CustomSpaceError("text observations do not work in shared memory: pass shared_memory=False")


class QueryEnv(gymnasium.Env[str, str]):
    """One problem per episode: the observation is its prompt, the action is a whole completion.

    The reward is that of `Problem.score`. Gymnasium demands a number, so a completion whose verifier
    failed earns 0.0 here; `info["verdict"]` then has `reward` and `correct` None, and a trainer that
    must not take a broken verifier for a wrong answer has to leave that step out.

    The spaces list the characters of prompts and of ordinary completions. Any other text may be given
    as an action too; it is scored like every completion.

    `gymnasium.make_vec` works in both modes; the async one needs `vector_kwargs={"shared_memory": False}`.

    `info` holds `problem` (with the gold answer: never show it to the policy), `index`, `level` and
    `verdict`, which is None until `step`.

    Args:
        split: The split that problems come from.
        seed: The problem stream inside the split. `reset(seed=...)` only chooses indices in it.
        level: The level of the problems, 1 to 10 or a `Rung` of one's own.
        kinds: The kinds of query.
        representation: How SCMs are shown.
        simulators: A folder of `.scm.py` files, such as `causim author` writes; problems are posed on
            those instead of drawn SCMs.
        render_mode: `"ansi"` makes `render` return the problem, and the verdict once there is one.

    Raises:
        ValueError: If the split, the level, a kind or the representation does not exist.
    """

    metadata = {"render_modes": ["ansi"], "render_fps": 1}

    def __init__(
        self,
        split: str = "train",
        seed: int = 0,
        level: int | Rung = 3,
        kinds: Sequence[Kind] = KINDS,
        representation: str = "code",
        simulators: str | Path | None = None,
        render_mode: str | None = None,
    ) -> None:
        if render_mode not in (None, *self.metadata["render_modes"]):
            raise ValueError(f"render_mode {render_mode!r} does not exist: write 'ansi' or leave it out")
        self.observation_space = PromptSpace(MAX_PROMPT, charset=CHARSET)
        self.action_space = Text(MAX_COMPLETION, min_length=0, charset=CHARSET)
        self.render_mode = render_mode
        self._split = split
        self._seed = seed
        self._level = level
        self._kinds = tuple(kinds)
        self._representation = representation
        self._scms = () if simulators is None else tuple(read_simulators(Path(simulators)))
        self._sets: dict[tuple[int | Rung, str], ProblemSet] = {}
        self._info: dict[str, Any] = {}
        self._problems(level, representation)

    def reset(self, *, seed: int | None = None, options: Mapping[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """Pose a problem.

        Args:
            seed: Seeds the draw of indices from here on.
            options: `index` chooses the problem; `level` and `representation` replace those of the
                environment for this episode.

        Raises:
            ValueError: If an option is unknown or its value is impossible.
        """
        super().reset(seed=seed)
        chosen = dict(options or {})
        if unknown := sorted(set(chosen) - _OPTIONS):
            raise ValueError(f"option {unknown[0]!r} does not exist: write {', '.join(sorted(_OPTIONS))}")
        index = chosen.get("index")
        if index is None:
            index = int(self.np_random.integers(_INDICES))
        elif not isinstance(index, int) or isinstance(index, bool) or index < 0:
            raise ValueError(f"option 'index' is {index!r}: write an integer that is not negative")
        level = chosen.get("level", self._level)
        problems = self._problems(level, chosen.get("representation", self._representation))
        problem = problems[index]
        self._info = {"problem": problem, "index": index, "level": level, "verdict": None}
        return problem.prompt, dict(self._info)

    def step(self, action: str) -> tuple[str, float, bool, bool, dict[str, Any]]:
        """Score a completion; the episode ends with it.

        Raises:
            ValueError: If the action is not text, or there is no open problem to answer.
        """
        if not isinstance(action, str):
            raise ValueError(f"the action is {type(action).__name__}: write the completion as text")
        if not self._info or self._info["verdict"] is not None:
            raise ValueError("there is no open problem: call reset before step")
        problem: Problem = self._info["problem"]
        verdict = problem.score(action)
        self._info["verdict"] = verdict
        reward = 0.0 if verdict.reward is None else float(verdict.reward)
        return problem.prompt, reward, True, False, dict(self._info)

    def render(self) -> str | None:
        """Return the problem, and its verdict once there is one, as text."""
        if self.render_mode is None or not self._info:
            return None
        problem: Problem = self._info["problem"]
        verdict = self._info["verdict"]
        return problem.prompt + ("" if verdict is None else f"\n\n{verdict.reason}")

    def _problems(self, level: int | Rung, representation: str) -> ProblemSet:
        key = (level, representation)
        if key not in self._sets:
            chosen: dict[str, Any] = {
                "split": self._split,
                "seed": self._seed,
                "level": level,
                "kinds": self._kinds,
                "representation": representation,
            }
            self._sets[key] = SimulatorSet(**chosen, scms=self._scms) if self._scms else ProblemSet(**chosen)
        return self._sets[key]
