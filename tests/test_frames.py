"""Tidy frames of a run: what is in them, that they are the run, and that they can be read back."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small import small

import simcommunity as sc
from simcommunity.core.vitals import DAILY
from simcommunity.results.columns import COLUMNS
from simcommunity.results.estimates import Estimate
from simcommunity.results.group_table import GROUP_FIELDS
from simcommunity.results.metrics import METRICS

PAGE = Path(__file__).parents[1] / "docs" / "tables.md"
KINDS = {"key", "stock", "flow", "level", "time", "trait", "mark", "word", "estimate"}
UNITS = {one.unit for one in METRICS.values()} | {"", "day", "ratio"}
FEW = ("--set", "arrival.0.places=1", "--set", "groups.size=40", "--days", "12")
CHANGES = {"arrival.0.places": 1, "groups.size": 40}
HOW: dict[str, Any] = {"replicates": 2, "days": 12}


class Packets:
    """Sends a red packet a day."""

    def plan(self, day: int, view: sc.View) -> list[sc.Send]:
        """Return what to send."""
        return [sc.Send("red_packet")]


class Patient(sc.Member):
    """Never leaves."""

    def depart(self, group: Any, draw: float, p: Any) -> int:
        """Return the status as it is."""
        return int(self.status)


@pytest.fixture(scope="module")
def result() -> sc.Result:
    return sc.run(small("supermarket"), replicates=3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a run and of a comparison, as the commands write them."""
    place = tmp_path_factory.mktemp("written")
    many = ("--replicates", "2", "-q", "--figures", "svg")
    for words in (
        ("run", "supermarket", "--events", "0", "--out", "run"),
        ("compare", "supermarket", "--with", "topic_led", "--out", "compare"),
    ):
        command = [sys.executable, "-m", "simcommunity", *words, *FEW, *many]
        subprocess.run(command, check=True, cwd=place, capture_output=True)
    return place


def test_every_column_is_told_once_with_unit_and_kind() -> None:
    page = PAGE.read_text(encoding="utf-8")
    told: dict[str, dict[str, tuple[str, ...]]] = {}
    for table, text in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.M | re.S):
        cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]
        rows = [row for row in cells if row and row[0].startswith("`")]
        told[table] = {row[0].strip("`"): tuple(row[1:4]) for row in rows}
        assert all(row[4] and row[5] for row in rows)
    assert told == {table: dict(columns) for table, columns in COLUMNS.items()}
    everything = [one for columns in COLUMNS.values() for one in columns.values()]
    assert {one.kind for one in everything} == KINDS
    assert {one.unit for one in everything} <= UNITS


def test_columns_are_those_of_the_simulator() -> None:
    assert list(COLUMNS["daily"]) == ["replicate", "group", "day", *DAILY]
    assert list(COLUMNS["groups"]) == ["replicate", *GROUP_FIELDS]
    assert list(COLUMNS["metrics"])[2:] == [field.name for field in fields(Estimate)]


def test_frames_add_up_to_the_metrics(result: sc.Result) -> None:
    daily, groups, members = result.daily, result.groups, result.members
    for frame, name in ((daily, "daily"), (groups, "groups"), (members, "members")):
        assert list(frame) == list(COLUMNS[name])
        assert sorted(set(frame["replicate"])) == [0, 1, 2]
    assert result.daily is daily
    joined = groups.groupby("replicate")["joined"].sum()
    assert joined.tolist() == result.per_replicate["members"].tolist()
    assert members.groupby("replicate").size().tolist() == joined.tolist()
    for one, other in (("orders", "orders"), ("written", "messages"), ("gone", "newly_left")):
        by_member = members.groupby(["replicate", "group"])[one].sum()
        assert (by_member == daily.groupby(["replicate", "group"])[other].sum()).all()
    assert members["revenue"].sum() == pytest.approx(daily["revenue"].sum())


def test_members_are_ready_for_a_survival_analysis(result: sc.Result) -> None:
    members = result.members
    gone = members[members["gone"]]
    assert set(gone["status"]) <= {"left", "removed"}
    assert 0 < len(gone) < len(members)
    assert (gone["days"] == gone["day_left"] - gone["day_joined"]).all()
    assert (gone["why_left"] != "").all()
    stays = members[~members["gone"]]
    assert (stays["day_left"] == -1).all()
    assert (stays["days"] + stays["day_joined"] == result.days - 1).all()
    left = result.events.query("event == 'left'")
    assert sorted(zip(left["replicate"], left["person"], left["day"], strict=True)) == sorted(
        zip(gone["replicate"], gone["person"], gone["day_left"], strict=True)
    )


def test_who_had_gone_before_the_run_has_no_time() -> None:
    members = sc.run(small("dead_groups", "days=5"), replicates=1).members
    before = members[members["gone"] & (members["day_left"] < 0)]
    assert len(before) > 0
    assert set(before["days"]) == {-1}
    assert (before["day_joined"] < 0).all()


def test_frames_know_strategies_and_classes_of_ones_own() -> None:
    own = sc.run("supermarket", CHANGES, strategy=Packets(), **HOW)
    assert own.daily["red_packets"].sum() > 0
    assert set(own.events["replicate"]) == {0, 1}
    mesa = sc.run("supermarket", CHANGES, strategy=Packets(), engine="mesa", jobs=1, **HOW)
    for name in ("daily", "groups", "members", "events"):
        assert getattr(own, name).equals(getattr(mesa, name)), name
    patient = sc.run(
        "supermarket", CHANGES, engine="mesa", jobs=1, member_class=Patient, days=12, replicates=1
    )
    assert not patient.members["gone"].any()
    assert "left" not in set(patient.events["event"])


