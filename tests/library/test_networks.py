"""The networks of the public repository under readable names."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from causim_env import library
from causim_env.library.networks import Network, load_network, networks_installed
from causim_env.scm import SCM, SCMError, Value, marginal

RENAMED = ("alarm", "asia", "cancer", "child", "earthquake", "insurance", "sachs", "survey")

installed = pytest.mark.skipif(not networks_installed(), reason="the networks come with pgmpy")


def network(name: str) -> Network:
    entry = library.load(name)
    assert isinstance(entry, Network)
    return entry


def test_there_are_24_and_each_has_a_source() -> None:
    entries = [load_network(name) for name in library.network_names()]
    assert len(entries) == 24
    assert all(entry.title and entry.citation and entry.about for entry in entries)
    assert not set(library.network_names()) & set(library.names())


@installed
@pytest.mark.parametrize("name", RENAMED)
def test_variables_are_renamed_one_to_one(name: str) -> None:
    entry = network(name)
    assert len(set(entry.phrases.values())) == len(entry.phrases) == len(entry.tables)
    assert all(phrase in docs for phrase, docs in zip(_sorted(entry), _docs(entry.scm), strict=True))


def _sorted(entry: Network) -> list[str]:
    return sorted(entry.phrases.values())


def _docs(scm: SCM) -> list[str]:
    return sorted(node.doc.partition(".")[0] for node in scm.endogenous)


@installed
def test_asia_says_what_the_paper_says() -> None:
    scm = network("asia").scm
    assert _probability(scm, "tuberculosis", {"visit_to_Asia": "yes"}) == pytest.approx(0.05)
    assert _probability(scm, "lung_cancer", {"smoking": "yes"}) == pytest.approx(0.1)
    assert _probability(scm, "bronchitis", {"smoking": "no"}) == pytest.approx(0.3)


def _probability(scm: SCM, target: str, evidence: Mapping[str, Value]) -> float:
    return float(marginal(scm, target, evidence)["yes"])


@installed
@pytest.mark.parametrize("coupling", ["selector", "inverse_cdf"])
def test_the_contrary_network_turns_the_roots_round(coupling: str) -> None:
    entry = load_network("asia", coupling)  # type: ignore[arg-type]
    twin = entry.contrary
    assert set(twin.graph.edges) >= {("smoking", "lung_cancer"), ("lung_cancer", "tuberculosis_or_lung_cancer")}
    assert twin.names == entry.scm.names
    assert marginal(twin, "smoking") == marginal(entry.scm, "smoking")
    assert _probability(twin, "lung_cancer", {"smoking": "no"}) == pytest.approx(0.1)
    assert _probability(twin, "lung_cancer", {"smoking": "yes"}) == pytest.approx(0.01)
    both = {"lung_cancer": "yes", "tuberculosis": "no"}
    assert marginal(twin, "abnormal_chest_radiograph", both) == marginal(entry.scm, "abnormal_chest_radiograph", both)


@installed
@pytest.mark.parametrize("name", ["sachs", "survey", "child"])
def test_networks_have_three_twins(name: str) -> None:
    entry = network(name)
    assert entry.twin("anonymised").canonical_hash == entry.scm.canonical_hash
    assert entry.contrary != entry.scm
    assert not entry.vectors


@installed
@pytest.mark.slow
@pytest.mark.parametrize("name", library.network_names())
def test_every_network_loads_with_its_contrary(name: str) -> None:
    entry = network(name)
    assert len(entry.contrary.endogenous) == len(entry.scm.endogenous) == len(entry.tables)


def test_without_pgmpy_a_hint_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("causim_env.library.networks.find_spec", lambda name: None)
    with pytest.raises(SCMError, match="pip install"):
        load_network("asia").scm  # noqa: B018


def test_unknown_networks_are_refused() -> None:
    with pytest.raises(SCMError, match="write one of alarm"):
        load_network("alarms")
