"""What the account shows outside the group: Moments for either audience, private messages.

A feed has the attributes of a group's day under the same names, so that posting, appraising and
buying are the same rules wherever a message is met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simcommunity.core.compilation import rule
from simcommunity.core.group import TOPICS

if TYPE_CHECKING:
    from simcommunity.core.fields import FeedRow

# The feeds of one group's people.
TO_STRANGERS = 0  # Moments as those see them who never bought
TO_CUSTOMERS = 1
PRIVATE = 2
FEEDS = 3

FEED_MARKS = (
    "operator_messages", "exposure", "intrusion", "claim", "a_head", "adverts", "red_packets",
    "offers", "load", "pressing",
    "information", "information_l1", "information_l2", "entertainment", "social", "persona",
    "money", "lure", "invites", "invites_l1", "invites_l2", "discount", "scarcity", "gathering",
    "cash_cost",
)  # fmt: skip
FEED = np.dtype(
    [
        *[(name, "f8") for name in (*FEED_MARKS, "advert_wear")],
        ("topic_wear", "f8", (TOPICS,)),
        ("topic_told", "f8", (TOPICS,)),
    ]
)


@rule
def clear(feed: FeedRow) -> None:
    """Set the marks of the day to zero."""
    feed.operator_messages = 0.0
    feed.exposure = 0.0
    feed.intrusion = 0.0
    feed.claim = 0.0
    feed.a_head = 0.0
    feed.adverts = 0.0
    feed.red_packets = 0.0
    feed.offers = 0.0
    feed.load = 0.0
    feed.pressing = 0.0
    feed.information = 0.0
    feed.information_l1 = 0.0
    feed.information_l2 = 0.0
    feed.entertainment = 0.0
    feed.social = 0.0
    feed.persona = 0.0
    feed.money = 0.0
    feed.lure = 0.0
    feed.invites = 0.0
    feed.invites_l1 = 0.0
    feed.invites_l2 = 0.0
    feed.discount = 0.0
    feed.scarcity = 0.0
    feed.gathering = 0.0
    feed.cash_cost = 0.0
