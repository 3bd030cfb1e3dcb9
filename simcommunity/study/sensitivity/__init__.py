"""Which parameters matter, how much of the variance each makes, and where something happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simcommunity.study.sensitivity.study import Sensitivity, sensitivity

__all__ = ["Sensitivity", "sensitivity"]


def __getattr__(name: str) -> Any:
    """Import what is heavy only when it is asked for."""
    if name in __all__:
        from simcommunity.study.sensitivity import study  # noqa: PLC0415

        return getattr(study, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
