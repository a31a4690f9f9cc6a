"""Exact inference: P(targets under do | evidence), in rationals, by forward dynamic programming.

The engine walks the mechanisms in a topological order that keeps few variables alive. Its state is the tuple
of live values, its weight an integer; mechanisms are called through a memo; exogenous inputs that nobody else
reads are summed out where they enter; observed variables thin the states out. A counterfactual walks the
factual and the imagined world together, sharing every exogenous value and every variable the intervention
cannot reach (Pearl, Causality, 2nd ed., section 7.1; the shared walk is the twin network of Balke and Pearl, 1994).

Before the walk: variables that lead to no target and no evidence are dropped, observed and intervened
variables become constants for their children, and of the independent components that remain only those with a
target are summed (d-separation); the others are walked only to see that their evidence is possible. A component that
few worlds leave open is run world by world instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from causim_env.scm.compile import Row, picker
from causim_env.scm.domains import SCMError, Value
from causim_env.scm.model import SCM, World
from causim_env.scm.network import Copy, Network
from causim_env.scm.walk import component_weights

MAX_STATES = 200_000


class InferenceError(SCMError):
    """A question without an exact answer, or one too large for the engine."""


class ImpossibleEvidence(InferenceError):
    """Evidence of probability zero."""


class StateCapExceeded(InferenceError):
    """More simultaneous states than the engine may hold."""


Joint = dict[tuple[Value, ...], Fraction]


def infer(
    scm: SCM,
    targets: Sequence[str],
    evidence: World | None = None,
    do: World | None = None,
    *,
    counterfactual: bool = False,
    max_states: int = MAX_STATES,
    check_evidence: bool = True,
) -> Joint:
    """The exact joint distribution of the targets.

    Args:
        scm: The model.
        targets: Variables to ask about, exogenous or endogenous.
        evidence: Observed values. In a counterfactual they are observed before `do`, otherwise under it.
        do: Variables set from outside; their own mechanisms are cut.
        counterfactual: Whether the evidence belongs to the factual world and the targets to the world
            under `do`.
        max_states: Cap on the states alive at once, and by it on the work of a walk.
        check_evidence: Whether evidence that cannot bear on the targets is still checked to be possible.
            Switch it off for evidence that was read off a world.

    Returns:
        Tuples of target values to their probabilities; only possible tuples, summing to 1.

    Raises:
        ImpossibleEvidence: The evidence has probability zero.
        StateCapExceeded: The walk would hold more than `max_states` states, or look at far more draws.
        SCMError: A name or value is not declared.
    """
    evidence, do = evidence or {}, do or {}
    for target in targets:
        scm[target]
    scm.check_values(evidence, "evidence")
    scm.check_values(do, "do")
    network = Network(scm, evidence, do, counterfactual)
    if network.contradiction is not None:
        raise ImpossibleEvidence(f"evidence {network.contradiction} contradicts do: drop one of them")
    wanted = [network.read(target) for target in targets]
    open_targets = list(dict.fromkeys(copy for copy in wanted if copy not in network.fixed))
    parts: list[tuple[tuple[Copy, ...], dict[tuple[Value, ...], int]]] = []
    for component in network.components(open_targets):
        asked = tuple(copy for copy in open_targets if copy in component)
        if not asked and not check_evidence:
            continue
        weights = component_weights(network, component, asked, max_states)
        if weights is None:
            raise StateCapExceeded(f"more than {max_states} states or work to match: observe more, or raise max_states")
        if not weights:
            shown = ", ".join(f"{name}={value}" for name, value in evidence.items())
            raise ImpossibleEvidence(f"evidence {shown} has probability 0: observe values that can occur")
        if asked:
            parts.append((asked, weights))
    return _joint(parts, wanted, network.fixed)


def marginal(
    scm: SCM,
    target: str,
    evidence: World | None = None,
    do: World | None = None,
    *,
    counterfactual: bool = False,
    max_states: int = MAX_STATES,
    check_evidence: bool = True,
) -> dict[Value, Fraction]:
    """`infer` for one target, values to probabilities in the order of the target's support.

    Raises:
        InferenceError: As `infer`.
    """
    joint = infer(
        scm,
        (target,),
        evidence,
        do,
        counterfactual=counterfactual,
        max_states=max_states,
        check_evidence=check_evidence,
    )
    found = {values[0]: probability for values, probability in joint.items()}
    return {value: found[value] for value in scm[target].support if value in found}


def count_worlds(
    scm: SCM,
    target: str,
    evidence: World,
    do: World,
    *,
    counterfactual: bool = False,
    max_states: int = MAX_STATES,
) -> tuple[frozenset[str], int]:
    """What a question is about, and how many worlds it leaves open.

    Args:
        scm: The model.
        target: The variable asked about.
        evidence: As in `infer`.
        do: As in `infer`.
        counterfactual: As in `infer`.
        max_states: As in `infer`.

    Returns:
        The variables not observed or set that bear on the target, and the number of assignments of the
        exogenous ones among them that agree with the evidence.

    Raises:
        StateCapExceeded: As `infer`.
    """
    network = Network(scm, evidence, do, counterfactual, counting=True)
    read = network.read(target)
    if read in network.fixed:
        return frozenset([target]), 1
    component = next(part for part in network.components([read]) if read in part)
    weights = component_weights(network, component, (), max_states)
    if weights is None:
        raise StateCapExceeded(f"more than {max_states} states or work to match: observe more or ask about less")
    relevant = frozenset(copy[0] for copy in component if copy not in network.fixed)
    return relevant, sum(weights.values())


def _joint(
    parts: Sequence[tuple[tuple[Copy, ...], dict[tuple[Value, ...], int]]],
    wanted: Sequence[Copy],
    fixed: dict[Copy, Value],
) -> Joint:
    order = [*fixed, *(copy for asked, _ in parts for copy in asked)]
    rows: dict[Row, int] = {tuple(fixed.values()): 1}
    for _, weights in parts:
        rows = {(*row, *values): so_far * weight for row, so_far in rows.items() for values, weight in weights.items()}
    total = sum(rows.values())
    read = picker([order.index(copy) for copy in wanted])
    return {read(row): Fraction(weight, total) for row, weight in rows.items()}
