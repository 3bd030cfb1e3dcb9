"""Playbooks, interventions and their dates on the same people with the same luck."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simcommunity.study.compare.comparing import Arm, Comparison, compare
    from simcommunity.study.compare.differences import Difference, paired, values
    from simcommunity.study.compare.rescuing import Rescue, rescue

_HOMES = {
    "Arm": "comparing",
    "Comparison": "comparing",
    "Difference": "differences",
    "Rescue": "rescuing",
    "compare": "comparing",
    "paired": "differences",
    "rescue": "rescuing",
    "values": "differences",
}

__all__ = [
    "Arm", "Comparison", "Difference", "Rescue", "compare", "paired", "rescue", "values",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import what is asked for: the command's help must not wait for numbers."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
