"""A law: what must hold on every business when one thing is changed, as in `laws.yaml`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from simcommunity.evidence.laws.kinds import BALANCES, CONDITIONS, REWRITINGS
from simcommunity.evidence.metrics import UnknownMetricError, parse
from simcommunity.scenario.catalogue import DATA
from simcommunity.scenario.checking import check
from simcommunity.scenario.located import Located, Origin
from simcommunity.scenario.quantities import Bilingual, Exclusive, Line, Model, Name, broken
from simcommunity.scenario.reading import read_file

LAWS = DATA / "laws.yaml"
AS_IT_IS = "as it is"  # the arm that every law has: the business unchanged

Value = Any  # whatever may stand at a path; it is checked when the arm is loaded


def _plain(text: str) -> str:
    """Return a metric that has one value a replicate; raise what pydantic tells of others."""
    try:
        metric = parse(text)
    except UnknownMetricError as error:
        raise broken(error.rule, **error.details) from None
    if any(term.of_a_time for term in metric.terms):
        raise broken("no_time_in_a_law")
    return text


def _known(what: str, names: Any) -> Any:
    def look(name: str) -> str:
        if name not in names:
            raise broken("unknown_of_law", what=what, options=", ".join(names))
        return name

    return AfterValidator(look)


class Expectation(Model):
    """What is measured in one arm, and where it must lie: itself, or divided by another arm's."""

    metric: Annotated[Line, AfterValidator(_plain)]
    """What is measured, with one value a replicate; see `simcommunity.evidence.metrics`."""
    of: Name = AS_IT_IS
    """The arm."""
    over: Name | None = None
    """The arm it is divided by."""
    per_need: bool = False
    """Divide by the needs that arise for each member: those of the days run, and one open."""
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _bound_something(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise broken("exactly_one", options="at_least, at_most", found=0)
        return self


class Law(Exclusive):
    """A law: what it says, where it can be tried, and one way to try it."""

    one_of = ("expect", "rewritten", "balances")

    id: Name
    about: Literal[
        "need", "price", "fatigue", "money", "crowd", "gates", "time", "habit", "persuasion",
        "work", "scale", "levers", "nothing", "books",
    ]  # fmt: skip
    statement: Bilingual
    where: tuple[Annotated[Name, _known("where", CONDITIONS)], ...] = ()
    """What a business must have for the law to be asked of it."""
    orders: bool = False
    """Whether it is asked only where at least 20 orders came in."""
    common: dict[str, Value] = Field(default_factory=dict)
    """What is changed in all arms but that as it is."""
    arms: dict[Name, dict[str, Value]] = Field(default_factory=dict)
    """What is changed in each arm: a path and its value, or `{times: 10}` of what is there."""
    expect: Annotated[tuple[Expectation, ...], Field(min_length=1)] | None = None
    """What must come out of the arms."""
    rewritten: Annotated[Name, _known("rewritten", REWRITINGS)] | None = None
    """The same said otherwise: the digest must stay."""
    balances: Annotated[Name, _known("balances", BALANCES)] | None = None
    """A sum that must come out in every replicate."""

    @model_validator(mode="after")
    def _know_the_arms(self) -> Self:
        for one in self.expect or ():
            for name in (one.of, one.over or AS_IT_IS):
                if name != AS_IT_IS and name not in self.arms:
                    raise broken("unknown_arm", name=name, options=", ".join(self.arms))
        return self


class _Laws(Model):
    laws: dict[Name, Law]


def load_laws() -> dict[str, Law]:
    """Return the shipped laws by id; raises ScenarioError when one is not sound."""
    node = read_file(LAWS, LAWS.name)
    named = {
        name: Located({**law.mapping, "id": Located(name, law.origin)}, law.origin)
        for name, law in node.mapping.items()
    }
    whole = Located({"laws": Located(named, node.origin)}, Origin(LAWS.name))
    return check(whole, _Laws).laws
