"""A scenario fitted to a group's own log, by approximate Bayesian computation."""

from __future__ import annotations

from typing import Any

__all__ = ["fit"]


def __getattr__(name: str) -> Any:
    if name != "fit":
        raise AttributeError(name)
    from simcommunity.study.fit.fitting import fit  # noqa: PLC0415 (nothing heavy for the commands)

    return fit
