"""Search over playbooks, and a judgement of what was found on luck that the search never saw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simcommunity.study.optimise.optimising import optimise

__all__ = ["optimise"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from simcommunity.study.optimise import optimising  # noqa: PLC0415

        return getattr(optimising, name)
    raise AttributeError(name)
