"""Marked data against a model: a checked object, or what is wrong in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from pydantic import ValidationError

from simcommunity.scenario.errors import Problem, ScenarioError, nearest, shown
from simcommunity.scenario.marked import Marked, Path, deepest, plain
from simcommunity.scenario.quantities import Model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=Model)

_MOST_ERRORS = 100

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


def check(node: Marked, model: type[M], known: Sequence[Problem] = ()) -> M:
    """Build a ``model`` from marked data.

    Args:
        node: the data.
        model: what it should be.
        known: problems found before; they are told first.

    Raises:
        ScenarioError: with every problem, the known ones and the new ones.
    """
    try:
        built = model.model_validate(plain(node))
    except ValidationError as error:
        errors = error.errors(include_url=False)[:_MOST_ERRORS]
        found = [_problem(node, model, details) for details in errors]
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


def _problem(node: Marked, model: type[Model], error: ErrorDetails) -> Problem:
    """Return what one pydantic error means, at the nearest place that was written."""
    path: Path = tuple(str(step) for step in error["loc"] if step != "[key]")
    found, steps = deepest(node, path)
    # A short form stands for all that pydantic sees below it.
    short = steps < len(path) and not isinstance(found.value, dict)
    told = "" if steps < len(path) and not short else shown(plain(found))
    if isinstance(found.value, dict) and (not path or told.endswith("…")):
        told = ""
    near = ""
    if error["type"] == "extra_forbidden":
        near = nearest(path[-1], _keys(_model_at(model, path[:-1])))
    rule = _SAME.get(error["type"], error["type"])
    where = ".".join(path[:steps] if short else path)
    details = dict(error.get("ctx", {}))
    if rule == "literal_error":
        details = {"options": details["expected"].replace(" or ", ", ").replace("'", "")}
    return Problem(rule, str(found.origin), where, told, near, details)


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
