"""A curriculum on its way: rows planned ahead, verdicts taken in, and the whole of it as a small JSON.

The cell of row i is decided once, when it is planned, and stays in the state until the row has been scored. A trainer
plans as far ahead as it fetches, so a run that was stopped and goes on poses the very problems it would have posed.
Nothing is drawn at random: cells collect credit by their shares, and the one with the most credit is dealt next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from causim_env.curriculum.cells import Cell, Group, Memory
from causim_env.curriculum.schedules import SCHEDULES, Offer, Place, Settings, next_place

STATE_VERSION = 1


class CurriculumError(ValueError):
    """Verdicts or a state that do not belong to this curriculum; the message says what to do instead."""


class Curriculum:
    """Decides the cell of every row, from the verdicts on earlier ones.

    Args:
        settings: What the curriculum is.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._memories = [Memory() for _ in settings.cells]
        self._place = Place(0)
        self._scored = 0
        self._planned: list[int] = []

    @property
    def scored(self) -> int:
        """Rows with verdicts: the cursor from which a resumed run goes on."""
        return self._scored

    @property
    def planned(self) -> int:
        """Rows with a cell, scored or not."""
        return self._scored + len(self._planned)

    def plan(self, rows: int) -> list[Cell]:
        """Decides the cells of the rows up to `rows`, as far as they are not decided.

        Returns:
            The cells decided now.
        """
        wanted = rows - self.planned
        if wanted <= 0:
            return []
        self._place = next_place(self.settings, self._memories, self._place._replace(row=self.planned))
        shares = [offer.share for offer in self.offers()]
        dealt = [self._deal(shares) for _ in range(wanted)]
        self._planned += dealt
        return [self.settings.cells[place] for place in dealt]

    def cell(self, row: int) -> Cell:
        """The cell of a row that is planned and not scored.

        Raises:
            CurriculumError: The row is not one of those.
        """
        if not self._scored <= row < self.planned:
            raise CurriculumError(f"row {row}: only rows {self._scored} to {self.planned - 1} are planned")
        return self.settings.cells[self._planned[row - self._scored]]

    def record(self, groups: Sequence[Group]) -> None:
        """Takes in the verdicts on the next rows, in any order.

        Raises:
            CurriculumError: They are not the next rows, each once, or were never planned.
        """
        ordered = sorted(groups)
        rows = [group.row for group in ordered]
        if rows != [*range(self._scored, self._scored + len(rows))] or len(rows) > len(self._planned):
            raise CurriculumError(
                f"verdicts on rows {rows[:1]} to {rows[-1:]}: the next {len(self._planned)} from row {self._scored} "
                "are planned; record each of them once, in batches"
            )
        for group in ordered:
            self._memories[self._planned.pop(0)].add(group.right, group.asked, self.settings.window)
        self._scored += len(ordered)

    def offers(self) -> list[Offer]:
        """The share that every cell gets now, and why, in the order of the cells."""
        return SCHEDULES[self.settings.schedule](self.settings, self._memories, self._place)

    def explain(self, cell: Cell) -> str:
        """Why a cell gets what it gets, in one sentence.

        Raises:
            CurriculumError: It is not one of the cells.
        """
        if cell not in self.settings.cells:
            raise CurriculumError(f"cell {cell.name}: write one of those of the curriculum")
        return self.reasons()[cell]

    def reasons(self) -> dict[Cell, str]:
        """Why every cell gets what it gets, one sentence each."""
        return {
            cell: f"{cell.name} gets {offer.share:.1%} of the next rows: {offer.why}"
            for cell, offer in zip(self.settings.cells, self.offers(), strict=True)
        }

    def counts(self) -> dict[str, int]:
        """Groups so far, and how many of them had no contrast: all right, all wrong."""
        return {
            "groups": sum(memory.groups for memory in self._memories),
            "all_right": sum(memory.all_right for memory in self._memories),
            "all_wrong": sum(memory.all_wrong for memory in self._memories),
        }

    def to_json(self) -> dict[str, object]:
        """The state: together with later verdicts it fixes everything that follows."""
        return {
            "version": STATE_VERSION,
            "settings": self.settings.to_json(),
            "scored": self._scored,
            "place": [*self._place],
            "planned": [*self._planned],
            "memories": [memory.to_json() for memory in self._memories],
        }

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Curriculum:
        """Reads what `to_json` wrote.

        Raises:
            CurriculumError: It is not of that form.
        """
        if state.get("version") != STATE_VERSION:
            raise CurriculumError(f"curriculum state of version {state.get('version')}: this is {STATE_VERSION}")
        try:
            curriculum = cls(Settings.from_json(state["settings"]))
            curriculum._scored = int(state["scored"])
            curriculum._place = Place(*map(int, state["place"]))
            curriculum._planned = [int(place) for place in state["planned"]]
            curriculum._memories = [Memory.from_json(row) for row in state["memories"]]
        except (LookupError, TypeError, ValueError) as error:
            raise CurriculumError(f"no curriculum state ({error}): take one that a checkpoint holds") from None
        return curriculum

    def _deal(self, shares: Sequence[float]) -> int:
        """The cell that is owed most, once every cell has been paid its share of one row."""
        for memory, share in zip(self._memories, shares, strict=True):
            memory.credit += share
        chosen = max(range(len(shares)), key=lambda place: (self._memories[place].credit, -place))
        self._memories[chosen].credit -= 1
        return chosen
