"""The incremental author: plan a node, write it, verify it, and again, until the SCM is what was asked for.

The planner sees the meaning of the whole SCM and no code; the executor sees the neighbourhood of one node; the ladder
decides. A refusal goes back in one line to the one who can mend it. After a few tries a plan is dropped and another one
asked for; what stands already never changes but where a plan rewires it. So the cost of a fault is one node.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from causim_env.authors.aside import aside
from causim_env.authors.backend import Role
from causim_env.authors.candidate import MAX_ROWS, Candidate
from causim_env.authors.conversation import Conversation
from causim_env.authors.journal import Turn
from causim_env.authors.proposal import SCHEMA, Proposal, ProposalError, check_claims, read_proposal
from causim_env.authors.rereading import in_words, reread
from causim_env.authors.shortfall import reachable, unmet
from causim_env.authors.targets import Targets, view
from causim_env.authors.verify import RUNGS, climb
from causim_env.sandbox import Runtime
from causim_env.scm.model import SCM, Endogenous


@dataclass(frozen=True, slots=True)
class Rules:
    """How an author is judged and when it gives up.

    Attributes:
        runtimes: The sandboxes; all have to agree.
        rungs: The rungs of the ladder.
        plans: Tries for a proposal that fits.
        writes: Tries for the code of one proposal; for a whole SCM, tries at all.
        drops: Proposals that may be dropped one after the other.
        tokens: Tokens of questions and answers after which nothing more is asked.
    """

    runtimes: Sequence[Runtime] = field(repr=False)
    rungs: tuple[str, ...] = tuple(RUNGS)
    plans: int = 4
    writes: int = 3
    drops: int = 8
    tokens: int | None = None

    def __post_init__(self) -> None:
        """Refuses numbers with which nothing would be asked.

        Raises:
            ValueError: With the number.
        """
        if self.plans < 1 or self.drops < 0:
            raise ValueError(f"plans {self.plans}, drops {self.drops}: write at least 1 and 0")
        if self.writes < 1:
            raise ValueError(f"tries {self.writes}: write at least 1")
        if self.tokens is not None and self.tokens < 1:
            raise ValueError(f"budget {self.tokens}: write at least 1 token")

    def to_json(self) -> dict[str, object]:
        """What decides the outcome, as JSON types."""
        return {
            "rungs": list(self.rungs),
            "plans": self.plans,
            "writes": self.writes,
            "drops": self.drops,
            "tokens": self.tokens,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an author came to.

    Attributes:
        scm: The SCM; None where there is none that passed.
        complete: Whether it is what was asked for: grown to the end, and no target missed.
        reason: Why it is not complete, in one line.
        tokens: Tokens of all questions and answers.
        turns: How many questions.
        unmet: The targets that the SCM misses, a phrase each.
    """

    scm: SCM | None
    complete: bool
    reason: str
    tokens: int
    turns: int
    unmet: tuple[str, ...] = ()


Watch = Callable[[Turn], None]


async def grow(conversation: Conversation, targets: Targets, rules: Rules, watch: Watch = lambda turn: None) -> Outcome:
    """Grows one SCM.

    Args:
        conversation: Whom to ask, and the journal.
        targets: What to grow.
        rules: How it is judged.
        watch: Called after every exchange.
    """
    scm = SCM(targets.setting, [], [])
    dropped: list[str] = []
    reason = ""
    while len(scm.endogenous) < targets.nodes:
        if len(dropped) > rules.drops:
            reason = f"{rules.drops} proposals in a row came to nothing, the last: {dropped[-1]}"
            break
        if rules.tokens is not None and conversation.tokens >= rules.tokens:
            reason = f"the budget of {rules.tokens} tokens is spent"
            break
        proposal, refused = await _plan(conversation, scm, targets, rules, dropped, watch)
        grown = None
        if proposal is not None:
            seen = neighbourhood(scm, targets.setting, proposal)
            grown, refused = await write(conversation, "write", seen, scm, proposal, rules, watch)
        if grown is None:
            dropped.append(f"{proposal.node.name} ({refused})" if proposal else refused)
        else:
            scm, dropped = grown, []
    missed = unmet(scm, targets)
    reason = reason or "; ".join(missed)
    grown = scm if scm.endogenous else None
    return Outcome(grown, not reason, reason, conversation.tokens, conversation.turns, missed)


