"""Dependencies point down: no storey of the package imports from one above it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import simcommunity

PACKAGE = Path(simcommunity.__file__).parent
# From the ground up; `evidence`, `lab` and `workshop` stand side by side.
STOREYS = (
    ("i18n",), ("scenario",), ("core",), ("results",), ("simulation",), ("study",), ("report",),
    ("evidence", "lab", "workshop"), ("cli",),
)  # fmt: skip
HEIGHT = {name: height for height, names in enumerate(STOREYS) for name in names}


def imported(file: Path) -> set[str]:
    """Return the modules of the package that a file names in its imports, types included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
    return {name for name in found if name.startswith("simcommunity.")}


@pytest.mark.parametrize("name", HEIGHT)
def test_nothing_is_imported_from_a_storey_above(name: str) -> None:
    above = {
        f"{file.relative_to(PACKAGE)} → {module}"
        for file in (PACKAGE / name).rglob("*.py")
        for module in imported(file)
        for other in [module.split(".")[1]]
        if other != name and HEIGHT.get(other, -1) >= HEIGHT[name]
    }
    assert above == set()


def test_every_folder_has_its_storey() -> None:
    folders = {file.parent.name for file in PACKAGE.glob("*/__init__.py")}
    assert folders == set(HEIGHT)


def test_nothing_at_the_top_has_the_name_of_a_public_function() -> None:
    there = {path.stem for path in PACKAGE.iterdir()}
    assert there.isdisjoint(simcommunity.__all__ if hasattr(simcommunity, "__all__") else ())
