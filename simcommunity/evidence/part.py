"""One thing that is asked of a claim, and the arms it is asked of, as they stand in YAML."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from simcommunity.evidence.metrics import Metric, UnknownMetricError, parse
from simcommunity.scenario.quantities import Line, Model, Name, Words, broken

BANDS = ("between", "at_least", "at_most", "above", "below")
BY_ITSELF = ("more_than", "less_than", "equal_to", "shape")
PEAKS = ("rises_then_falls", "inverted_u")
_Band = Annotated[tuple[float, float], Field()]


def _once_or_twice(names: object) -> object:
    return (names, names) if isinstance(names, str) else names


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
    among: Name | None = None
    """Only its people who joined in this other arm, too."""


class Part(Model):
    """One thing that is measured, and what is asked of it: one predicate.

    What is only told beside the others binds nothing, and need not be asked anything.
    """

    predicates: ClassVar[tuple[str, ...]] = (*BANDS, *BY_ITSELF)

    metric: Annotated[Line, AfterValidator(_measurable)]
    """What is measured; see `simcommunity.evidence.metrics`."""
    of: Name | None = None
    """The arm; the only one there is when left out."""
    over: Name | None = None
    """The arm it is divided by."""
    minus: Name | None = None
    """The arm that is taken off it."""
    times: Annotated[float, Field(gt=0)] = 1
    """How many times it is taken off."""
    beyond: Annotated[tuple[Name, Name], BeforeValidator(_once_or_twice)] | None = None
    """What is taken off both before: one arm, or one for each."""
    share_of: Annotated[tuple[Name, Name], BeforeValidator(_once_or_twice)] | None = None
    """What both are divided by before: one arm, or one for each."""
    told: bool = False
    """Whether it is told beside the others and binds nothing."""
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
    """The arms of a shape, in order; told, they need no shape."""

    @model_validator(mode="after")
    def _ask_one_thing(self) -> Self:
        said = [name for name in self.predicates if getattr(self, name) is not None]
        if len(said) != 1 and not (self.told and not said):
            options = ", ".join(self.predicates)
            raise broken("exactly_one", options=options, found=len(said))
        if self.between is not None and self.between[0] > self.between[1]:
            raise broken("range_order")
        if (self.shape is None) != (self.across is None) and (said or self.across is None):
            raise broken("shape_and_across")
        if self.across is not None and (self.of is not None or self.against is not None):
            raise broken("shape_and_across")
        if self.shape in PEAKS and len(self.across or ()) < 3:
            raise broken("peak_of_three")
        margins = (self.within is not None) + (self.within_share is not None)
        if margins != (self.equal_to is not None):
            raise broken("margin")
        against = [self.over, self.minus, *(getattr(self, n) for n in BY_ITSELF)]
        if sum(one is not None for one in against) > 1:
            raise broken("one_against")
        if self.minus is None and (self.beyond is not None or self.times != 1):
            raise broken("beyond_minus")
        if self.share_of is not None and (self.against is None or self.beyond is not None):
            raise broken("share_of_two")
        return self

    @property
    def predicate(self) -> str:
        """What is asked; empty where it is only told."""
        return next((name for name in self.predicates if getattr(self, name) is not None), "")

    @property
    def against(self) -> str | None:
        """The arm that is compared with, None when there is none."""
        return self.over or self.minus or self.more_than or self.less_than or self.equal_to

    @property
    def bases(self) -> tuple[str, ...]:
        """The arms that the two that are compared are measured from, none or one for each."""
        return self.beyond or self.share_of or ()

    @cached_property
    def measured(self) -> Metric:
        """The metric as it is read."""
        return parse(self.metric)
