"""The commands `sweep`, `query` and `export` as they are typed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd
import pytest
import yaml
from scipy import stats
from sweeping import VARY, tiny

from simcommunity.cli.main import main
from simcommunity.cli.sweep import left_words
from simcommunity.study import optional_libraries
from simcommunity.study.sweep.effects import DEFAULT_METRICS, effects
from simcommunity.study.sweep.execute import sweep
from simcommunity.study.sweep.query import export, query
from simcommunity.study.sweep.store import open_store


def typed(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    """Type a command; return its exit code, stdout and stderr."""
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


@pytest.fixture(scope="module")
def design(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a design of six points, two of which cannot be."""
    vary = VARY | {"parameters.boldness": 0.1, "team.opens": [9, 13], "team.closes": [12, 20]}
    vary["business.ticket"] = [30, 60]
    file = tmp_path_factory.mktemp("it's a folder") / "small.yaml"
    told = {"scenario": "supermarket", "vary": vary, "replicates": 3, "days": 8}
    file.write_text(yaml.safe_dump(told))
    return file


@pytest.fixture(scope="module")
def store(design: Path) -> Path:
    """Return its store."""
    folder = design.with_name("store")
    with pytest.raises(SystemExit):
        main(["sweep", str(design), "--out", str(folder), "--jobs", "1", "-q"])
    return folder


