"""Where every value of a complete scenario comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcommunity.scenario.located import Located, Path, deepest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcommunity.scenario.quantities import Model

DEFAULT = "default"


def written(model: Model) -> dict[str, object]:
    """Return a model as it would be written in a file, with everything filled in."""
    return model.model_dump(by_alias=True)


def origins_of(model: Model, node: Located) -> dict[str, str]:
    """Return the origin of every value in ``model``, by dotted path.

    Args:
        model: what was built.
        node: the marked data it was built from.
    """
    return {".".join(path): _origin(node, path) for path in leaves(written(model))}


def leaves(value: object, path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything that is not a mapping or a list with something in it."""
    if isinstance(value, dict) and value:
        for key, child in value.items():
            yield from leaves(child, (*path, str(key)))
    elif isinstance(value, list | tuple) and value:
        for place, child in enumerate(value):
            yield from leaves(child, (*path, str(place)))
    else:
        yield path


def _origin(node: Located, path: Path) -> str:
    found, steps = deepest(node, path)
    # A mapping that lacks the rest of the path left it to a default; a short form stands for it.
    if steps < len(path) and isinstance(found.value, dict):
        return DEFAULT
    return str(found.origin)
