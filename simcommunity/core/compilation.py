"""How rules become machine code, and where that code is kept.

numba's own cache looks only at the file of the outermost function, so a rule changed in another
file would run stale. The cache folder is therefore named by a hash of every source that can
end up in machine code.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import logging
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba.core import caching, types
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import cpu_target
from numba.extending import overload_method, register_jitable

from simcommunity.i18n import choose_language, t

F = TypeVar("F", bound=Callable[..., Any])

INTERPRETED = bool(
    numba.config.DISABLE_JIT
)  # NUMBA_DISABLE_JIT=1: rules run in Python, for debuggers
PACKAGE = Path(__file__).parents[1]
# Rules are called from machine code only; wrappers for other callers would take seconds to compile.
INNER = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
COMPLETE = "complete"  # the file in the cache that says a replicate has been run
FOLDERS = ("core", "results")  # whatever becomes machine code stands in them


@cache
def cache_folder() -> Path | None:
    """Return the folder for machine code made from exactly these sources; None without a home."""
    digest = hashlib.sha256(f"{sys.version}{numba.__version__}".encode())
    for folder in FOLDERS:
        for file in sorted((PACKAGE / folder).rglob("*.py")):
            digest.update(file.read_bytes())
    base = os.environ.get("SIMCOMMUNITY_CACHE") or os.environ.get("XDG_CACHE_HOME")
    try:
        root = Path(base) if base else Path.home() / ".cache"
    except RuntimeError:  # nobody knows where this user's home is
        return None
    return root / "simcommunity" / digest.hexdigest()[:16]


class _Place(caching._SourceFileBackedLocatorMixin, caching._CacheLocator):  # type: ignore[misc] # noqa: SLF001
    """The folder of our cache and no other, whether or not it can be written to."""

    def __init__(self, py_func: Any, py_file: str) -> None:
        self._py_file, self._lineno = py_file, py_func.__code__.co_firstlineno

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> _Place:
        return cls(py_func, py_file)

    def get_cache_path(self) -> str:
        folder = cast("Path", cache_folder())
        return str(folder / self.get_suitable_cache_subpath(self._py_file))


class _Code(caching.CompileResultCacheImpl):  # type: ignore[misc]
    _locator_classes = (_Place,)


class _Files(caching.IndexDataCacheFile):  # type: ignore[misc]
    """Files of machine code, each behind a digest: a flipped bit must never be run."""

    def _dump(self, obj: Any) -> bytes:
        data: bytes = super()._dump(obj)
        return hashlib.sha256(data).digest() + data

    def _load_data(self, name: str) -> Any:
        return _unsealed(Path(self._data_path(name)).read_bytes())

    def _load_index(self) -> dict[Any, str]:
        try:
            data = Path(self._index_path).read_bytes()
        except FileNotFoundError:
            return {}
        version = pickle.dumps(self._version, protocol=-1)
        stamp, overloads = _unsealed(data.removeprefix(version))
        return dict(overloads) if stamp == self._source_stamp else {}


def _unsealed(data: bytes) -> Any:
    """Return what lies behind a digest; raises ValueError where it is of other bits."""
    size = hashlib.sha256().digest_size
    if hashlib.sha256(data[size:]).digest() != data[:size]:
        raise ValueError("damaged machine code")
    return pickle.loads(data[size:])  # noqa: S301 (we wrote these very bits)


class _Cache(caching.FunctionCache):  # type: ignore[misc]
    """Machine code on disk; what is damaged or cannot be written is compiled in this process."""

    _impl_class = _Code

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        impl = self._impl
        stamp = impl.locator.get_source_stamp()
        self._cache_file = _Files(self._cache_path, impl.filename_base, stamp)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # a torn file can raise anything while it is unpickled
            with contextlib.suppress(OSError):
                self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with contextlib.suppress(OSError):
            super().save_overload(sig, data)


@contextmanager
def _our_way() -> Iterator[None]:
    """Compile as both engines need it, and leave numba as the program around us has set it.

    Rules are short and branch a lot: what more optimising would add is time to compile, not speed.
    Intel's vector maths differs from the C library's in the last bit; loops that are not turned
    into vectors never call it.
    """
    config = numba.config
    with global_compiler_lock:
        cpu_target.target_context.codegen()  # made once for everybody, at the level of everybody
        config.reload_config()  # now, so that it does not happen while ours is set
        before = config.OPT, config.LOOP_VECTORIZE
        config.OPT = type(config.OPT)(1)
        if config.USING_SVML:
            config.LOOP_VECTORIZE = 0
        try:
            yield
        finally:
            config.OPT, config.LOOP_VECTORIZE = before


class Row(np.void):  # type: ignore[misc]
    """A record whose fields are attributes, as in machine code, when rules run in Python."""

    def __getattribute__(self, name: str) -> Any:
        """Return a field as a Python number, or an array of them as it lies in memory."""
        if name not in (object.__getattribute__(self, "dtype").names or ()):
            return object.__getattribute__(self, name)
        value = self[name]
        return value.item() if isinstance(value, np.generic) else value

    def __setattr__(self, name: str, value: Any) -> None:
        """Write a field."""
        self[name] = value


def as_rules_read(array: Any) -> Any:
    """Return an array of records in such a form that rules read and write its fields as attributes.

    Machine code does so with any; rules that run in Python want a type of their own.
    """
    if not INTERPRETED or not getattr(array, "dtype", np.dtype("f8")).names:
        return array
    return array.view(np.dtype((Row, array.dtype)))


def rule(function: F) -> F:
    """Mark a plain scalar function so that both engines may call it."""
    return cast("F", register_jitable(**INNER)(function))


def compiled(function: F) -> F:
    """Compile an entry point with numba, without the interpreter lock, cached by all sources."""
    if INTERPRETED:
        return function
    made = numba.njit(nogil=True, error_model="numpy", no_cfunc_wrapper=True)(function)
    if cache_folder() is not None:
        made._cache = _Cache(function)  # noqa: SLF001 (`cache=True` would make numba's own)
    compile_it = made.compile

    def compile_our_way(signature: Any) -> Any:
        with _our_way():
            return compile_it(signature)

    made.compile = compile_our_way
    return cast("F", made)


def behaviour(name: str, function: Any) -> None:
    """Let compiled code write `member.name(…)` for a rule, as agents do.

    The order of a day can then be written once: on an agent the call reaches a method that may be
    overridden, on a row of the array it reaches the rule itself.
    """
    setattr(Row, name, function)

    @overload_method(types.Record, name, jit_options=INNER)  # type: ignore[untyped-decorator]
    def find(record: Any, *args: Any) -> Any:  # noqa: ARG001
        def call(record: Any, *args: Any) -> Any:
            return function(record, *args)

        return call


def is_compiled() -> bool:
    """Tell whether a replicate has been run on this machine since the sources last changed."""
    folder = cache_folder()
    return folder is not None and (folder / COMPLETE).exists()


@cache
def announce_first_compilation() -> None:
    """Say once, before the first run on this machine, that the next seconds are compilation."""
    if not (INTERPRETED or is_compiled()):
        logging.getLogger("simcommunity").info(t("engine.compiling", choose_language()))


@contextmanager
def first_compilation() -> Iterator[None]:
    """Announce the first compilation on this machine, and note when a replicate has been run.

    The compiler's millions of objects stay: the collector would only walk them again and again.
    """
    if INTERPRETED or is_compiled():
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
    folder = cache_folder()
    if folder is not None:
        with contextlib.suppress(OSError):
            (folder / COMPLETE).touch()
