"""Other sets of parameters: how they are drawn, what is kept, and what a second run skips."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from toy import FACT, FAILS, HOLDS, write

from simcommunity.cli.main import main
from simcommunity.evidence.registry import Registry, load_registry
from simcommunity.evidence.robustness import (
    FREE,
    ParameterSet,
    Rows,
    fitted_sets,
    prior_sets,
    try_sets,
)
from simcommunity.evidence.verify import Shares
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.parameters import PARAMETERS

SEED = 11


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return load_registry(write(tmp_path / "registry", HOLDS + FAILS.replace("T01", "T02"), FACT))


def test_sets_fill_the_ranges_evenly() -> None:
    """A Latin hypercube has one point in each of n slices of every range."""
    sets = prior_sets(8, SEED)
    assert len(sets) == len({one.hash for one in sets}) == 8
    assert "silence_window" not in FREE  # as all definitions
    assert not {"crowd_usual", "packet_most", "packet_shares"} & set(FREE)
    for name in FREE:
        p = PARAMETERS[name]
        slices = [(one.values[name] - p.low) / (p.high - p.low) * 8 for one in sets]
        assert sorted(np.floor(slices)) == list(range(8)), name
        assert all(p.least <= one.values[name] <= p.most for one in sets)


def test_the_same_seed_draws_the_same_sets() -> None:
    assert prior_sets(3, SEED) == prior_sets(3, SEED)
    assert prior_sets(3, SEED) != prior_sets(3, SEED + 1)


def test_the_shipped_sets_lie_in_the_ranges_and_differ() -> None:
    sets = fitted_sets(1000)
    assert len(sets) >= 40
    assert len({one.hash for one in sets}) == len(sets)
    for one in sets:
        for name, value in one.values.items():
            assert PARAMETERS[name].low <= value <= PARAMETERS[name].high, name


def test_fitted_sets_are_rows_of_a_table(tmp_path: Path) -> None:
    file = tmp_path / "sets.csv"
    assert fitted_sets(5, file) == []
    file.write_text("muting,launch\n1,5\n0.5,6\n0.2,7\n", encoding="utf-8")
    assert fitted_sets(2, file) == [
        ParameterSet("fitted", 0, {"muting": 1.0, "launch": 5.0}),
        ParameterSet("fitted", 1, {"muting": 0.5, "launch": 6.0}),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("muting,lunch\n1,5\n", "sets.csv:2: lunch: there is no such parameter"),
        ("muting,launch\n1,5\n1,x\n", "sets.csv:3: launch: 'x' — must be a number"),
        ("muting,launch\n1\n", "sets.csv:2: launch: null — must be a number"),
        ("muting\n7\n", "sets.csv:2: muting: '7' — must lie between 0 and 1"),
    ],
)
def test_a_mistake_in_a_fitted_set_is_told(text: str, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "sets.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        fitted_sets(5, file)
    assert error.value.problems[0].startswith(sentence)


def attempt(registry: Registry, file: Path | None, sets: int, seed: int = SEED) -> Shares:
    """Try the registry and return the shares."""
    rows = Rows(file, seed)
    try:
        return try_sets(registry, prior_sets(sets, SEED), rows, jobs=1)
    finally:
        rows.close()


def test_shares_are_of_the_sets_that_were_tried(registry: Registry) -> None:
    shares = attempt(registry, None, 3)
    assert shares == {"T01": (1.0, None), "T02": (0.0, None), "G01": (1.0, None)}


@pytest.mark.slow
def test_a_run_that_was_stopped_goes_on_where_it_was(registry: Registry, tmp_path: Path) -> None:
    whole, halves = tmp_path / "whole.jsonl", tmp_path / "halves.jsonl"
    expected = attempt(registry, whole, 4)

    tried = []

    def stop_after_two() -> None:
        tried.append(1)
        if len(tried) == 2:
            raise KeyboardInterrupt

    rows = Rows(halves, SEED)
    with pytest.raises(KeyboardInterrupt):
        try_sets(registry, prior_sets(4, SEED), rows, jobs=1, advance=stop_after_two)
    rows.close()
    assert len(halves.read_text(encoding="utf-8").splitlines()) == 6
    with halves.open("ab") as file:
        file.write(b'{"version": "0.1.0", "seed": 11, "regis')  # the power went while it wrote
    assert attempt(registry, halves, 4) == expected
    assert halves.read_bytes() == whole.read_bytes()
    assert attempt(registry, halves, 4) == expected
    assert halves.read_bytes() == whole.read_bytes()


def test_rows_say_what_they_are_of(registry: Registry, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    attempt(registry, file, 1)
    row = json.loads(file.read_text(encoding="utf-8").splitlines()[0])
    assert row["id"] == "T01"
    assert row["registry"] == registry.claims["T01"].hash
    assert row["set"] == prior_sets(1, SEED)[0].hash
    assert row["origin"] == "prior"
    assert row["holds"] is True
    assert row["parts"] == [True, True]
    assert len(row["values"]) == 2


def test_stale_rows_count_for_nothing(registry: Registry, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    attempt(registry, file, 1)
    fresh = file.read_text(encoding="utf-8").splitlines()
    for key, other in (("version", "0.0.1"), ("seed", 12), ("registry", "0" * 16), ("set", "0")):
        stale = [json.dumps({**json.loads(row), key: other, "holds": False}) for row in fresh]
        file.write_text("\n".join(stale) + "\n", encoding="utf-8")
        assert attempt(registry, file, 1)["T01"] == (1.0, None)
        assert file.read_text(encoding="utf-8").splitlines() == stale + fresh


def test_what_is_no_row_counts_for_nothing(registry: Registry, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('nonsense\n[1]\n{"version": "0"}\n', encoding="utf-8")
    assert attempt(registry, file, 1)["T01"] == (1.0, None)
    assert len(file.read_text(encoding="utf-8").splitlines()) == 6


@pytest.mark.slow
def test_the_command_reports_shares_and_keeps_rows(tmp_path: Path) -> None:
    folder = write(tmp_path / "registry", HOLDS)
    out = tmp_path / "out"
    words = ["verify", "--registry", str(folder), "--robustness", "2", "--lang", "en", "-q"]
    done = CliRunner().invoke(main, [*words, "--out", str(out)], catch_exceptions=False)
    assert done.exit_code == 0
    assert "holds in 100% of parameter sets from the ranges" in " ".join(done.stdout.split())
    assert len((out / "robustness.jsonl").read_text(encoding="utf-8").splitlines()) == 4
    told = json.loads((out / "verify.json").read_text(encoding="utf-8"))
    assert told["claims"][0]["robustness_prior"] == 1
    assert told["claims"][0]["robustness_fitted"] == 1
