"""Whatever the computer around is like: caches, homes, streams, names of files, other programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

on_posix = pytest.mark.skipif(os.name == "nt", reason="devices and file names are those of POSIX")
DRAW = "from simcommunity.core.randomness import normals; print(normals(1, 2, 3, 4, 5, 6))"
TINY = """
title: {zh: 茶, en: Tea}
days: 3
people: {mix: {regular: 1}}
arrival: [{hook: giveaway, per_day: 20}]
groups: {size: 20, most: 1}
"""


def python(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=False, env={**os.environ, **env},
    )  # fmt: skip


def command(*arguments: str | bytes, **how: object) -> subprocess.CompletedProcess[bytes]:
    """Call the command line in a process of its own, in English."""
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "simcommunity", *arguments],
        check=False,
        env={**os.environ, "LC_ALL": "C"},
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how},
    )


@pytest.fixture(scope="module")
def cached(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A cache with one function in it, and what that function says."""
    folder = tmp_path_factory.mktemp("cache")
    done = python(DRAW, SIMCOMMUNITY_CACHE=str(folder))
    assert done.returncode == 0, done.stderr
    assert list(folder.rglob("*.nbi"))
    return folder, done.stdout


@pytest.mark.parametrize("part", ["nbi", "nbc"])
@pytest.mark.parametrize("left", [0, 20, 100])
def test_a_torn_cache_is_made_anew(
    cached: tuple[Path, str], tmp_path: Path, part: str, left: int
) -> None:
    shutil.copytree(cached[0], tmp_path / "copy")
    torn = list((tmp_path / "copy").rglob(f"*.{part}"))
    whole = [file.stat().st_size for file in torn]
    for file in torn:
        file.write_bytes(file.read_bytes()[:left])
    done = python(DRAW, SIMCOMMUNITY_CACHE=str(tmp_path / "copy"))
    assert (done.returncode, done.stdout) == (0, cached[1]), done.stderr
    assert [file.stat().st_size for file in torn] == whole


@pytest.mark.parametrize(("part", "at"), [("nbi", 0.5), ("nbc", 0.2), ("nbc", 0.5), ("nbc", 0.8)])
def test_a_flipped_bit_in_a_cache_is_never_run(
    cached: tuple[Path, str], tmp_path: Path, part: str, at: float
) -> None:
    shutil.copytree(cached[0], tmp_path / "copy")
    (file,) = (tmp_path / "copy").rglob(f"*.{part}")
    bits = bytearray(file.read_bytes())
    bits[int(at * len(bits))] ^= 1
    file.write_bytes(bits)
    told = "; print(sum(normals.stats.cache_hits.values()))"
    for hits in (0, 1):  # compiled anew, and then read again
        done = python(DRAW + told, SIMCOMMUNITY_CACHE=str(tmp_path / "copy"))
        assert (done.returncode, done.stdout) == (0, f"{cached[1]}{hits}\n"), done.stderr
    assert file.read_bytes() != bits


def test_a_cache_that_cannot_be_written_is_no_hindrance(
    cached: tuple[Path, str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    done = python(DRAW, SIMCOMMUNITY_CACHE=str(tmp_path / "file"), TMPDIR=str(tmp_path))
    assert (done.returncode, done.stdout) == (0, cached[1]), done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_cache_that_can_only_be_read_is_read(cached: tuple[Path, str]) -> None:
    forbid = (
        "import tempfile, builtins, io; from pathlib import Path\n"
        "def refuse(*_, **__): raise PermissionError(13, 'read-only')\n"
        "tempfile.TemporaryFile = refuse\n"
    )
    told = "; print(sum(normals.stats.cache_hits.values()))"
    done = python(forbid + DRAW + told, SIMCOMMUNITY_CACHE=str(cached[0]))
    assert done.stdout == cached[1] + "1\n", done.stderr


def test_without_a_home_everything_is_compiled_for_this_process(cached: tuple[Path, str]) -> None:
    homeless = (
        "from pathlib import Path\n"
        "def home(_): raise RuntimeError('Could not determine home directory.')\n"
        "Path.home = classmethod(home)\n"
    )
    done = python(homeless + DRAW, SIMCOMMUNITY_CACHE="", XDG_CACHE_HOME="")
    assert (done.returncode, done.stdout) == (0, cached[1]), done.stderr


def test_numba_is_left_as_the_program_around_us_has_set_it(cached: tuple[Path, str]) -> None:
    """A program's own functions are compiled as it wants them, ours as both engines need them."""
    host = (
        "import os, numba\n"
        "def look(): return (dict(os.environ), numba.config.OPT, numba.config.LOOP_VECTORIZE,\n"
        "    numba.config.CACHE_DIR, numba.config.DISABLE_INTEL_SVML)\n"
        "before = look()\n"
        "from numba.core import codegen\n"
        "levels = set()\n"
        "build = codegen.CPUCodegen._pass_builder\n"
        "def noted(self, **how):\n"
        "    levels.add(int(how.get('opt', numba.config.OPT)))\n"
        "    return build(self, **how)\n"
        "codegen.CPUCodegen._pass_builder = noted\n"
        "from simcommunity.core import randomness\n"
        "randomness.normals(1, 2, 3, 4, 5, 6)\n"
        "ours = set(levels)\n"
        "levels.clear()\n"
        "numba.njit(lambda x: x + 1)(2)\n"
        "assert look() == before\n"
        "print(sorted(ours), sorted(levels))\n"
    )
    done = python(host, SIMCOMMUNITY_CACHE="/dev/null", NUMBA_OPT="2")
    assert done.stdout == "[0, 1] [0, 2]\n", done.stderr


@on_posix
@pytest.mark.parametrize("arguments", [["list"], ["show", "supermarket"], ["schema"], ["--help"]])
def test_a_full_disk_behind_the_output_is_told(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = command(*arguments, stdout=full)
    assert done.returncode == 1
    assert done.stderr == b"The output cannot be written: No space left on device.\n"


@on_posix
def test_a_full_disk_behind_both_outputs_leaves_an_exit_code() -> None:
    with Path("/dev/full").open("wb") as full:
        assert command("list", stdout=full, stderr=full).returncode == 1


@on_posix
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_are_no_hindrance(closed: str) -> None:
    line = f"exec {sys.executable} -m simcommunity list segments {closed}"
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@on_posix
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["validate"], 0, "bad?.yaml: in order"),
        (["show"], 0, "bad?.yaml:2"),
        (["run", "--set", "days=x"], 3, "--set: days: 'x' — must be a whole number"),
        (["optimise"], 3, "there is no such key"),
        (["import-log"], 3, "is no chat export of a known kind"),
        (["init", "--force"], 0, "bad?.yaml"),
    ],
)
def test_a_name_that_is_not_utf_8_is_shown_with_a_replacement(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    file = os.fsencode(tmp_path) + b"/bad\xff.yaml"
    Path(os.fsdecode(file)).write_text(TINY, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "simcommunity", arguments[0], file, *arguments[1:]],
        capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"},
    )  # fmt: skip
    told = (done.stdout + done.stderr).decode()
    assert "Traceback" not in told
    assert (done.returncode, said in told) == (code, True), told
