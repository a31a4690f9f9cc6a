"""Causal queries: one file per kind says how to pose it and which shortcuts would be wrong."""

from causim_env.queries.query import ASKS, KINDS, Ask, Kind, Query
from causim_env.queries.solve import posterior, solve

__all__ = ["ASKS", "KINDS", "Ask", "Kind", "Query", "posterior", "solve"]
