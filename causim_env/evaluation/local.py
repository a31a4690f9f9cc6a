"""A model that transformers loads: a local path or a name on the hub.

Decoding in batches of similar length, with the chat template where the tokenizer has one; greedy unless a
temperature is given, and then from streams of its own, so that the same seed says the same. For large models serve
them and use an endpoint instead; nothing is sharded here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from causim_env.evaluation.completion import Completion
from causim_env.evaluation.item import Asked
from causim_env.evaluation.models import Done, ModelError
from causim_env.evaluation.predictions import digest
from causim_env.streams import Stream


class LocalModel:
    """A causal language model in this process, on the GPUs that it needs or on the CPU.

    Args:
        name: A local path or a name on the hub.
        batch_size: How many problems are answered at once.
        max_tokens: The longest completion.
        temperature: 0 for the most probable tokens, else what the logits are divided by before sampling.
        seed: Of the samples.

    Raises:
        ModelError: If transformers is not installed or the model cannot be loaded.
    """

    def __init__(
        self, name: str, *, batch_size: int = 16, max_tokens: int = 2048, temperature: float = 0.0, seed: int = 0
    ) -> None:
        if batch_size < 1 or max_tokens < 1 or temperature < 0:
            numbers = f"batch_size {batch_size}, max_tokens {max_tokens}, temperature {temperature}"
            raise ModelError(f"{numbers}: write numbers above 0")
        try:
            import torch
            from transformers import AutoModelForCausalLM, AutoTokenizer
        except ModuleNotFoundError as error:
            raise ModelError(f"{error}: install causim-env[train]") from None
        self._name = name
        self._batch_size = batch_size
        self._max_tokens = max_tokens
        self._temperature = temperature
        self._seed = seed
        self._batches = 0
        spread = "auto" if torch.cuda.is_available() else None
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(name, padding_side="left")
            model: Any = AutoModelForCausalLM.from_pretrained(name, dtype="auto", device_map=spread)
        except (OSError, ValueError) as error:
            reason = " ".join(str(error).split())[:200]
            raise ModelError(f"model {name!r} cannot be loaded: {reason}") from None
        self._model = model.eval()
        if self._tokenizer.pad_token_id is None:
            self._tokenizer.pad_token = self._tokenizer.eos_token

    @property
    def name(self) -> str:
        """The path or hub name."""
        return self._name

    @property
    def settings(self) -> str:
        """The longest completion, how it is sampled, and which weights they are if they lie in a local folder."""
        sampled = f" temperature={self._temperature} seed={self._seed}" if self._temperature else ""
        return settings(self._name, self._max_tokens) + sampled

    def complete(self, problems: Sequence[Asked], done: Done) -> None:
        """Answer every problem, the longest prompts first."""
        self.complete_prompts([problem.prompt for problem in problems], done)

    def complete_prompts(self, prompts: Sequence[str], done: Done, had: Collection[int] = ()) -> None:
        """Answer every prompt, the longest first.

        Args:
            prompts: The prompts.
            done: Called with a position and its completion.
            had: Positions answered before, by this model with this seed: batches of nothing else are passed over, and
                the others are sampled as if they had not been.
        """
        for batch in batches(prompts, self._batch_size):
            if all(position in had for position in batch):
                self._batches += 1
                continue
            completions = self.answer([prompts[position] for position in batch])
            for position, completion in zip(batch, completions, strict=True):
                done(position, completion)

    def answer(self, prompts: Sequence[str]) -> list[Completion]:
        """Answers one batch."""
        return self._generate([self._text(prompt) for prompt in prompts])

    def _text(self, prompt: str) -> str:
        if self._tokenizer.chat_template is None:
            return prompt
        message = [{"role": "user", "content": prompt}]
        text: str = self._tokenizer.apply_chat_template(message, tokenize=False, add_generation_prompt=True)
        return text

    def _generate(self, texts: list[str]) -> list[Completion]:
        import torch

        chat = self._tokenizer.chat_template is not None
        inputs = self._tokenizer(texts, return_tensors="pt", padding=True, add_special_tokens=not chat).to(
            self._model.device
        )
        sampling: dict[str, Any] = {"do_sample": False}
        if self._temperature:
            sampling = {"do_sample": True, "temperature": self._temperature, "top_k": 0, "top_p": 1.0}
        with torch.random.fork_rng(), torch.inference_mode():
            torch.manual_seed(Stream("sampling", self._seed, self._batches).below(2**63))
            tokens = self._model.generate(
                input_ids=inputs["input_ids"],
                attention_mask=inputs["attention_mask"],
                max_new_tokens=self._max_tokens,
                pad_token_id=self._tokenizer.pad_token_id,
                **sampling,
            )
        self._batches += 1
        new = tokens[:, inputs["input_ids"].shape[1] :]
        ends = self._model.generation_config.eos_token_id
        stops = set(ends) if isinstance(ends, list) else {ends, self._tokenizer.eos_token_id}
        return [
            Completion(
                self._tokenizer.decode(row, skip_special_tokens=True),
                "stop" if stops.intersection(row.tolist()) else "length",
            )
            for row in new
        ]


def batches(prompts: Sequence[str], size: int) -> list[list[int]]:
    """Positions of prompts that are answered together, the longest first."""
    order = sorted(range(len(prompts)), key=lambda position: (-len(prompts[position]), position))
    return [order[start : start + size] for start in range(0, len(order), size)]


def settings(name: str, max_tokens: int) -> str:
    """What decides what a model says besides its name: the longest completion, and weights in a local folder."""
    weights = sorted(Path(name).glob("*.safetensors")) if Path(name).is_dir() else []
    state = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in weights]
    return f"max_tokens={max_tokens}" + (f" weights={digest(repr(state))[:12]}" if state else "")
