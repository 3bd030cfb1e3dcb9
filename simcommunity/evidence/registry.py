"""The registry: claims and facts as they stand in YAML files, read and checked."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from simcommunity.evidence.metrics import Metric, UnknownMetricError, parse
from simcommunity.scenario.catalogue import DATA
from simcommunity.scenario.checking import check
from simcommunity.scenario.errors import Problem, ScenarioError, nearest
from simcommunity.scenario.located import Located, Origin
from simcommunity.scenario.quantities import (
    Bilingual,
    Line,
    Model,
    Name,
    Words,
    broken,
)
from simcommunity.scenario.reading import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FACTS = "facts.yaml"
BANDS = ("between", "at_least", "at_most", "above", "below")
BY_ITSELF = ("more_than", "less_than", "equal_to", "shape")
NOT_ASKED = {"statement", "source", "fitted", "strength", "diagnosis", "replicates"}
PEAKS = ("rises_then_falls", "inverted_u")

_Band = Annotated[tuple[float, float], Field()]


def _measurable(text: str) -> str:
    try:
        parse(text)
    except UnknownMetricError as error:
        raise broken(error.rule, **error.details) from None
    return text


class Arm(Model):
    """One way of doing it: a shipped scenario and what is changed in it."""

    title: Words | None = None
    """What it is called; its name where nothing is told."""
    scenario: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    """A shipped scenario."""
    playbook: Name | None = None
    """A shipped playbook in place of the scenario's own."""
    changes: Annotated[tuple[Line, ...], Field(alias="set", max_length=50)] = ()
    """Changes as `path=value`, made in order after the playbook is there."""
    days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """Days to run in place of the scenario's own."""


class Part(Model):
    """One thing that is measured, and what is asked of it: exactly one predicate."""

    predicates: ClassVar[tuple[str, ...]] = (*BANDS, *BY_ITSELF)

    metric: Annotated[Line, AfterValidator(_measurable)]
    """What is measured; see `simcommunity.evidence.metrics`."""
    of: Name | None = None
    """The arm; the only one there is when left out."""
    over: Name | None = None
    """The arm it is divided by."""
    minus: Name | None = None
    """The arm that is taken off it."""
    between: _Band | None = None
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None
    more_than: Name | None = None
    """More than in this arm, beyond the minimum relevant effect."""
    less_than: Name | None = None
    """Less than in this arm, beyond the minimum relevant effect."""
    equal_to: Name | None = None
    """As much as in this arm, by an equivalence test."""
    within: Annotated[float, Field(gt=0)] | None = None
    """Margin of the equivalence, as a difference."""
    within_share: Annotated[float, Field(gt=0, lt=1)] | None = None
    """Margin of the equivalence, as a share."""
    shape: Literal["never_rises", "never_falls", "rises_then_falls", "inverted_u"] | None = None
    across: Annotated[tuple[Name, ...], Field(min_length=2, max_length=50)] | None = None
    """The arms of a shape, in order."""

    @model_validator(mode="after")
    def _ask_one_thing(self) -> Self:
        said = [name for name in self.predicates if getattr(self, name) is not None]
        if len(said) != 1:
            options = ", ".join(self.predicates)
            raise broken("exactly_one", options=options, found=len(said))
        if self.between is not None and self.between[0] > self.between[1]:
            raise broken("range_order")
        if (self.shape is None) != (self.across is None):
            raise broken("shape_and_across")
        if self.shape is not None and self.of is not None:
            raise broken("shape_and_across")
        if self.shape in PEAKS and len(self.across or ()) < 3:
            raise broken("peak_of_three")
        margins = (self.within is not None) + (self.within_share is not None)
        if margins != (self.equal_to is not None):
            raise broken("margin")
        against = [self.over, self.minus, *(getattr(self, n) for n in BY_ITSELF)]
        if sum(one is not None for one in against) > 1:
            raise broken("one_against")
        return self

    @property
    def predicate(self) -> str:
        """What is asked."""
        return next(name for name in self.predicates if getattr(self, name) is not None)

    @property
    def against(self) -> str | None:
        """The arm that is compared with, None when there is none."""
        return self.over or self.minus or self.more_than or self.less_than or self.equal_to

    @cached_property
    def measured(self) -> Metric:
        """The metric as it is read."""
        return parse(self.metric)


