"""What the package ships: segments, hooks, kinds of messages, playbooks, scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from simcommunity.scenario.checking import check
from simcommunity.scenario.located import Located, Origin, plain
from simcommunity.scenario.message import MessageKind
from simcommunity.scenario.people import Hook, Segment
from simcommunity.scenario.playbook import Playbook
from simcommunity.scenario.quantities import Model
from simcommunity.scenario.reading import read_file

M = TypeVar("M", bound=Model)

_PACKAGE = Path(__file__).resolve().parents[1]
DATA = _PACKAGE / "data"


def segments() -> Mapping[str, Segment]:
    """Return the shipped segments by name."""
    return _checked("segments", Segment)


def hooks() -> Mapping[str, Hook]:
    """Return the shipped hooks by name."""
    return _checked("hooks", Hook)


def messages() -> Mapping[str, MessageKind]:
    """Return the shipped kinds of messages by name."""
    return _checked("messages", MessageKind)


def playbooks() -> Mapping[str, Playbook]:
    """Return the shipped playbooks by name."""
    return MappingProxyType({name: playbook(name) for name in playbook_files()})


@cache
def playbook(name: str) -> Playbook:
    """Return a shipped playbook; raises KeyError when there is none of that name."""
    return check(marked_playbook(name), Playbook)


@cache
def correlation() -> tuple[tuple[str, str, float], ...]:
    """Return which two traits go together, and how far: −1 to 1 between the latent normals."""
    return plain(read_file(DATA / "correlation.yaml", "shipped: correlation.yaml"))  # type: ignore[return-value]


@cache
def marked(part: str) -> Mapping[str, Located]:
    """Return the shipped ``segments``, ``hooks`` or ``messages`` as written, by name."""
    return read_file(DATA / f"{part}.yaml", f"shipped: {part}.yaml").mapping


@cache
def titles(part: str) -> Mapping[str, str]:
    """Return the names of shipped segments, hooks, messages, playbooks or scenarios by title."""
    if part in {"playbooks", "scenarios"}:
        files, read = {
            "playbooks": (playbook_files, marked_playbook),
            "scenarios": (scenario_files, marked_scenario),
        }[part]
        return titles_of({name: read(name) for name in files()})
    return titles_of(marked(part))


def titles_of(things: Mapping[str, Located]) -> dict[str, str]:
    """Return the names of things by their titles, in both languages."""
    said = {name: thing.child("title") for name, thing in things.items()}
    return {
        words: name
        for name, title in said.items()
        if title is not None
        for words in (title.text, *(each.text for each in title.mapping.values()))
        if words
    }


@cache
def marked_playbook(name: str) -> Located:
    """Return a shipped playbook as written; raises KeyError when there is none of that name."""
    path = playbook_files()[name]
    return read_file(path, f"shipped: playbooks/{path.name}")


@cache
def marked_scenario(name: str) -> Located:
    """Return a shipped scenario as written; raises KeyError when there is none of that name."""
    path = scenario_files()[name]
    return read_file(path, f"shipped: {path.name}")


@cache
def playbook_files() -> Mapping[str, Path]:
    """Return the files of the shipped playbooks by name."""
    return _files(DATA / "playbooks")


@cache
def scenario_files() -> Mapping[str, Path]:
    """Return the files of the shipped scenarios by name.

    An installed package carries them inside; a checkout has them beside the package.
    """
    inside = DATA / "scenarios"
    return _files(inside if inside.is_dir() else _PACKAGE.parent / "scenarios")


def _files(folder: Path) -> Mapping[str, Path]:
    return MappingProxyType({path.stem: path for path in sorted(folder.glob("*.yaml"))})


@cache
def _checked(part: str, model: type[M]) -> Mapping[str, M]:
    whole = Located(dict(marked(part)), Origin(f"shipped: {part}.yaml"))
    return MappingProxyType({name: check(node, model) for name, node in whole.mapping.items()})
