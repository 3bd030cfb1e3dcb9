"""What the options of all commands share: their language, silence, and words."""

from __future__ import annotations

import logging
import signal
import threading
from typing import TYPE_CHECKING

from simcommunity.i18n import choose_language, t

if TYPE_CHECKING:
    from types import FrameType

    import click

_interrupted = threading.Event()
HELP_LANG = choose_language()


def choose(_: click.Context, __: click.Parameter, value: str | None) -> str:
    """Choose the language, also for whatever goes wrong later."""
    return choose_language(value)


def hush(_: click.Context, __: click.Parameter, quiet: bool) -> bool:
    """Let the simulator be silent on stderr."""
    if quiet:
        logging.getLogger("simcommunity").setLevel(logging.CRITICAL)
    return quiet


def say(option: str) -> str:
    """Return the help of an option."""
    return t(f"cli.option.{option}", HELP_LANG)


def listen() -> None:
    """Note an interrupt beside raising it: a library may swallow one that strikes inside it."""
    _interrupted.clear()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _note)


def _note(_: int, __: FrameType | None) -> None:
    _interrupted.set()
    raise KeyboardInterrupt


def heed() -> None:
    """Raise an interrupt once more that nobody has seen."""
    if _interrupted.is_set():
        raise KeyboardInterrupt
