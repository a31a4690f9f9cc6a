"""Gold answers worked out again from the SCM that each row of a dataset holds, to be compared with those on record.

Nothing else of the row is trusted: its mechanisms run in the sandbox, whoever wrote them, and inference reads the
tables that the sandbox made. Problems may come by the million: in pieces, to several processes or a Ray cluster.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import cast

from causim_env.answers import Answer, AnswerError
from causim_env.cluster import cut, in_processes, mapped
from causim_env.evaluation.gold import FORMAL
from causim_env.parquet import count_parquet
from causim_env.problems.posed import parts
from causim_env.problems.simulator_set import tabled
from causim_env.queries import Query, solve
from causim_env.sandbox import default_runtime
from causim_env.scm import SCM, SCMError
from causim_env.shards import Layout, Numbered, Row, read_shard

ROWS = "answers"

Placed = tuple[str, Row]
"""A row, after the file and the number where it stands."""


def contents(files: Sequence[Path], layout: Layout) -> Numbered:
    """What a folder of recomputed answers holds, one for each row of these files."""
    digest, n = hashlib.sha256(), 0
    for file in files:
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
            stream.seek(0)
            n += count_parquet(file) if file.suffix == ".parquet" else sum(bool(line.strip()) for line in stream)
    return Numbered(ROWS, {"problems": digest.hexdigest(), "n": n}, n, layout)


def recomputed(
    files: Sequence[Path], *, processes: int = 1, ray: bool = False
) -> Callable[[Iterable[int]], Iterator[Row]]:
    """Makes the answers to the rows of some files at places, in their order.

    Args:
        files: Problems as `causim generate` writes them.
        processes: How many processes of this machine work.
        ray: Whether a Ray cluster works instead.
    """

    def rows(places: Iterable[int]) -> Iterator[Row]:
        pieces = cut(_at(places, (placed for file in files for placed in read_shard(file))))
        made = mapped(_piece, pieces) if ray else in_processes(_piece, pieces, processes)
        return (row for piece in made for row in piece)

    return rows


def recompute(row: Mapping[str, object]) -> dict[str, object]:
    """The answer to a problem, that on record, whether they are equal, and what there is to say where they are not.

    Raises:
        SCMError: The row is no problem with a query.
    """
    parts(row, "a problem", "scm", "query", "answer")
    scm = SCM.from_json(cast(Row, row["scm"]))
    query = Query.from_json(cast(Row, row["query"]))
    query.check(scm)
    try:
        recorded = Answer.from_json(row["answer"])
    except AnswerError as error:
        raise SCMError(f"answer: {error}") from None
    answer, reason = None, ""
    try:
        answer = solve(_tabled(scm), query)
    except SCMError as error:
        reason = f"not solved: {error}"
    if answer is not None and answer != recorded:
        reason = f"{answer.text()} from the SCM, {recorded.text()} on record"
    return {
        "id": str(row.get("id", "")),
        "kind": query.kind,
        "answer": answer.to_json() if answer is not None else None,
        "recorded": recorded.to_json(),
        "agrees": answer == recorded,
        "reason": reason,
    }


def _piece(piece: Sequence[Placed]) -> list[Row]:
    found: list[Row] = []
    for where, row in piece:
        if row.get("kind") in FORMAL:
            raise ValueError(f"{where}: {row.get('id')} asks for a program: write problems with queries")
        try:
            found.append(recompute(row))
        except ValueError as error:
            raise ValueError(f"{where}: not a problem ({error})") from None
    return found


@lru_cache(maxsize=64)
def _tabled(scm: SCM) -> SCM:
    return tabled(scm, default_runtime())


def _at(places: Iterable[int], rows: Iterable[Placed]) -> Iterator[Placed]:
    """The rows at ascending places."""
    numbered = enumerate(rows)
    for place in places:
        yield next(placed for number, placed in numbered if number == place)
