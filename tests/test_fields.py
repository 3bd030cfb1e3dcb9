"""What mypy knows of the records that rules read."""

from __future__ import annotations

import pytest
from make_fields import FIELDS, RECORDS, written
from mypy import api


def test_the_types_are_those_of_the_records() -> None:
    """A field that is added or renamed must be written again: `python tests/make_fields.py`."""
    assert FIELDS.read_text(encoding="utf-8") == written()


@pytest.mark.slow
def test_a_misspelt_field_is_an_error_of_mypy(tmp_path) -> None:
    """Each record has its last field and none that is called nearly so."""
    fields = {name: (dtype.names or ())[-1] for name, dtype in RECORDS.items()}
    text = "".join(
        f"def right_{name}(row: {name}) -> object:\n    return row.{field}\n"
        f"def wrong_{name}(row: {name}) -> object:\n    return row.{field}x\n"
        for name, field in fields.items()
    )
    rule = tmp_path / "rule.py"
    rule.write_text(f"from simcommunity.core.fields import {', '.join(fields)}\n{text}")
    found, _, _ = api.run(["--strict", "--cache-dir", str(tmp_path / "cache"), str(rule)])
    errors = [line for line in found.splitlines() if ": error: " in line]
    assert len(errors) == len(fields), found
    for name, field in fields.items():
        assert sum(f'"{name}" has no attribute "{field}x"' in line for line in errors) == 1, name


@pytest.mark.slow
def test_a_rule_with_a_misspelt_field_is_an_error_of_mypy(tmp_path) -> None:
    """The rules themselves are annotated: each of them can be spoiled, and mypy notices."""
    source = FIELDS.with_name("members") / "attention.py"
    right = source.read_text(encoding="utf-8")
    for good, bad in {
        "member.folded ": "member.foldet ",
        "group.lure": "group.lures",
        "p.read_muted": "p.read_mutet",
    }.items():
        assert good in right
        spoiled = tmp_path / f"{bad.strip().replace('.', '_')}.py"
        spoiled.write_text(right.replace(good, bad, 1), encoding="utf-8")
    files = sorted(map(str, tmp_path.glob("*.py")))
    found, _, _ = api.run(["--strict", "--cache-dir", str(tmp_path / "cache"), *files])
    assert found.count("has no attribute") == len(files) == 3, found
