"""The life of one member: what happened to it day by day, and under another playbook."""

from simcommunity.study.life.diary import Diary, Happening, Today
from simcommunity.study.life.follow import lives, roll_call
from simcommunity.study.life.telling_ones import CHOSEN, telling_ones
from simcommunity.study.life.told import NoSuchMemberError, Pair, Story, story

__all__ = [
    "CHOSEN", "Diary", "Happening", "NoSuchMemberError", "Pair", "Story", "Today", "lives",
    "roll_call", "story", "telling_ones",
]  # fmt: skip
