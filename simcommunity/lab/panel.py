"""The levers on the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import ui

from simcommunity.i18n import t
from simcommunity.lab.levers import GATES, LEVERS, Lever
from simcommunity.lab.session import Session
from simcommunity.lab.words import amount, gate_height
from simcommunity.report import numbers

PARTS = ("playbook", "team", "people")


class _Knob(ui.slider):
    """A slider that moves at once and is not moved back by what the server heard before."""

    LOOPBACK = False


def show_levers(session: Session, changed: Callable[[], None]) -> None:
    """Show all levers of the session's variant; `changed` is called after every move."""
    for part in PARTS:
        with ui.element("section").classes("part"):
            ui.label(t(f"lab.part.{part}", session.lang)).classes("heading").props("role=heading")
            if part == "playbook" and session.variant.before.playbook.phases:
                ui.label(t("lab.phases", session.lang)).classes("note")
            for lever in LEVERS:
                if lever.part == part:
                    _lever(session, lever, changed)
            if part == "people":
                _gate(session, changed)
                _mix(session, changed)


def _lever(session: Session, lever: Lever, changed: Callable[[], None]) -> None:
    start = lever.read(session.variant.before)
    if start is None:
        return
    lang = session.lang

    def move(value: float) -> None:
        session.move(lever.name, value)
        changed()

    _slider(
        t(f"lab.lever.{lever.name}", lang),
        session.variant.moved.get(lever.name, start),
        (lever.most, lever.step),
        lambda value: amount(lever.unit, value, lang),
        move,
    )


def _gate(session: Session, changed: Callable[[], None]) -> None:
    scenario, lang = session.variant.before, session.lang
    kind, height = session.variant.gate or (scenario.gate.kind, scenario.gate.value or 0.0)

    def choose(chosen: str) -> None:
        session.change(gate=(chosen, GATES[chosen][2]))
        show.refresh(chosen, GATES[chosen][2])
        changed()

    def raise_to(kind: str, value: float) -> None:
        session.change(gate=(kind, value))
        changed()

    words = {name: t(f"lab.gate.{name}", lang) for name in GATES}
    ui.select(
        words, value=kind, label=t("lab.gate", lang), on_change=lambda e: choose(e.value)
    ).props("dense outlined").classes("choice")

    @ui.refreshable
    def show(kind: str, height: float) -> None:
        if kind != "none":
            most, step, _ = GATES[kind]
            _slider(
                t("lab.gate.height", lang),
                height,
                (most, step),
                lambda value: gate_height(kind, value, lang),
                lambda value: raise_to(kind, value),
            )

    show(kind, height)


def _mix(session: Session, changed: Callable[[], None]) -> None:
    scenario, lang = session.variant.before, session.lang
    weights = dict(session.variant.mix or scenario.people.mix)
    ui.label(t("lab.mix", lang)).classes("subheading")
    labels: dict[str, Any] = {}

    def tell() -> None:
        total = sum(weights.values())
        for name, label in labels.items():
            label.text = numbers.share(weights[name] / total if total else 0.0, lang)

    def weigh(name: str, value: float) -> None:
        weights[name] = value / 100
        session.change(mix=dict(weights))
        tell()
        changed()

    for name, weight in weights.items():
        title = scenario.segments[name].title.said(lang)
        move = partial(weigh, name)
        labels[name] = _slider(title, 100 * weight, (100, 1), lambda _: "", move)
    tell()


def _slider(
    name: str,
    value: float,
    goes: tuple[float, float],
    write: Callable[[float], str],
    move: Callable[[float], None],
) -> ui.label:
    """Show a slider with its name and where it stands; return the label that says where."""
    most, step = goes

    def moved(event: Any) -> None:
        told.text = write(event.value) or told.text
        move(float(event.value))

    with ui.element("div").classes("lever"):
        ui.label(name).classes("name")
        told = ui.label(write(value)).classes("value")
        slider = _Knob(min=0, max=max(most, value), step=step, value=value, on_change=moved)
        slider.props["aria-label"] = name
    return told
