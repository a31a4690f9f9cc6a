"""The one-shot author: the whole SCM in one answer, held against the same ladder, as the baseline.

What is wrong goes back in one line and the whole is written again. The ladder is climbed by one variable after the
other, parents first, each in the SCM of those before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from causim_env.authors.aside import aside
from causim_env.authors.candidate import Candidate, Rewritten, fenced
from causim_env.authors.conversation import Conversation
from causim_env.authors.incremental import Outcome, Rules, Watch
from causim_env.authors.proposal import Node, Proposal
from causim_env.authors.rereading import reread
from causim_env.authors.shortfall import unmet
from causim_env.authors.targets import Targets
from causim_env.authors.verify import RUNGS, Climb, RungVerdict, climb
from causim_env.sandbox import Runtime
from causim_env.scm.domains import SCMError
from causim_env.scm.model import SCM
from causim_env.scm.syntax import MechanismError


async def write(
    conversation: Conversation, targets: Targets, rules: Rules, watch: Watch = lambda turn: None
) -> Outcome:
    """Writes one SCM; the arguments are those of `incremental.grow`."""
    refused = ""
    for _ in range(rules.writes):
        if rules.tokens is not None and conversation.tokens >= rules.tokens:
            refused = f"the budget of {rules.tokens} tokens is spent; {refused}"
            break
        facts = {"targets": targets.to_json(), "setting": targets.setting, "refused": refused}
        turn = await conversation.ask("whole", facts)
        if turn.reply is None:
            refused = turn.error
            watch(conversation.close(turn, {}, refused))
            continue
        known = conversation.known(turn)
        for again in conversation.recall(turn) if known else ():
            watch(again)
        if known and turn.refused:
            refused = turn.refused
            watch(turn)
            continue
        text = fenced(turn.reply)
        scm, climbed = await aside(verify_text, text, targets, rules.runtimes, rules.rungs)
        if scm is not None and not known and "V6" in rules.rungs and conversation.second is not None:
            rewritten = await reread(conversation, turn, scm, scm.order, rules.writes, watch)
            scm, climbed = await aside(verify_text, text, targets, rules.runtimes, rules.rungs, rewritten)
        refused = climbed.message
        watch(conversation.close(turn, climbed.to_json(), refused))
        if scm is not None:
            return Outcome(scm, True, "", conversation.tokens, conversation.turns)
    return Outcome(None, False, refused, conversation.tokens, conversation.turns)


def verify_text(
    text: str,
    targets: Targets,
    runtimes: Sequence[Runtime],
    rungs: Sequence[str] = tuple(RUNGS),
    rewritten: Rewritten | None = None,
) -> tuple[SCM | None, Climb]:
    """Sends a whole SCM up the ladder.

    Args:
        text: The text of the SCM.
        targets: What it should be.
        runtimes: The sandboxes.
        rungs: Which rungs.
        rewritten: What a second author made of the docstrings, if it was asked.

    Returns:
        The SCM, read from tables, or None where a rung refused; and the climb of all of its variables.
    """
    try:
        written = SCM.from_source(text)
    except MechanismError as error:
        return None, Climb((RungVerdict("V0", False, str(error)),))
    except SCMError as error:
        return None, Climb((RungVerdict("V1", False, str(error)),))
    missed = unmet(written, targets)
    if missed:
        return None, Climb((RungVerdict("V1", False, "; ".join(missed)),))
    return grow_from(written, runtimes, rungs, rewritten)


def grow_from(
    written: SCM,
    runtimes: Sequence[Runtime],
    rungs: Sequence[str] = tuple(RUNGS),
    rewritten: Rewritten | None = None,
) -> tuple[SCM | None, Climb]:
    """Climbs the ladder with one variable of an SCM after the other, as if it had grown that way.

    Args:
        written: The SCM.
        runtimes: The sandboxes.
        rungs: Which rungs.
        rewritten: What a second author made of the docstrings, if it was asked.

    Returns:
        The SCM, read from tables, or None where a rung refused; and the climb of all variables up to there.
    """
    scm = SCM(written.doc, [], [])
    verdicts: list[RungVerdict] = []
    for node in written.order:
        meaning = node.doc.partition(".")[0] + "." if node.doc else ""
        inputs = tuple(root for root in written.exogenous if root.name in node.parents and root.name not in scm)
        proposal = Proposal(Node(node.name, meaning, node.domain, node.parents), inputs)
        candidate = Candidate(scm, proposal, node.source, runtimes, rewritten)
        climbed = climb(candidate, rungs)
        verdicts.extend(replace(verdict, name=node.name) for verdict in climbed.verdicts)
        if not climbed.accepted:
            return None, Climb(tuple(verdicts))
        scm = candidate.scm
    return scm, Climb(tuple(verdicts))
