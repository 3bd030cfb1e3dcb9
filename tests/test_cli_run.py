"""`simcommunity run` and `compare` as a user meets them: data, talk, files and exit codes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from simcommunity.cli.main import main

TINY = [
    "organic", "--days", "12", "--replicates", "2", "--seed", "3", "--jobs", "1",
    "--set", "groups.size=30", "--set", "arrival.0.places=2", "--set", "arrival.0.per_day=20",
    "--set", "arrival.0.days=5",
]  # fmt: skip
on_posix = pytest.mark.skipif(os.name == "nt", reason="signals and limits are those of POSIX")
PICTURES = ["causes", "funnel", "life", "money", "states", "survival", "work", "worth"]


def call(*arguments: str) -> Result:
    """Call the command line in this process."""
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def start(*arguments: str, **how: object) -> subprocess.Popen[str]:
    """Call the command line in a process of its own, in English."""
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "simcommunity", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
        **how,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of results of a tiny run."""
    folder = tmp_path_factory.mktemp("results") / "deep" / "out"
    done = call("run", *TINY, "--lang", "en", "--out", str(folder))
    assert done.exit_code == 0, done.stderr
    assert f"Written to {folder}: daily.parquet, groups.parquet, summary.json" in done.stderr
    return folder


def test_the_table_is_data_and_goes_to_stdout() -> None:
    done = call("run", *TINY, "--lang", "en", "-q")
    assert done.exit_code == 0
    assert done.stderr == ""
    assert "Interest groups without an operator" in done.stdout
    assert "Orders per member" in done.stdout
    assert "seed 3" in done.stdout


def test_the_table_speaks_chinese() -> None:
    done = call("run", *TINY, "--lang", "zh", "-q")
    assert "每个成员的订单数" in done.stdout


def test_json_is_one_strict_object_with_all_that_was_promised() -> None:
    done = call("run", *TINY, "--json", "-q")
    told = json.loads(done.stdout, parse_constant=pytest.fail)
    assert told["schema"] == "simcommunity.run/1"
    assert (told["seed"], told["replicates"], told["days"]) == (3, 2, 12)
    assert re.fullmatch("[0-9a-f]{64}", told["digest"])
    assert set(told) == {
        "accounts", "cautions",
        "schema", "scenario", "scenario_hash", "version", "engine", "seed", "replicates", "days",
        "groups", "members", "digest", "verdict", "metrics", "cut", "wall_s",
    }  # fmt: skip
    share = told["metrics"]["share_ever_wrote"]
    assert share["lo"] <= share["mean"] <= share["hi"]
    assert share["n"] == 2
    assert "censored" not in share
    assert {"median", "median_lo", "median_hi", "censored"} <= set(
        told["metrics"]["death_day_silence"]
    )
    assert told["metrics"]["share_dead_day_90"]["mean"] is None


def test_both_engines_and_any_jobs_print_the_same_digest() -> None:
    digests = {
        json.loads(call("run", *TINY, "--json", "-q", *more).stdout)["digest"]
        for more in ([], ["--engine", "mesa"], ["--jobs", "2"])
    }
    assert len(digests) == 1


def test_a_folder_gets_every_file(folder: Path) -> None:
    pictures = [f"{name}.{form}" for name in PICTURES for form in ("png", "svg")]
    assert sorted(file.name for file in folder.iterdir()) == sorted(
        [
            "changes.json",
            "daily.parquet",
            "groups.parquet",
            "summary.json",
            "report.html",
            *pictures,
        ]
    )


def test_every_file_carries_version_hash_seed_and_command(folder: Path) -> None:
    told = json.loads((folder / "summary.json").read_text())
    command = told["command"]
    assert command.startswith("simcommunity run organic --days 12")
    assert command.endswith(f"--lang en --out {folder}")
    for name in ("daily.parquet", "groups.parquet"):
        about = pq.read_schema(folder / name).metadata
        assert about[b"command"].decode() == command
        assert about[b"scenario_hash"].decode() == told["scenario_hash"]
        assert about[b"version"].decode() == told["version"]
        assert about[b"seed"] == b"3"
        assert about[b"scenario"].decode().startswith("title:\n  zh: ")
    for name in ("report.html", "life.svg", "life.png"):
        data = (folder / name).read_bytes()
        assert told["scenario_hash"].encode() in data
        assert told["version"].encode() in data
        assert b"simcommunity run organic" in data


