"""Located data against a model: a checked object, or what is wrong in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from simcommunity.scenario.amounts import Reading, as_yaml, readings
from simcommunity.scenario.errors import MOST_PROBLEMS, Problem, ScenarioError, nearest, shown
from simcommunity.scenario.located import Located, Path, deepest, plain, signs_first
from simcommunity.scenario.quantities import Model

M = TypeVar("M", bound=Model)

_MOST_ERRORS = 100
_MOST_READINGS = 4  # each costs another check of the whole

# pydantic's names of errors, where the sentence is the same for several of them.
_SAME = {
    "extra_forbidden": "unknown_key",
    "model_type": "mapping_type",
    "dict_type": "mapping_type",
    "tuple_type": "list_type",
    "float_type": "number_type",
    "string_pattern_mismatch": "bad_name",
    "string_too_long": "text_too_long",
}


def check(node: Located, model: type[M], known: Sequence[Problem] = ()) -> M:
    """Build a ``model`` from marked data.

    Args:
        known: problems found before; they are told first.
    """
    try:
        built = model.model_validate(plain(node))
    except ValidationError as error:
        errors = error.errors(include_url=False)[:_MOST_ERRORS]
        told = 2 * MOST_PROBLEMS  # hardly more than are said in the end
        found = [_problem(node, model, each, n < told) for n, each in enumerate(errors)]
        raise ScenarioError(_causes([*known, *found])) from None
    if known:
        raise ScenarioError(known)
    return built


def _causes(problems: list[Problem]) -> list[Problem]:
    """Leave out that a list is too short when what is in it is wrong."""
    return [
        each
        for each in problems
        if each.rule != "too_short"
        or not any(other.path.startswith(f"{each.path}.") for other in problems)
    ]


def _problem(node: Located, model: type[Model], error: ErrorDetails, guess: bool) -> Problem:
    """Return what one pydantic error means, at the nearest place that was written."""
    path: Path = tuple(str(step) for step in error["loc"] if step != "[key]")
    found, steps = deepest(node, path)
    # A short form stands for all that pydantic sees below it.
    short = steps < len(path) and not isinstance(found.value, dict)
    rule = _SAME.get(error["type"], error["type"])
    at = path[:steps] if short else path
    if rule == "hook" and len(found.mapping) == 1:
        ((name, worth),) = found.mapping.items()
        if isinstance(worth.value, str):
            found, at, rule = worth, (*path, name), "number_type"
    told = "" if steps < len(path) and not short else shown(plain(found))
    if isinstance(found.value, dict) and (not path or told.endswith("…")):
        told = ""
    near = ""
    details = dict(error.get("ctx", {}))
    text = found.text
    if rule == "unknown_key":
        text = path[-1]
        near = nearest(text, _keys(_model_at(model, path[:-1])))
    if rule == "literal_error":
        options = details["expected"].replace("'", "").replace(" or ", ", ")
        details = {"options": options}
        near = nearest(found.text or "", options.split(", "))
    problem = Problem(rule, str(found.origin), ".".join(at), told, near, details)
    write = "" if near or not guess else _meant(node, model, at, found.value, details.get("le"))
    return replace(problem, write=write) if write else signs_first(problem, text)


def _meant(node: Located, model: type[Model], at: Path, value: object, most: object) -> str:
    """Return how to write what stands at a path, as far as a reading of it would be right."""
    tried: Iterator[Reading] = iter(())
    if isinstance(value, str) and at:
        tried = readings(value, at[-1])
    elif most == 1 and isinstance(value, int | float) and 5 <= value <= 100:
        tried = iter((round(value / 100, 10),))  # a share said in hundredths
    for reading in islice(tried, _MOST_READINGS):
        try:
            model.model_validate(_with(plain(node), at, reading))
        except ValidationError as error:
            wrong = (tuple(map(str, each["loc"])) for each in error.errors(include_url=False))
            if any(loc[: len(at)] == at for loc in wrong):
                continue
        return as_yaml(reading)
    return ""


def _with(data: Any, at: Path, value: object) -> Any:
    """Return plain data with another value at a path."""
    if not at:
        return value
    if isinstance(data, tuple):
        place = int(at[0])
        return (*data[:place], _with(data[place], at[1:], value), *data[place + 1 :])
    return {**data, at[0]: _with(data[at[0]], at[1:], value)}


def _keys(model: type[Model]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[Model], path: Path) -> type[Model]:
    """Return the model that describes what stands at ``path`` below a ``model``."""
    steps = iter(path)
    for step in steps:
        at = dict(zip(_keys(model), model.model_fields.values(), strict=True))
        annotation = at[step].annotation
        model = _inner_model(annotation) or model
        if get_origin(annotation) in {dict, tuple}:
            next(steps)
    return model


def _inner_model(annotation: Any) -> type[Model] | None:
    """Return the model inside an annotation such as ``dict[str, Segment]``."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    inner = (_inner_model(part) for part in get_args(annotation))
    return next((model for model in inner if model), None)
