"""The agents of the Mesa engine: members, whose behaviours may be overridden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from simcommunity.core.members import (
    appraisal,
    attention,
    contacts,
    conversation,
    departure,
    duties,
    purchase,
)
from simcommunity.core.members.record import MEMBER, STATUS_NAMES, fields_of

if TYPE_CHECKING:
    import numpy as np

    from simcommunity.core.fields import MemberRow
    from simcommunity.simulation.model import CommunityModel
else:
    MemberRow = object


class Member(mesa.Agent, MemberRow):
    """One member of one group; its attributes are the fields of `members.record.MEMBER`.

    A behaviour is a rule of `members`. Override one in a subclass and give the class to
    `run(…, engine="mesa", member_class=…)` or `CommunityModel`. It only decides and returns what it
    decided; what follows from that (orders, counts, memory, status) the day books itself. `fade`
    alone decides nothing: it changes the member overnight. `group` is the group's day, `draw` the
    member's luck in it, uniform on [0, 1), and `p` the parameters.
    """

    model: CommunityModel

    def __init__(self, model: CommunityModel, group: int, row: np.void) -> None:
        super().__init__(model)
        self.group = group
        self.__dict__.update(fields_of(row, MEMBER))

    @property
    def status_name(self) -> str:
        """Return "active", "muted" or "left"."""
        return STATUS_NAMES[self.status]

    def remove(self) -> None:
        """Take the member out of the model: it leaves its group and is no contact any more."""
        super().remove()
        self.model.let_go(self)

    # Decisions in the group, in the order of a day.
    attend = attention.attend
    greet = conversation.greet
    post_spam = conversation.post_spam
    speak = conversation.speak
    appraise = appraisal.appraise
    come_along = appraisal.come_along
    grab = purchase.grab
    buy = purchase.buy
    tell_others = purchase.tell_others
    depart = departure.depart
    renew = duties.renew
    # Decisions of a contact of the account.
    look_at_moments = contacts.look_at_moments
    ask = contacts.ask
    talks = contacts.talks
    accept = contacts.accept
    turn_away = contacts.turn_away
    # What a night does to a member.
    fade = appraisal.fade
