"""Names looked up: the segments, hooks and messages a scenario speaks of, filled in."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from simcommunity.scenario import catalogue
from simcommunity.scenario.errors import Problem, nearest
from simcommunity.scenario.inherit import merge
from simcommunity.scenario.located import Located, Origin, Path, problem, signs_first
from simcommunity.scenario.parameters import PARAMETERS

_DEFAULT = Origin("default")


def fill_in(scenario: Located) -> tuple[Located, list[Problem]]:
    """Fill in all segments, hooks and messages that a scenario names.

    Returns:
        the scenario with complete ``segments``, ``hooks`` and ``messages``, and one problem for
        each name that is not known.
    """
    segments = _Shelf("segments", "unknown_segment", scenario)
    hooks = _Shelf("hooks", "unknown_hook", scenario)
    messages = _Shelf("messages", "unknown_message", scenario)
    mix = list(_segments_of(scenario))
    segments.fill(mix)
    hooks.fill(_hooks_of(scenario))
    messages.fill(_messages_of(scenario.child("playbook"), ("playbook",)))
    arrival = scenario.child("arrival")
    for place, campaign in enumerate(arrival.items if arrival else ()):
        path = ("arrival", str(place), "playbook")
        messages.fill(_messages_of(campaign.child("playbook"), path))
    for name in hooks.filled:
        hooks.filled[name] = _offered(hooks, name, segments, mix)
    filled = dict(scenario.mapping)
    for shelf in (segments, hooks, messages):
        written = filled.get(shelf.part)
        if written is None or isinstance(written.value, dict):
            filled[shelf.part] = Located(shelf.filled, written.origin if written else _DEFAULT)
    found = [*segments.problems, *hooks.problems, *messages.problems, *_parameters(scenario)]
    return Located(filled, scenario.origin), found


_Reference = tuple[str, Located, Path]


@dataclass
class _Shelf:
    """One kind of named thing: what the scenario says of it, laid upon what is shipped."""

    part: str
    rule: str
    scenario: Located
    filled: dict[str, Located] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def own(self) -> Mapping[str, Located]:
        part = self.scenario.child(self.part)
        return part.mapping if part else {}

    @property
    def shipped(self) -> Mapping[str, Located]:
        return catalogue.marked(self.part)

    def fill(self, references: Iterator[_Reference] | list[_Reference]) -> None:
        """Define everything that is written in the scenario or spoken of in it."""
        for name, node in self.own.items():
            self._define(name, node, (self.part, name), ())
        for name, node, path in references:
            self._define(name, node, path, ())

    def likeness(self, name: str) -> list[str]:
        """Return the names a new thing is like, nearest first; its own comes first of all."""
        line: list[str] = []
        while name and name not in line:
            line.append(name)
            written = self.own.get(name)
            like = written.child("like") if written else None
            name = (like.text or "") if like else ""
        return line

    def _define(
        self, name: str, spoken: Located, path: Path, seen: tuple[str, ...]
    ) -> Located | None:
        """Return the full definition of ``name``; None, and a problem, if there is none."""
        if name in self.filled:
            return self.filled[name]
        written, shipped = self.own.get(name), self.shipped.get(name)
        full = written or shipped
        if full is None:
            known = {**self.shipped, **self.own}
            near = nearest(name, known, catalogue.titles_of(known))
            self.problems.append(signs_first(problem(spoken, path, self.rule, near), name))
            return None
        if written is not None and isinstance(written.value, dict):
            said = dict(written.value)
            if "like" in said:
                base = self._liked(said.pop("like"), (self.part, name, "like"), (*seen, name))
                if base is None:
                    return None
            else:
                base = shipped
            if shipped is None and "title" not in said:
                said = {"title": Located(name, _DEFAULT), **said}
            full = Located(said, written.origin)
            full = merge(base, full) if base else full
        self.filled[name] = full
        return full

    def _liked(self, like: Located, path: Path, seen: tuple[str, ...]) -> Located | None:
        if like.text is None or like.text in seen:
            self.problems.append(problem(like, path, "endless_like"))
            return None
        return self._define(like.text, like, path, seen)


def _segments_of(scenario: Located) -> Iterator[_Reference]:
    people = scenario.child("people")
    mix = people.child("mix") if people else None
    for name, share in (mix.mapping if mix else {}).items():
        yield name, share, ("people", "mix", name)


def _hooks_of(scenario: Located) -> Iterator[_Reference]:
    arrival = scenario.child("arrival")
    for place, campaign in enumerate(arrival.items if arrival else ()):
        hook = campaign.child("hook")
        path = ("arrival", str(place), "hook")
        if hook is not None and hook.text is not None:
            yield hook.text, hook, path
        elif hook is not None and len(hook.mapping) == 1:
            ((name, worth),) = hook.mapping.items()
            yield name, worth, (*path, name)


def _messages_of(playbook: Located | None, path: Path) -> Iterator[_Reference]:
    """Yield every ``send`` of a playbook and of the plans of its phases."""
    if playbook is None:
        return
    calendar, when, phases = (playbook.child(part) for part in ("calendar", "when", "phases"))
    for name, entry in (calendar.mapping if calendar else {}).items():
        yield from _sent(entry, (*path, "calendar", name))
    for place, trigger in enumerate(when.items if when else ()):
        yield from _sent(trigger.child("then"), (*path, "when", str(place), "then"))
    for place, phase in enumerate(phases.items if phases else ()):
        yield from _messages_of(phase.child("plan"), (*path, "phases", str(place), "plan"))


def _sent(entry: Located | None, path: Path) -> Iterator[_Reference]:
    send = entry.child("send") if entry else None
    if send is not None and send.text is not None:
        yield send.text, send, (*path, "send")


def _offered(hooks: _Shelf, name: str, segments: _Shelf, mix: list[_Reference]) -> Located:
    """Return a hook that says of every segment in the mix how readily it takes it."""
    hook = hooks.filled[name]
    takes = hook.child("takes")
    if takes is None or not isinstance(takes.value, dict):
        return hook
    told = dict(takes.value)
    for segment, share, path in mix:
        like = next((other for other in segments.likeness(segment) if other in takes.value), None)
        if like is not None:
            told[segment] = takes.value[like]
        elif segment in segments.filled:
            hooks.problems.append(problem(share, path, "hook_misses", hook=name))
    return Located({**hook.mapping, "takes": Located(told, takes.origin)}, hook.origin)


def _parameters(scenario: Located) -> list[Problem]:
    """Return the problems with the names of parameters, and with values they cannot have."""
    changes = scenario.child("parameters")
    if changes is None or not changes.mapping:
        return []
    problems = []
    for name, node in changes.mapping.items():
        path = ("parameters", name)
        parameter = PARAMETERS.get(name)
        if parameter is None:
            problems.append(problem(node, path, "unknown_parameter", nearest(name, PARAMETERS)))
        elif isinstance(node.value, int | float) and not (
            parameter.least <= node.value <= parameter.most or not math.isfinite(node.value)
        ):
            bounds = {"least": f"{parameter.least:g}", "most": f"{parameter.most:g}"}
            problems.append(problem(node, path, "parameter_bounds", **bounds))
    return problems
