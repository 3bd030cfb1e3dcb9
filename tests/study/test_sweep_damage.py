"""Whatever befalls the files of a store, an answer is right or a sentence."""

from __future__ import annotations

import logging
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_sweep_store import made, rows

from simcommunity.results.whole_files import UnwritableError
from simcommunity.study.sweep.parts import FAILED, OK
from simcommunity.study.sweep.query import export, query
from simcommunity.study.sweep.store import StoreError, SweepStore, open_store
from simcommunity.study.sweep.upkeep import at_work, compact


def whole(folder: Path) -> SweepStore:
    """Return a store of five parts with all of its runs, one of them twice."""
    return made(folder, rows(0, OK, OK, OK), rows(3, OK, OK), rows(5, OK, OK, OK, OK),
                rows(8, FAILED, OK), rows(10, OK, OK))  # fmt: skip


def harm(file: Path, how: str, chance: random.Random) -> None:
    """Damage a file in one of the ways in which files are damaged."""
    data = bytearray(file.read_bytes())
    place = chance.randrange(len(data))
    if how == "flip":
        data[place] ^= 1 << chance.randrange(8)
    elif how == "cut":
        del data[place:]
    elif how == "zeros":
        data[place : place + 512] = bytes(len(data[place : place + 512]))
    elif how == "longer":
        data += data[:place]
    if how == "copy":
        shutil.copy(file, file.with_name(f"{place}-{file.name}"))
        shutil.copy(file, file.with_name(f"{place:09d}{file.name[9:]}"))
    elif how == "gone":
        file.unlink()
    elif how == "folder":
        file.unlink()
        file.mkdir()
    else:
        file.write_bytes(data)


def check_answers(folder: Path, file: Path) -> None:
    """Ask everything that can be asked: every row is that of its run, and all answers agree."""
    store = open_store(folder)
    status = store.status()
    there = np.flatnonzero(status)
    right = np.where(status == 1, 10.0 * np.arange(12), np.nan)  # run 8 FAILED in one of its parts
    np.testing.assert_array_equal(store.table(["m"])["m"], right[there])
    np.testing.assert_array_equal(store.values("m").ravel(), right)
    assert export(store, file) == len(there)
    if len(there):
        np.testing.assert_array_equal(pd.read_csv(file)["m"], right[there])
    answer = query(store, "select run, m from runs order by run")
    assert answer["run"].tolist() == there.tolist()
    np.testing.assert_array_equal(answer["m"], right[there])


@settings(max_examples=60)
@given(
    seed=st.integers(0, 2**32),
    hows=st.lists(
        st.sampled_from(["flip", "flip", "cut", "zeros", "longer", "copy", "gone", "folder"]),
        min_size=1, max_size=3,
    ),
)  # fmt: skip
def test_an_answer_is_right_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, seed: int, hows: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    store, chance = whole(folder), random.Random(seed)
    for how in hows:
        files = [*(part.file for part in store.parts() if part.file.is_file())]
        if not chance.randrange(8):
            files = [folder / "manifest.json"]
        if files and files[0].exists():
            harm(chance.choice(files), how, chance)
    try:
        check_answers(folder, folder / "all.csv")
    except StoreError as error:
        assert any(what in str(error) for what in ("manifest.json", "No run of")), error  # noqa: PT017
    shutil.rmtree(folder)


def test_every_flipped_bit_of_a_part_is_found_out(tmp_path: Path) -> None:
    store = made(tmp_path, rows(0, OK, OK))
    file = store.parts()[0].file
    sound = file.read_bytes()
    for place in range(0, len(sound), 7):
        bits = bytearray(sound)
        bits[place] ^= 1 << place % 8
        file.write_bytes(bits)
        assert store.status()[:2].tolist() == [0, 0], place
    file.write_bytes(sound)
    assert store.status()[:2].tolist() == [1, 1]


def test_a_damaged_part_is_told_by_name_and_others_are_answered_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = whole(tmp_path)
    part = store.parts()[1].file
    part.write_bytes(part.read_bytes()[:-20])
    assert query(store, "select count(*) n from runs")["n"].tolist() == [10]
    assert part.name in caplog.text
    assert "10 of 12 runs are in" in caplog.text
    store.set_aside()
    assert [file.name for file in (tmp_path / "damaged").iterdir()] == [part.name]
    assert f"{part.name} now lies in {tmp_path / 'damaged'}" in caplog.text
    assert len(store.parts()) == 4


