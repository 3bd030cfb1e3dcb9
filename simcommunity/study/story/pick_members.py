"""Which three members tell most: the one an operator would wish for, the one it lost, the middle.

Everybody who came in is ranked by the days on which the account reached it less the days on which
it did not. Among equals, who ordered and wrote more comes first, then who came first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simcommunity.study.story.member_days import RollCall

CHOSEN = ("best", "median", "worst")


def pick_members(roll: RollCall) -> dict[str, int]:
    """Return the numbers of the best, the median and the worst; fewer where fewer came in."""
    if not len(roll.person):
        return {}
    order = np.lexsort((roll.person, -roll.written, -roll.orders, roll.lost - roll.reached))
    places = {"best": 0, "median": (len(order) - 1) // 2, "worst": len(order) - 1}
    chosen: dict[str, int] = {}
    for name, place in places.items():
        person = int(roll.person[order[place]])
        if person not in chosen.values():
            chosen[name] = person
    return chosen
