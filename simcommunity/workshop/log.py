"""The log of a room: one line of JSON for everything that happens in it, never changed again."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Record = dict[str, Any]


def read_log(path: Path) -> list[Record]:
    """Return the records of a log, oldest first.

    A last line without its end was never finished when the machine stopped; it is left out.
    """
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    lines = whole.split(b"\n") if whole else []
    return [json.loads(line) for line in lines]


class Log:
    """Appends to the log of a room; what `add` has returned from is on the disk."""

    def __init__(self, path: Path) -> None:
        """Open a log to go on with it, without the unfinished end it may have."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+b", buffering=0)
        self._file.seek(0)
        whole, end, _ = self._file.read().rpartition(b"\n")
        self._file.truncate(len(whole) + len(end))

    def add(self, record: Mapping[str, Any]) -> None:
        """Write one record and see that it is kept; where that fails, nothing of it is left."""
        line = json.dumps(record, ensure_ascii=False, allow_nan=False)
        data = line.encode("utf-8") + b"\n"
        end = self._file.seek(0, os.SEEK_END)
        try:
            self._write(data)
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(end)
            raise

    def _write(self, data: bytes) -> None:
        """Write all of it; a disk that is full may take a part without a word."""
        if self._file.write(data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
