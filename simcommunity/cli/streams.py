"""The streams and signals of a process: what reaches whom, and how it is told to end."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn, TextIO, cast

from simcommunity.results.whole_files import writing

STDOUT = Path("stdout")
ENDS = ("SIGINT", "SIGTERM", "SIGHUP")


class Ended(KeyboardInterrupt):
    """Somebody has asked the process to end: by Ctrl-C, or the system in other words.

    Args:
        number: of the signal.
    """

    def __init__(self, number: int) -> None:
        """Keep the exit code that goes with the signal."""
        super().__init__(number)
        self.exit_code = 128 + number


class _Stdout:
    """The stream of results, whose failures are told apart from those of anything else."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.failed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        with self._watched():
            return self._stream.write(text)

    def flush(self) -> None:
        with self._watched():
            self._stream.flush()

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        with writing(STDOUT):
            try:
                yield
            except OSError:
                self.failed = True
                raise


@contextlib.contextmanager
def stdout_watched() -> Iterator[None]:
    """Let whatever fails at stdout be an UnwritableError of `STDOUT`; then it leads nowhere."""
    stdout = _Stdout(sys.stdout)
    try:
        with contextlib.redirect_stdout(cast("TextIO", stdout)):
            yield
            sys.stdout.flush()
    finally:
        if stdout.failed:  # else the interpreter would complain of the same while it closes
            os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())


@contextlib.contextmanager
def ending_in_order() -> Iterator[None]:
    """Let a request to end be raised as `Ended`, so that nothing half-written stays behind."""
    asked: list[int] = []
    before = {}

    def end(number: int, _: object) -> NoReturn:
        asked.append(number)
        raise Ended(number)

    if threading.current_thread() is threading.main_thread():
        for number in (getattr(signal, name) for name in ENDS if hasattr(signal, name)):
            if signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}:
                before[number] = signal.signal(number, end)
    try:
        yield
    except Exception as error:
        if asked:  # a library has made something else of it
            raise Ended(asked[0]) from error
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def open_streams() -> None:
    """Write UTF-8 into files and pipes; what cannot be written shows as a question mark.

    A stream that was closed before we began leads nowhere.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("r" if name == "stdin" else "w")  # noqa: SIM115
            setattr(sys, name, nowhere)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")
