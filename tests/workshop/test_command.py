"""The command: what it checks, what it refuses."""

from __future__ import annotations

import socket
from pathlib import Path

from click.testing import CliRunner, Result
from small_rooms import small_spec

from simcommunity.cli.main import main
from simcommunity.workshop.session import RoomSession


def call(*words: str) -> Result:
    return CliRunner().invoke(main, ["workshop", *words, "--lang", "en"])


def test_the_check_plays_a_round_through_the_door(tmp_path: Path) -> None:
    done = call("--check", "--port", "0", "--out", str(tmp_path / "rooms"))
    assert done.exit_code == 0, done.output
    assert "A round was played at http://127.0.0.1:" in done.stdout
    assert "add --host 0.0.0.0" in done.stdout
    assert list((tmp_path / "rooms").iterdir()) == []  # nothing is left of it


def test_the_check_fails_when_the_door_is_taken(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = call("--check", "--port", port, "--out", str(tmp_path))
    assert done.exit_code == 1
    assert f"!!  Cannot listen on 127.0.0.1:{port}" in done.stdout


def test_a_second_server_leaves_the_rooms_of_the_first_alone(tmp_path: Path) -> None:
    table = RoomSession.open(tmp_path / "123456.jsonl", "123456", small_spec())
    table.found("Reds", "")
    table.advance()
    before = table.path.read_bytes()
    with socket.socket() as first:
        first.bind(("127.0.0.1", 0))
        first.listen()
        done = call("--port", str(first.getsockname()[1]), "--out", str(tmp_path))
    assert done.exit_code == 1
    assert table.path.read_bytes() == before  # not even a pause


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = call("--out", str(tmp_path / "file" / "rooms"), "--port", "0")
    assert done.exit_code == 1
    assert "Cannot write to" in done.output


def test_a_room_that_is_not_sound_ends_in_a_sentence(tmp_path: Path) -> None:
    room = tmp_path / "room.yaml"
    room.write_text("title: x\ndays: 0\n", encoding="utf-8")
    done = call(str(room), "--out", str(tmp_path), "--port", "0")
    assert done.exit_code == 3
    assert "room.yaml:2: days" in done.output
