"""The arguments of Python functions: what is wrong with one is said in a sentence that names it."""

from __future__ import annotations

import functools
import inspect
import operator
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from simcommunity.scenario.errors import nearest

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
    """Refuse what is no whole number, or none that the argument ``name`` may be; None is let be."""
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


def keywords(known: type) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Refuse keywords that a function passes on as a `TypedDict` which does not have them.

    `help` and completion show those it has.
    """

    def name_them(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        passed_on = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
            for name, kind in known.__annotations__.items()
        ]
        own = [p for p in signature.parameters.values() if p.kind != p.VAR_KEYWORD]
        names = [p.name for p in (*own, *passed_on)]

        @functools.wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            for name in kwargs:
                if name not in names:
                    near = nearest(name, names)
                    hint = f" (did you mean {near!r}?)" if near else ""
                    raise TypeError(
                        f"{function.__name__}() got an unexpected keyword argument {name!r}{hint}"
                    )
            return function(*args, **kwargs)

        whole = signature.replace(parameters=[*own, *passed_on])
        checked.__signature__ = whole  # type: ignore[attr-defined]
        return checked

    return name_them


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
