"""Informalization: an SCM as running text in several styles, and the way back.

`tell` writes, `read` reads. The two share the sentences, not the SCM: a text is complete when what is read from
it has the canonical hash of what was told.
"""

from causim_env.informal.declared import ReadingError
from causim_env.informal.reading import read
from causim_env.informal.styles import STYLES, tell

__all__ = ["STYLES", "ReadingError", "read", "tell"]