def test_a_sweep_tells_what_it_did(
    design: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = typed(capsys, "sweep", design, "--out", store, "--jobs", "1", "--json", "-q")
    told = json.loads(out)
    assert code == 1  # as long as there are runs that FAILED
    assert told["schema"] == "simcommunity.sweep/1"
    assert (told["runs"], told["done"], told["failed"], told["found"]) == (24, 18, 6, 18)
    assert told["digest"] == open_store(store).digest()
    code, out, _ = typed(capsys, "sweep", design, "--out", store, "--jobs", "1", "--lang", "zh")
    assert "完成 18/24 次运行（8 个点 × 3 次重复）" in out
    assert "6 次运行失败（FAILED）" in out
    assert "ScenarioError" in out


@pytest.mark.parametrize(
    ("more", "code", "what"),
    [
        (["--days", "9"], 3, "What differs: days: 8 there, 9 here"),
        (["--shard", "3/2"], 2, "must read i/n"),
        (["--shard", "0/2"], 2, "must read i/n"),
        (["--jobs", "0"], 2, "--jobs"),
    ],
)
def test_what_cannot_be_done_is_told(
    more: list[str], code: int, what: str, design: Path, store: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    found, out, err = typed(capsys, "sweep", design, "--out", store, *more)
    assert (found, out) == (code, "")
    assert what in err


def test_a_mistake_in_the_design_is_told_with_its_line(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = design.with_name("wrong.yaml")
    wrong.write_text("scenario: supermarket\nvary:\n  business.tickets: [1, 2]\n")
    code, _, err = typed(capsys, "sweep", wrong)
    assert code == 3
    assert err.endswith("wrong.yaml:3: business.tickets: 1 — there is no such key here"
                        " (did you mean 'ticket'?)\n")  # fmt: skip


def test_a_query_sees_each_run_once(store: Path) -> None:
    by_hand = open_store(store).table().query("status == 'ok'")
    expected = by_hand.groupby("business.ticket")["profit"].agg(["mean", "size"])
    sql = """
        select "business.ticket" t, avg(profit) m, count(*) n from runs
        where status = 'ok' group by 1 order by 1
    """
    answer = query(store, sql)
    assert answer["t"].tolist() == [30, 60]
    assert answer["n"].tolist() == expected["size"].tolist() == [9, 9]
    assert answer["m"].tolist() == pytest.approx(expected["mean"].tolist())
    assert (
        query(store, "select count(*), count(distinct run) from runs").iloc[0].tolist() == [24] * 2
    )


def test_answers_for_programs_and_for_pipes(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = "select run, 1/0.0 - 1/0.0 as nothing from runs where run < 2 order by run"
    assert typed(capsys, "query", store, sql)[1] == "run\tnothing\n0\t\n1\t\n"
    told = json.loads(typed(capsys, "query", store, sql, "--json")[1])
    assert told == {
        "schema": "simcommunity.query/1",
        "columns": ["run", "nothing"],
        "rows": [[0, None], [1, None]],
    }


def test_a_question_that_is_none_ends_in_a_sentence(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = typed(capsys, "query", store, "select no_such from runs")
    assert (code, out) == (1, "")
    assert "no_such" in err
    assert "Traceback" not in err
    stolen = tmp_path / "stolen.csv"
    code, _, err = typed(capsys, "query", store, f"copy (select 1) to '{stolen}'")
    assert (code, stolen.exists()) == (1, False)
    assert "A query asks and changes nothing" in err
    code, _, err = typed(capsys, "query", tmp_path, "select 1")
    assert code == 3
    assert "no store" in err


def test_an_export_holds_every_run_in_order(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.csv"
    assert export(store, file) == 24
    read = pd.read_csv(file)
    whole = open_store(store).table()
    assert read["run"].tolist() == list(range(24))
    for name in ("business.ticket", "profit", "share_muted_at_end"):
        pd.testing.assert_series_equal(read[name], whole[name], check_dtype=False, rtol=1e-12)
    assert [f.name for f in tmp_path.iterdir()] == ["all.csv"]


def test_a_missing_library_is_named_with_the_command_that_brings_it(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(optional_libraries, "import_module", missing)
    code, _, err = typed(capsys, "query", store, "select 1")
    assert code == 1
    assert "duckdb" in err
    assert "pip install -e '.[studies]'" in err


def test_effects_are_means_over_everything_else_with_intervals_over_replicates(
    tmp_path: Path,
) -> None:
    design = tiny(replicates=5)
    store = sweep(design, tmp_path, jobs=1).store
    table = store.table(["profit"])
    found = {
        e.value: e for e in effects(design, store, ["profit"]) if e.factor == "business.ticket"
    }
    assert list(found) == ["30", "45", "60"]
    here = table[table["business.ticket"] == 45].groupby("replicate")["profit"].mean()
    half = stats.t.ppf(0.975, 4) * stats.sem(here)
    effect = found["45"]
    assert effect.points == 2
    assert effect.mean == pytest.approx(here.mean())
    assert (effect.lo, effect.hi) == pytest.approx((here.mean() - half, here.mean() + half))


def test_small_parts_are_merged(
    design: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(capsys, "sweep", design, "--out", tmp_path / "s", "--jobs", "1", "-q", "--shard", "1/8")
    digest, parts = open_store(tmp_path / "s").digest(), len(open_store(tmp_path / "s").parts())
    code, out, _ = typed(capsys, "compact", tmp_path / "s")
    assert (code, out) == (0, f"There were {parts} parts; now there are 1.\n")
    assert open_store(tmp_path / "s").digest() == digest
    code, _, err = typed(capsys, "compact", tmp_path)
    assert (code, "no store" in err) == (3, True)


def test_a_finished_sweep_on_a_read_only_folder_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, folder = tmp_path / "d.yaml", tmp_path / "s"
    told = {"scenario": "supermarket", "vary": VARY, "replicates": 1, "days": 2}
    file.write_text(yaml.safe_dump(told))
    words = ("sweep", file, "--out", folder, "--jobs", "1", "--lang", "en")
    first = typed(capsys, *words, "-q")[1]
    # The superuser may write anywhere, whatever a folder says: so what is there is compared.
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    before = {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    for place in (folder / "parts", folder):
        place.chmod(0o555)
    code, out, err = typed(capsys, *words)
    assert {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()} == before
    assert code == 0
    assert "6 of them were there before" in out
    digest = next(line for line in out.splitlines() if "digest" in line)
    assert digest.split(" · ")[0] in first
    assert "cannot be written to" in err


def test_a_finished_sweep_leaves_a_figure_and_its_numbers(store: Path) -> None:
    assert {"effects.png", "effects.svg", "summary.json", "manifest.json"} <= {
        file.name for file in store.iterdir()
    }
    told = json.loads((store / "summary.json").read_text())
    assert {e["metric"] for e in told["effects"]} == set(DEFAULT_METRICS)
    closes = [
        e for e in told["effects"] if e["factor"] == "team.closes" and e["metric"] == "profit"
    ]
    assert [e["value"] for e in closes] == ["12", "20"]
    assert all(e["lo"] <= e["mean"] <= e["hi"] for e in closes)


@pytest.mark.parametrize(
    ("left", "words"),
    [(40.4, "about 40 s left"), (600, "about 10 min left"),
     (9000, "about 2.5 h left")],
)  # fmt: skip
def test_the_time_left_is_told_as_people_say_it(left: float, words: str) -> None:
    assert left_words(left, "en") == words
