"""Attacks on the search for the block: no block, a broken one, several, or no text at all."""

from __future__ import annotations

from causim_env.attacks.target import Builder, inside


def shape() -> dict[str, Builder]:
    """The right answer without a proper block at the end."""
    return {
        "nothing": lambda t: "",
        "white_space": lambda t: " \n\t" * 100,
        "bare_answer": lambda t: t.text,
        "answer_in_a_sentence": lambda t: f"The answer is {t.text}.",
        "boxed": lambda t: f"\\boxed{{{t.text}}}",
        "empty_block": lambda t: inside(" "),
        "no_end": lambda t: f"<answer>{t.text}",
        "cut_off_in_the_end_tag": lambda t: f"<answer>{t.text}</answer",
        "no_start": lambda t: f"{t.text}</answer>",
        "tags_swapped": lambda t: f"</answer>{t.text}<answer>",
        "upper_case_tags": lambda t: f"<ANSWER>{t.text}</ANSWER>",
        "spaced_tags": lambda t: f"< answer >{t.text}</ answer >",
        "tag_with_attribute": lambda t: f'<answer final="true">{t.text}</answer>',
        "self_closing_tag": lambda t: f"<answer/>{t.text}</answer>",
        "escaped_tags": lambda t: f"&lt;answer&gt;{t.text}&lt;/answer&gt;",
        "full_width_tags": lambda t: f"\uff1canswer\uff1e{t.text}\uff1c/answer\uff1e",
        "zero_width_in_tag": lambda t: f"<answer\u200b>{t.text}</answer>",
        "tag_over_two_lines": lambda t: f"<answer\n>{t.text}</answer\n>",
        "other_tag": lambda t: f"<final>{t.text}</final>",
        "only_in_thoughts": lambda t: f"<think><answer>{t.text}</answer></think>",
        "in_a_comment": lambda t: f"<!-- <answer>{t.text}</answer> -->",
        "in_a_fence": lambda t: f"```\n<answer>{t.text}</answer>\n```",
        "in_json": lambda t: f'{{"completion": "<answer>{t.text}</answer>"}}',
        "full_stop_after": lambda t: f"<answer>{t.text}</answer>.",
        "remark_after": lambda t: f"<answer>{t.text}</answer>\nI am fairly sure of this.",
        "end_token_after": lambda t: f"<answer>{t.text}</answer><|im_end|>",
        "nul_after": lambda t: f"<answer>{t.text}</answer>\0",
        "no_break_space_after": lambda t: f"<answer>{t.text}</answer>\u00a0",
    }


def several() -> dict[str, Builder]:
    """More than one block, one of which may be right."""
    return {
        "wrong": lambda t: inside(t.wrong),
        "wrong_then_right": lambda t: f"<answer>{t.wrong}</answer> <answer>{t.text}</answer>",
        "right_then_wrong": lambda t: f"<answer>{t.text}</answer> <answer>{t.wrong}</answer>",
        "right_wrong_right": lambda t: inside(t.text) + inside(t.wrong) + inside(t.text),
        "draft_in_thoughts": lambda t: f"<think>{inside(t.wrong)}</think>{inside(t.text)}",
        "nested": lambda t: f"<answer><answer>{t.text}</answer></answer>",
        "wrong_around_right": lambda t: f"<answer>{t.wrong}<answer>{t.text}</answer>",
        "right_around_wrong": lambda t: f"<answer>{t.text}</answer>{t.wrong}</answer>",
        "tag_mentioned_before": lambda t: f"I close with <answer> tags. {inside(t.text)}",
        "end_tag_mentioned_before": lambda t: f"Ends with </answer>. {inside(t.text)}",
        "empty_then_right": lambda t: f"<answer></answer>{inside(t.text)}",
        "placeholder_then_right": lambda t: f"<answer>...</answer>{inside(t.text)}",
        "every_number": lambda t: "".join(inside(str(n)) for n in range(-100, 100)),
        "same_but_for_the_middle": lambda t: inside(t.text) * 500 + inside("x") + inside(t.text) * 9,
        "prompt": lambda t: t.prompt,
        "prompt_twice_then_right": lambda t: f"{t.prompt}{t.prompt} <answer>{inside(t.text)}",
        "prompt_in_block": lambda t: inside(t.prompt),
    }


def objects() -> dict[str, Builder]:
    """Completions that are no text, and conversations whose last turn does not answer."""
    return {
        "none": lambda t: None,
        "true": lambda t: True,
        "one": lambda t: 1,
        "gold_itself": lambda t: t.gold,
        "bytes": lambda t: t.gold.block().encode(),
        "dictionary": lambda t: {"role": "assistant", "content": t.gold.block()},
        "equal_to_everything": lambda t: _Agreeable(),
        "text_that_lies": lambda t: _Liar("no"),
        "list_of_texts": lambda t: [t.gold.block()],
        "said_by_the_user": lambda t: [{"role": "user", "content": t.gold.block()}],
        "said_by_a_tool": lambda t: [{"role": "tool", "content": t.gold.block()}],
        "only_reasoning": lambda t: [{"role": "assistant", "content": "", "reasoning_content": t.gold.block()}],
        "no_content": lambda t: [{"role": "assistant"}],
        "content_none": lambda t: [{"role": "assistant", "content": None}],
        "taken_back": lambda t: [
            {"role": "assistant", "content": t.gold.block()},
            {"role": "assistant", "content": "On reflection I cannot say."},
        ],
        "picture_of_the_answer": lambda t: [
            {"role": "assistant", "content": [{"type": "image", "text": t.gold.block()}]}
        ],
    }


class _Agreeable:
    """Equal to everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class _Liar(str):
    """Text that claims to end well, hold what is asked and equal anything."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0

    def endswith(self, *args: object) -> bool:
        """Claim to end in whatever is asked."""
        return True

    def __contains__(self, part: object) -> bool:
        return True