def test_daily_rows_agree_with_the_summary(folder: Path) -> None:
    told = json.loads((folder / "summary.json").read_text())
    daily = pq.read_table(folder / "daily.parquet").to_pandas()
    joined = daily.groupby(["replicate", "group"])["joined"].max().groupby("replicate").sum()
    assert joined.mean() == told["members"]
    orders = daily.groupby("replicate")["orders"].sum() / joined
    assert orders.mean() == pytest.approx(told["metrics"]["orders_per_member"]["mean"])


def test_the_scenario_in_a_table_can_be_run_again(folder: Path, tmp_path: Path) -> None:
    about = pq.read_schema(folder / "daily.parquet").metadata
    again = tmp_path / "again.yaml"
    again.write_bytes(about[b"scenario"])
    done = call("run", str(again), *TINY[1:7], "--json", "-q")
    told = json.loads((folder / "summary.json").read_text())
    assert json.loads(done.stdout)["digest"] == told["digest"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["rum"], 2, "Did you mean 'run'?"),
        (["run"], 2, "SCENARIO"),
        (["run", "organic", "--days", "0"], 2, "--days"),
        (["run", "organic", "--seed", "-1"], 2, "--seed"),
        (["run", "organic", "--engine", "fast"], 2, "compiled"),
        (["run", "no_such_scenario"], 3, "no_such_scenario"),
        (["run", "organic", "--set", "days"], 3, "path=value"),
        (["run", "organic", "--set", "dys=3"], 3, "days"),
        (["run", "organic", "--set", "groups.size=9999"], 3, "9999"),
        (["run", "organic", "--set", "parameters.gretting=1"], 3, "greeting"),
        (["run", "organic", "--out", "/proc/nowhere/out"], 1, "/proc/nowhere/out"),
        (["compare", "organic"], 2, "--with"),
        (["compare", "organic", "--with", "topic_led", "--metric", "proft"], 2, "'profit'"),
        (["compare", "organic", "--with", "no_such_thing"], 3, "no_such_thing"),
        (["compare", "organic", "--with", "topicled"], 3, "playbook or scenario (did you mean 'to"),
        (["compare", "organic", "--with", "dead_group"], 3, "(did you mean 'dead_groups'?)"),
        (["init", "x.yaml", "--playbook", "topicled"], 2, "did you mean 'topic_led'?"),
    ],
)
def test_a_mistake_gets_its_exit_code_and_a_sentence(
    arguments: list[str], code: int, words: str
) -> None:
    done = call(*arguments)
    assert done.exit_code == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_mistakes_are_told_in_the_language_asked_for() -> None:
    done = call("run", "organic", "--lang", "zh", "--set", "groups.size=9999")
    assert done.exit_code == 3
    assert re.search("[\u4e00-\u9fff]", done.stderr)


def test_a_file_in_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.write_text("mine")
    done = call("run", *TINY, "--out", str(file))
    assert done.exit_code == 1
    assert str(file) in done.stderr
    assert file.read_text() == "mine"


def test_a_hostile_scenario_stays_words_everywhere(tmp_path: Path) -> None:
    attack = "<script>alert(1)</script>"
    file = tmp_path / "hostile.yaml"
    file.write_text(
        f"extends: organic.yaml\ntitle: {{zh: '{attack}', en: '{attack} $x$'}}\nstory: '{attack}'\n"
    )
    out = tmp_path / "out"
    done = call("run", str(file), *TINY[1:], "--lang", "en", "--out", str(out))
    assert done.exit_code == 0, done.stderr
    assert "<script" not in (out / "report.html").read_text()
    assert "&lt;script&gt;" in (out / "report.html").read_text()
    for picture in out.glob("*.svg"):
        assert "<script" not in picture.read_text()
    assert f"{attack} $x$" in done.stdout


