"""What a platform says of its own, and who is who: notices are nobody's messages."""

from __future__ import annotations

import re
from functools import lru_cache

from simcommunity.study.logs.names import CALLED

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ID = re.compile(r"(.*?)\s*[(（<](\d{5,12}|wxid_\w{1,60}|[^()<>\s]{1,60}@[^()<>\s]{1,60})[)）>]$")
_KIND_BEHIND = re.compile(r"\s+\[[^\[\]]{1,10}\]$")
_BEFORE = re.compile(r"^(?:~\s*|【[^【】]{1,20}】(?=.*[(（<]))")
_MOST = 500  # characters of a notice that are read
_ROOM = "(?:了)?(?:此|本|该)?(?:群聊|群组|群組|聊天室|聊天|群)"
_BY = "(?:(?:已|已经)?通过|(?:已|已經)?透過|(?:已)?使用|(?:已)?经|(?:已)?經)"
# In each, `who` is who it is about. An invitation is a joining where nobody has to accept it.
_INVITED = (
    rf"(?>.*?邀请(?:了)?)(?P<who>.+?)(?:进入|加入){_ROOM}?",
    rf"(?>.*?邀請(?:了)?)(?P<who>.+?)(?:進入|加入){_ROOM}?",
    r"(?>.*?\binvited)(?P<who>.+?) (?:to|into) (?:the|this) group",
)
_JOINED = (
    rf'(?P<who>.+?)\s?{_BY}.{{0,200}}?(?:加入|进群|進群|入群)',
    rf'(?P<who>.+?)\s?(?:已经|已經|已)?加入{_ROOM}?',
    r'(?P<who>.+?)(?:進入|进入)(?:了)?(?:本群|群聊)',
    r'(?>.*?(?:添加了|新增了|已添加|已新增|添加|新增)\s?)(?P<who>.+)',
    r'(?P<who>.+?) (?:has )?joined(?: |\.|$)',
    r'(?P<who>.+?) (?:was|were) added',
    r'(?>.*?\badded)(?P<who>.+?)(?: to the group.*)?$',
    r'(?P<who>.+?)(?:が参加しました|がグループに参加しました)',
)  # fmt: skip
_LEFT = (
    r'(?>.*?(?:将|把|將|已让|已讓|让|讓))(?P<who>.+?)(?:移出|踢出|移除|退出)',
    r'(?P<who>.+?)\s?(?:已)?被.{0,60}?(?:移出|踢出|移除)',
    r'(?P<who>.+?)\s?(?:已经|已經|已)?(?:退出|离开|離開|退群)',
    r'(?>.*?(?:移除了|已移除|移除)\s?)(?P<who>.+)',
    r'(?P<who>.+?) (?:has )?left(?: the (?:group|chat|channel).*|\.|$)',
    r'(?P<who>.+?) (?:was|were) removed',
    r'(?>.*?\bremoved)(?P<who>.+?)(?: from the (?:group|chat|channel).*)?$',
    r'(?P<who>.+?)(?:がグループを退会しました|が退出しました|が退会しました)',
)  # fmt: skip
# Notices that quote words of somebody, whatever verbs stand in these; and others without coming.
_QUOTING = re.compile(
    "撤回|收回|拍了拍|修改|更改|变更|變更|公告|置顶|置頂|pinned|changed|recalled|unsent"
)
_OTHER = re.compile("红包|紅包|加密|创建|創建|建立|朋友关系|created|encrypt|deleted|security code")
_DELETED = re.compile(
    r"(?:This message was deleted|You deleted this message|此消息已删除|此訊息已刪除|"
    r"(?:你|您)(?:已)?(?:删除了?|刪除了?)(?:此|这条|這則)(?:消息|訊息)|"
    r"(?:你|您|\W?.{1,60}\W?)\s?(?:撤回|已收回)了?(?:一条|一則)?(?:消息|訊息))[.。]?$"
)
_YOU = re.compile("You |Your |你|您")


@lru_cache(maxsize=10_000)
def person(written: str) -> tuple[str, ...]:
    """Return the names of a sender without what stands around them; the first tells who it is.

    An id in brackets behind the name is the person: names change.
    """
    whole = INVISIBLE.sub("", written).strip()
    bare = _KIND_BEHIND.sub("", whole).strip() or whole
    plain = _BEFORE.sub("", bare).strip() or bare
    if found := _ID.match(plain):
        return tuple(filter(None, (found[2], found[1].strip(), plain, whole)))
    return (plain, bare, whole)


@lru_cache(maxsize=10_000)
def is_platform(names: tuple[str, ...]) -> bool:
    """Tell whether a sender is the platform itself."""
    return any(name.casefold().replace(" ", "") in CALLED["platform"] for name in names)


def is_deleted(text: str) -> bool:
    """Tell whether in place of a message stands that it was taken back."""
    return len(text) < _MOST and _DELETED.match(text) is not None


def is_of_the_group(text: str, sender: str) -> bool:
    """Tell whether a marked text of WhatsApp tells of its sender and is not a picture of theirs."""
    about = text.startswith(sender) and (text[len(sender) :][:1] == " " or not sender.isascii())
    return about or _YOU.match(text) is not None or comes_and_goes(text) != ((), ())


def is_notice(text: str) -> bool:
    """Tell whether a line without a sender of its own is a known notice, colon or not."""
    head = text[:_MOST]
    known = _OTHER.search(head) or _QUOTING.search(head)
    return known is not None or comes_and_goes(head) != ((), ())


def comes_and_goes(
    text: str, *, invited_are_in: bool = True
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who joined and who left, as a notice of the platform says."""
    told = INVISIBLE.sub("", text[:_MOST]).strip()
    told = re.sub(r"[，,]群聊参与人还有.*$|，?并分享.*$", "", told)
    if _QUOTING.search(told):
        return (), ()
    for patterns, joined in ((_LEFT, False), (_INVITED, True), (_JOINED, True)):
        for pattern in patterns:
            if not (found := re.match(pattern, told)):
                continue
            if patterns is _INVITED and not invited_are_in:
                return (), ()
            who = _names(found["who"])
            return (who, ()) if joined else ((), who)
    return (), ()


def _names(text: str) -> tuple[str, ...]:
    parts = re.split(r"[、，,]|\"和\"|\"与\"| and | 和 ", text)
    return tuple(name for part in parts if (name := part.strip(" \"“”'「」<>@.。\u3000")))
