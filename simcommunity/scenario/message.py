"""Kinds of messages: bundles of attributes, which are all that a member can perceive."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simcommunity.scenario.quantities import Amount, Model, Money, Share, Words

_Minutes = Annotated[float, Field(ge=0, le=1440)]


class MessageKind(Model):
    """What one message is, apart from what it is called."""

    title: Words
    commercial: Amount = 0
    """Weight of selling in it; an ordinary advert has 1."""
    information: Amount = 0
    """Worth knowing."""
    entertainment: Amount = 0
    """Fun."""
    social: Amount = 0
    """Warmth: it is about people and being together."""
    persona: Amount = 0
    """Shows the person behind the account."""
    money: Money = 0
    """¥ a member can get by it."""
    discount: Share = 0
    """Share off the price of an order."""
    invites_reply: Share = 0
    """How far it asks for an answer."""
    topic: Annotated[int, Field(ge=0, le=15)] = 0
    """What it is about; repetition wears out topic by topic."""
    level: Share = 0.5
    """For whom it is written: 0 novices, 1 experts."""
    novelty: Share = 0.5
    """How different it is from the last one on its topic."""
    credibility: Share = 0.7
    """How believable it is."""
    claim: Share = 0
    """How much it claims of the goods: it sells today, and they are measured by it."""
    for_customers: Share = 1
    """How far it concerns people who have bought here."""
    for_others: Share = 1
    """How far it concerns people who have not bought here yet."""
    pressing: Share = 0
    """How hard it presses for a decision (逼单)."""
    scarcity: Share = 0
    """How far it is limited in time or number."""
    gathering: Share = 0
    """How far it calls people together, outside the chat."""
    intrusion: Amount = 1
    """How far it disturbs; 1 is an ordinary push in a group."""
    minutes: _Minutes = 0
    """Staff minutes to post it in one group by hand."""
    prepare: _Minutes = 0
    """Staff minutes to prepare it once a day, for however many groups."""
    cost: Money = 0
    """¥ it costs in each group, apart from what it pays out."""
    pays_out: Share = 0
    """Share of the money that the operator pays on sending: 1 a red packet, 0 a coupon."""
