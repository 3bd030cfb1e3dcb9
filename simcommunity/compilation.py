"""How rules become machine code, and where that code is kept.

numba's own cache looks only at the file of the outermost function, so a rule changed in another
file would run stale. The cache folder is therefore named by a hash of every source that can
end up in machine code.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

# Intel's vector maths differs from the C library's in the last bit; both engines must agree.
os.environ.setdefault("NUMBA_DISABLE_INTEL_SVML", "1")
# Rules are short and branch a lot: what more optimising would add is time to compile, not speed.
os.environ.setdefault("NUMBA_OPT", "1")

import numba
from numba.core import types
from numba.extending import overload_method, register_jitable

from simcommunity.i18n import choose_language, t

F = TypeVar("F", bound=Callable[..., Any])

PACKAGE = Path(__file__).parent
# Rules are called from machine code only; wrappers for other callers would take seconds to compile.
INNER = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
SOURCES = ("*.py", "members/*.py", "operators/*.py", "engine/*.py")
TALK = {
    "__init__.py",
    "cli.py",
    "click_words.py",
    "options.py",
}  # beside rules, but never in machine code


@cache
def cache_folder() -> Path:
    """Return the folder that holds machine code made from exactly these sources."""
    digest = hashlib.sha256(f"{sys.version}{numba.__version__}".encode())
    for pattern in SOURCES:
        for file in sorted(PACKAGE.glob(pattern)):
            if file.name not in TALK:
                digest.update(file.read_bytes())
    base = os.environ.get("SIMCOMMUNITY_CACHE") or os.environ.get("XDG_CACHE_HOME")
    root = Path(base) if base else Path.home() / ".cache"
    folder = root / "simcommunity" / digest.hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # nowhere to keep it: compile for this process alone
        return Path(tempfile.mkdtemp(prefix="simcommunity-"))
    return folder


def rule(function: F) -> F:
    """Mark a plain scalar function so that both engines may call it."""
    return cast("F", register_jitable(**INNER)(function))


def compiled(function: F) -> F:
    """Compile an entry point with numba, without the interpreter lock, cached by all sources."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache_folder())
    try:
        make = numba.njit(cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True)
        return cast("F", make(function))
    finally:
        numba.config.CACHE_DIR = before


def behaviour(name: str, function: Any) -> None:
    """Let compiled code write `member.name(…)` for a rule, as agents do.

    The order of a day can then be written once: on an agent the call reaches a method that may be
    overridden, on a row of the array it reaches the rule itself.
    """

    @overload_method(types.Record, name, jit_options=INNER)  # type: ignore[untyped-decorator]
    def find(record: Any, *args: Any) -> Any:  # noqa: ARG001
        def call(record: Any, *args: Any) -> Any:
            return function(record, *args)

        return call


def _marker() -> Path:
    return cache_folder() / "complete"


def is_compiled() -> bool:
    """Tell whether a replicate has been run on this machine since the sources last changed."""
    return _marker().exists()


@cache
def announce_first_compilation() -> None:
    """Say once, before the first run on this machine, that the next seconds are compilation."""
    if not is_compiled():
        logging.getLogger("simcommunity").info(t("engine.compiling", choose_language()))


@contextmanager
def first_compilation() -> Iterator[None]:
    """Announce the first compilation on this machine, and note when a replicate has been run.

    The compiler's millions of objects stay: the collector would only walk them again and again.
    """
    if is_compiled():
        yield
        return
    announce_first_compilation()
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
    _marker().touch()
