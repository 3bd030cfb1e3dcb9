"""The agents of the Mesa engine: members, whose behaviours may be overridden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from simcommunity.members import appraisal, attention, conversation, departure, purchase
from simcommunity.members.record import MEMBER, STATUS_NAMES, fields_of

if TYPE_CHECKING:
    import numpy as np

    from simcommunity.engine.model import CommunityModel


class Member(mesa.Agent):
    """One member of one group; its attributes are the fields of `members.record.MEMBER`.

    Each behaviour calls the rule of the same name. Override one in a subclass and give the class
    to `CommunityModel(member_class=…)`; `room` is the group's day, `draw` the member's luck in it,
    uniform on [0, 1), and `p` the parameters.
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

    def attend(self, room: Any, draw: float, p: Any) -> bool:
        """Decide whether to look into the group today."""
        return attention.attend(self, room, draw, p)

    def greet(self, room: Any, p: Any) -> bool:
        """Decide whether to say hello as a newcomer."""
        return conversation.greet(self, room, p)

    def post_spam(self, room: Any) -> bool:
        """Decide whether to post an advert of one's own."""
        return conversation.post_spam(self, room)

    def speak(self, room: Any, wave: int, draw: float, p: Any) -> bool:
        """Decide whether to write in this wave."""
        return conversation.speak(self, room, wave, draw, p)

    def appraise(self, room: Any, p: Any) -> None:
        """Turn what was read into value, irritation, trust and memory."""
        appraisal.appraise(self, room, p)

    def grab(self, room: Any, p: Any) -> bool:
        """Decide whether to grab the money on offer."""
        return purchase.grab(self, room, p)

    def buy(self, room: Any, draw: float, p: Any) -> bool:
        """Decide whether to order."""
        return purchase.buy(self, room, draw, p)

    def depart(self, room: Any, draw: float, p: Any) -> int:
        """Decide whether to stay, mute, unmute or leave; return the new status."""
        return departure.depart(self, room, draw, p)

    def fade(self, p: Any) -> None:
        """Let a night pass."""
        appraisal.fade(self, p)
