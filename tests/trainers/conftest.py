"""A stand-in model, made once: the embedded model's shape at a fraction of its size."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parents[2]

TINY = [
    *("--levels", "1", "--kinds", "deduction", "intervention", "--asks", "value", "--representation", "equations"),
    *("--anonymous", "true", "--variables", "integer", "--uniform", "1.0", "--families", "modular"),
    *("--width", "4", "5", "--input_width", "3", "3"),
    *("--use_cpu", "true", "--bf16", "false", "--gradient_checkpointing", "false", "--report_to", "none"),
    *("--disable_tqdm", "true", "--logging_steps", "1", "--ddp_find_unused_parameters", "false"),
]
SFT = [*TINY, "--rows", "64", "--per_device_train_batch_size", "4", "--save_strategy", "no"]
GRPO = [
    *TINY,
    *("--rows", "64", "--per_device_train_batch_size", "8", "--num_generations", "4", "--max_completion_length", "8"),
    *("--save_strategy", "no", "--shuffle_dataset", "false"),
]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved model of 20,000 parameters with its tokenizer."""
    for module in ("torch", "trl"):
        pytest.importorskip(module)
    import torch

    torch.set_num_threads(1)
    from recipes.nano.make_model import main

    out = tmp_path_factory.mktemp("nano") / "model"
    config = str(ROOT / "recipes" / "nano" / "sft.yaml")
    main(
        [
            *("--config", config, "--out", str(out), "--texts", "40"),
            *("--hidden", "16", "--layers", "1", "--heads", "2"),
        ]
    )
    return out
