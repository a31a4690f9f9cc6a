"""Difficulty, and what to pose next: the ladder of levels, their measure, and schedules that read verdicts."""

from __future__ import annotations

from causim_env.curriculum.cells import Cell, Group, cells
from causim_env.curriculum.curriculum import Curriculum, CurriculumError
from causim_env.curriculum.level import LADDER, Level, Rung, measure
from causim_env.curriculum.schedules import SCHEDULES, Settings

__all__ = [
    "LADDER",
    "SCHEDULES",
    "Cell",
    "Curriculum",
    "CurriculumError",
    "Group",
    "Level",
    "Rung",
    "Settings",
    "cells",
    "measure",
]
