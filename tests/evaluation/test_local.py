from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="needs the train extra")
pytest.importorskip("transformers", reason="needs the train extra")

from causim_env.evaluation import Completion, ModelError, evaluate, summarise
from causim_env.evaluation.local import LocalModel
from causim_env.problems import ProblemSet


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A transformer with random weights and a tokenizer of single bytes."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: i for i, token in enumerate(["<|end|>", "<|pad|>", *alphabet])}
    plain = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    plain.decoder = decoders.ByteLevel()
    make: Any = PreTrainedTokenizerFast
    tokenizer = make(tokenizer_object=plain, eos_token="<|end|>", pad_token="<|pad|>")
    tokenizer.chat_template = "{{ messages[0]['content'] }}\nAnswer:"
    folder = tmp_path_factory.mktemp("tiny")
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = Qwen3Config(
        vocab_size=len(vocabulary),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=8,
        eos_token_id=0,
        pad_token_id=1,
    )
    Qwen3ForCausalLM(config).save_pretrained(folder)
    return folder


def test_a_local_model_answers_every_problem_in_its_place(tiny: Path, tmp_path: Path) -> None:
    problems = [ProblemSet(level=1)[i] for i in range(5)]
    model = LocalModel(str(tiny), batch_size=2, max_tokens=8)
    together: dict[int, Completion] = {}
    model.complete(problems, together.__setitem__)
    assert sorted(together) == [0, 1, 2, 3, 4]
    alone: dict[int, Completion] = {}
    model.complete([problems[3]], alone.__setitem__)
    assert alone[0] == together[3], "padding and order change nothing"
    assert together[0].finish == "length"

    predictions = evaluate(model, problems, tmp_path / "predictions.jsonl")
    assert [p.id for p in predictions] == [p.id for p in problems]
    assert [p.completion for p in predictions] == [together[i].text for i in range(5)]
    assert summarise(p.record for p in predictions).overall.accuracy == 0.0


def test_a_finished_evaluation_does_not_ask_again(tiny: Path, tmp_path: Path, monkeypatch: Any) -> None:
    problems = [ProblemSet(level=1)[i] for i in range(3)]
    model = LocalModel(str(tiny), max_tokens=4)
    first = evaluate(model, problems, tmp_path / "p.jsonl")
    monkeypatch.setattr(LocalModel, "_generate", lambda self, texts: pytest.fail("asked again"))
    assert evaluate(model, problems, tmp_path / "p.jsonl") == first


def test_a_model_that_ends_its_turn_is_not_cut_off(tiny: Path, monkeypatch: Any) -> None:
    import torch

    model = LocalModel(str(tiny), max_tokens=4)

    def ends(input_ids: torch.Tensor, **kwargs: object) -> torch.Tensor:
        end = torch.tensor([[72, 0, 1, 1]] * len(input_ids))
        return torch.cat([input_ids, end], dim=1)

    monkeypatch.setattr(model._model, "generate", ends)
    got: dict[int, Completion] = {}
    model.complete([ProblemSet(level=1)[0]], got.__setitem__)
    assert got[0].finish == "stop"
    assert got[0].text is not None and len(got[0].text) == 1


def test_a_model_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded") as error:
        LocalModel(str(tmp_path / "nothing"))
    assert "\n" not in str(error.value)


@pytest.mark.slow
def test_on_a_cluster_with_a_killed_worker_the_predictions_are_those_of_one_process(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ray = pytest.importorskip("ray")
    from causim_env.cli import main
    from causim_env.evaluation import distributed

    mark, plain = str(tmp_path / "mark"), distributed._answer

    def killed(name: str, batch_size: int, max_tokens: int, prompts: Sequence[str]) -> list[Completion]:
        import os

        if len(prompts) < batch_size and not os.path.exists(mark):
            open(mark, "w").close()
            os.kill(os.getpid(), 9)
        return plain(name, batch_size, max_tokens, prompts)

    monkeypatch.setattr(distributed, "_answer", killed)
    words = ["eval", str(tiny), "--level", "1", "-n", "7", "--batch-size", "3", "--max-tokens", "4", "--out"]
    here, there = tmp_path / "here.jsonl", tmp_path / "there.jsonl"
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        for out, more in ((here, []), (there, ["--ray"])):
            with pytest.raises(SystemExit) as ended:
                main([*words, str(out), *more])
            assert ended.value.code == 0
    finally:
        ray.shutdown()
    assert Path(mark).exists()
    assert there.read_bytes() == here.read_bytes()
