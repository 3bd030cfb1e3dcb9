"""Libraries that only some studies need: imported when asked for, missed in one sentence."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from simcommunity.i18n import choose_language, t
from simcommunity.scenario.errors import ToldError


class MissingExtraError(ToldError, ImportError):
    """A library that a study needs is not installed; says how to get it."""


def needed(module: str, extra: str) -> Any:
    """Import a module of an optional library."""
    try:
        return import_module(module)
    except ImportError as error:
        library = module.partition(".")[0]
        told = t("study.missing_extra", choose_language(), library=library, extra=extra)
        raise MissingExtraError(told) from error
