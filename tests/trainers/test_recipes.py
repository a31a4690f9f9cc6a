"""Every recipe is read by what it is for; the one of the smallest real model runs, with a stand-in for the model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("trl")

import yaml
from trl import GRPOConfig, SFTConfig, TrlParser

from tests.trainers.conftest import ROOT
from trainers import evaluate, grpo, merge, sft
from trainers.curriculum import CurriculumArguments
from trainers.evaluate import EvaluateArguments
from trainers.grpo import VerifierArguments
from trainers.guards import GuardError
from trainers.improve.collapse import Limits
from trainers.improve.options import SelfImproveArguments
from trainers.improve.propose import question
from trainers.launch import parse
from trainers.mix import Mix, MixArguments
from trainers.self_improve import Run
from trainers.sweep import Sweep

RECIPES = ROOT / "recipes"
CPU = ["--use_cpu", "true", "--bf16", "false"]
MODELS = ("nano", "smollm2-135m", "qwen3-1.7b", "qwen3-8b", "qwen3-32b")
FOLDERS = (*MODELS, "nano/formalization")


def files(stem: str) -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((RECIPES / folder).glob(f"{stem}*.yaml"))]


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("path", files("sft"), ids=name)
def test_sft(path: Path) -> None:
    mix, args, _, model = parse(SFTConfig, ["--config", str(path), *CPU])
    assert model and args.learning_rate > 0
    assert Mix(mix, args.seed).demonstration(0)["completion"]


@pytest.mark.parametrize("path", files("grpo"), ids=name)
def test_grpo(path: Path) -> None:
    mix, args, *_, curriculum, _ = parse(
        GRPOConfig, ["--config", str(path), *CPU], CurriculumArguments, VerifierArguments
    )
    assert args.generation_batch_size % args.num_generations == 0
    if curriculum.curriculum:
        settings = curriculum.settings(mix, args.max_steps)
        assert len(settings.cells) == len(mix.kinds) * len(mix.levels) * len(mix.representation)
    from trainers import guards

    guards.check_save_steps(args)
    guards.check_order(mix.rows == 0, args)
    guards.check_length(mix.rows == 0, args.max_steps)


@pytest.mark.parametrize("path", files("evaluate"), ids=name)
def test_evaluate(path: Path) -> None:
    parser = TrlParser((EvaluateArguments, MixArguments))  # type: ignore[arg-type]
    options, mix = parser.parse_args_and_config(["--config", str(path)])
    for split in options.splits:
        assert MixArguments(**{**vars(mix), "split": split}).problems(0, mix.levels[0])[0].split == split


@pytest.mark.parametrize("path", files("self_improve"), ids=name)
def test_self_improve(path: Path, tmp_path: Path) -> None:
    parser = TrlParser((SelfImproveArguments, MixArguments, Limits))  # type: ignore[arg-type]
    options, mix, _ = parser.parse_args_and_config(["--config", str(path)])
    assert (ROOT / options.sft_config).is_file()
    assert Mix(mix, options.seed).problem(0)
    assert "Write" in question(0, options.nodes, options.themes, 1).prompt
    Run(replace(options, output_dir=str(tmp_path)), mix, Limits())


def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "grpo.yaml"
    path.write_text((RECIPES / "nano" / "grpo.yaml").read_text() + "\nlerning_rate: 1\n")
    with pytest.raises(GuardError, match="lerning_rate"):
        parse(GRPOConfig, ["--config", str(path)], CurriculumArguments, VerifierArguments)
    with pytest.raises(GuardError, match="nowhere.yaml: No such file"):
        parse(GRPOConfig, ["--config", str(tmp_path / "nowhere.yaml")])
    with pytest.raises(GuardError, match="no model at runs/of/nobody: train it first"):
        sft.main(["--model_name_or_path", "runs/of/nobody", "--output_dir", str(tmp_path / "out"), *CPU])
    with pytest.raises(GuardError, match=r"levels \[99\]: write some of 1 to 10"):
        parse(GRPOConfig, ["--levels", "99", *CPU])
    path.write_text("a: [")
    with pytest.raises(GuardError, match="expected"):
        parse(GRPOConfig, ["--config", str(path)])


@pytest.mark.parametrize(
    "path",
    [*sorted((RECIPES / "accelerate_configs").glob("*.yaml")), *sorted(RECIPES.glob("*/accelerate.yaml"))],
    ids=name,
)
def test_accelerate_configs(path: Path) -> None:
    from accelerate.commands.config.config_args import load_config_from_file

    facts = yaml.safe_load(path.read_text())
    config = load_config_from_file(str(path))
    assert config.num_processes == facts["num_processes"]
    assert str(getattr(config.distributed_type, "value", config.distributed_type)) == facts["distributed_type"]


def test_every_model_has_its_folder_whole() -> None:
    table = (RECIPES / "README.md").read_text()
    for model in MODELS:
        names = {path.name for path in (RECIPES / model).iterdir()}
        assert names >= {"sft.yaml", "grpo.yaml", "evaluate.yaml", "accelerate.yaml", "README.md"}
        text = (RECIPES / model / "README.md").read_text()
        assert names >= {"self_improve.yaml", "sft_own.yaml"}
        assert "as arithmetic" in text and "\n| after GRPO |" in text
        assert f"| [{model}]({model}) |" in table


def test_no_other_yaml_is_left_unread() -> None:
    read = {path for stem in ("sft", "grpo", "evaluate", "self_improve") for path in files(stem)}
    read |= {*(RECIPES / "accelerate_configs").glob("*.yaml"), *RECIPES.glob("*/accelerate.yaml")}
    sweeps = {*(RECIPES / "sweeps").glob("*.yaml")}
    assert all(Sweep.read(path).runs() for path in sweeps)
    known = {*FOLDERS, "accelerate_configs", "sweeps"}
    assert {path for folder in known for path in (RECIPES / folder).glob("*.yaml")} == read | sweeps


def test_merging_what_is_no_adapter(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="adapter_config.json"):
        merge.main([str(tmp_path), str(tmp_path / "out")])


def test_the_recipes_of_a_formalizer_pose_short_programs() -> None:
    mixes = {}
    for stem in ("sft", "grpo", "evaluate"):
        content = yaml.safe_load((RECIPES / "nano" / "formalization" / f"{stem}.yaml").read_text())
        names = MixArguments.__dataclass_fields__
        mixes[stem] = MixArguments(**{key: value for key, value in content.items() if key in names})
    posed = {stem: Mix(mix, 0).any_problem(3) for stem, mix in mixes.items()}
    assert {problem.kind for problem in posed.values()} == {"formalization"}
    assert all(len(problem.prompt) < 1600 and len(problem.solution) < 300 for problem in posed.values())
    shapes = [{k: v for k, v in vars(mix).items() if k not in ("split", "rows", "first_row")} for mix in mixes.values()]
    assert shapes[0] == shapes[1] == shapes[2]


@pytest.mark.slow
def test_the_road_of_qwen3_with_a_stand_in(model: Path, tmp_path: Path) -> None:
    small = [*CPU, "--dtype", "float32", "--gradient_checkpointing", "false", "--max_steps", "1", "--save_steps", "1"]
    small += ["--per_device_train_batch_size", "4", "--gradient_accumulation_steps", "2", "--disable_tqdm", "true"]
    small += ["--levels", "1", "2", "--representation", "equations"]
    folder = RECIPES / "qwen3-1.7b"

    def out(stage: str) -> str:
        return str(tmp_path / stage)

    def stage(which: str, *words: str) -> list[str]:
        return ["--config", str(folder / f"{which}.yaml"), *small, "--output_dir", out(which), *words]

    sft.main(stage("sft", "--model_name_or_path", str(model), "--rows", "8"))
    merge.main([out("sft"), out("sft-merged")])
    start = ["--model_name_or_path", out("sft-merged"), "--use_vllm", "false"]
    grpo.main(stage("grpo", *start, "--num_generations", "4", "--max_completion_length", "4"))
    assert Path(out("grpo"), "checkpoint-1", "curriculum.json").exists()
    assert Path(out("grpo"), "adapter_config.json").exists()
    merge.main([out("grpo"), out("grpo-merged")])
    words = ["--config", str(folder / "evaluate.yaml"), "--model_name_or_path", out("grpo-merged"), "--rows", "2"]
    evaluate.main([*words, "--max_tokens", "2", "--levels", "1", "--splits", "test-iid"])
    assert Path(out("grpo-merged"), "evaluation", "evaluation.json").exists()
