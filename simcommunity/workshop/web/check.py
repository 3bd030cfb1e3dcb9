"""Whether a machine is ready for a workshop: what is checked is done, not guessed."""

from __future__ import annotations

import re
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

from simcommunity.i18n import t
from simcommunity.report.fonts import chinese_font
from simcommunity.workshop.room_spec import ready_rooms
from simcommunity.workshop.web.guard import secret_of
from simcommunity.workshop.web.rooms import Rooms
from simcommunity.workshop.web.serving import ANY, lan_address, listen, running_server, warm

PATIENCE = 10.0  # seconds for one answer
SLOW = 1.0  # seconds: a team would notice, which is worth knowing and no fault
FIREWALL = {"win32": "windows", "darwin": "mac"}


@dataclass(frozen=True)
class Finding:
    """One thing that was checked.

    Attributes:
        good: whether all is well; None for something to know.
    """

    good: bool | None
    text: str


def check(host: str, port: int, folder: Path, lang: str) -> list[Finding]:
    """Return what there is to say about this machine.

    Args:
        port: 0 for any.
    """
    findings = [_folder(folder, lang)]
    started = time.perf_counter()
    warm(next(iter(ready_rooms().values())))
    seconds = f"{time.perf_counter() - started:.1f}"
    findings.append(Finding(True, t("room.check.rules", lang, seconds=seconds)))
    findings += _network(host, port, lang)
    font = chinese_font()
    text = t("room.check.font", lang, font=font) if font else t("room.check.no_font", lang)
    findings.append(Finding(True if font else None, text))
    if all(one.good is not False for one in findings):
        findings.append(Finding(None, t("room.check.next", lang)))
    return findings


def _folder(folder: Path, lang: str) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"x")
    except OSError as error:
        reason = error.strerror or str(error)
        return Finding(False, t("cli.cannot_write", lang, folder=folder, reason=reason))
    return Finding(True, t("room.check.folder", lang, folder=folder))


def _network(host: str, port: int, lang: str) -> list[Finding]:
    """Return who can reach the server, and how a round goes through it."""
    import click  # noqa: PLC0415

    shown = lan_address() if host in ANY else host
    alone = shown.startswith("127.") or shown in ("::1", "localhost")
    if host in ANY and alone:
        findings = [Finding(False, t("room.check.no_network", lang))]
    elif alone:
        findings = [Finding(None, t("room.serve.only_here", lang))]
    else:
        findings = []
    try:
        listening = listen(host, port, lang)
    except click.ClickException as error:
        return [*findings, Finding(False, error.format_message())]
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{listening.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as place:
        rooms, secret = Rooms(Path(place)), secret_of(Path(place))
        uvicorn = running_server(rooms, secret, address, quiet=True)
        thread = threading.Thread(target=uvicorn.run, args=([listening],), daemon=True)
        thread.start()
        try:
            slowest = _round(address, secret)
            text = t("room.check.round", lang, address=address, seconds=f"{slowest:.2f}")
            findings.append(Finding(True if slowest < SLOW else None, text))
        except (OSError, ValueError) as error:
            text = t("room.check.no_round", lang, address=address, why=error)
            findings.append(Finding(False, text))
        finally:
            uvicorn.should_exit = True
            thread.join(PATIENCE)
    if not alone:
        system = FIREWALL.get(sys.platform, "linux")
        hint = t(f"room.check.firewall.{system}", lang, port=address.rpartition(":")[2])
        findings.append(Finding(None, hint))
    return findings


def _round(address: str, secret: str) -> float:
    """Play one round as a facilitator and two teams; return the slowest answer in seconds."""
    slowest = 0.0

    def ask(who: OpenerDirector, path: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        nonlocal slowest
        data = None if form is None else urlencode(form).encode()
        started = time.perf_counter()
        with who.open(address + path, data, PATIENCE) as answer:
            text = answer.read().decode("utf-8")
        slowest = max(slowest, time.perf_counter() - started)
        return answer.geturl(), text

    facilitator = _browser()
    ask(facilitator, f"/facilitator/enter?key={secret}")
    where, _ = ask(facilitator, "/facilitator", {"room": "supermarket"})
    code = where.rpartition("/")[2]
    teams = [_browser() for _ in range(2)]
    for number, team in enumerate(teams):
        ask(team, "/join", {"code": code, "name": f"team {number}"})
    ask(facilitator, f"/facilitator/{code}", {"do": "advance", "round": "0"})
    for team in teams:
        ask(team, "/play", {"round": "1", "n_questions": "2", "answers": "1"})
    ask(facilitator, f"/facilitator/{code}", {"do": "advance", "round": "1"})
    for team in teams:
        _, page = ask(team, "/play")
        if not re.search(r'<svg class="chart"', page):
            raise ValueError(page[:100])
    return slowest


def _browser() -> OpenerDirector:
    """Return something that keeps cookies and asks no proxy."""
    return build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))
