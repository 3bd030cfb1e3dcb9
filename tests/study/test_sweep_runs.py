"""A sweep comes to the same whoever does it, in however many goes, and whoever dies meanwhile."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import yaml
from sweeping import VARY, children, driver, parts, poisoned, tiny, until

from simcommunity.scenario.loader import load_scenario
from simcommunity.simulation.running import run
from simcommunity.study.sweep import execute, tasks
from simcommunity.study.sweep.execute import sweep
from simcommunity.study.sweep.pool import LostWorkersError
from simcommunity.study.sweep.query import query
from simcommunity.study.sweep.store import StoreError, open_store
from simcommunity.study.sweep.upkeep import compact


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the digest of the tiny sweep, done in one go in this process."""
    outcome = sweep(tiny(), tmp_path_factory.mktemp("alone"), jobs=1)
    assert (outcome.runs, outcome.found, outcome.failed) == (24, 0, 0)
    return outcome.store.digest()


def test_every_run_is_that_of_run(tmp_path: Path) -> None:
    store = sweep(tiny(), tmp_path, jobs=1).store
    table = store.table()
    assert table["run"].tolist() == list(range(24))
    for point, values in ((1, {"parameters.boldness": 0.05, "business.ticket": 45}),
                          (5, {"parameters.boldness": 0.2, "business.ticket": 60})):  # fmt: skip
        changes = [f"{k}={v}" for k, v in (VARY | values).items()]
        told = run(load_scenario("supermarket", changes), replicates=4, days=8, seed=5, jobs=1)
        here = table[table["point"] == point]
        assert {name: here[name].iloc[0] for name in values} == values
        for name, each in told.per_replicate.items():
            np.testing.assert_array_equal(here[name], each, err_msg=name)
            np.testing.assert_array_equal(store.values(name)[point], each)


def test_the_pace_is_that_of_the_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(10_000))
    monkeypatch.setattr(tasks.time, "perf_counter", lambda: 3.0 * next(clock))
    paces: list[float] = []
    live = execute._Driver._note

    def note(self: execute._Driver, receipt: tasks.Receipt) -> None:
        paces.append(receipt.pace)
        live(self, receipt)

    monkeypatch.setattr(execute._Driver, "_note", note)
    sweep(tiny(replicates=2, days=2), tmp_path, jobs=1)
    assert len(paces) > 2  # tasks of many seconds are cut short
    assert min(paces) > 0.2


def test_another_go_does_what_is_left(tmp_path: Path, undisturbed: str) -> None:
    sweep(tiny(), tmp_path, jobs=1)
    for part in open_store(tmp_path).parts()[::2]:
        part.file.unlink()
    left = 24 - open_store(tmp_path).status().sum()
    heard: list[tuple[int, int]] = []
    outcome = sweep(tiny(), tmp_path, jobs=1, progress=lambda *told: heard.append(told))
    assert outcome.found == 24 - left < 24
    assert (heard[0], heard[-1]) == ((24 - left, 24), (24, 24))
    assert outcome.store.digest() == undisturbed


def test_shards_in_stores_of_their_own_merge_by_copying(tmp_path: Path, undisturbed: str) -> None:
    for i in (1, 2, 3):
        outcome = sweep(tiny(), tmp_path / str(i), jobs=1, shard=(i, 3))
        assert outcome.runs == 8
    for i in (2, 3):
        for part in open_store(tmp_path / str(i)).parts():
            part.file.rename(tmp_path / "1" / "parts" / part.file.name)
    assert open_store(tmp_path / "1").digest() == undisturbed


def test_any_executor_will_do_and_stays_open(tmp_path: Path, undisturbed: str) -> None:
    with ThreadPoolExecutor(3) as threads:
        assert sweep(tiny(), tmp_path, executor=threads).store.digest() == undisturbed
        assert threads.submit(len, "open").result() == 4


def test_a_changed_design_is_refused_and_what_changed_is_told(tmp_path: Path) -> None:
    sweep(tiny(replicates=1, days=2), tmp_path, jobs=1)
    with pytest.raises(StoreError, match=r"What differs: days: 2 there, 3 here\."):
        sweep(tiny(replicates=1, days=3), tmp_path, jobs=1)
    other = tiny(replicates=1, days=2, **{"team.people": 7})
    with pytest.raises(StoreError, match=r"scenario\.team\.people: \d there, 7 here\."):
        sweep(other, tmp_path, jobs=1)


