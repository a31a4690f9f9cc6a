"""What a run of self-improvement can be told."""

from __future__ import annotations

from dataclasses import dataclass, field

from causim_env.splits import HELD_OUT_THEMES
from trainers.guards import GuardError

PROPOSERS = ("current", "frozen", "procedural")
LEARNERS = ("sft", "grpo")


@dataclass
class SelfImproveArguments:
    """One run of self-improvement.

    Attributes:
        model_name_or_path: The model to start from, a directory or a hub name; it has to be able to write simulators.
        output_dir: Where the rounds go.
        rounds: How many rounds.
        proposer: Who proposes: the `current` model, which learns that too, the start model `frozen`, or nobody:
            `procedural` problems, as a baseline that spends nothing on proposals.
        learn: `sft` on the model's own verified solutions, or `grpo` on verdicts.
        sft_config: Recipe of the supervised trainer.
        grpo_config: Recipe of the reinforcement trainer, where that is chosen.
        launcher: What starts the trainers in place of this Python, `accelerate launch ...` for instance.
        propose: Simulators asked for in a round.
        nodes: Functions of a proposed simulator, dealt in turns.
        themes: Themes of the proposed simulators, dealt in turns, in the words of the one-shot author. Without any,
            the question is a short line, which a small model can learn.
        tries: How often an invalid simulator is asked for again, with the reason; themes have a place for that.
        extend: Share of the proposals that write a useful simulator of an earlier round again with one function more;
            the others, and all while there is none with fewer than the greatest of `nodes`, write a whole one.
        problems: Problems posed in a round.
        attempts: How often each is tried.
        keep: Greatest number of problems learned from in a round, the most learnable ones (`improve/solve.py`).
        solutions: Greatest number of right solutions of one problem that are learned from.
        proposer_rows: Greatest number of own simulators that the proposer learns from in a round: of those about which
            a problem was kept, the ones whose problems are the most learnable on average.
        buffer: Greatest number of own simulators remembered with their text.
        known: Recipes that the start model was trained with; the simulators in their rows are no news.
        known_seed: The seed of that training.
        temperature: Of proposals and attempts.
        batch_size: Prompts answered at once.
        max_tokens: The longest completion.
        splits: Splits to evaluate on, `rows` problems of each; the first decides about collapse.
        suites: Suites to evaluate on as well, as for `trainers/evaluate.py`; nothing of them is ever shown to anyone.
        suite_rows: Questions of each suite, evenly spread; all if 0.
        seed: Of everything.
    """

    model_name_or_path: str = field(default="", metadata={"help": "A directory or a hub name."})
    output_dir: str = field(default="runs/self_improve", metadata={"help": "Where the rounds go."})
    rounds: int = field(default=5, metadata={"help": "How many rounds."})
    proposer: str = field(default="current", metadata={"help": "current, frozen or procedural."})
    learn: str = field(default="sft", metadata={"help": "sft or grpo."})
    sft_config: str = field(default="", metadata={"help": "Recipe of trainers/sft.py."})
    grpo_config: str = field(default="", metadata={"help": "Recipe of trainers/grpo.py."})
    launcher: str = field(default="", metadata={"help": "Starts the trainers (default: this Python)."})
    propose: int = field(default=256, metadata={"help": "Simulators asked for in a round."})
    nodes: list[int] = field(default_factory=lambda: [2], metadata={"help": "Functions of a simulator."})
    themes: list[str] = field(default_factory=list, metadata={"help": "Themes (default: none, a short question)."})
    tries: int = field(default=1, metadata={"help": "How often a simulator is asked for, with what was wrong."})
    extend: float = field(default=0.0, metadata={"help": "Share of proposals that extend a useful simulator."})
    problems: int = field(default=256, metadata={"help": "Problems posed in a round."})
    attempts: int = field(default=4, metadata={"help": "How often each is tried."})
    keep: int = field(default=192, metadata={"help": "Problems learned from in a round."})
    solutions: int = field(default=2, metadata={"help": "Right solutions of a problem that are learned from."})
    proposer_rows: int = field(default=64, metadata={"help": "Own simulators that the proposer learns from."})
    buffer: int = field(default=2000, metadata={"help": "Own simulators remembered."})
    known: list[str] = field(default_factory=list, metadata={"help": "Recipes of the start model's training."})
    known_seed: int = field(default=0, metadata={"help": "The seed of that training."})
    temperature: float = field(default=1.0, metadata={"help": "Of proposals and attempts."})
    batch_size: int = field(default=64, metadata={"help": "Prompts answered at once."})
    max_tokens: int = field(default=512, metadata={"help": "The longest completion."})
    splits: list[str] = field(default_factory=lambda: ["validation", "test-iid"], metadata={"help": "Held out."})
    suites: list[str] = field(default_factory=list, metadata={"help": "Suites: heldout, library, cladder=PATH, ..."})
    suite_rows: int = field(default=0, metadata={"help": "Questions of each suite (default: all)."})
    seed: int = field(default=0, metadata={"help": "Of everything."})

    def __post_init__(self) -> None:
        """Checks the choices.

        Raises:
            GuardError: With what to write instead.
        """
        for name, known in (("proposer", PROPOSERS), ("learn", LEARNERS)):
            if getattr(self, name) not in known:
                raise GuardError(f"{name} {getattr(self, name)}: write one of {', '.join(known)}")
        if not self.model_name_or_path or not self.sft_config:
            raise GuardError("write model_name_or_path and sft_config")
        if self.learn == "grpo" and not self.grpo_config:
            raise GuardError("learn: grpo needs a grpo_config: write the recipe")
        if "train" in self.splits:
            raise GuardError("splits train: proposals come from there; write splits that are held out")
        if not 0 <= self.extend <= 1:
            raise GuardError(f"extend {self.extend}: write a share from 0 to 1")
        held_out = sorted(set(self.themes) & set(HELD_OUT_THEMES))
        if held_out:
            raise GuardError(f"theme {held_out[0]}: test-ood-domain holds it out; write others")
        if self.tries > 1 and not self.themes:
            raise GuardError(f"tries {self.tries}: the short question has no place for what was wrong; add themes")
        if min(self.rounds, self.propose, self.problems, self.attempts, self.keep, self.tries, *self.nodes) < 1:
            raise GuardError("rounds, propose, nodes, problems, attempts, keep and tries: write numbers of at least 1")
