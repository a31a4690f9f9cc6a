"""Make the embedded model: a small Qwen3-shaped transformer and its tokenizer, both from scratch.

The tokenizer reads the equations representation the way a person does: a name such as `x1`, a digit, an
operator with its spaces, an English word, a cell of a table, `<answer>` are one piece each, and a line of
instructions is one piece as a whole. It is byte-level underneath, so every text comes back exactly.
The weights are random; nothing is downloaded.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

import yaml
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM, set_seed

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from trainers.mix import Mix, MixArguments, proposal  # noqa: E402

PAD, USER, ASSISTANT, END = "<|pad|>", "<|user|>", "<|assistant|>", "<|end|>"
PIECES = "|".join(
    (
        r"\n?</?answer>",
        r"\n*(?:Notation:|End with)[^\n]*\n*",  # instructions, a line at a time
        r" ~ uniform -?[0-9]+\.\.[0-9]+\n?",  # laws
        r" in -?[0-9]+\.\.[0-9]+(?:, |\n)?",  # ranges
        r": [0-9]+/[0-9]+",  # weights
        r"\)? % [0-9]+(?: = \(?|\n)?",  # remainders
        r" = \(?",
        r"[0-9]\*",  # coefficients
        r": Uniform\(-?[0-9]+, -?[0-9]+\)\n+",  # laws in code
        r"\) -> Integer\(-?[0-9]+, -?[0-9]+\):\n    return \(?",  # signatures
        r"\n+def ",
        r"\| (?:-?[0-9]{1,2}|[0-9]+/[0-9]+) (?=\|)",  # cells of a table
        r"[A-Za-z]+[0-9]+",  # names
        r"[0-9]{1,2}",
        r"[,.;:]? ?\(?[A-Za-z]{2,}(?: \(?[A-Za-z]{2,}[),]*)*[:.]?(?: |\n)?",  # words
        r" ?[^A-Za-z0-9\s]+ ?",  # operators
        r"\s+",
        r".",
    )
)
CHAT_TEMPLATE = (
    "{%- for message in messages -%}"
    "{%- if message['role'] == 'assistant' -%}"
    "{{- '<|assistant|>' -}}"
    "{%- generation -%}{{- message['content'] + '<|end|>' -}}{%- endgeneration -%}"
    "{%- else -%}{{- '<|user|>' + message['content'] + '<|end|>' -}}{%- endif -%}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|assistant|>' -}}{%- endif -%}"
)


def make_tokenizer(texts: Iterable[str], size: int) -> PreTrainedTokenizerFast:
    """Train the tokenizer on sample texts.

    Args:
        texts: Prompts and completions as the model will see them.
        size: Upper bound on the vocabulary; at least 300, since 256 pieces are the bytes.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=[PAD, USER, ASSISTANT, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        eos_token=END,
        padding_side="left",
        chat_template=CHAT_TEMPLATE,
        clean_up_tokenization_spaces=False,
        model_max_length=2048,
    )


def make_model(vocabulary: int, hidden: int, layers: int, heads: int, seed: int) -> Qwen3ForCausalLM:
    """A Qwen3 with random weights; its QK-norm learns look-ups in a third of the steps Llama needs."""
    set_seed(seed)
    config = Qwen3Config(
        vocab_size=vocabulary,
        hidden_size=hidden,
        intermediate_size=2 * hidden,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=heads,
        head_dim=hidden // heads,
        max_position_embeddings=2048,
        initializer_range=0.05,
        tie_word_embeddings=True,
        pad_token_id=0,
        eos_token_id=3,
        bos_token_id=None,
    )
    model = Qwen3ForCausalLM(config)
    model.generation_config.pad_token_id = 0
    model.generation_config.eos_token_id = 3
    return model


def main(argv: Sequence[str] | None = None) -> None:
    """Makes the model of a recipe and saves it, so that a reference can be reloaded from disk."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="recipe whose problems the tokenizer is made for")
    parser.add_argument("--out", type=Path, default=Path("runs/nano/model"), help="where to save the model")
    parser.add_argument("--texts", type=int, default=1500, help="problems to read for the tokenizer")
    parser.add_argument("--vocabulary", type=int, default=600, help="greatest number of pieces")
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--layers", type=int, default=3)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)

    recipe = yaml.safe_load(options.config.read_text(encoding="utf-8"))
    names = {field.name for field in fields(MixArguments)}
    mix = Mix(MixArguments(**{key: value for key, value in recipe.items() if key in names}), options.seed)
    problems = [mix.any_problem(row) for row in range(options.texts)]
    texts = [text for problem in problems for text in (problem.prompt, problem.solution)]
    if mix.options.proposals:
        texts += [message["content"] for p in problems for part in proposal(p.scm).values() for message in part]
    tokenizer = make_tokenizer(texts, options.vocabulary)
    model = make_model(len(tokenizer), options.hidden, options.layers, options.heads, options.seed)
    model.save_pretrained(options.out)
    tokenizer.save_pretrained(options.out)
    sys.stdout.write(f"{options.out}: {model.num_parameters():,} parameters, {len(tokenizer)} pieces\n")


if __name__ == "__main__":
    main()
