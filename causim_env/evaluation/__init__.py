"""Models on problems: where completions come from, what is kept of them, what they add up to."""

from __future__ import annotations

from causim_env.evaluation.completion import Completion
from causim_env.evaluation.estimates import Estimate, Record, Summary, estimate, summarise
from causim_env.evaluation.models import Model, ModelError, evaluate
from causim_env.evaluation.predictions import Prediction, judge

__all__ = [
    "Completion",
    "Estimate",
    "Model",
    "ModelError",
    "Prediction",
    "Record",
    "Summary",
    "estimate",
    "evaluate",
    "judge",
    "summarise",
]