def test_a_run_that_cannot_be_lived_again_says_so() -> None:
    luck = np.random.default_rng(1)

    class Moody:
        def plan(self, day: int, view: sc.View) -> list[sc.Send]:
            return [sc.Send("red_packet", worth=float(luck.integers(1, 100)))]

    result = sc.run("supermarket", CHANGES, strategy=Moody(), jobs=1, **HOW)
    with pytest.raises(RuntimeError, match="not the same when it is lived again"):
        _ = result.daily


def test_metrics_are_a_mapping_and_a_frame(result: sc.Result) -> None:
    frame = result.metrics.frame
    assert list(frame.index) == list(result.metrics)
    assert frame.loc["profit", "mean"] == result.metrics["profit"].mean
    assert frame.loc["profit", "unit"] == "yuan"
    assert frame["n"].dtype.kind == "i"
    assert frame.dtypes.drop(["unit", "n"]).map(str).tolist() == ["float64"] * 7


def test_what_was_written_is_read_back(folder: Path) -> None:
    saved, lived = sc.read(folder / "run"), sc.run("supermarket", CHANGES, **HOW)
    assert saved.daily.equals(lived.daily)
    assert saved.groups.equals(lived.groups)
    words = {"event": str, "why": str}  # which words there are is known of all replicates or of one
    of_one = lived.events.query("replicate == 0")
    assert saved.events.astype(words).equals(of_one.astype(words))
    assert saved.metrics == lived.metrics
    assert saved.scenario.hash == lived.scenario_hash
    assert saved.summary["digest"] == lived.digest
    compared = sc.read(folder / "compare")
    again = sc.compare("supermarket", ["topic_led"], changes=CHANGES, **HOW)
    assert compared.by_replicate.equals(again.by_replicate)
    assert list(compared.arms) == ["supermarket", "topic_led"]
    assert compared.arms["topic_led"] == again.arms[1].result.metrics
    assert compared.frame[["arm", "metric", "mean"]].equals(again.frame[["arm", "metric", "mean"]])


def test_files_tell_units_and_kinds(folder: Path) -> None:
    for name in ("daily", "groups", "events"):
        schema = pq.read_schema(folder / "run" / f"{name}.parquet")
        for column, told in COLUMNS[name].items():
            known = schema.field(column).metadata
            assert (known[b"unit"].decode(), known[b"kind"].decode()) == (told.unit, told.kind)
        assert schema.metadata[b"version"]
    replicates = pq.read_schema(folder / "compare" / "replicates.parquet")
    assert replicates.field("profit").metadata[b"unit"] == b"yuan"


def test_what_was_not_written_is_named(folder: Path, tmp_path: Path) -> None:
    run, compared = sc.read(folder / "run"), sc.read(folder / "compare")
    for saved, name in (
        (run, "by_replicate"), (run, "frame"), (run, "arms"), (compared, "daily"),
        (compared, "metrics"), (compared, "scenario"),
    ):  # fmt: skip
        with pytest.raises(sc.ResultsError, match="did not write it") as error:
            getattr(saved, name)
        assert "\n" not in str(error.value)
    for nothing in (tmp_path, tmp_path / "no", folder / "run" / "summary.json"):
        with pytest.raises(sc.ResultsError, match=r"no summary\.json"):
            sc.read(nothing)


@pytest.mark.parametrize(
    "text",
    ["", "[" * 100_000, "[]", "1", '{"schema": 3}', '{"schema": "simcommunity.fit/1"}', "\x00",
     '{"schema": "simcommunity.run/9"}', '{"schema": {}}'],
)  # fmt: skip
def test_a_strange_summary_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "summary.json").write_text(text)
    with pytest.raises(sc.ResultsError, match="is damaged, or simcommunity did not write it"):
        sc.read(tmp_path)


@pytest.mark.parametrize(
    "metrics",
    ["no", None, [1], {"profit": 3}, {"profit": {"mean": 1}}, {"profit": {"mean": "x"}},
     {"profit": dict.fromkeys(("mean", "median", "lo", "hi", "n"), "1")}],
)  # fmt: skip
def test_strange_metrics_are_refused(metrics: object, tmp_path: Path) -> None:
    told = {"schema": "simcommunity.run/1", "metrics": metrics}
    (tmp_path / "summary.json").write_text(json.dumps(told))
    with pytest.raises(sc.ResultsError, match=r"damaged.*\((metrics|profit)\)"):
        _ = sc.read(tmp_path).metrics


def test_strange_tables_are_refused(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "copy"
    shutil.copytree(folder / "run", place)
    file = place / "daily.parquet"
    good = file.read_bytes()
    table = pq.read_table(file)
    flipped = bytearray(good)
    flipped[200] ^= 0xFF
    strange = table.set_column(3, "joined", pa.array(["x"] * len(table)))
    tables = [table.drop_columns("orders"), strange, table.append_column("day", table["day"])]
    for content in (b"", b"PAR1", good[:-20], bytes(flipped), *tables):
        if isinstance(content, bytes):
            file.write_bytes(content)
        else:
            pq.write_table(content, file)
        with pytest.raises(sc.ResultsError, match="is damaged") as error:
            _ = sc.read(place).daily
        assert "\n" not in str(error.value)
    for about in ({}, {"scenario": b"\xff"}, {"scenario": "a: [b"}, {"scenario": "x: !!python/x"}):
        pq.write_table(table.replace_schema_metadata(about), file)
        with pytest.raises(sc.ResultsError, match="is damaged"):
            _ = sc.read(place).scenario


def test_nothing_grows_with_replicates() -> None:
    kept = sc.run("supermarket", CHANGES, **HOW)
    assert not any(isinstance(value, pd.DataFrame) for value in vars(kept).values())
