"""Scenarios nobody wrote: plain data for `load_data`, drawn by hypothesis, valid and small."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

from simcommunity.scenario import catalogue
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.scenario.playbook import SIGNALS

Data = dict[str, Any]

SEGMENTS = sorted(catalogue.segments())
HOOKS = sorted(catalogue.hooks())
MESSAGES = sorted(catalogue.messages())
PLAYBOOKS = sorted(catalogue.playbooks())
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OWN_MESSAGES = ("mine", "ours")

worth = st.one_of(st.none(), st.floats(0, 200))
share = st.floats(0, 1)
sent = st.sampled_from([*MESSAGES, *OWN_MESSAGES])


channels = st.one_of(
    st.just({"to": "group"}),
    st.just({"to": "private"}),
    st.builds(
        lambda who: {"to": "moments", "visible_to": who},
        st.sampled_from(["all", "customers", "others"]),
    ),
)


@st.composite
def entries(draw: st.DrawFn) -> Data:
    """Draw an entry of a calendar."""
    when = draw(
        st.one_of(
            st.builds(lambda n: {"per_day": n}, st.integers(0, 9)),
            st.builds(lambda n: {"every": f"{n} days"}, st.integers(1, 9)),
            st.builds(lambda d: {"on": d}, st.lists(st.sampled_from(WEEK), min_size=1, max_size=4)),
            st.builds(lambda d: {"dates": d}, st.lists(st.integers(0, 30), min_size=1, max_size=5)),
        )
    )
    entry = {
        "send": draw(sent),
        **draw(channels),
        "starting": draw(st.integers(0, 8)),
        "times": draw(st.integers(1, 3)),
        "worth": draw(worth),
        **when,
    }
    if entry["to"] == "private" and draw(st.booleans()):
        entry = {
            "send": entry["send"],
            "to": "private",
            "round": f"{draw(st.integers(1, 30))} days",
        }
    if draw(st.booleans()):
        entry["priority"] = draw(st.integers(0, 3))
    return entry


@st.composite
def triggers(draw: st.DrawFn) -> Data:
    """Draw a reaction to a measure."""
    bound = {draw(st.sampled_from(["below", "above"])): draw(st.floats(0, 5))}
    return {
        "if": {draw(st.sampled_from(SIGNALS)): bound, "for": f"{draw(st.integers(1, 4))} days"},
        "then": {"send": draw(sent), "times": draw(st.integers(1, 3)), "worth": draw(worth)},
        "at_most": f"once every {draw(st.integers(1, 8))} days",
    }


@st.composite
def plans(draw: st.DrawFn) -> Data:
    """Draw a playbook without phases."""
    return {
        "posting": draw(st.sampled_from(["by_hand", "by_machine"])),
        "moderation": draw(share),
        "answers": draw(share),
        "service": draw(share),
        "best_first": draw(st.booleans()),
        "most_per_day": draw(st.one_of(st.none(), st.integers(0, 12))),
        "calendar": {f"e{i}": e for i, e in enumerate(draw(st.lists(entries(), max_size=4)))},
        "when": draw(st.lists(triggers(), max_size=2)),
    }


@st.composite
def phases(draw: st.DrawFn) -> Data:
    """Draw a phase: bounds by age or by date, or none."""
    what = draw(st.one_of(plans().map(lambda p: {"plan": p}), st.sampled_from(PLAYBOOKS).map(_use)))
    first, length = draw(st.integers(0, 10)), draw(st.integers(0, 10))
    by = draw(st.sampled_from(["age", "date", "none"]))
    bounds = {} if by == "none" else {f"from_{by}": first, f"until_{by}": first + length}
    return {**what, **bounds}


def _use(name: str) -> Data:
    return {"use": name}


def playbooks() -> st.SearchStrategy[Any]:
    """Draw a shipped playbook, a plain one, or one of phases."""
    phased = st.builds(
        lambda parts, when: {"phases": parts, "when": when},
        st.lists(phases(), min_size=1, max_size=3),
        st.lists(triggers(), max_size=1),
    )
    return st.one_of(st.sampled_from(PLAYBOOKS), plans(), phased)


@st.composite
def campaigns(draw: st.DrawFn) -> Data:
    """Draw one way in."""
    low = draw(st.floats(0, 30))
    return {
        "hook": {draw(st.sampled_from(HOOKS)): draw(st.floats(0, 20))},
        "places": draw(st.integers(1, 3)),
        "per_day": draw(st.one_of(st.just(low), st.just([low, low + draw(st.floats(0, 20))]))),
        "from_day": draw(st.integers(0, 5)),
        "days": draw(st.integers(1, 30)),
        "cost": draw(st.floats(0, 10)),
        "per_member": draw(st.sampled_from([0, 0, 0.2])),
    }


@st.composite
def mixes(draw: st.DrawFn) -> dict[str, float]:
    """Draw a mixture of segments."""
    names = draw(st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=5, unique=True))
    weights = [draw(st.floats(0.05, 1)) for _ in names]
    total = math.fsum(weights)
    return {name: weight / total for name, weight in zip(names, weights, strict=True)}


@st.composite
def parameters(draw: st.DrawFn) -> dict[str, float]:
    """Draw changes of the calibrated numbers, within their ranges."""
    names = draw(st.lists(st.sampled_from(sorted(PARAMETERS)), max_size=6, unique=True))
    return {n: draw(st.floats(PARAMETERS[n].low, PARAMETERS[n].high)) for n in names}


gates = st.one_of(
    st.just("none"),
    st.builds(lambda x: {"spend": x}, st.floats(0, 300)),
    st.builds(lambda x: {"fee": x}, st.floats(0, 100)),
    st.builds(lambda n: {"referrals": n}, st.integers(1, 4)),
    st.builds(lambda x: {"application": x}, share),
)
ties = st.one_of(
    st.just("none"),
    st.builds(
        lambda n, r: {"small_world": {"neighbours": n, "rewire": r}},
        st.sampled_from([2, 4, 6]),
        share,
    ),
    st.builds(lambda n: {"preferential": {"links": n}}, st.integers(1, 3)),
)


def _in_groups_only(playbook: Any) -> Any:
    """Return a playbook whose entries all go to the groups."""
    if isinstance(playbook, str):
        return playbook
    plans = [playbook, *(phase["plan"] for phase in playbook.get("phases", ()) if "plan" in phase)]
    for entry in (e for plan in plans for e in plan.get("calendar", {}).values()):
        entry["to"] = "group"
        entry.pop("visible_to", None)
        if entry.pop("round", None):
            entry["per_day"] = 1
    return playbook


@st.composite
def renewals(draw: st.DrawFn) -> Data:
    """Draw the terms of membership."""
    return {"every": f"{draw(st.integers(1, 20))} days", "fee": draw(st.floats(0, 50))}


@st.composite
def friends(draw: st.DrawFn) -> Data:
    """Draw how people are friends of the account."""
    return {
        "friends": draw(share),
        "accounts": draw(st.integers(1, 3)),
        "most_friends": draw(st.integers(1, 100)),
        "ban": draw(st.one_of(st.none(), st.integers(0, 20))),
        "accept": draw(st.one_of(st.just("automatic"), st.floats(0, 600))),
        "visible": draw(st.integers(1, 200)),
    }


@st.composite
def scenarios(draw: st.DrawFn) -> Data:
    """Draw a whole scenario of at most a few thousand member-days."""
    start = draw(st.sampled_from(["empty", "empty", "running", "dead"]))
    people = draw(st.lists(campaigns(), min_size=start == "empty", max_size=2))
    contacts = draw(st.one_of(st.none(), friends()))
    playbook = draw(playbooks())
    if contacts is None:
        playbook = _in_groups_only(playbook)
    if people:
        people[0]["playbook"] = draw(st.sampled_from([None, "hands_off", "topic_led"]))
    return {
        "title": {"zh": "随机", "en": "random"},
        "days": draw(st.integers(2, 30)),
        "seed": draw(st.integers(0, 2**63 - 1)),
        "replicates": 1,
        "business": {
            "ticket": draw(st.floats(1, 500)),
            "cycle": draw(st.floats(1, 60)),
            "margin": draw(share),
            "quality": draw(share),
        },
        "people": {
            "mix": draw(mixes()),
            "correlation": draw(share),
            "outside_groups": draw(st.floats(0, 40)),
        },
        "messages": {
            "mine": {"like": draw(st.sampled_from(MESSAGES)), "money": draw(st.floats(0, 50))},
            "ours": {
                "commercial": draw(share),
                "topic": draw(st.integers(0, 15)),
                "minutes": 2,
                "scarcity": draw(share),
                "gathering": draw(share),
                "pressing": draw(share),
            },
        },
        "arrival": people,
        "groups": {
            "size": draw(st.integers(1, 40)),
            "most": draw(st.integers(1, 4)),
            "start": start,
            "theme_strength": draw(st.floats(0, 3)),
            "variety": draw(st.floats(0, 2)),
            "ties": draw(ties),
            "chat": draw(st.sampled_from([True, True, True, False])),
            "filled": draw(st.sampled_from([None, 1])),
            "closes_after": draw(st.sampled_from([None, None, "9 days"])),
            "duty": draw(st.sampled_from([None, None, "4 days"])),
            "renewal": draw(st.one_of(st.none(), renewals())),
            "folding": draw(st.sampled_from([0, 0.2])),
            "stake": draw(st.sampled_from([0, 0.5])),
        },
        "gate": draw(gates),
        "contacts": contacts,
        "account": draw(st.sampled_from(["personal", "wecom"])),
        "team": {
            "people": draw(st.integers(0, 2)),
            "hours": draw(st.floats(0, 24)),
            "ip": draw(st.floats(0, 5)),
            "opens": draw(st.floats(0, 10)),
            "closes": draw(st.floats(11, 24)),
        },
        "playbook": playbook,
        "parameters": draw(parameters()),
    }
