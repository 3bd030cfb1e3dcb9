"""Who turns to the account, waits for an answer, talks with it and is convinced."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import a_group, a_member, any_parameters, feeds, parameters

from simcommunity.core.day.contact_day import meet, see
from simcommunity.core.members.contacts import (
    accept,
    ask,
    ask_terms,
    choice_to_ask,
    convert_index,
    talk_index,
    talks,
    thinks_of_asking,
)
from simcommunity.core.members.purchase import interest, order_index, order_terms
from simcommunity.core.members.record import (
    FRIEND,
)
from simcommunity.core.operators.service import NOTED

share = st.floats(0, 1)


@given(any_parameters(), share, st.floats(0, 5), share)
def test_asking_is_ordering_made_easier_by_what_was_shown(
    p: SimpleNamespace, trust: float, profile: float, openness: float
) -> None:
    p.openness = openness
    member, group = a_member(trust=trust), a_group(profile=profile)
    shown = 1 - math.exp(-p.profile_rate * profile * openness)
    terms = order_terms(member, 0.1, 0.0, 0.0, 0.0, 0.5, 0.4, p)
    index = order_index(terms) + p.asking + p.profile * shown
    chance = interest(member, p) * 0.7 / (1 + math.exp(-index))
    member.afford = 0.7
    seen = (0.0, 1.0, 0.1, 0.0, 0.5, 0.4)  # it knows well who wrote to it
    assert choice_to_ask(member, seen, group, p) == pytest.approx(chance)


@pytest.mark.parametrize(("need", "chance"), [(2.0, 0.3), (0.5, 1.0), (6.0, 0.9)])
def test_whoever_has_an_occasion_to_may_ask_and_asks_once(need: float, chance: float) -> None:
    """It asks unless none of its occasions is met: with exp(−need · chance)."""
    member, p = a_member(need=need, deal_proneness=0.0), parameters()
    asks = 1 - math.exp(-need * chance)
    assert ask(member, a_group(), chance, 0.0, 0.999 * asks, p) is True
    assert ask(member, a_group(), chance, 0.0, 1.001 * asks, p) is False
    assert not ask(a_member(need=0.0), a_group(), chance, 0.0, 0.0, p)


@pytest.mark.parametrize(("asks", "met"), [(True, 1), (False, 1), (None, 0)])
def test_an_enquiry_takes_an_occasion_along_unless_it_has_ordered_just_now(
    asks: bool | None, met: int
) -> None:
    """One asks once a day, however many occasions there are; `None` is who has just ordered."""
    p = parameters(
        read_moments=0.0, order_memory=1.0, order_interest=0.0, asking=99.0, deal_ahead=0.0
    )
    member = a_member(
        contact=FRIEND, need=2.0, memory_fast=1.0, memory_slow=1.0, person=1,
        last_order=6 if asks is None else 5,
    )  # fmt: skip
    member.ask = lambda *seen: asks is not False
    group, queue = a_group(day=6), np.zeros((1, NOTED))
    meet(group, [member], feeds(), queue, np.array([1], np.uint64), p)
    assert group.enquiries == (asks is True)
    assert member.need == pytest.approx(2 - met * (1 - math.exp(-2)))


@pytest.mark.parametrize(("trust", "cold"), [(0.0, 1.0), (0.5, math.exp(-2))])
def test_waiting_loses_strangers_and_who_trusts_waits(trust: float, cold: float) -> None:
    p = parameters(talk_base=2.0, latency_cost=12.0, latency_half=45.0, trust_waits=4.0)
    member = a_member(trust=trust)
    for minutes, part in ((0.0, 0.0), (45.0, 0.5), (135.0, 0.75)):
        index = 2 - 12 * cold * part
        assert talk_index(member, minutes, p) == pytest.approx(index)
        chance = 1 / (1 + math.exp(-index))
        assert talks(member, a_group(), minutes, 0.999 * chance, p)
        assert not talks(member, a_group(), minutes, 1.001 * chance, p)


@pytest.mark.parametrize(
    ("by_ip", "ip_minutes", "extra"), [(True, 60.0, 0.48), (False, 60.0, -0.6), (False, 0.0, 0.0)]
)
def test_an_order_comes_of_skill_trust_the_price_the_label_and_who_answers(
    by_ip: bool, ip_minutes: float, extra: float
) -> None:
    p = parameters(
        convert_base=-0.5, convert_skill=2.0, skill=0.25, convert_trust=1.5, price_elastic=2.0,
        trust_forgives=0.5, log_price=0.3,
        wecom=1.0, label_cost=0.1, label_ticket=0.2, log_ticket=1.5, ip_voice=2.0,
        assistant_drop=1.5, ip_minutes=ip_minutes,
    )  # fmt: skip
    member, group = a_member(fandom=0.4, trust=0.6, satisfaction=-0.2), a_group(standing=0.6)
    index = -0.5 + 0.5 + 1.5 * 0.4 - 2 * (1 - 0.3) * 0.3 - 0.4 + extra
    assert convert_index(member, by_ip, group, p) == pytest.approx(index)
    chance = 1 / (1 + math.exp(-index))
    assert accept(member, group, by_ip, 0.999 * chance, p)
    assert not accept(member, group, by_ip, 1.001 * chance, p)
    p.wecom = 0.0
    assert convert_index(member, by_ip, group, p) == pytest.approx(index + 0.4)


@pytest.mark.parametrize(
    ("memory", "told", "considered"), [(0.0, 1, 0), (0.5, 1, 0.5), (0.5, 0, 0)]
)
def test_a_private_word_counts_as_far_as_one_knows_whose_it_is(
    memory: float, told: int, considered: float
) -> None:
    p = parameters(read_moments=0.0, order_memory=0.0, order_interest=0.0)
    member = a_member(contact=FRIEND, memory_fast=memory, memory_slow=memory)
    offers, known, *_ = see(member, a_group(), feeds(), told == 1, 0.5, p)
    assert thinks_of_asking(member, offers, known, p) == pytest.approx(considered)


def test_a_limited_offer_makes_who_needs_it_ask() -> None:
    p = parameters(scarcity=2.0, read_moments=0.0)
    member = a_member(contact=FRIEND)
    seen = see(member, a_group(), feeds(scarcity=0.6), True, 0.5, p)
    plain = (*seen[:3], 0.0, *seen[4:])
    plain_index, limited = (
        order_index(ask_terms(member, what, a_group(), p)) for what in (plain, seen)
    )
    assert limited == pytest.approx(plain_index + 2 * 0.6)
