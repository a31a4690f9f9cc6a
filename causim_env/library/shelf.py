"""Finds a model of the library by its name."""

from __future__ import annotations

from difflib import get_close_matches

from causim_env.library.entry import Entry
from causim_env.library.models import load_model, model_names
from causim_env.library.networks import load_network, network_names
from causim_env.scm import SCMError


def names() -> tuple[str, ...]:
    """All models kept in the package, by the alphabet; the networks are in `network_names`."""
    return model_names()


def load(name: str) -> Entry:
    """A model or a network.

    Raises:
        SCMError: There is none of that name; the message names the nearest.
    """
    if name in model_names():
        return load_model(name)
    if name in network_names():
        return load_network(name)
    near = get_close_matches(name, [*model_names(), *network_names()], n=3, cutoff=0.3)
    raise SCMError(f"no model {name!r}: write for example {', '.join(near) or model_names()[0]}, or see causim library")
