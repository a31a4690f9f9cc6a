"""The `causim` command: one module for each subcommand, errors in one line, exit code 2 for bad input."""

from __future__ import annotations

from causim_env.cli.app import main

__all__ = ["main"]
