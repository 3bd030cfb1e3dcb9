"""Members, groups and parameters as plain objects, for tests of one rule at a time."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st

from simcommunity.core.day.compiled import BEHAVIOURS
from simcommunity.core.group import GROUP
from simcommunity.core.members.record import (
    ACTIVE,
    MEMBER,
    N_SHARES,
    NEVER,
    TIE_SLOTS,
    TRAITS,
    Record,
)
from simcommunity.core.operators.feeds import FEED, PRIVATE
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.simulation.tables import SETTINGS

SHARE_TRAITS = TRAITS[:N_SHARES]

# Settings of a business as anybody would choose them; a test that needs another value says so.
BUSINESS = {
    "ticket": 50.0, "log_ticket": 0.0, "log_price": 0.0, "cycle": 10.0, "need_window": 4.0,
    "need_keeps": math.exp(-0.25), "margin": 0.2, "quality": 0.7,
    "products": 100.0, "spare_time": 1.0, "way": 0.0, "theme_strength": 1.0, "variety": 1.0,
    "team_minutes": 480.0, "wage": 25.0, "payroll": 0.0, "skill": 0.5, "opens": 540.0,
    "closes": 1260.0, "answers_after": 0.0,
    "ip_minutes": 0.0, "chat": 1.0, "contacts": 0.0, "friends": 1.0, "accept_minutes": 30.0,
    "accept_automatic": 0.0, "accounts": 1.0, "most_friends": 10_000.0, "ban_day": -1.0,
    "openness": 0.9, "wecom": 0.0, "closes_after": 0.0, "filled": 0.0, "duty_days": 0.0,
    "renew_every": 0.0, "renew_fee": 0.0, "folding": 0.0, "stake": 0.0,
    "gate": 0.0, "gate_height": 0.0, "fee": 0.0,
}  # fmt: skip
assert set(BUSINESS) == set(SETTINGS)


class Person(Record):
    """A member outside any model, which behaves as all do."""


for _name, _rule in BEHAVIOURS.items():
    setattr(Person, _name, _rule)


def a_member(**changes: Any) -> Any:
    """Return somebody without ties in the middle of everything; `changes` are fields."""
    member = Person(MEMBER)
    for trait in SHARE_TRAITS:
        setattr(member, trait, 0.5)
    ordinary = {
        "status": ACTIVE, "sociability": 0.05, "speaking_threshold": 3.0, "attention": 30.0,
        "need_rate": 0.1, "afford": 1.0, "basket": 1.0, "first_wrote": NEVER, "last_wrote": NEVER,
        "share_read": 1.0,
        "tie_seat": [NEVER] * TIE_SLOTS,
    }  # fmt: skip
    return _with(member, {**ordinary, **changes})


def a_group(**changes: Any) -> Record:
    """Return a group of one day in which nothing has happened; `changes` are fields."""
    group = Record(GROUP)
    ordinary = {
        "seed": 1, "day_zero": NEVER, "first_silence": NEVER, "death_silence": NEVER,
        "death_deafness": NEVER, "spell_since": NEVER, "spell_until": NEVER,
        "chill": 1.0, "leniency": 1.0, "spam_stays": 1.0, "chat": 1.0, "standing": 1.0,
        "theme": 1.0, "joined": 1, "of_crowd": 1.0, "shares": 1.0,
    }  # fmt: skip
    return _with(group, {**ordinary, **changes})


def feeds(**private: float) -> list[Record]:
    """Return empty feeds; what is told stands in private chat."""
    three = [Record(FEED) for _ in range(3)]
    for name, value in private.items():
        setattr(three[PRIVATE], name, value)
    return three


def parameters(**changes: float) -> SimpleNamespace:
    """Return all parameters at their values; what a literal expectation needs must be given."""
    values = {name: parameter.value for name, parameter in PARAMETERS.items()}
    unknown = set(changes) - set(values) - set(BUSINESS)
    assert not unknown, unknown
    return SimpleNamespace(**{**values, **BUSINESS, **changes})


def any_parameters() -> st.SearchStrategy[SimpleNamespace]:
    """Draw all parameters, each within its range."""
    return st.fixed_dictionaries(
        {name: st.floats(x.low, x.high) for name, x in PARAMETERS.items()}
    ).map(lambda drawn: parameters(**drawn))


def _with(record: Record, changes: dict[str, Any]) -> Record:
    for name, value in changes.items():
        assert hasattr(record, name), name
        setattr(record, name, value)
    return record
