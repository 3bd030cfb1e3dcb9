"""Agent-based simulation of community lifecycles."""

from __future__ import annotations

from typing import Any

__version__ = "0.2.0"

# Functions named as their commands, each imported when it is asked for.
_HOMES = {
    "compare": "simcommunity.study.compare",
    "rescue": "simcommunity.study.compare",
    "fit": "simcommunity.study.fit.fitting",
    "forecast": "simcommunity.study.forecast.forecasting",
    "forecast_skill": "simcommunity.study.forecast.skill",
    "optimise": "simcommunity.study.optimise",
    "sensitivity": "simcommunity.study.sensitivity",
    "sweep": "simcommunity.study.sweep.execute",
    "query": "simcommunity.study.sweep.query",
    "export": "simcommunity.study.sweep.query",
    "events": "simcommunity.simulation.events",
    "story": "simcommunity.study.story",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for; nothing heavy is imported before."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(_HOMES[name]), name)
