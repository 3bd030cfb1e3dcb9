"""The arguments of Python functions: what is wrong with one is said in a sentence that names it."""

from __future__ import annotations

import functools
import inspect
import operator
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")
# Arguments that are whole numbers, and from where to where they go.
WHOLE = {
    "seed": (0, 2**63 - 1),
    "days": (1, 3650),
    "member": (0, 2**63 - 1),
    "replicate": (0, 2**31 - 1),
    **dict.fromkeys(
        ("replicates", "jobs", "most", "samples", "points", "simulations", "draws"), (1, 2**31 - 1)
    ),
}


def check_whole(name: str, value: object) -> None:
    """Refuse what is no whole number, or none that the argument ``name`` may be; None is let be.

    Raises:
        TypeError: for another kind of thing.
        ValueError: for a number that is too small or too large.
    """
    if value is None:
        return
    least, most = WHOLE[name]
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise TypeError(f"{name} must be a whole number, not {value!r}")
    if number < least:
        raise ValueError(f"{name} {number} is below {least}")
    if number > most:
        raise ValueError(f"{name} {number} is above {most}")


def whole_numbers(function: Callable[P, R]) -> Callable[P, R]:
    """Check all arguments of a function that are to be whole numbers before it begins."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        given: dict[str, Any] = signature.bind_partial(*args).arguments | kwargs
        for name, value in given.items():
            if name in WHOLE:
                check_whole(name, value)
        return function(*args, **kwargs)

    return checked
