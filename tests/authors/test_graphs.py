from collections import Counter

import pytest

from causim_env.authors.graphs import GRAPHS, Parents, confounded_pairs
from causim_env.streams import Stream

SIZES = (*range(2, 16), 60)


def draws(name: str, n: int, max_parents: int = 3) -> list[Parents]:
    return [GRAPHS[name](Stream("graphs", name, n, i), n, max_parents) for i in range(12)]


def depths(parents: Parents) -> list[int]:
    found: list[int] = []
    for above in parents:
        found.append(1 + max((found[j] for j in above), default=-1))
    return found


def effects(parents: Parents) -> Counter[int]:
    return Counter(j for above in parents for j in above)


def connected(parents: Parents) -> bool:
    leader = list(range(len(parents)))

    def find(i: int) -> int:
        while leader[i] != i:
            i = leader[i]
        return i

    for i, above in enumerate(parents):
        for j in above:
            leader[find(i)] = find(j)
    return len({find(i) for i in leader}) == 1


@pytest.mark.parametrize("max_parents", (2, 3, 5))
@pytest.mark.parametrize("name", GRAPHS)
def test_every_family_is_a_bounded_dag_of_any_size(name: str, max_parents: int) -> None:
    for n in SIZES:
        for parents in draws(name, n, max_parents):
            assert len(parents) == n
            read = effects(parents)
            for i, above in enumerate(parents):
                assert len(above) <= max_parents and len(set(above)) == len(above)
                assert all(0 <= j < i for j in above)
                assert above or read[i], f"{name} leaves variable {i} of {n} alone"


@pytest.mark.parametrize("name", GRAPHS)
def test_the_stream_alone_decides(name: str) -> None:
    assert GRAPHS[name](Stream("a"), 40, 3) == GRAPHS[name](Stream("a"), 40, 3)


@pytest.mark.parametrize("name", [name for name in GRAPHS if name != "layered"])
def test_one_piece(name: str) -> None:
    assert all(connected(parents) for n in SIZES for parents in draws(name, n))


def test_chain() -> None:
    assert draws("chain", 5)[0] == [(), (0,), (1,), (2,), (3,)]


def test_a_fork_has_common_causes_and_no_common_effect() -> None:
    for n in SIZES[1:]:
        for parents in draws("fork", n):
            assert parents[0] == () and all(len(above) == 1 for above in parents[1:])
            assert min(effects(parents).values()) >= 2


def test_a_collider_has_common_effects_and_no_common_cause() -> None:
    for n in SIZES[1:]:
        for parents in draws("collider", n):
            assert max(effects(parents).values()) == 1
            assert max(map(len, parents)) >= 2
            assert not effects(parents)[n - 1]


def test_a_diamond_splits_and_meets_again() -> None:
    for n in SIZES[2:]:
        for parents in draws("diamond", n):
            meeting = [above for above in parents if len(above) > 1]
            assert meeting
            for above in meeting:
                assert len({parents[j] for j in above}) == 1 and len(parents[above[0]]) == 1


def test_layers_read_from_the_layer_before_all_of_it() -> None:
    for n in SIZES:
        for parents in draws("layered", n):
            depth = depths(parents)
            assert all(depth[j] == depth[i] - 1 for i, above in enumerate(parents) for j in above)
            assert max(Counter(depth).values()) <= 4
            read = effects(parents)
            assert all(read[i] for i in range(n) if depth[i] < max(depth))


def test_random_graphs_vary_and_use_the_bound() -> None:
    drawn = draws("random", 15)
    assert len({str(parents) for parents in drawn}) == len(drawn)
    assert max(len(above) for parents in drawn for above in parents) == 3


def test_scale_free_graphs_have_hubs() -> None:
    for parents in draws("scale_free", 400):
        read = effects(parents)
        assert max(read.values()) > 8 * sum(read.values()) / len(parents)


def test_confounded_pairs_are_cause_and_effect() -> None:
    for n in SIZES:
        for parents in draws("confounded", n):
            assert len(confounded_pairs(n)) == n // 2
            assert all(parents[effect] == (cause,) for cause, effect in confounded_pairs(n))


def test_a_mediator_stands_beside_the_direct_path() -> None:
    for n in SIZES[1:]:
        for parents in draws("mediator", n):
            triples = [(above, i) for i, above in enumerate(parents) if len(above) == 2]
            assert len(triples) == n // 3
            assert all(cause in parents[middle] for (cause, middle), _ in triples)


def test_m_structure() -> None:
    core = [(), (), (0, 1), (0,), (1, 3)]
    assert all(parents == core for parents in draws("m_structure", 5))
    assert draws("m_structure", 3)[0] == core[:3] and draws("m_structure", 4)[0] == core[:4]
    assert sum(len(above) == 2 for above in draws("m_structure", 60)[0]) == 24


@pytest.mark.parametrize("name", GRAPHS)
def test_a_thousand_variables(name: str) -> None:
    assert len(GRAPHS[name](Stream("large"), 1000, 4)) == 1000
