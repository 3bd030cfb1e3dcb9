"""How quickly a full workshop is answered: `python experiments/benchmarks/workshop.py [--json]`.

Fifteen teams of three play a whole game against the real server: five of the clients are browsers
(Chromium, driven by Playwright), forty speak the protocol as the pages' script does. Everybody asks
for news every two seconds and reads the page again when there is any; in every round all teams
enter a decision and send it. A round trip is one request and its whole answer. Browsers count in
what they cost the server; timed are the forty. Server and clients share this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

import httpx
from playwright.async_api import BrowserContext, async_playwright

TARGET = 1.0  # seconds, the 95th of 100 round trips
TEAMS, EACH, BROWSERS = 15, 3, 5
PULSE = 2.0  # seconds between two questions of the script


class Client:
    """One phone that speaks the protocol."""

    def __init__(self, base: str, times: dict[str, list[float]]) -> None:
        self.http = httpx.AsyncClient(base_url=base, timeout=30, trust_env=False)
        self.times = times
        self.version = ""

    async def ask(self, what: str, method: str, path: str, **more: object) -> httpx.Response:
        start = time.perf_counter()
        answer = await self.http.request(method, path, **more)  # type: ignore[arg-type]
        self.times.setdefault(what, []).append(time.perf_counter() - start)
        return answer

    async def join(self, code: str, name: str, key: str = "") -> None:
        form = {"code": code, "name": name, "key": key}
        await self.ask("join", "POST", "/join", data=form)
        await self.read()

    async def read(self) -> str:
        page = (await self.ask("page", "GET", "/play")).text
        self.version = re.findall(r'data-version="([^"]*)"', page)[0]
        return page

    async def live(self, decides: bool) -> None:
        """Ask for news until told to stop."""
        while True:
            await asyncio.sleep(PULSE)
            news = (await self.ask("pulse", "GET", "/pulse")).json()
            if news["version"] == self.version:
                continue
            page = await self.read()
            number = re.findall(r'name="round" value="(\d+)"', page)
            if decides and number:
                form = {
                    "round": number[0],
                    "n_questions": "2",
                    "answers": "0.5",
                    "forecast": "lives",
                }
                await self.ask("draft", "POST", "/draft", data=form)
                await self.ask("pulse", "GET", "/pulse")  # the script asks before it sends
                await self.ask("decide", "POST", "/play", data=form)
                await self.read()


async def measure(rounds: int, seconds: float) -> dict[str, list[float]]:
    """Play and return the round trips in seconds, by what was asked."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable, "-m", "simcommunity.cli.main", "workshop", "--port", "0",
            "--out", folder, "--lang", "en",
        ]  # fmt: skip
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert server.stdout is not None
        enter = re.findall(rb"http\S+", server.stdout.readline())[0].decode()
        try:
            return await _play(enter, Path(folder), rounds, seconds)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


async def _play(enter: str, folder: Path, rounds: int, seconds: float) -> dict[str, list[float]]:
    base = enter.partition("/facilitator")[0]
    times: dict[str, list[float]] = {}
    boss = Client(base, {})
    boss.http.follow_redirects = True
    await boss.ask("enter", "GET", enter)
    opened = await boss.ask("open", "POST", "/facilitator", data={"room": "supermarket"})
    code = str(opened.url).rpartition("/")[2]
    clients, browsers = [], TEAMS * EACH - BROWSERS
    keys: dict[int, str] = {}
    for number in range(TEAMS):
        clients.append(Client(base, times))
        await clients[-1].join(code, f"Team {number}")
        records = (folder / f"{code}.jsonl").read_text(encoding="utf-8").splitlines()
        keys[number] = json.loads(records[-1])["key"]
    for place in range(browsers - TEAMS):
        clients.append(Client(base, times))
        await clients[-1].join(code, f"Team {place % TEAMS}", keys[place % TEAMS])
    async with async_playwright() as play:
        chromium = await play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for place in range(BROWSERS):
            team = TEAMS - 1 - place  # those that have room left
            await _browser(await chromium.new_context(), base, code, f"Team {team}", keys[team])
        for client in clients:
            await client.read()
        living = [asyncio.create_task(c.live(k < TEAMS)) for k, c in enumerate(clients)]
        for number in range(rounds + 1):
            form = {"do": "advance", "round": str(number)}
            await boss.ask("steer", "POST", f"/facilitator/{code}", data=form)
            await asyncio.sleep(seconds)
        for task in living:
            task.cancel()
        await asyncio.gather(*living, return_exceptions=True)
        await chromium.close()
    return times


async def _browser(context: BrowserContext, base: str, code: str, name: str, key: str) -> None:
    page = await context.new_page()
    await page.goto(f"{base}/?{urlencode({'code': code, 'name': name, 'key': key})}")
    await page.click("button.main")
    await page.wait_for_url("**/play")


def summary(times: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    """Return number, median, 95th percentile and longest of each sort and of all together."""
    every = {**times, "all": [one for several in times.values() for one in several]}
    return {
        what: {
            "n": len(several),
            "p50": statistics.median(several),
            "p95": statistics.quantiles(several, n=20)[-1],
            "max": max(several),
        }
        for what, several in every.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=8, help="of a round")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    before = os.getloadavg()[0]
    found = summary(asyncio.run(measure(asked.rounds, asked.seconds)))
    about = {
        "python": platform.python_version(),
        "cores": len(os.sched_getaffinity(0)),
        "load_before": before,
        "load_after": os.getloadavg()[0],
    }
    if asked.json:
        print(json.dumps({"about": about, "seconds": found}, indent=2))
    else:
        for what, told in found.items():
            print(
                f"{what:8} {told['n']:6.0f} × p50 {1000 * told['p50']:6.0f} ms  "
                f"p95 {1000 * told['p95']:6.0f} ms  max {1000 * told['max']:6.0f} ms"
            )
        print(about)
    sys.exit(found["all"]["p95"] > TARGET)


if __name__ == "__main__":
    main()
