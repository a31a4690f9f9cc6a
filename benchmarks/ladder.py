"""The verification ladder under measure: every rung by itself, on clean nodes and on nodes with one fault each."""

from __future__ import annotations

import time
from collections import Counter, defaultdict

from causim_env.authors.candidate import Candidate
from causim_env.authors.claims import read
from causim_env.authors.faults import FAULTS
from causim_env.authors.noisy import clean
from causim_env.authors.procedural import Spec, draw
from causim_env.authors.proposal import Node, Proposal
from causim_env.authors.verify import RUNGS, climb
from causim_env.sandbox import default_runtime
from causim_env.scm.model import SCM
from causim_env.streams import Stream


def ladder(clean_nodes: int) -> dict[str, object]:
    """Climbs with clean nodes of the procedural author, and with one fault in each.

    Returns:
        `alone`: the share of a fault that a rung refuses whatever the others say; `first`: who refuses first; `adds`:
        what gets through when only this rung is missing. Alarms are refusals of clean nodes. The second author
        writes what was meant, so its share is what a docstring that is understood adds to the claims in it.
    """
    runtime = default_runtime()
    kinds = list(FAULTS)
    alarms: Counter[str] = Counter()
    alarmed = 0
    faulty: Counter[str] = Counter()
    alone: dict[str, Counter[str]] = defaultdict(Counter)
    first: dict[str, Counter[str]] = defaultdict(Counter)
    adds: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    unread: Counter[str] = Counter()
    done = 0
    start = time.process_time()
    while done < clean_nodes:
        drawn = draw(Stream("benchmark ladder", done), Spec(nodes=10))
        scm = SCM(drawn.doc, [], [])
        for node in drawn.order:
            written = clean(drawn, node)
            meaning = node.doc.partition(".")[0] + "."
            roots = tuple(r for r in drawn.exogenous if r.name in node.parents and r.name not in scm)
            wanted = Node(node.name, meaning, node.domain, node.parents, tuple(read(written.doc)))
            good = Candidate(scm, Proposal(wanted, roots), written.source, [runtime])
            wrong = [verdict.rung for verdict in climb(good, stop=False).verdicts if not verdict.passed]
            alarms.update(wrong)
            alarmed += bool(wrong)
            kind = kinds[done % len(kinds)]
            bad = FAULTS[kind](written, Stream("benchmark fault", done))
            verdicts = climb(Candidate(scm, Proposal(wanted, roots), bad, [runtime]), stop=False).verdicts
            faulty[kind] += 1
            alone[kind].update(verdict.rung for verdict in verdicts if verdict.passed is False)
            failed = [verdict.rung for verdict in verdicts if not verdict.passed]
            refusing = [verdict.rung for verdict in verdicts if verdict.passed is False]
            first[kind][refusing[0] if refusing else "none"] += 1
            if not failed:
                missed[kind] += 1
                read_again = Candidate(scm, Proposal(wanted, roots), bad, [runtime], {node.name: written.source})
                unread[kind] += climb(read_again, ["V6"]).accepted
            if len(failed) == 1:
                adds[failed[0]] += 1
            scm = good.scm
            done += 1
    total = sum(faulty.values())
    return {
        "clean_nodes": done,
        "false_alarms": round(alarmed / done, 5),
        "alarms_by_rung": {rung: alarms[rung] for rung in RUNGS},
        "faulty_nodes": total,
        "detected": {kind: round(1 - missed[kind] / faulty[kind], 4) for kind in kinds},
        "detected_with_second_author": {kind: round(1 - unread[kind] / faulty[kind], 4) for kind in kinds},
        "alone": {kind: {rung: round(alone[kind][rung] / faulty[kind], 3) for rung in RUNGS} for kind in kinds},
        "first": {kind: dict(first[kind]) for kind in kinds},
        "adds": {rung: round(adds[rung] / total, 4) for rung in RUNGS},
        "processor_s": round(time.process_time() - start, 1),
    }
