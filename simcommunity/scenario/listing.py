"""What there is to choose from: scenarios, playbooks, segments, hooks and messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from simcommunity.i18n import t
from simcommunity.scenario import catalogue
from simcommunity.scenario.errors import Problem, ScenarioError, nearest, shown
from simcommunity.scenario.loader import load_scenario
from simcommunity.scenario.located import origins_of, written
from simcommunity.scenario.quantities import Bilingual, Model
from simcommunity.scenario.writing import as_yaml

Row = dict[str, Any]

_WORDS = {"name", "title", "story"}
# What tells one thing of a kind from another.
_TRAITS = ("affinity", "deal_proneness", "gregariousness", "sociability")
_ATTRIBUTES = ("commercial", "information", "entertainment", "social", "money", "invites_reply")


def shelves() -> dict[str, list[Row]]:
    """Return a row for everything that is shipped, by kind."""
    return {
        "scenarios": [
            {**_named(name, one.title), "days": one.days}
            for name, one in ((n, load_scenario(n).scenario) for n in catalogue.scenario_files())
        ],
        "playbooks": [
            {**_named(name, one.title), "story": _both(one.story)}
            for name, one in catalogue.playbooks().items()
        ],
        "segments": [
            {
                **_named(name, one.title),
                **{trait: getattr(one, trait).median for trait in _TRAITS},
                "prior_customer": one.prior_customer,
            }
            for name, one in catalogue.segments().items()
        ],
        "hooks": [
            {**_named(name, one.title), "expects": one.expects}
            for name, one in catalogue.hooks().items()
        ],
        "messages": [
            {**_named(name, one.title), **{part: getattr(one, part) for part in _ATTRIBUTES}}
            for name, one in catalogue.messages().items()
        ],
    }


def print_tables(chosen: Mapping[str, list[Row]], lang: str, out: TextIO) -> None:
    """Write one table for each kind."""
    console = Console(file=out, highlight=False, markup=False)
    for kind, rows in chosen.items():
        table = Table(
            title=t(f"list.{kind}", lang),
            title_justify="left",
            title_style="bold",
            box=SIMPLE_HEAD,
            show_edge=False,
            pad_edge=False,
            padding=(0, 1, 0, 0),
        )
        for column in rows[0]:
            table.add_column(
                t(f"list.column.{column}", lang),
                justify="left" if column in _WORDS else "right",
                no_wrap=column == "name",
                overflow="fold",  # Chinese has no spaces to break at
            )
        for row in rows:
            table.add_row(*(Text(_cell(value, lang)) for value in row.values()))
        console.print(table)
        console.print()


def shipped_yaml(kind: str, name: str) -> str:
    """Return a shipped playbook, segment, hook or message as YAML to read and copy."""
    if kind == "playbook":
        names: Mapping[str, Any] = catalogue.playbook_files()
        if name in names:
            playbook = catalogue.playbook(name)
            return as_yaml(written(playbook), origins_of(playbook, catalogue.marked_playbook(name)))
    else:
        things: Mapping[str, Model] = {
            "segment": catalogue.segments,
            "hook": catalogue.hooks,
            "message": catalogue.messages,
        }[kind]()
        names = things
        if name in things:
            part = f"{kind}s"
            origins = origins_of(things[name], catalogue.marked(part)[name])
            below = {f"{part}.{name}.{path}": origin for path, origin in origins.items()}
            return as_yaml({part: {name: written(things[name])}}, below)
    near = nearest(name, names, catalogue.titles(f"{kind}s"))
    raise ScenarioError([Problem(f"unknown_{kind}", value=shown(name), near=near)])


def _named(name: str, title: Bilingual | None) -> Row:
    return {"name": name, "title": _both(title)}


def _both(words: Bilingual | None) -> dict[str, str]:
    return words.model_dump() if words else {"zh": "", "en": ""}


def _cell(value: object, lang: str) -> str:
    if isinstance(value, dict):
        return str(value.get(lang) or value["en"])
    if isinstance(value, float):
        return f"{value:.2g}" if abs(value) < 0.1 else f"{value:g}"
    return str(value)
