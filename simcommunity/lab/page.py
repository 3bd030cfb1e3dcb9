"""The page of the lab: one for each browser tab, with a session of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nicegui import background_tasks, ui
from nicegui.events import UploadEventArguments

from simcommunity.i18n import LANGUAGES, name_of, t, tag_of
from simcommunity.lab.one_group import OneGroup, shipped, uploaded
from simcommunity.lab.panel import show_levers
from simcommunity.lab.results import Results
from simcommunity.lab.session import FILE, PINNED_FILE, Session
from simcommunity.scenario import catalogue
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.reading import MOST_BYTES
from simcommunity.scenario.schema import Scenario

CSS = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
DAYS = (14, 30, 60, 90)


class Page:
    """What one tab shows.

    Args:
        bench: what it begins with.
        lang: the language it begins in.
        on_offer: scenarios to choose from, by name.
        turn: lets one simulation run at a time.
    """

    def __init__(
        self, bench: OneGroup, lang: str, on_offer: Mapping[str, Scenario], turn: asyncio.Semaphore
    ) -> None:
        """Build the page."""
        self.session = Session(bench, lang)
        self.on_offer = on_offer
        self.turn = turn
        self.running = self.outdated = False
        ui.add_css(CSS)
        ui.colors(primary="#1f6f8b")
        self.client = ui.context.client
        self.content = ui.element("div").classes("lab")
        self.build()

    def build(self) -> None:
        """Build everything anew, in the session's language."""
        session, lang = self.session, self.session.lang
        self.content.clear()
        self.content.props["lang"] = tag_of(lang)
        with self.content:
            self._header(lang)
            with ui.element("div").classes("bench"):
                with ui.element("div").classes("choices"):
                    self._choices(lang)
                with ui.element("div").classes("levers"):
                    show_levers(session, self.redraw)
                with ui.element("main").classes("results") as self.main:
                    self.problems = ui.element("div").classes("problems").props("role=alert")
                    self.results = Results(lang)
            ui.label(t("lab.footer", lang)).classes("footer")
        self.redraw()

    def _header(self, lang: str) -> None:
        with ui.element("header"):
            with ui.element("div").classes("title"):
                ui.label(t("lab.title", lang)).classes("name").props("role=heading")
                ui.label(t("report.simulated", lang)).classes("mark")
            for other in LANGUAGES:
                if other != lang:
                    with (
                        ui.element("button")
                        .classes("plain")
                        .on("click", lambda _, other=other: self._speak(other))
                    ):
                        ui.label(name_of(other))

    def _choices(self, lang: str) -> None:
        """Show what is on the bench, and what can be done with it."""
        session, bench = self.session, self.session.variant.bench
        stories = {name: one.title.said(lang) for name, one in self.on_offer.items()}
        stories.setdefault(bench.name, bench.name)
        own = t("lab.playbook.of_scenario", lang)
        playbooks = {"": own} | {
            name: one.title.said(lang) if one.title else name
            for name, one in catalogue.playbooks().items()
        }
        ui.select(
            stories,
            value=bench.name,
            label=t("lab.scenario", lang),
            on_change=lambda event: self._take(event.value),
        ).props("dense outlined options-dense").classes("choice wide")
        ui.select(
            playbooks,
            value=session.variant.playbook or "",
            label=t("lab.playbook", lang),
            on_change=lambda event: self._play(event.value),
        ).props("dense outlined options-dense").classes("choice")
        ui.select(
            {day: t("lab.days", lang, n=day) for day in DAYS},
            value=session.variant.days,
            label=t("lab.horizon", lang),
            on_change=lambda event: self._last(event.value),
        ).props("dense outlined options-dense").classes("choice narrow")
        with ui.element("div").classes("actions"):
            self._button("pin", self._pin, lang, "unelevated")
            if session.pinned is not None:
                self._button("unpin", self._unpin, lang)
            self._button("save", self._save, lang)
            upload = ui.upload(
                auto_upload=True,
                max_file_size=MOST_BYTES,
                max_files=None,
                on_upload=self._load,
                on_rejected=self._too_large,
            ).props("accept=.yaml,.yml")
            upload.classes("unseen")
            ui.button(t("lab.load", lang)).props("flat no-caps dense").on(
                "click", js_handler=f"() => getElement({upload.id}).pickFiles()"
            )
            self._button("report", self._report, lang)
            if session.pinned is not None:
                self._button("comparison", self._comparison, lang)
        if bench.of > 1:
            ui.label(t("lab.one_of.note", lang, n=bench.of)).classes("note")
        if bench.left_out:
            ui.label(t("lab.left_out", lang, n=bench.left_out)).classes("note")

    def _button(self, name: str, do: Any, lang: str, look: str = "flat") -> None:
        ui.button(t(f"lab.{name}", lang), on_click=do).props(f"{look} no-caps dense")

    def _speak(self, lang: str) -> None:
        self.session.lang = lang
        self.build()

    def _take(self, name: str) -> None:
        if name in self.on_offer:
            self.session.put(shipped(name))
            self.build()

    def _play(self, playbook: str) -> None:
        self.session.choose(playbook or None)
        self.build()

    def _last(self, days: int) -> None:
        self.session.change(days=days)
        self.redraw()

    def _pin(self) -> None:
        self.session.pin()
        self.build()

    def _unpin(self) -> None:
        self.session.pinned = None
        self.build()

    def _save(self) -> None:
        ui.download.content(self.session.variant.yaml(), FILE)
        if self.session.pinned is not None:
            ui.download.content(self.session.pinned.yaml(), PINNED_FILE)

    async def _load(self, event: UploadEventArguments) -> None:
        """Put a scenario that was sent on the bench, or say what is wrong with it."""
        try:
            if event.file.size() > MOST_BYTES:
                self._too_large()
                return
            content = await event.file.read()
            bench = await asyncio.to_thread(uploaded, content, event.file.name[-60:])
        except ScenarioError as error:
            self._say(error.sentences(self.session.lang))
            return
        self.session.put(bench)
        self.build()

    def _too_large(self) -> None:
        self._say([t("problem.too_large", self.session.lang, most=f"{MOST_BYTES:,}")])

    async def _report(self) -> None:
        await self._export(self.session.report, "report.html")

    async def _comparison(self) -> None:
        await self._export(self.session.comparison, "compare.html")

    async def _export(self, make: Callable[[], str], name: str) -> None:
        ui.notify(t("lab.drawing", self.session.lang))
        async with self.turn:
            page = await asyncio.to_thread(make)
        ui.download.content(page, name)

    def _say(self, sentences: list[str]) -> None:
        self.problems.clear()
        with self.problems:
            for sentence in sentences:
                ui.label(sentence)

    def redraw(self) -> None:
        """Run the variant and show what comes of it; of moves in the meantime only the last."""
        self.outdated = True
        self._busy("true")
        if not self.running:
            self.running = True
            background_tasks.create(self._redraw())

    async def _redraw(self) -> None:
        try:
            while self.outdated:
                self.outdated = False
                try:
                    async with self.turn:
                        shown = await asyncio.to_thread(self.session.run)
                except ScenarioError as error:
                    with self.client:
                        self._say(error.sentences(self.session.lang))
                    continue
                with self.client:
                    self.problems.clear()
                    self.results.show(shown)
        finally:
            self.running = False
            self._busy("false")

    def _busy(self, whether: str) -> None:
        """Tell those who hear the page that it is changing."""
        self.main.props["aria-busy"] = whether