def test_damaged_parts_are_set_aside_by_name_and_run_again(
    tmp_path: Path, undisturbed: str, caplog: pytest.LogCaptureFixture
) -> None:
    sweep(tiny(), tmp_path, jobs=1)
    part = open_store(tmp_path).parts()[-1].file
    bits = bytearray(part.read_bytes())
    bits[len(bits) // 2] ^= 4
    part.write_bytes(bits)
    outcome = sweep(tiny(), tmp_path, jobs=1)
    assert outcome.found < 24
    assert outcome.store.digest() == undisturbed
    assert [file.name for file in (tmp_path / "damaged").iterdir()] == [part.name]
    assert f"{part.name} now lies in" in caplog.text


def test_a_lost_manifest_is_written_again_and_what_was_done_stays(
    tmp_path: Path, undisturbed: str
) -> None:
    sweep(tiny(), tmp_path, jobs=1)
    (tmp_path / "manifest.json").unlink()
    outcome = sweep(tiny(), tmp_path, jobs=1)
    assert (outcome.found, outcome.store.digest()) == (24, undisturbed)


def test_replicates_and_points_are_added_and_only_what_is_missing_is_run(
    tmp_path: Path, undisturbed: str
) -> None:
    small = tiny(replicates=2, **{"parameters.boldness": [0.2]})
    assert sweep(small, tmp_path, jobs=1).runs == 6
    assert compact(tmp_path)[1] == 1
    more = sweep(tiny(replicates=3), tmp_path, jobs=1)
    assert (more.runs, more.found) == (18, 6)
    most = sweep(tiny(), tmp_path, jobs=1)  # replicates come in between
    assert (most.runs, most.found) == (24, 18)
    assert most.store.digest() == undisturbed
    table = most.store.table()
    assert table["point"].tolist() == [run // 4 for run in range(24)]
    assert table["replicate"].tolist() == [run % 4 for run in range(24)]
    assert (
        table["business.ticket"].tolist()
        == [30] * 4 + [45] * 4 + [60] * 4 + [30] * 4 + [45] * 4 + [60] * 4
    )
    assert query(tmp_path, "select count(*) n from runs")["n"].tolist() == [24]
    for fewer, what in (
        (tiny(replicates=3), "replicates: 4 there, 3 here"),
        (tiny(**{"business.ticket": [30, 45]}), "vary.business.ticket.values.2: 60 there, – here"),
    ):
        with pytest.raises(StoreError, match=what):
            sweep(fewer, tmp_path, jobs=1)
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "driver.lock", "manifest.json", most.store.place.name,
    ]  # fmt: skip


def test_points_that_are_not_among_the_new_ones_are_refused(tmp_path: Path) -> None:
    range_ = {"parameters.boldness": {"low": 0.1, "high": 0.2}, "business.ticket": 30}
    few = tiny(1, 2, samples=2, **range_)
    digest = sweep(few, tmp_path, jobs=1).store.digest()
    with pytest.raises(StoreError, match="samples: 2 there, 3 here"):
        sweep(tiny(1, 2, samples=3, **range_), tmp_path, jobs=1)
    assert open_store(tmp_path).digest() == digest


def test_a_bad_run_is_a_row_and_not_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, undisturbed: str
) -> None:
    live = tasks._run

    def fail(job: tasks.Job, replicate: int) -> object:
        if replicate == 2:
            raise ZeroDivisionError("no\x1b luck")
        return live(job, replicate)

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "_run", fail)
        outcome = sweep(tiny(), tmp_path, jobs=1)
    assert outcome.failed == 6
    bad = outcome.store.table().query("status == 'FAILED'")
    assert bad["replicate"].tolist() == [2] * 6
    assert set(bad["error"]) == {"ZeroDivisionError: no\x1b luck"}
    assert "in fail" in bad["traceback"].iloc[0]
    assert bad["profit"].isna().all()
    assert outcome.store.first_error() == "ZeroDivisionError: no\\x1b luck"
    # The next call tries these again, and what comes of it counts.
    again = sweep(tiny(), tmp_path, jobs=1)
    assert (again.found, again.failed) == (18, 0)
    assert again.store.digest() == undisturbed


def test_values_that_do_not_go_together_fail_alone(tmp_path: Path) -> None:
    design = tiny(replicates=2, days=2, **{"team.opens": [9, 13], "team.closes": [12, 20]})
    assert len(design.points) == 24
    table = sweep(design, tmp_path, jobs=1).store.table()
    bad = table[table["status"] == "FAILED"]
    assert len(bad) == 12
    assert set(zip(bad["team.opens"], bad["team.closes"], strict=True)) == {(13, 12)}
    assert bad["error"].str.contains("it must open first").all()


