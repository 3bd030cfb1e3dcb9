"""Segments of people: how their traits are spread; and hooks: who takes which bait."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from simcommunity.scenario.quantities import Model, Name, Share, Words, broken

_Spread = Annotated[float, Field(ge=0, le=5)]
_Positive = Annotated[float, Field(gt=0, le=10_000)]


class ShareTrait(Model):
    """A trait between 0 and 1: logit-normal."""

    median: Annotated[float, Field(gt=0, lt=1)]
    """Half of the segment lies below this."""
    spread: _Spread
    """Standard deviation on the logit scale."""


class PositiveTrait(Model):
    """A trait above 0: log-normal."""

    median: _Positive
    """Half of the segment lies below this."""
    spread: _Spread
    """Standard deviation of the logarithm."""


class RealTrait(Model):
    """A trait that may be negative: normal; 0 is ordinary."""

    median: Annotated[float, Field(ge=-20, le=20)]
    """Half of the segment lies below this."""
    spread: _Spread
    """Standard deviation."""


class Segment(Model):
    """A kind of people, as the distributions its members' traits are drawn from."""

    title: Words
    affinity: ShareTrait
    """Interest in the theme of the group."""
    deal_proneness: ShareTrait
    """Liking for bargains."""
    fandom: ShareTrait
    """Attachment to the person behind the account."""
    gregariousness: ShareTrait
    """Liking for company and chat."""
    price_sensitivity: ShareTrait
    """Aversion to a high price."""
    expertise: ShareTrait
    """What it knows about the theme: 0 a novice, 1 an expert."""
    sociability: PositiveTrait
    """Readiness to write when something invites it; heavy-tailed."""
    speaking_threshold: PositiveTrait
    """Recent speakers it must see before it dares to speak."""
    attention: PositiveTrait
    """Messages a day it will read in this group."""
    need: PositiveTrait
    """Speed of its purchase cycle; 1 is the cycle of the business."""
    mute_tolerance: RealTrait
    """Patience before muting; more is more patient."""
    churn_propensity: RealTrait
    """Readiness to leave; more leaves sooner."""
    prior_customer: Share
    """Share that has bought here before."""
    spam: Share
    """Adverts of its own it posts a day."""
    anyway: Share = 0.1
    """Share of its needs that the shop would meet without the group."""


def _two(terms: object) -> object:
    if not isinstance(terms, tuple) or len(terms) != 2:
        raise broken("pair")
    return terms


_Terms = Annotated[
    tuple[Annotated[float, Field(gt=0, lt=1)], Annotated[float, Field(ge=-20, le=20)]],
    BeforeValidator(_two),
]


class Hook(Model):
    """What brings people in, and how readily each segment takes it.

    A person accepts with probability logistic(logit(base) + gain · log1p(worth / 5 ¥)).
    """

    title: Words
    takes: dict[Name, _Terms]
    """Segment: [share that accepts at 0 ¥, log-odds gained per log1p(worth / 5 ¥)]."""
    expects: Share
    """How far it teaches people to expect gifts, 0–1, before the worth is counted."""
    seeks: Share = 0
    """Share of those it brings who need the goods just now."""


SHARE_TRAITS = tuple(n for n, f in Segment.model_fields.items() if f.annotation is ShareTrait)
POSITIVE_TRAITS = tuple(n for n, f in Segment.model_fields.items() if f.annotation is PositiveTrait)
REAL_TRAITS = tuple(n for n, f in Segment.model_fields.items() if f.annotation is RealTrait)
TRAITS = SHARE_TRAITS + POSITIVE_TRAITS + REAL_TRAITS
