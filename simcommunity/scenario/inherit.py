"""From what was written to what is meant: inheritance, changes, names looked up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from simcommunity.scenario import catalogue
from simcommunity.scenario.errors import ScenarioError, nearest
from simcommunity.scenario.located import Located, problem, split_path
from simcommunity.scenario.located import Path as Steps
from simcommunity.scenario.playbook import FREQUENCIES
from simcommunity.scenario.reading import read_file

MOST_STEPS = 16
MOST_PHASES = 50
INHERITED = "inherited"
_TOLD = ("use", "change")

# Mappings that say one thing out of several.
_CHOICES = (("gate",), ("groups", "ties"))


def merge(base: Located, over: Located, path: Steps = ()) -> Located:
    """Lay ``over`` upon ``base``: mappings merge, everything else replaces."""
    if not isinstance(base.value, dict) or not isinstance(over.value, dict):
        return over
    merged = _without_rivals(base.value, over.value, path)
    for name, node in over.value.items():
        merged[name] = merge(merged[name], node, (*path, name)) if name in merged else node
    return Located(merged, over.origin)


def change(node: Located, steps: Steps, value: Located, path: Steps = ()) -> Located:
    """Return ``node`` with ``value`` at ``steps``; mappings on the way are created.

    Args:
        value: what is set; it replaces what is there.
    """
    if not steps:
        return value
    step = steps[0]
    found, here = node.child(step), (*path, step)
    if isinstance(node.value, tuple):
        if found is None:
            details: dict[str, Any] = {"step": step[:20], "count": len(node.value)}
            raise ScenarioError([problem(value, here, "no_such_item", **details)])
        items = list(node.value)
        items[int(step)] = change(found, steps[1:], value, here)
        return Located(tuple(items), node.origin)
    kept = _without_rivals(node.mapping, (step,), path)
    kept[step] = change(found or Located({}, value.origin), steps[1:], value, here)
    return Located(kept, node.origin)


def _without_rivals(
    base: Mapping[str, Located], said: Iterable[str], path: Steps
) -> dict[str, Located]:
    """Return what is left of a mapping once the keys ``said`` take back what they exclude."""
    return {
        old: node
        for old, node in base.items()
        if not any(_excludes(new, old, path) for new in said)
    }


def _excludes(new: str, old: str, path: Steps) -> bool:
    """Tell whether saying ``new`` at ``path`` takes back ``old``."""
    if new == old:
        return False
    if path == ("playbook",):
        return new in {"use", "phases"}
    if path[-2:-1] == ("calendar",):
        return new in FREQUENCIES and old in FREQUENCIES
    return path in _CHOICES


class Playbooks:
    """Finds the playbooks that a file names, and fills in what they say.

    Args:
        folder: where files named by the scenario stand; None when it has no place on disk.
        inherited: the playbook of the scenario that this one extends, already filled in.
    """

    def __init__(self, folder: Path | None, inherited: Located | None = None) -> None:
        """Keep the two; files are read once each."""
        self.folder = folder
        self.inherited = inherited
        self.files: dict[Path, Located] = {}

    def resolve(self, node: Located, path: Steps, *, in_phase: bool = False) -> Located:
        """Return a playbook with ``use``, ``change`` and the plans of its phases filled in."""
        playbook = self._complete(node, path, 0)
        phases = playbook.mapping.get("phases")
        if phases is None or not phases.items:
            return playbook
        if in_phase:
            raise ScenarioError([problem(node, path, "nested_phases")])
        if len(phases.items) > MOST_PHASES:
            here = (*path, "phases")
            raise ScenarioError([problem(phases, here, "too_long", max_length=MOST_PHASES)])
        filled = tuple(
            self._phase(phase, (*path, "phases", str(place)))
            for place, phase in enumerate(phases.items)
        )
        return Located({**playbook.mapping, "phases": Located(filled, phases.origin)}, node.origin)

    def _complete(self, node: Located, path: Steps, depth: int) -> Located:
        """Return a playbook with ``use`` and ``change`` filled in, ``depth`` uses down."""
        if node.text is not None:
            return self._named(node, path, depth)
        if not isinstance(node.value, dict):
            raise ScenarioError([problem(node, path, "playbook_type")])
        own = dict(node.value)
        used, changes = own.pop("use", None), own.pop("change", None)
        complete = Located(own, node.origin)
        if used is not None:
            complete = merge(self._named(used, (*path, "use"), depth), complete, ("used",))
        if changes is not None:
            complete = self._changed(complete, changes, (*path, "change"))
        return complete

    def _named(self, name: Located, path: Steps, depth: int) -> Located:
        if depth > MOST_STEPS:
            raise ScenarioError([problem(name, path, "endless_use", most=MOST_STEPS)])
        if name.text is None:
            raise ScenarioError([problem(name, path, "playbook_type")])
        if name.text == INHERITED:
            if self.inherited is None:
                raise ScenarioError([problem(name, path, "nothing_inherited")])
            return self.inherited
        if name.text in catalogue.playbook_files():
            return catalogue.marked_playbook(name.text)
        file = inside(self.folder, name, path) if self.folder else None
        if file is None:
            names = [*catalogue.playbook_files(), INHERITED, *beside(self.folder)]
            near = nearest(name.text, names, catalogue.titles("playbooks"))
            raise ScenarioError([problem(name, path, "unknown_playbook", near)])
        if file not in self.files:
            self.files[file] = read_file(file, file.name)
        return self._complete(self.files[file], path, depth + 1)

    def _changed(self, node: Located, changes: Located, path: Steps) -> Located:
        if not isinstance(changes.value, dict):
            raise ScenarioError([problem(changes, path, "mapping_type")])
        for dotted, value in changes.value.items():
            node = change(node, split_path(dotted, value.origin), value)
        return node

    def _phase(self, phase: Located, path: Steps) -> Located:
        if not isinstance(phase.value, dict):
            return phase
        said = dict(phase.value)
        told: dict[str, Located] = {key: said.pop(key) for key in _TOLD if key in said}
        plan = said.get("plan")
        if told and plan is not None:
            raise ScenarioError([problem(plan, (*path, "plan"), "plan_and_use")])
        if told:
            plan = Located(told, phase.origin)
        if plan is None:
            return phase
        said["plan"] = self.resolve(plan, path, in_phase=True)
        return Located(said, phase.origin)


def inside(folder: Path, name: Located, path: Steps) -> Path | None:
    """Return the file of that name in ``folder``, None when there is none."""
    words = name.text or ""
    try:
        file = (folder / words).resolve()
        if file.parent != folder.resolve():
            raise ScenarioError([problem(name, path, "outside_folder")])
        return file if file.is_file() else None
    except OSError:
        # Longer than the system takes, or a circle of links.
        return None


def beside(folder: Path | None) -> list[str]:
    """Return the names of the YAML files in a folder."""
    return sorted(found.name for found in folder.glob("*.y*ml")) if folder else []
