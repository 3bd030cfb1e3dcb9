"""What the system refuses, odd file names, readers that go away, and requests to end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from simcommunity.cli.main import main
from simcommunity.results.whole_files import publish
from simcommunity.study.sweep.pool import processes

on_posix = pytest.mark.skipif(os.name == "nt", reason="names and signals are those of POSIX")
LOGS = Path(__file__).parents[1] / "experiments" / "logs"
ODD = os.fsdecode(b"\xff")
SMALL = [
    "--days", "6", "--jobs", "1", "--replicates", "2", "--set", "groups.size=12",
    "--set", "arrival.0.places=1", "--set", "arrival.0.per_day=8",
]  # fmt: skip
SCENARIO = "extends: supermarket\ndays: 6\nreplicates: 2\ngroups: {size: 12}\n"


def call(*arguments: str | Path) -> Result:
    """Call the command line in this process, in English."""
    words = [str(one) for one in arguments]
    return CliRunner().invoke(main, words, catch_exceptions=False, env={"LC_ALL": "C"})


def start(*arguments: str | Path, **how: object) -> subprocess.Popen[str]:
    """Call the command line in a process of its own, in English."""
    words = [sys.executable, "-m", "simcommunity", *map(str, arguments)]
    about = {"stderr": subprocess.PIPE, "text": True, "env": {**os.environ, "LC_ALL": "C"}}
    return subprocess.Popen(words, **{**about, **how})  # type: ignore[call-overload, no-any-return]


def test_what_is_no_failure_of_the_output_is_not_told_as_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(24, "Too many open files", "some.yaml")

    monkeypatch.setattr("simcommunity.scenario.loader.load_scenario", refuse)
    done = call("show", "supermarket")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "The system refuses: some.yaml: Too many open files.\n"


def test_a_store_that_cannot_be_read_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").mkdir()
    done = call("query", tmp_path, "select 1")
    assert done.exit_code == 3
    assert f"{tmp_path / 'manifest.json'} cannot be read: Is a directory" in done.stderr


def test_a_folder_that_cannot_be_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for words in (["fit", LOGS / "my_group.csv"], ["forecast", LOGS / "my_group.csv"]):
        began = time.monotonic()
        done = call(*words, "--out", tmp_path / "file" / "out", "--simulations", "1000000")
        assert done.exit_code == 1
        assert f"Cannot write to {tmp_path / 'file' / 'out'}" in done.stderr
        assert time.monotonic() - began < 60


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which every file has a name that is no UTF-8."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / f"{ODD}.yaml").write_text(SCENARIO)
    shutil.copy(LOGS / "my_group.csv", folder / f"{ODD}.csv")
    shutil.copy(LOGS / "chat.txt", folder / f"{ODD}.txt")
    design = {"scenario": "supermarket", "vary": {"business.ticket": [30, 60]}}
    (folder / f"d{ODD}.yaml").write_text(yaml.safe_dump({**design, "replicates": 2, "days": 3}))
    return folder


QUICK = ["--simulations", "100", "--jobs", "1"]
COMMANDS: dict[str, list[str]] = {
    "show": ["show", "{}.yaml"],
    "run": ["run", "{}.yaml", "--jobs", "1", "--events", "0", "--out", "run{}"],
    "compare": ["compare", "{}.yaml", "--with", "topic_led", *SMALL, "--out", "compare{}"],
    "compare with": ["compare", "supermarket", "--with", "{}.yaml", *SMALL, "--out", "with{}"],
    "story": ["story", "{}.yaml", "--days", "6", "--out", "story{}"],
    "fit": ["fit", "{}.csv", *QUICK, "--out", "fit{}"],
    "forecast": ["forecast", "{}.csv", *QUICK, "--draws", "20", "--out", "forecast{}"],
    "sweep": ["sweep", "d{}.yaml", "--jobs", "1", "--out", "store{}"],
    "query": ["query", "store{}", "select count(*) as n from runs"],
    "export": ["export", "store{}", "store{}.csv"],
    "import-log": ["import-log", "{}.txt", "--out", "log{}.csv"],
}


@on_posix
@pytest.mark.parametrize("name", COMMANDS)
def test_file_names_need_not_be_utf8(name: str, odd: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(odd)
    words = [word.format(ODD) for word in COMMANDS[name]]
    if name in {"query", "export"}:
        call(*[word.format(ODD) for word in COMMANDS["sweep"]])
    done = call(*words)
    assert done.exit_code == 0, done.stderr
    done.stdout.encode("utf-8")
    if name in {"compare with", "query"}:
        json.loads(call(*words, "--json").stdout)
    for page in odd.glob("**/*.html"):
        page.read_text("utf-8")


@on_posix
@pytest.mark.parametrize(
    "words", [["show", "{}x.yaml"], ["compare", "supermarket", "--with", "{}x.yaml"],
              ["fit", "{}x.csv"], ["sweep", "{}x.yaml"], ["query", "{}x", "select 1"],
              ["workshop", "--host", "{}", "--check", "--out", "w"]],
)  # fmt: skip
def test_an_odd_name_that_is_not_there_is_told_in_a_sentence(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = call(*[word.format(ODD) for word in words])
    assert done.exit_code in {1, 3}
    (done.stdout + done.stderr).encode("utf-8")


PRINTING = [
    ["--help"], ["list"], ["list", "--json"], ["show", "supermarket"], ["validate", "supermarket"],
    ["schema"], ["import-log", str(LOGS / "chat.txt")], ["run", "supermarket", *SMALL],
]  # fmt: skip


@on_posix
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", PRINTING, ids=" ".join)
def test_an_output_that_is_full_or_closed(words: list[str], unbuffered: str) -> None:
    env = {**os.environ, "LC_ALL": "C", "PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("w") as full:
        running = start(*words, stdout=full, env=env)
        complaint = running.communicate(timeout=300)[1]
    assert running.returncode == 1
    assert complaint == "The output cannot be written: No space left on device.\n"
    read, write = os.pipe()
    os.close(read)
    running = start(*words, stdout=write, env=env)
    os.close(write)
    assert running.communicate(timeout=300)[1] == ""
    assert running.returncode == 1


def _put_and_end(folder: Path) -> None:
    def write(file: Path) -> None:
        file.write_text("half")
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)

    publish(folder, "part", write)


@on_posix
def test_a_worker_that_is_told_to_end_leaves_nothing_half_written(tmp_path: Path) -> None:
    with processes(1) as workers, pytest.raises(BrokenProcessPool):
        workers.submit(_put_and_end, tmp_path).result(timeout=120)
    assert list(tmp_path.iterdir()) == []


LONG = ["--replicates", "100000", "--set", "groups.size=12", "--days", "20"]


@on_posix
@pytest.mark.parametrize(
    ("words", "name"),
    [(["run", "supermarket", *LONG], "SIGTERM"),
     (["run", "supermarket", *LONG, "--engine", "mesa", "--jobs", "2"], "SIGINT"),
     (["compare", "supermarket", "--with", "topic_led", *LONG], "SIGHUP")],
    ids=["run", "mesa", "compare"],
)  # fmt: skip
def test_a_request_to_end_leaves_nothing(words: list[str], name: str, tmp_path: Path) -> None:
    ask = signal.Signals[name]
    (tmp_path / "tmp").mkdir()
    env = {**os.environ, "LC_ALL": "C", "TMPDIR": str(tmp_path / "tmp")}
    # Who starts the tests in the background, or by nohup, lets them and their children ignore it.
    asked_before = signal.signal(ask, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    running = start(*words, "--out", tmp_path / "out", env=env, stdout=subprocess.PIPE)
    if ask != signal.SIGINT:
        signal.signal(ask, asked_before)
    deadline = time.monotonic() + 300
    sign = "daily.parquet" if words[0] == "run" else ""
    while not list((tmp_path / "out").glob(f".unfinished-*/{sign}" if sign else ".unfinished-*")):
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(1)
    running.send_signal(ask)
    try:
        said, complaint = running.communicate(timeout=120)
    finally:
        running.kill()  # if it has not heard, it would run on for hours
    assert running.returncode == 128 + ask
    assert said == ""
    assert "Interrupted. No half-written file is left behind." in complaint
    assert "Traceback" not in complaint
    assert [file.name for file in tmp_path.iterdir()] == ["tmp"]
    assert list((tmp_path / "tmp").iterdir()) == []


def test_an_interruption_that_a_library_makes_an_error_of_its_own_is_one_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: object) -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        except KeyboardInterrupt as error:
            raise ValueError("something went wrong in a hook") from error

    monkeypatch.setattr("simcommunity.scenario.loader.load_scenario", interrupted)
    done = call("show", "supermarket")
    assert done.exit_code == 128 + signal.SIGTERM
    assert "Interrupted" in done.stderr
