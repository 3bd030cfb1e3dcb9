"""The notebook of the documentation runs from its first cell to its last."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[1] / "docs" / "from_scenario_to_figure.ipynb"


def test_the_notebook_leads_to_its_figure(tmp_path: Path) -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(tmp_path)}}).execute()
    printed = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type != "error"
    ]
    assert len(printed) >= 5
    assert any("image/png" in output.get("data", {}) for output in printed)
    assert (tmp_path / "bakery.svg").read_bytes().startswith(b"<?xml")
