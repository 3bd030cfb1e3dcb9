"""What is compared: playbooks, interventions and their dates, said in a word or in a design."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from simcommunity.i18n import LANGUAGES, as_utf8, t
from simcommunity.scenario import catalogue
from simcommunity.scenario.digest import numbers
from simcommunity.scenario.errors import Problem, ScenarioError, shown
from simcommunity.scenario.loader import (
    Loaded,
    load_alternative,
    load_scenario,
    read_scenario,
    scenario_of,
)
from simcommunity.scenario.playbook import Phase, Playbook
from simcommunity.scenario.quantities import Bilingual
from simcommunity.scenario.schema import Scenario
from simcommunity.simulation.strategy import Strategy, called

if TYPE_CHECKING:
    from simcommunity.scenario.loader import Changes, Source

Alternative: TypeAlias = (
    "str | Path | Mapping[str, object] | Loaded | Scenario | Strategy | Candidate"
)

_SWITCH = re.compile(r"(?P<use>.+)@(?P<date>date:)?(?P<day>[0-9]{1,4})")


@dataclass(frozen=True)
class Candidate:
    """A scenario to be compared with others.

    Attributes:
        name: what it is called in results.
        title: by language.
        scenario: complete.
        strategy: in Python, in place of the scenario's playbook.
    """

    name: str
    title: dict[str, str]
    scenario: Scenario
    strategy: Strategy | None = None


def candidate(
    source: Source, other: Alternative, changes: Changes = (), name: str | None = None
) -> Candidate:
    """Return what an alternative means, beside a scenario."""
    if isinstance(other, Candidate):
        found = other
    elif isinstance(other, str | Path):
        found = from_words(source, str(other), changes)
    elif isinstance(other, Loaded | Scenario):
        loaded = load_scenario(other, changes)
        found = Candidate(name_of(other), words_of(loaded.scenario.title), loaded.scenario)
    elif isinstance(other, Mapping):
        told = ", ".join(f"{path}={value}" for path, value in other.items())
        changed = read_scenario(source).with_changes(changes).with_changes(other).load()
        found = Candidate(told, _same(told), changed.scenario)
    elif hasattr(other, "plan"):
        told = called(other)
        found = Candidate(told, _same(told), scenario_of(source, changes), other)
    else:
        raise TypeError(f"{other!r} is no playbook, scenario, change or strategy")
    return found if name is None else replace(found, name=name, title=_same(name))


def name_of(source: Source) -> str:
    """Return what a scenario is called in results: as it was asked for, or by its file or title."""
    if isinstance(source, str | Path):
        return str(source)
    if isinstance(source, Loaded) and source.path is not None:
        return source.path.stem
    return scenario_of(source).title.said("en")


def from_words(source: Source, words: str, changes: Changes = ()) -> Candidate:
    """Return what an argument of the command means.

    Args:
        words: a playbook or scenario by name or as a file; `PLAYBOOK@4`, a switch to a playbook
            when a group is 4 days old, `PLAYBOOK@date:30`, on day 30 of the run; or a change,
            `path=value`.
    """
    if not _is_file(words):
        if switched := _SWITCH.fullmatch(words):
            by = "date" if switched["date"] else "age"
            return switch(source, switched["use"], int(switched["day"]), by, changes)
        if "=" in words:
            changed = read_scenario(source).with_changes(changes).with_changes([words]).load()
            return Candidate(words, _same(words), changed.scenario)
        use, at, day = words.rpartition("@")
        if at and (
            use in catalogue.playbooks() or use in catalogue.scenario_files() or _is_file(use)
        ):
            raise ScenarioError(
                [Problem("switch_day", value=shown(words), details={"day": shown(day)})]
            )
    loaded = load_alternative(source, words, changes)
    title = title_of(words, loaded, load_scenario(source, changes))
    return Candidate(words, title, loaded.scenario)


def switch(source: Source, use: str, day: int, by: str = "age", changes: Changes = ()) -> Candidate:
    """Return the scenario that changes to another playbook at some day.

    Args:
        by: "age", counted in each group from the day it is full; or "date", of the run.
    """
    never, loaded = load_scenario(source, changes), load_alternative(source, use, changes)
    base, other = never.scenario, loaded.scenario
    if _but_for_playbook(base) != _but_for_playbook(other) or any(
        base.messages[name] != other.messages[name]
        for name in base.messages & other.messages.keys()
    ):
        raise ScenarioError([Problem("switch_differs", value=shown(use))])
    before = [_within(phase, by, None, day - 1) for phase in base.playbook.as_phases()]
    after = [_within(phase, by, day, None) for phase in other.playbook.as_phases()]
    phases = [phase for phase in (*before, *after) if phase is not None]
    title = title_of(use, loaded, never)
    playbook = Playbook(title=base.playbook.title, phases=tuple(phases))
    told = {lang: t(f"compare.switch.{by}", lang, arm=title[lang], day=day) for lang in LANGUAGES}
    return Candidate(
        f"{use}@{'date:' if by == 'date' else ''}{day}",
        told,
        base.model_copy(
            update={"playbook": playbook, "messages": {**base.messages, **other.messages}}
        ),
    )


def title_of(name: str, loaded: Loaded, base: Loaded) -> dict[str, str]:
    """Return what an arm is called: by its playbook if that alone differs, else by its story."""
    playbook = catalogue.playbooks().get(name)
    if playbook is None and (loaded.path != base.path or loaded.hash == base.hash):
        return words_of(loaded.scenario.title)
    title = (playbook or loaded.scenario.playbook).title
    return _same(Path(name).stem) if title is None else words_of(title)


def words_of(title: Bilingual) -> dict[str, str]:
    """Return words by language."""
    return {lang: title.said(lang) for lang in LANGUAGES}


def _within(phase: Phase, by: str, first: int | None, last: int | None) -> Phase | None:
    """Return what is left of a phase between two days, None when nothing is."""
    begin, end = f"from_{by}", f"until_{by}"
    begins = max(getattr(phase, begin) or 0, first or 0)
    ends = min((day for day in (getattr(phase, end), last) if day is not None), default=None)
    if ends is not None and begins > ends:
        return None
    return phase.model_copy(update={begin: begins or None, end: ends})


def _but_for_playbook(scenario: Scenario) -> object:
    return {name: value for name, value in numbers(scenario).items() if name != "phases"}


def _is_file(words: str) -> bool:
    try:
        return Path(words).is_file()
    except (OSError, ValueError):  # too long for a file name, or with a NUL in it
        return False


def _same(words: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, as_utf8(words))


def unique(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates, each name once, and titles told twice with what tells them apart."""
    seen: set[str] = set()
    for one in candidates:
        if one.name in seen:
            continue
        seen.add(one.name)
        alike = {other.name for other in candidates if other.title == one.title} - {one.name}
        mark = told_apart(one.name, alike)
        title = {lang: f"{told} ({mark})" for lang, told in one.title.items()}
        yield replace(one, title=title) if alike else one


def told_apart(name: str, others: Iterable[str]) -> str:
    """Return as much of a name or file as tells it from others: no folders unless they must be."""
    own, rest = _steps(name), [_steps(other) for other in others]
    for count in range(1, len(own) + 1):
        if all(own[-count:] != other[-count:] for other in rest):
            return "/".join(own[-count:])
    return name


def _steps(name: str) -> tuple[str, ...]:
    path = Path(name)
    return (path.with_suffix("") if path.suffix in {".yaml", ".yml"} else path).parts