@on_posix
def test_an_interrupt_ends_with_130_and_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    # A shell that starts the tests in the background lets them, and their children, ignore it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    running = start("run", *TINY, "--replicates", "100000", "--out", str(out))
    deadline = time.monotonic() + 300
    while not list(tmp_path.glob("out/.unfinished-*/daily.parquet")):
        assert running.poll() is None, running.stderr
        assert time.monotonic() < deadline
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    said, complaint = running.communicate(timeout=60)
    assert running.returncode == 130
    assert said == ""
    assert "Interrupted. No half-written file is left behind." in complaint
    assert "Traceback" not in complaint
    assert list(tmp_path.iterdir()) == []


@on_posix
def test_a_reader_that_goes_away_is_no_drama() -> None:
    running = start("run", *TINY, "--json", "-q")
    assert running.stdout is not None
    running.stdout.close()
    assert running.stderr is not None
    assert running.stderr.read() == ""
    assert running.wait(timeout=120) == 1


@on_posix
@pytest.mark.usefixtures("folder")  # by then the rules are compiled; that needs room, too
def test_a_full_disk_ends_with_a_sentence_and_nothing_on_it(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    out = tmp_path / "out"
    running = start("run", *TINY, "--out", str(out), preexec_fn=little_room)
    _, complaint = running.communicate(timeout=120)
    assert running.returncode == 1
    assert f"Cannot write to {out}" in complaint
    assert "Traceback" not in complaint
    assert not out.exists()


def test_words_go_through_a_pipe_whatever_its_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    running = start("run", "没有这个场景", "--lang", "zh", encoding="utf-8")
    said, complaint = running.communicate(timeout=120)
    assert running.returncode == 3
    assert "没有这个场景" in complaint
    assert said == ""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--figures", "gif", "--out", "never"], "the forms there are: pdf, png, svg"),
        (["--figures", "pdf"], "--figures needs --out"),
    ],
)
def test_figures_that_cannot_be_written_are_refused(more: list[str], said: str) -> None:
    done = call("run", *TINY, "--lang", "en", *more)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not Path("never").exists()


def test_a_comparison_tells_paired_differences(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = call(
        "compare", *TINY, "--with", "topic_led", "--with", "hands_off", "--metric", "profit",
        "--metric", "share_muted_at_end", "--json", "--lang", "zh", "--out", str(out),
        "--figures", "PDF, svg",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["schema"] == "simcommunity.compare/1"
    assert [arm["name"] for arm in told["arms"]] == ["organic", "topic_led", "hands_off"]
    pairs = [(one["arm"], one["metric"]) for one in told["differences"]]
    assert pairs == [
        (arm, metric)
        for arm in ("topic_led", "hands_off")
        for metric in ("profit", "share_muted_at_end")
    ]
    same = told["differences"][2]
    assert (same["mean"], same["lo"], same["hi"]) == (0, None, None)  # it never varied
    assert sorted(file.name for file in out.iterdir()) == [
        "alive.pdf", "alive.svg", "compare.html", "goal.pdf", "goal.svg", "readers.pdf",
        "readers.svg", "replicates.parquet", "summary.json",
    ]  # fmt: skip
    rows = pq.read_table(out / "replicates.parquet").to_pandas()
    assert rows["arm"].tolist() == ["organic"] * 2 + ["topic_led"] * 2 + ["hands_off"] * 2
    told_profit = told["arms"][1]["run"]["metrics"]["profit"]["mean"]
    assert rows["profit"][2:4].mean() == pytest.approx(told_profit)
    page = (out / "compare.html").read_text()
    assert "“放手不管”：和基准一模一样，改动没有起作用。" in page
    assert json.loads((out / "summary.json").read_text())["command"].startswith(
        "simcommunity compare organic"
    )


def test_a_comparison_without_options_shows_a_table() -> None:
    done = call(
        "compare", *TINY, "--set", "team.people=1", "--with", "topic_led", "--lang", "en", "-q"
    )
    assert done.exit_code == 0
    assert done.stderr == ""
    assert re.search(r"Topics first, against “Interest groups without an operator”", done.stdout)
    assert re.search(r"Staff hours +0 h +[\d.]+ h +\+[\d.]+ h", done.stdout)
