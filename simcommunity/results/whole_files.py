"""Files that are there whole or not at all, whatever ends the process that writes them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ASIDE = ".unfinished-"  # how names begin of what is not yet whole


class UnwritableError(OSError):
    """A place that cannot be written to: its `filename`, and why, in its `strerror`."""


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Tell whatever the system refuses meanwhile as UnwritableError of a file or folder."""
    try:
        yield
    except UnwritableError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnwritableError(error.errno, reason, str(place)) from error


def publish(folder: Path, name: str, write: Callable[[Path], object]) -> None:
    """Write a file aside under a name of its own, flush it, and move it into place."""
    aside = folder / f"{ASIDE}{uuid.uuid4().hex}"
    with writing(folder / name):
        try:
            write(aside)
            flush(aside)
            aside.replace(folder / name)
        finally:
            aside.unlink(missing_ok=True)
        flush_names(folder)


def flush(file: Path) -> None:
    """Wait until the disk has the file."""
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())


def flush_names(folder: Path) -> None:
    """Wait until the disk has the names in a folder; Windows has no such thing."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
