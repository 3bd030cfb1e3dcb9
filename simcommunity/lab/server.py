"""The lab's server: on this machine only, with bodies that are bounded."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from typing import Any

from nicegui import app, ui
from starlette.middleware.trustedhost import TrustedHostMiddleware

from simcommunity.i18n import t
from simcommunity.lab.one_group import OneGroup, on_offer
from simcommunity.lab.page import Page
from simcommunity.lab.session import Trials
from simcommunity.scenario.reading import MOST_BYTES

HOST = "127.0.0.1"
NAMES = [HOST, "localhost"]
PORT = 8080
ENVELOPE = 10_000  # bytes that a form adds to a file


class Bounded:
    """Refuses requests whose body is longer than a file may be, before it is read."""

    def __init__(self, inner: Any, most: int) -> None:
        """Stand before an application."""
        self.inner, self.most = inner, most

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hand on a request, and stop reading it where it is too long."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        read = 0

        async def counted() -> Any:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.most:
                return {"type": "http.disconnect"}
            return message

        length = dict(scope["headers"]).get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self.most:
            await send({"type": "http.response.start", "status": 413, "headers": []})
            await send({"type": "http.response.body"})
            return
        await self.inner(scope, counted, send)


def free_port(wanted: int | None) -> int:
    """Return the port that is wanted; else the usual one, or another where that is taken.

    Raises OSError when the wanted one is taken.
    """
    for port in (PORT, 0) if wanted is None else (wanted,):
        with socket.socket() as probe:
            if os.name != "nt":  # a lab that has just ended does not hold its port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError(f"port {wanted} is taken")


def serve(
    bench: OneGroup, lang: str, port: int, *, browser: bool, ready: Callable[[str], None]
) -> None:
    """Serve the lab until it is interrupted."""
    Trials().of(bench.under())  # the rules are compiled before anybody waits
    scenarios = on_offer()
    turn = asyncio.Semaphore(1)

    @ui.page("/", title=t("lab.title", lang))
    def show() -> None:
        Page(bench, lang, scenarios, turn)

    app.add_middleware(Bounded, most=MOST_BYTES + ENVELOPE)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=NAMES)
    app.on_startup(lambda: ready(f"http://{HOST}:{port}"))
    ui.run(
        host=HOST,
        port=port,
        show=browser,
        reload=False,
        show_welcome_message=False,
        favicon="🧪",
    )
