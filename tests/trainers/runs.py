"""Training scripts in processes of their own, as users start them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = os.environ | {
    "OMP_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "CUDA_VISIBLE_DEVICES": "",
}


def start(
    script: str, *options: object, processes: int = 1, path: Path | None = None, out: int = subprocess.PIPE
) -> subprocess.Popen[str]:
    """Starts a script of `trainers/`.

    Args:
        script: Its name.
        *options: Its command line.
        processes: How many take part; more than one through `torch.distributed.run`.
        path: A folder from which it can import besides.
        out: Where its output goes; a pipe has to be read, or it waits.
    """
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", str(processes)]
    paths = os.pathsep.join(str(one) for one in (ROOT, path) if one)
    return subprocess.Popen(
        [
            *(sys.executable, *(launcher if processes > 1 else [])),
            *(str(ROOT / "trainers" / f"{script}.py"), *map(str, options)),
        ],
        env=ENVIRONMENT | {"PYTHONPATH": paths},
        cwd=ROOT,
        stdout=out,
        stderr=subprocess.STDOUT,
        text=True,
    )


def run(script: str, *options: object, processes: int = 1, path: Path | None = None) -> str:
    """Runs a script to its end and returns what it wrote."""
    process = start(script, *options, processes=processes, path=path)
    out, _ = process.communicate()
    assert process.returncode == 0 or processes > 1, out[-3000:]  # gloo sometimes aborts at exit; files tell
    return out
