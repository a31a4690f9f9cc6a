"""The table of the library as a page: source, variables and vectors of every model."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from causim_env.library.entry import Entry
from causim_env.library.models import load_model, model_names
from causim_env.library.networks import load_network, network_names
from causim_env.render.table import grid

_OPENING = """# The library

Published deterministic models as SCMs. `causim library` lists them, `causim library NAME` shows one,
`causim library --check` runs all test vectors. This page is what `causim library --markdown` prints.

The mechanisms are the source's; the distributions of the inputs are ours, since a source publishes a rule and not
who will be measured by it. Values with decimals are kept in whole units of the last digit, which the unit says.

A model is a pair of files in `causim_env/library/published`: `NAME.scm.py`, the SCM, and `NAME.toml` with `title`,
`area`, `citation`, `about`, and `vectors`. Each vector has `given` (inputs; those left out are taken from `base`),
`expect` (values of other variables) and `basis`: `table row`, `worked example` or `definition` where the values stand
in the source, `hand calculation` where they were worked out from it by hand. Two more are optional: `held` sets
computed variables from outside, for a table that starts from one of them (bands of a score, tax on taxable income);
`where` names the place in the source, or another publication in which the values stand. No vector was made by running
the SCM.

Every model has three twins: `named`, `anonymised` (names that mean nothing), and `contrary` (the same names, but what
comes from outside acts the other way round, so that who recites the published rule answers wrongly)."""

_NETWORKS = """## Bayesian networks

Read from an installed pgmpy (`pip install 'causim-env[oracle]'`) under the selector coupling; variables with a meaning
of their own in the source are named by it."""


def page() -> str:
    """The whole page, in Markdown."""
    entries = sorted((load_model(name) for name in model_names()), key=lambda entry: (entry.area, entry.name))
    bases = Counter(vector.basis for entry in entries for vector in entry.vectors)
    by_hand = bases["hand calculation"]
    vectors = f"{bases.total()} vectors ({bases.total() - by_hand} read in a publication, {by_hand} worked out by hand)"
    blocks = [_OPENING, f"{len(entries)} models, {vectors}, {len(network_names())} networks."]
    for area, group in groupby(entries, key=lambda entry: entry.area):
        rows = [["model", "source", "inputs", "computed", "vectors"], *map(_row, group)]
        blocks += [f"## {area[0].upper()}{area[1:]}", grid(rows)]
    networks = [load_network(name) for name in network_names()]
    rows = [["network", "source", "variables renamed"], *([n.name, n.citation, str(len(n.phrases))] for n in networks)]
    return "\n\n".join([*blocks, _NETWORKS, grid(rows)]) + "\n"


def _row(entry: Entry) -> list[str]:
    scm = entry.scm
    inputs = ", ".join(root.name for root in scm.exogenous)
    computed = ", ".join(node.name for node in scm.endogenous)
    return [f"`{entry.name}`", f"{entry.title}. {entry.citation}", inputs, computed, str(len(entry.vectors))]
