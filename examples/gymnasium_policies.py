"""Two policies on `causim/Query-v0`: one answers at random, one reads the worked solution.

Run it with `python examples/gymnasium_policies.py`; it needs the core dependencies only. The random
policy shows how little luck pays, the oracle that every gold answer earns its reward.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import gymnasium

Policy = Callable[[str, dict[str, Any]], str]


def random_policy(draws: random.Random) -> Policy:
    """Answer with a value that the target can take, whatever the problem says."""

    def act(prompt: str, info: dict[str, Any]) -> str:
        problem = info["problem"]
        value = draws.choice(problem.scm[problem.query.target].support)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return f"<answer>{text}</answer>"

    return act


def oracle_policy(prompt: str, info: dict[str, Any]) -> str:
    """Answer with the solution that comes with the problem."""
    solution: str = info["problem"].solution
    return solution


def mean_reward(policy: Policy, episodes: int = 50, level: int = 3) -> float:
    """Play some episodes and average their rewards."""
    env = gymnasium.make("causim_env:causim/Query-v0", level=level, kinds=("deduction", "counterfactual"))
    total = 0.0
    for episode in range(episodes):
        prompt, info = env.reset(seed=0 if episode == 0 else None)
        _, reward, _, _, _ = env.step(policy(prompt, info))
        total += float(reward)
    return total / episodes


def main() -> None:
    """Compare the two policies."""
    print(f"random {mean_reward(random_policy(random.Random(0))):.2f}")
    print(f"oracle {mean_reward(oracle_policy):.2f}")


if __name__ == "__main__":
    main()
