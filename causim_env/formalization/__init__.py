"""Formalization: from a description to an SCM, scored by what the SCM does."""

from causim_env.formalization.reference import Reference, reference
from causim_env.formalization.scoring import Formalized, program, score, score_many

__all__ = ["Formalized", "Reference", "program", "reference", "score", "score_many"]
