"""Merges a LoRA adapter into its model, so that the next stage starts from a whole one.

python trainers/merge.py runs/qwen3-1.7b/sft runs/qwen3-1.7b/sft-merged
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from peft import AutoPeftModelForCausalLM
from transformers import AutoTokenizer

from trainers.guards import GuardError
from trainers.launch import command


def main(argv: Sequence[str] | None = None) -> None:
    """Merges the adapter of one folder into another folder.

    Raises:
        GuardError: The first folder holds no adapter.
    """
    words = sys.argv[1:] if argv is None else list(argv)
    if len(words) != 2 or not Path(words[0], "adapter_config.json").exists():
        raise GuardError("write the folder of an adapter, with its adapter_config.json, and a new folder")
    adapter, out = words
    AutoPeftModelForCausalLM.from_pretrained(adapter, dtype="auto").merge_and_unload().save_pretrained(out)
    AutoTokenizer.from_pretrained(adapter).save_pretrained(out)
    sys.stdout.write(f"{out}\n")


if __name__ == "__main__":
    command(main)