class Entry(Model):
    """A claim or a fact."""

    id: Name
    source: Words
    """Where it is from."""
    statement: Bilingual
    """The sentence it stands for."""
    fitted: bool = False
    """Whether parameters were fitted to it."""
    strength: Literal["strong", "medium", "weak"] | None = None
    """How good the evidence outside the model is."""
    diagnosis: Bilingual | None = None
    """Why it fails, as far as that was found out; told only where it fails."""
    replicates: Annotated[int, Field(ge=2, le=10_000)] = 30
    common: Arm = Arm()
    """What all arms share."""
    arms: Annotated[dict[Name, Arm], Field(min_length=1, max_length=100)]
    parts: Annotated[tuple[Part, ...], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _know_the_arms(self) -> Self:
        for name, arm in self.arms.items():
            if arm.scenario is None and self.common.scenario is None:
                raise broken("arm_without_scenario", name=name)
        for part in self.parts:
            if part.shape is None and part.of is None and len(self.arms) > 1:
                raise broken("part_without_arm", metric=part.metric)
            for name in self.arms_of(part):
                if name not in self.arms:
                    raise broken("unknown_arm", name=name, options=", ".join(self.arms))
        return self

    def arms_of(self, part: Part) -> tuple[str, ...]:
        """Return the names of the arms a part speaks of, that which is measured first."""
        if part.across is not None:
            return part.across
        first = part.of or next(iter(self.arms))
        return (first,) if part.against is None else (first, part.against)

    def design(self, name: str) -> tuple[str, list[str], int | None]:
        """Return scenario, overrides and days of an arm."""
        arm, common = self.arms[name], self.common
        playbook = arm.playbook or common.playbook
        first = [f"playbook={playbook}"] if playbook else []
        return (
            arm.scenario or common.scenario or "",
            [*first, *common.changes, *arm.changes],
            arm.days or common.days,
        )

    def called(self, name: str, lang: str) -> str:
        """Return what an arm is called."""
        title = self.arms[name].title
        return name if title is None else title.said(lang)

    @cached_property
    def hash(self) -> str:
        """16 hex digits over all that is asked, so that stale answers can be told."""
        asked: dict[str, Any] = self.model_dump(mode="json", exclude=NOT_ASKED)
        text = json.dumps(asked, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class Fact(Entry):
    """A published fact: how strong it is must be told."""

    strength: Literal["strong", "medium", "weak"]


class _Claims(Model):
    claims: dict[Name, Entry]


class _Facts(Model):
    facts: dict[Name, Fact]


@dataclass(frozen=True)
class Registry:
    """All claims and all facts, by id."""

    claims: dict[str, Entry]
    facts: dict[str, Entry]

    def __iter__(self) -> Iterator[Entry]:
        yield from self.claims.values()
        yield from self.facts.values()

    def chosen(self, ids: tuple[str, ...]) -> Registry:
        """Return the entries of some ids, all for none; raises KeyError with the unknown one."""
        for one in ids:
            if one not in self.claims and one not in self.facts:
                raise KeyError(one)
        if not ids:
            return self
        return Registry(
            {name: entry for name, entry in self.claims.items() if name in ids},
            {name: entry for name, entry in self.facts.items() if name in ids},
        )

    def nearest(self, word: str) -> str:
        """Return the id most like a word, empty when none is close."""
        ids = [*self.claims, *self.facts]
        padded = re.sub(r"^([A-Z])(\d)(?!\d)", r"\g<1>0\2", word.upper())
        return padded if padded in ids else nearest(word.upper(), ids)


def load_registry(source: Path | None = None) -> Registry:
    """Read the registry.

    Args:
        source: a folder with `claims/*.yaml` and `facts.yaml`, or one file of claims, or of facts
            where it is called so; by default what is shipped.

    Raises:
        ScenarioError: with one clear sentence for each thing that is wrong.
    """
    folder = DATA if source is None else source
    if folder.is_dir():
        files = [*sorted((folder / "claims").glob("*.yaml")), folder / FACTS]
        if source is not None:
            files = [file for file in files if file.exists()]
    else:
        files = [folder]
    read: dict[str, dict[str, Entry]] = {"claims": {}, "facts": {}}
    for file in files:
        kind = "facts" if file.name == FACTS else "claims"
        for name, entry in _entries(file, kind).items():
            if name in read["claims"] or name in read["facts"]:
                raise ScenarioError([Problem("claim_twice", file.name, f"{kind}.{name}")])
            read[kind][name] = entry
    if not read["claims"] and not read["facts"]:
        raise ScenarioError([Problem("no_claims", str(folder))])
    return Registry(**read)


def _entries(file: Path, kind: str) -> dict[str, Entry]:
    node = read_file(file, file.name)
    named = {
        name: Located({**entry.mapping, "id": Located(name, entry.origin)}, entry.origin)
        if isinstance(entry.value, dict)
        else entry
        for name, entry in node.mapping.items()
    }
    inside = Located(named, node.origin) if isinstance(node.value, dict) else node
    whole = Located({kind: inside}, Origin(file.name))
    if kind == "facts":
        return {name: fact for name, fact in check(whole, _Facts).facts.items()}  # noqa: C416
    return check(whole, _Claims).claims