@pytest.mark.slow
def test_a_deadly_run_is_found_out_and_the_others_live(tmp_path: Path, undisturbed: str) -> None:
    deadly = partial(poisoned, 3, True, tmp_path / "mark")
    outcome = sweep(tiny(replicates=4), tmp_path / "a", executor=deadly, jobs=2, shard=(1, 6))
    table = outcome.store.table()
    assert table["status"].tolist() == ["ok", "ok", "ok", "FAILED"]
    assert "BrokenProcessPool" in table["error"].iloc[3]
    assert outcome.replaced >= execute.ALONE


@pytest.mark.slow
def test_who_dies_once_is_replaced(tmp_path: Path, undisturbed: str) -> None:
    deadly = partial(poisoned, 3, False, tmp_path / "mark")
    outcome = sweep(tiny(), tmp_path / "a", executor=deadly, jobs=2)
    assert (outcome.failed, outcome.replaced) == (0, 1)
    assert outcome.store.digest() == undisturbed


def test_a_given_executor_that_breaks_ends_the_sweep_with_a_sentence(tmp_path: Path) -> None:
    told = pytest.raises(LostWorkersError, match="call again with a new one")
    with poisoned(0, True, tmp_path / "mark") as broken, told:
        sweep(tiny(), tmp_path / "a", executor=broken)


@pytest.mark.slow
def test_a_script_without_a_guard_is_told_so(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from simcommunity.study.sweep.execute import sweep\n"
        "from simcommunity.study.sweep.design import make_design\n"
        f"sweep(make_design('supermarket', {{}}, replicates=2), {str(tmp_path / 's')!r}, jobs=2)\n"
    )
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 1
    assert 'if __name__ == "__main__":' in done.stderr.splitlines()[-1]


@pytest.fixture
def long_design(tmp_path: Path) -> Path:
    """Write a design that takes some seconds, so that there is time to kill."""
    file = tmp_path / "long.yaml"
    design = {"scenario": "supermarket", "vary": VARY, "replicates": 400, "days": 30, "seed": 5}
    file.write_text(yaml.safe_dump(design))
    return file


@pytest.mark.slow
def test_whoever_is_killed_the_sweep_comes_to_the_same(long_design: Path, tmp_path: Path) -> None:
    alone, store = tmp_path / "alone", tmp_path / "killed"
    sweep(long_design, alone, jobs=1)
    # The driver is killed in the midst of it; its workers go with it.
    with driver(long_design, store, "--jobs", "2") as first:
        until(lambda: parts(store) >= 2, "no part was written")
        workers = children(first.pid)
        first.kill()
    until(lambda: not any(w.is_running() for w in workers), "workers outlived their driver")
    done = open_store(store).status().sum()
    assert 0 < done < 2400
    # Then a worker.
    with driver(long_design, store, "--jobs", "2") as second:
        before = parts(store)
        until(lambda: parts(store) > before, "nothing went on")
        for worker in children(second.pid)[:1]:
            worker.kill()
        out, err = second.communicate()
    assert second.returncode == 0, err
    told = json.loads(out)
    assert (told["done"], told["failed"], told["runs"]) == (2400, 0, 2400)
    assert told["found"] >= done
    assert told["digest"] == open_store(alone).digest()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a Dask scheduler and two workers on loopback; yield its address and the workers."""
    file = tmp_path / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1"]
    command += ["--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(command, **quiet)
    command = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(file)]
    command += ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
    workers = [subprocess.Popen(command, cwd=tmp_path, **quiet) for _ in range(2)]
    try:
        until(file.exists, "no scheduler")
        yield json.loads(file.read_text())["address"], workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


@pytest.mark.slow
def test_dask_comes_to_the_same_though_a_worker_is_killed(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], long_design: Path, tmp_path: Path
) -> None:
    address, workers = cluster
    store = tmp_path / "dask"
    with driver(long_design, store, "--scheduler", address) as dask:
        until(lambda: parts(store) >= 2, "no part was written")
        workers[0].send_signal(signal.SIGKILL)
        out, err = dask.communicate()
    assert dask.returncode == 0, err
    told = json.loads(out)
    assert (told["done"], told["failed"]) == (2400, 0)
    assert told["digest"] == sweep(long_design, tmp_path / "alone", jobs=1).store.digest()
