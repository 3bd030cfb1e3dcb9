"""One group on the bench: what a scenario is for one of its groups, and what was changed about it.

A scenario may be about eighty groups that share one person. The lab looks at one of them: it has
its share of the team's minutes and of the minutes for preparing messages, which serve all groups.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from simcommunity.i18n import LANGUAGES, t
from simcommunity.lab import levers
from simcommunity.scenario import catalogue
from simcommunity.scenario.errors import Problem, ScenarioError
from simcommunity.scenario.inherit import merge
from simcommunity.scenario.loader import Loaded, load_data, load_scenario
from simcommunity.scenario.located import Located, plain, written
from simcommunity.scenario.one_group import one_group, sent
from simcommunity.scenario.reading import mark
from simcommunity.scenario.schema import Scenario
from simcommunity.scenario.writing import as_plain_yaml
from simcommunity.simulation.running import run

REPLICATES = 200
DAYS = 30
SEED = 7  # of everything in the lab, so that all variants meet the same luck
ASKED = 2000  # people asked to learn what share of them joins
PLACE = "lab"


@dataclass(frozen=True)
class OneGroup:
    """A scenario cut down to one of its groups.

    Attributes:
        name: of the scenario, or of the file it came from.
        document: the scenario as it would be written, for one group.
        of: how many groups share the team.
        left_out: campaigns that are not here.
    """

    name: str
    document: Located
    of: int
    left_out: int

    def under(self, playbook: str | None = None) -> Variant:
        """Return the group as it is, or under a shipped playbook; raises ScenarioError."""
        node = self.document
        if playbook is not None:
            said = mark({"use": playbook}, PLACE)
            node = Located({**node.mapping, "playbook": said}, node.origin)
        return Variant(self, playbook, node, _loaded(node).scenario)


@dataclass(frozen=True)
class Variant:
    """What was changed about a group.

    Attributes:
        playbook: the shipped one in place of the scenario's own; None for its own.
        document, before: the scenario under the playbook, before any lever is moved.
        moved: levers that were moved, and where to.
        gate: kind and height; None for the scenario's own.
        mix: weights of the segments; None for the scenario's own.
    """

    bench: OneGroup
    playbook: str | None
    document: Located
    before: Scenario
    moved: Mapping[str, float] = field(default_factory=dict)
    gate: tuple[str, float] | None = None
    mix: Mapping[str, float] | None = None
    days: int = DAYS

    def under(self, playbook: str | None) -> Variant:
        """Return it under another playbook; what was moved in the old one is moved back."""
        outside = {lever.name for lever in levers.LEVERS if lever.part != "playbook"}
        return replace(
            self.bench.under(playbook),
            moved={name: value for name, value in self.moved.items() if name in outside},
            gate=self.gate,
            mix=self.mix,
            days=self.days,
        )

    def loaded(self) -> Loaded:
        """Return it checked; raises ScenarioError."""
        return _loaded(self._written())

    def yaml(self) -> str:
        """Return it as a file that `run` takes."""
        document: Any = plain(self._written())
        return as_plain_yaml(document)

    def _written(self) -> Located:
        """Return the scenario as it would be written."""
        node = _laid(self.document, {"days": self.days})
        for lever in reversed(levers.LEVERS):
            if lever.name in self.moved:
                node = _laid(node, lever.write(self.before, self.moved[lever.name]))
        if self.gate is not None:
            node = _laid(node, levers.gate(*self.gate))
        if self.mix is not None:
            node = _laid(node, levers.mix(self.mix))
        return node


def opened(source: str) -> OneGroup:
    """Return a scenario on the bench, by name or as a file; raises ScenarioError."""
    if source in catalogue.scenario_files():
        return shipped(source)
    return _cut_down(source, written(load_scenario(source).scenario))


def shipped(name: str) -> OneGroup:
    """Return a shipped scenario on the bench; raises ScenarioError."""
    return _cut_down(name, {"extends": name})


def uploaded(content: bytes, name: str) -> OneGroup:
    """Return a scenario that somebody sent; raises ScenarioError."""
    return _cut_down(name, sent(content, name))


def on_offer() -> dict[str, Scenario]:
    """Return the shipped scenarios that have a group to look at, by name."""
    every = {name: load_data({"extends": name}).scenario for name in catalogue.scenario_files()}
    return {n: s for n, s in every.items() if s.groups.chat and len(s.arrival) <= 1}


def _cut_down(name: str, document: Mapping[str, Any]) -> OneGroup:
    whole = load_data(document).scenario
    if not whole.groups.chat:
        raise ScenarioError([Problem("lab_no_chat", name)])
    node = mark(document, PLACE)
    of = _groups_of(whole)
    changes: dict[str, Any] = {"seed": SEED, "replicates": REPLICATES, "days": DAYS}
    if whole.most_groups > 1:
        changes |= _one_of(whole, of)
    return OneGroup(name, _laid(node, changes), of, max(0, len(whole.arrival) - 1))


def _one_of(whole: Scenario, of: int) -> dict[str, Any]:
    """Return what makes one group out of a scenario, `of` of which share the team."""
    roles = {name: {"hours": _rounded(role.hours / of)} for name, role in whole.team.roles.items()}
    team = {name: _rounded(getattr(whole.team, name) / of) for name in ("hours", "ip")}
    alone = {"places": 1, "from_day": 0, "mix": None, "playbook": None}
    kinds = {**catalogue.messages(), **whole.messages}
    changes: dict[str, Any] = {
        "title": {
            lang: t("lab.one_of", lang, title=whole.title.said(lang), n=of) for lang in LANGUAGES
        },
        **one_group(whole, {**team, "roles": roles}, alone),
        "messages": {
            n: {"prepare": _rounded(k.prepare / of)} for n, k in kinds.items() if k.prepare
        },
    }
    if whole.arrival:
        changes["people"] = {"mix": dict(whole.arrival[0].mix or whole.people.mix)}
    return changes


def _rounded(value: float) -> float:
    """Return a number as people write it."""
    return float(f"{value:.3g}")


def _groups_of(whole: Scenario) -> int:
    """Return how many groups share the team: those there are, or as many as who joins will fill."""
    groups = whole.groups
    if groups.start != "empty":
        return groups.filled or groups.most or 1
    joining = sum(
        a.places * a.usually_asked * _joins(whole, i) for i, a in enumerate(whole.arrival)
    )
    return max(1, min(math.ceil(joining / groups.size), groups.most or whole.most_groups))


def _joins(whole: Scenario, campaign: int) -> float:
    """Return the share of those whom a campaign asks that joins, by asking some."""
    asking = whole.arrival[campaign].model_copy(
        update={"per_day": (ASKED, ASKED), "places": 1, "from_day": 0, "days": 1, "then": ()}
    )
    groups = whole.groups.model_copy(update={"most": None})
    asked = whole.model_copy(update={"arrival": (asking,), "groups": groups, "days": 1})
    return run(asked, days=1, replicates=1, seed=SEED, jobs=1).mean_members / ASKED


def _loaded(node: Located) -> Loaded:
    document: Any = plain(node)
    return load_data(document)


def _laid(node: Located, changes: Mapping[str, Any]) -> Located:
    return merge(node, mark(changes, PLACE))
