"""The life of one member: what happened to it day by day, and under another playbook."""

from simcommunity.study.story.diary import Diary, Happening, Today
from simcommunity.study.story.member_days import lives, roll_call
from simcommunity.study.story.results import (
    CHOSEN,
    NoSuchMemberError,
    Pair,
    Story,
    pick_members,
    story,
)

__all__ = [
    "CHOSEN", "Diary", "Happening", "NoSuchMemberError", "Pair", "Story", "Today", "lives",
    "pick_members", "roll_call", "story",
]  # fmt: skip
