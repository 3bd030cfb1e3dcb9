"""Agent-based simulation of community lifecycles."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Studies by their names, imported when they are asked for.
STUDIES = {
    "events": "simcommunity.study.events",
    "optimise": "simcommunity.study.optimise",
}


def __getattr__(name: str) -> Any:
    if name in STUDIES:
        return getattr(import_module(STUDIES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
