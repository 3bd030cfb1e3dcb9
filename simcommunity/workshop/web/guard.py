"""What keeps a room to those it is for: limits of rate and size, headers, cookies, the secret."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 100_000  # bytes of a form, which may have a file in it
YEAR, DAY = 365 * 24 * 3600, 24 * 3600
MOST_A_MINUTE = 3_000  # requests from one address, behind which a whole room may stand
MOST_REMEMBERED = 5_000  # clients whose rate is watched
HEADERS = {
    "content-security-policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}


class Limiter:
    """Lets `burst` things through at once, and `per_minute` in the long run, for each client."""

    def __init__(
        self, per_minute: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate, self.burst, self.clock = per_minute / 60, burst, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, client: str) -> bool:
        """Take one from what a client has left; return whether there was one."""
        now = self.clock()
        left, then = self._left.pop(client, (self.burst, now))
        left = min(self.burst, left + (now - then) * self.rate)
        allowed = left >= 1
        self._left[client] = (left - allowed, now)
        while len(self._left) > MOST_REMEMBERED:
            self._left.popitem(last=False)
        return allowed


class Guard:
    """Middleware: bounds size and rate of requests, and sets the headers of every answer.

    A form is taken only from a page of this server. Cookies of the same site alone would do, but
    old in-app browsers know nothing of that.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.requests = Limiter(MOST_A_MINUTE, MOST_A_MINUTE / 10)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it at once."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        refusal = _refusal(scope["method"], headers)
        if not self.requests.allows(str((scope.get("client") or ("",))[0])):
            refusal = 429, "too many requests"
        if refusal:
            answer: ASGIApp = PlainTextResponse(refusal[1], refusal[0], HEADERS)
            await answer(scope, receive, send)
            return
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LARGEST_BODY:
                return {"type": "http.disconnect"}
            return message

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name for name, _ in message["headers"]}
                message["headers"] += [
                    (name.encode(), value.encode())
                    for name, value in HEADERS.items()
                    if name.encode() not in known
                ]
            await send(message)

        await self.app(scope, bounded, with_headers)


def _refusal(method: str, headers: dict[str, str]) -> tuple[int, str] | None:
    if method != "POST":
        return None
    length = headers.get("content-length", "")
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        return 413, "too large"
    origin = headers.get("origin", "")
    if origin and origin.partition("://")[2] != headers.get("host"):
        return 403, "from another page"
    return None


def remember(answer: Response, name: str, value: str, seconds: int) -> None:
    """Let a browser keep something that no script and no other site can read."""
    answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", path="/")


def secret_of(folder: Path) -> str:
    """Return the facilitator's secret, which a folder of rooms keeps over restarts."""
    file = folder / "facilitator.key"
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        secret = secrets.token_urlsafe(18)
        with file.open("x", encoding="ascii") as out:
            file.chmod(0o600)
            out.write(secret)
        return secret
