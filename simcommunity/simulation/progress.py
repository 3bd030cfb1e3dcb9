"""How far a study is: a bar on stderr, or whatever a function makes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

Hear: TypeAlias = Callable[[int, int], None]
Progress: TypeAlias = bool | Hear


@contextmanager
def showing(progress: Progress) -> Iterator[Hear]:
    """Yield what is to be told how much is done of how much.

    Args:
        progress: True for a bar on stderr, False for nothing, or a function of (done, total).
    """
    if not isinstance(progress, bool):
        if not callable(progress):
            raise TypeError(f"progress is True, False or a function, not {progress!r}")
        yield progress
    elif not progress:
        yield lambda _done, _total: None
    else:
        from rich.console import Console  # noqa: PLC0415 (only whoever wants a bar pays for it)
        from rich.progress import Progress as Bar  # noqa: PLC0415

        with Bar(console=Console(stderr=True)) as bar:
            task = bar.add_task("", total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
