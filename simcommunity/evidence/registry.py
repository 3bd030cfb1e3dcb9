"""The registry: claims and facts as they stand in YAML files, read and checked."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, get_args

from pydantic import Field, model_validator

from simcommunity.evidence.part import Arm, Part
from simcommunity.scenario.catalogue import DATA
from simcommunity.scenario.checking import check
from simcommunity.scenario.errors import Problem, ScenarioError, nearest
from simcommunity.scenario.located import Located, Origin
from simcommunity.scenario.quantities import (
    Bilingual,
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
Kind = Literal["emergent", "selection", "built_in", "calibrated", "fitted"]
KINDS: tuple[Kind, ...] = get_args(Kind)
NOT_ASKED = {
    "statement", "source", "kind", "fitted", "strength", "diagnosis", "replicates", "raised",
}  # fmt: skip


class Entry(Model):
    """A claim or a fact."""

    id: Name
    source: Words
    """Where it is from."""
    statement: Bilingual
    """The sentence it stands for."""
    kind: Kind | None = None
    """What it would show if it holds; claims must tell it."""
    fitted: bool = False
    """Whether parameters were fitted to it."""
    strength: Literal["strong", "medium", "weak"] | None = None
    """How good the evidence outside the model is."""
    diagnosis: Bilingual | None = None
    """Why it fails, as far as that was found out; told only where it fails."""
    replicates: Annotated[int, Field(ge=2, le=10_000)] = 30
    raised: bool = False
    """Whether the replicates were raised after looking."""
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
            if part.across is None and part.of is None and len(self.arms) > 1:
                raise broken("part_without_arm", metric=part.metric)
            picked = [name for name in self.compared(part) if self.among(name)]
            if picked and not all(term.of_people for term in part.measured.terms):
                raise broken("among_people", name=picked[0])
            for name in self.arms_of(part):
                if name not in self.arms:
                    raise broken("unknown_arm", name=name, options=", ".join(self.arms))
        if all(part.told for part in self.parts):
            raise broken("nothing_binds")
        return self

    def arms_of(self, part: Part) -> tuple[str, ...]:
        """Return the names of all arms a part needs, those it compares first."""
        named = (*self.compared(part), *part.bases)
        others = (other for name in named if (other := self.among(name)) is not None)
        return tuple(dict.fromkeys((*named, *others)))

    def among(self, name: str) -> str | None:
        """Return the arm in which people of this one must have joined, too, None for no such."""
        arm = self.arms.get(name)
        return None if arm is None else arm.among

    def compared(self, part: Part) -> tuple[str, ...]:
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


class Claim(Entry):
    """A claim: what kind it is must be told."""

    kind: Kind

    @model_validator(mode="after")
    def _be_fitted_or_not(self) -> Self:
        if self.fitted != (self.kind == "fitted"):
            raise broken("kind_fitted")
        return self


class Fact(Entry):
    """A published fact: how strong it is must be told."""

    strength: Literal["strong", "medium", "weak"]


class _Claims(Model):
    claims: dict[Name, Claim]


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
        return dict[str, Entry](check(whole, _Facts).facts)
    return dict[str, Entry](check(whole, _Claims).claims)
