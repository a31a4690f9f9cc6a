"""The problems of this version, by their hashes: whoever changes one of them raises `VERSION`."""

import json
from pathlib import Path

from causim_env.problems import VERSION, ProblemSet

GOLDEN: dict[str, str] = json.loads(Path(__file__).with_name("golden.json").read_text())
REPRESENTATIONS = {"1": "code", "2": "equations", "3": "prose", "4": "table", "6": "prose", "10": "code"}


def test_problems_are_those_that_were_committed():
    for name, committed in GOLDEN.items():
        version, rest = name.split("-", 1)
        split, seed, level, index, _ = rest.rsplit("-", 4)
        assert version == f"v{VERSION}"
        problems = ProblemSet(split, int(seed[1:]), int(level[1:]), representation=REPRESENTATIONS[level[1:]])
        problem = problems[int(index)]
        assert (problem.id, problem.content_hash) == (name, committed)
