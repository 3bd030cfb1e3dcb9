"""Agent-based simulation of community lifecycles: `import simcommunity as sc`."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.2.0"

if TYPE_CHECKING:
    from simcommunity.report.reading import ResultsError, Saved, read
    from simcommunity.scenario.errors import ScenarioError, ScenarioWarning
    from simcommunity.scenario.loader import Loaded
    from simcommunity.scenario.loader import load_scenario as load
    from simcommunity.simulation.agents import Member
    from simcommunity.simulation.events import events
    from simcommunity.simulation.frames import OneReplicate
    from simcommunity.simulation.model import CommunityModel
    from simcommunity.simulation.running import Result, run
    from simcommunity.simulation.strategy import GroupView, Send, Strategy, View
    from simcommunity.study.compare.comparing import Comparison, compare
    from simcommunity.study.compare.rescuing import Rescue, rescue
    from simcommunity.study.fit.fitting import Fit, fit
    from simcommunity.study.forecast.forecasting import Forecast, forecast
    from simcommunity.study.forecast.skill import forecast_skill
    from simcommunity.study.optimise.optimising import Optimisation, optimise
    from simcommunity.study.sensitivity.study import Sensitivity, sensitivity
    from simcommunity.study.story import Story, story
    from simcommunity.study.sweep.execute import sweep
    from simcommunity.study.sweep.query import export, query
    from simcommunity.study.sweep.store import open_store

__all__ = [
    "CommunityModel", "Comparison", "Fit", "Forecast", "GroupView", "Loaded", "Member",
    "OneReplicate", "Optimisation", "Rescue", "Result", "ResultsError", "Saved", "ScenarioError",
    "ScenarioWarning", "Send", "Sensitivity", "Story", "Strategy", "View", "compare", "events",
    "export", "fit", "forecast", "forecast_skill", "load", "open_store", "optimise", "query",
    "read", "rescue", "run", "sensitivity", "story", "sweep",
]  # fmt: skip

# Where each name stands: everything is imported when it is first asked for, nothing before.
_HOMES = {
    "report.reading": "ResultsError Saved read",
    "scenario.errors": "ScenarioError ScenarioWarning",
    "scenario.loader": "Loaded load",
    "simulation.agents": "Member",
    "simulation.events": "events",
    "simulation.frames": "OneReplicate",
    "simulation.model": "CommunityModel",
    "simulation.running": "Result run",
    "simulation.strategy": "GroupView Send Strategy View",
    "study.compare.comparing": "Comparison compare",
    "study.compare.rescuing": "Rescue rescue",
    "study.fit.fitting": "Fit fit",
    "study.forecast.forecasting": "Forecast forecast",
    "study.forecast.skill": "forecast_skill",
    "study.optimise.optimising": "Optimisation optimise",
    "study.sensitivity.study": "Sensitivity sensitivity",
    "study.story": "Story story",
    "study.sweep.execute": "sweep",
    "study.sweep.query": "export query",
    "study.sweep.store": "open_store",
}

if not TYPE_CHECKING:  # else a type checker would take any name for one of these

    def __getattr__(name):
        """Import what is asked for."""
        for home, names in _HOMES.items():
            if name in names.split():
                from importlib import import_module  # noqa: PLC0415

                module = import_module(f"{__name__}.{home}")
                globals()[name] = found = getattr(module, {"load": "load_scenario"}.get(name, name))
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return what can be asked for."""
    return [*__all__, "__doc__", "__version__"]
