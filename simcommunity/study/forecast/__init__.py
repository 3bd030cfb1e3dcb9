"""What comes next in a group, by simulated groups that began as it did."""

from __future__ import annotations

from typing import Any

__all__ = ["forecast", "forecast_skill"]


def __getattr__(name: str) -> Any:
    if name == "forecast":
        from simcommunity.study.forecast.forecasting import forecast  # noqa: PLC0415

        return forecast
    if name == "forecast_skill":
        from simcommunity.study.forecast.skill import forecast_skill  # noqa: PLC0415

        return forecast_skill
    raise AttributeError(name)
