"""Run the server until it is told to stop."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simcommunity.i18n import t
from simcommunity.workshop.custom_rooms import on_offer
from simcommunity.workshop.play import Community, Copies
from simcommunity.workshop.room_spec import Spec
from simcommunity.workshop.web.guard import secret_of
from simcommunity.workshop.web.rooms import Rooms
from simcommunity.workshop.web.server import server

if TYPE_CHECKING:
    import uvicorn


ANY = ("0.0.0.0", "::")  # noqa: S104 (compared with, not bound to)


def serve(
    host: str, port: int, folder: Path, more: Mapping[str, Spec], lang: str, *, quiet: bool
) -> None:
    """Serve the rooms of a folder; ends with Ctrl+C.

    Args:
        port: 0 for any that is free.
    """
    listening = listen(host, port, lang)  # first, as two servers must not write to one folder
    try:
        rooms, secret = Rooms(folder, more), secret_of(folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(
            t("cli.cannot_write", lang, folder=folder, reason=reason)
        ) from error
    warm(next(iter(rooms.choices.values())))
    port = listening.getsockname()[1]
    shown = lan_address() if host in ANY else host
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    click.echo(
        t("room.serve.facilitator", lang, address=f"{address}/facilitator/enter?key={secret}")
    )
    click.echo(t("room.serve.teams", lang, address=address))
    if shown.startswith(("127.", "::1", "localhost")):
        why = "room.check.no_network" if host in ANY else "room.serve.only_here"
        click.echo(t(why, lang), err=True)
    if going := [code for code, session in rooms.sessions.items() if not session.room.told]:
        codes = t("room.comma", lang).join(going)
        click.echo(t("room.serve.resumed", lang, codes=codes), err=True)
    click.echo(t("room.serve.stop", lang), err=True)
    running_server(rooms, secret, address, quiet=quiet).run(sockets=[listening])


def running_server(rooms: Rooms, secret: str, address: str, *, quiet: bool) -> uvicorn.Server:
    """Return a server that is ready to run; see `server`."""
    import uvicorn  # noqa: PLC0415 (a server is wanted only here)

    config = uvicorn.Config(
        server(rooms, secret, address),
        log_level="error" if quiet else "warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        lifespan="on",
    )
    return uvicorn.Server(config)


def warm(spec: Spec) -> None:
    """Compile and run the rules once, so that the first round of a room need not wait."""
    on_offer()
    copies = Copies(Community(spec), 0)
    copies.live_and_watch(copies.design(copies.scenario([spec.unless_told]), 2), 1)


def listen(host: str, port: int, lang: str) -> socket.socket:
    """Return a socket that listens; raises ClickException when the port or address is not free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":  # elsewhere it would let a second server take the same port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, TypeError, UnicodeError) as error:  # the latter for what can be no host
        listening.close()
        why = getattr(error, "strerror", None) or str(error)
        raise click.ClickException(
            t("room.serve.taken", lang, host=host, port=port, why=why)
        ) from error
    listening.listen(256)
    return listening


def lan_address() -> str:
    """Return the address under which others on the same network reach this machine.

    Choosing a way to an address sends nothing.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
            found: str = probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"
    return found