async def _plan(
    conversation: Conversation, scm: SCM, targets: Targets, rules: Rules, dropped: Sequence[str], watch: Watch
) -> tuple[Proposal | None, str]:
    """A proposal that fits, or the reason why there is none."""
    refused = ""
    seen = view(scm, targets)
    for _ in range(rules.plans):
        facts = {**seen, "dropped": dropped[-1] if dropped else "", "refused": refused}
        turn = await conversation.ask("plan", facts, SCHEMA)
        proposal, refused = None, turn.error
        if turn.reply is not None:
            try:
                proposal = read_proposal(turn.reply, scm, targets.max_parents)
                check_claims(proposal, scm)
                reachable(proposal, scm, targets)
                fits_table(proposal, scm)
            except ProposalError as error:
                proposal, refused = None, str(error)
        watch(conversation.close(turn, {}, refused))
        if proposal is not None:
            return proposal, ""
    return None, refused


async def write(
    conversation: Conversation,
    role: Role,
    seen: Mapping[str, object],
    scm: SCM,
    proposal: Proposal,
    rules: Rules,
    watch: Watch,
) -> tuple[SCM | None, str]:
    """Has the code of a proposal written until the ladder accepts it.

    Args:
        conversation: Whom to ask.
        role: The prompt that asks for it.
        seen: What the prompt says.
        scm: The SCM so far.
        proposal: What is to be written.
        rules: How it is judged, and how often it is tried.
        watch: Called after every exchange.

    Returns:
        The SCM with the proposal in it, or None; and the reason why there is none.
    """
    refused = previous = ""
    for _ in range(rules.writes):
        turn = await conversation.ask(role, {**seen, "refused": refused, "previous": previous})
        if turn.reply is None:
            refused = turn.error
            watch(conversation.close(turn, {}, refused))
            continue
        candidate = Candidate(scm, proposal, turn.reply, rules.runtimes)
        if conversation.known(turn):
            refused = turn.refused
            for known in (*conversation.recall(turn), turn):
                watch(known)
        else:
            climbed = await aside(climb, candidate, rules.rungs)
            if climbed.accepted and "V6" in rules.rungs and conversation.second is not None:
                nodes = candidate.nodes.values()
                again = await reread(conversation, turn, candidate.shape, nodes, rules.writes, watch)
                climbed = await aside(climb, Candidate(scm, proposal, turn.reply, rules.runtimes, again), rules.rungs)
            refused = climbed.message
            watch(conversation.close(turn, climbed.to_json(), refused))
        if not refused:
            return candidate.scm, ""
        previous = candidate.code
    return None, refused


def neighbourhood(scm: SCM, setting: str, proposal: Proposal) -> dict[str, object]:
    """What the executor sees: the node, its parents in words, and the children to be rewired with their code."""
    shape = SCM(scm.doc, (*scm.exogenous, *proposal.inputs), scm.order)
    children: list[Mapping[str, object]] = []
    for child in proposal.rewire:
        node = scm[child.name]
        assert isinstance(node, Endogenous)
        children.append({**child.to_json(), "code": node.source})
    parents = in_words(shape, proposal.node.parents)
    return {"setting": setting, "node": proposal.node.to_json(), "parents": parents, "children": children}


def fits_table(proposal: Proposal, scm: SCM) -> None:
    """Refuses proposals with a table that is too large.

    Raises:
        ProposalError: With the name and its number of rows.
    """
    sizes = {one.name: len(one.support) for one in proposal.inputs}
    sizes[proposal.node.name] = len(proposal.node.domain.values)
    for node in proposal.written:
        rows = 1
        for parent in node.parents:
            rows *= sizes[parent] if parent in sizes else len(scm[parent].support)
        if rows > MAX_ROWS:
            raise ProposalError(f"{node.name} has {rows} combinations of parent values: at most {MAX_ROWS}")
