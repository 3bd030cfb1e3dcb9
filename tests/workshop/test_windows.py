"""What laptops with Windows need, as far as another system can show it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest
from places import Place

from simcommunity import workshop

SOURCES = sorted(Path(workshop.__file__).parent.rglob("*.py"))
RESERVED = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10))}


def on_console(folder: Path, *words: str, encoding: str) -> tuple[int, bytes]:
    """Run the command on a terminal of an encoding; return its code and all that is seen."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "simcommunity", "workshop", *words]
    with subprocess.Popen(command, cwd=folder, env=env, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        seen = b"".join(iter(lambda: _some(ours), b""))
    os.close(ours)
    return process.returncode, seen


def _some(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # nobody is at the other end any more
        return b""


def test_a_console_of_gbk_shows_every_word(tmp_path: Path) -> None:
    words = ("--check", "--port", "0", "--out", "房间 1", "--lang", "zh")
    code, seen = on_console(tmp_path, *words, encoding="gbk")
    said = seen.decode("gbk")
    assert code == 0, said
    assert "房间 1，可以写入" in said
    assert "?" not in said  # no word that the console does not know


@pytest.mark.parametrize("encoding", ["gbk", "cp1252"])
def test_a_file_that_is_no_good_is_told_there(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "房间🐼.yaml").write_text("title: 🐼\ndays: 0\n", encoding="utf-8")
    words = ("房间🐼.yaml", "--port", "0", "--lang", "zh")
    code, seen = on_console(tmp_path, *words, encoding=encoding)
    assert code == 3
    assert "Traceback" not in seen.decode(encoding)


def test_names_of_files_are_good_everywhere(place: Place) -> None:
    code = place.open()
    place.team(code, "CON")
    place.team(code, "a:b*?")
    for file in place.rooms.folder.iterdir():
        assert re.fullmatch(r"[\w.]+", file.name)
        assert PureWindowsPath(file.name).stem.lower() not in RESERVED


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.stem)
def test_nothing_asks_for_what_windows_does_not_have(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"\bos\.(?:fork|getuid|geteuid|killpg|setsid|uname)\b", text)
    assert not re.search(r"\bsignal\.(?:SIGKILL|SIGUSR[12]|SIGHUP|SIGALRM|alarm)\b", text)
    assert not re.search(r"\bimport (?:fcntl|pwd|grp|resource|termios)\b", text)
    for call in re.findall(r"\.(?:read_text|write_text)\([^)]*\)", text):
        assert "encoding=" in call, call  # else it is what the console speaks