def test_a_part_that_goes_while_it_is_read_is_told(tmp_path: Path) -> None:
    store = whole(tmp_path)
    reading = store.batches()
    next(reading)
    for part in store.parts():
        part.file.unlink()
    with pytest.raises(StoreError, match=r"has gone while the store was read.*Try again"):
        list(reading)


def test_a_part_that_another_driver_sets_aside_meanwhile_is_damaged(tmp_path: Path) -> None:
    one, two = whole(tmp_path), open_store(tmp_path)
    one.parts()[1].file.write_bytes(b"damaged")
    reading = two.batches()
    next(reading)
    one.status()
    one.set_aside()
    assert sum(len(table) for table in reading) == 7
    two.set_aside()
    assert len(list((tmp_path / "damaged").iterdir())) == 1


def test_merged_parts_hold_the_same(tmp_path: Path) -> None:
    store = whole(tmp_path)
    digest, table = store.digest(), store.table()
    assert compact(tmp_path) == (5, 1)
    assert store.digest() == digest
    pd.testing.assert_frame_equal(store.table(), table)
    assert compact(tmp_path) == (1, 1)


def test_merging_leaves_large_parts_alone_and_sets_damaged_ones_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = whole(tmp_path)
    store.parts()[1].file.write_bytes(b"damaged")
    monkeypatch.setattr("simcommunity.study.sweep.store.PIECE_ROWS", 3)
    assert compact(tmp_path) == (5, 3)
    assert store.status().tolist() == [1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1]
    assert len(list((tmp_path / "damaged").iterdir())) == 1


KILLED = """
import os, signal, sys
from simcommunity.study.sweep.upkeep import compact
left = int(sys.argv[2])
def count(event, args):
    global left
    if event in ("os.rename", "os.remove") or (event == "open" and args[1] in ("w", "r+")):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
compact(sys.argv[1])
"""


@pytest.mark.slow
def test_merging_may_be_killed_before_any_of_its_steps(tmp_path: Path) -> None:
    digest = made(tmp_path / "sound", rows(0, OK, OK), rows(1, OK, OK), rows(5, OK)).digest()
    ended = 0
    for step in range(20):
        folder = tmp_path / str(step)
        shutil.copytree(tmp_path / "sound", folder)
        command = [sys.executable, "-c", KILLED, folder, str(step)]
        code = subprocess.run(command, check=False).returncode
        store = open_store(folder)
        assert store.digest() == digest, step
        assert store.status().sum() == 4
        compact(folder)
        assert (store.digest(), len(store.parts())) == (digest, 1)
        ended += code == 0
        if ended:
            break
    assert ended
    assert step >= 6  # write, flush and move one part; remove three


@pytest.fixture
def read_only() -> Iterator[Path]:
    """Return a folder of a whole store in which nobody may write, not even the superuser."""
    base = Path(tempfile.mkdtemp())
    store = whole(base / "store")
    check_answers(store.folder, base / "all.csv")  # imports all that somebody else may not read
    for place, rights in ((base, 0o755), (store.folder, 0o555), (store.place, 0o555)):
        place.chmod(rights)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield store.folder
    finally:
        if root:
            os.seteuid(0)
        for place in (store.folder, store.place):
            place.chmod(0o755)
        shutil.rmtree(base)


def test_a_store_that_is_read_only_answers_all_the_same(
    read_only: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(PermissionError):
        (read_only / "parts" / "x").touch()
    with tempfile.TemporaryDirectory() as place, at_work(read_only, 0, 12):
        check_answers(read_only, Path(place, "all.csv"))
    assert caplog.messages == []
    with pytest.raises(UnwritableError) as refused:
        compact(read_only)
    assert isinstance(refused.value.__cause__, PermissionError)


HOLDER = """
import pathlib, sys, time
from simcommunity.study.sweep.upkeep import at_work
folder = pathlib.Path(sys.argv[1])
with at_work(folder, 4, 8):
    print("holds", flush=True)
    sys.stdin.readline()
"""


def test_a_second_driver_waits_for_the_first_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    first = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    assert first.stdout.readline() == "holds\n"
    with at_work(tmp_path, 0, 4), at_work(tmp_path, 8, 12):
        assert caplog.messages == []  # other runs are free
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            first.kill()  # as with a driver that is killed, the system lets go
            first.wait()

    monkeypatch.setattr("simcommunity.study.sweep.upkeep.time.sleep", pause)
    with caplog.at_level(logging.WARNING), at_work(tmp_path, 0, 5):
        assert len(pauses) >= 3
    assert [message for message in caplog.messages if "Another driver" in message] == [
        f"Another driver is at work on these runs in {tmp_path}. "
        "Waiting until it ends, to do what is then left."
    ]
