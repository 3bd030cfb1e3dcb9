"""What a reader gets out of a day, and what annoys it."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from plain import SHARE_TRAITS, a_group, a_member, any_parameters, parameters

from simcommunity.core.day.group_day import reads
from simcommunity.core.members.appraisal import (
    belong,
    disappoint,
    fade,
    irritate,
    neglect,
    present_need,
    rely,
    total_irritation,
    weigh_talk,
    worst_cause,
    worth_of_information,
    worth_of_talk,
)
from simcommunity.core.members.conversation import write
from simcommunity.core.members.record import CAUSES, Record

share = st.floats(0, 1)
IRRITATIONS = [f"irritation_{cause}" for cause in CAUSES]
STATES = ("benefit", "expectation", "trust", "belonging", "memory_fast", "memory_slow")


def informed(*messages: tuple[float, float]) -> Record:
    """Return a group that got messages of (information, level)."""
    return a_group(
        information=sum(i for i, _ in messages),
        information_l1=sum(i * level for i, level in messages),
        information_l2=sum(i * level * level for i, level in messages),
    )


def test_information_is_worth_most_at_the_reader_s_level() -> None:
    group, p = informed((1.0, 0.2), (0.5, 0.9)), parameters(level_distance=1.0)
    worth = [worth_of_information(a_member(expertise=e), group, p) for e in (0.2, 0.9)]
    assert worth == pytest.approx([1.0 + 0.5 * (1 - 0.49), 0.5 + 1.0 * (1 - 0.49)])


@example(level=0.0, expertise=1.0, amount=3.0, distance=2.0)
@given(share, share, st.floats(0, 50), st.floats(0, 2))
def test_information_is_never_worth_less_than_nothing(
    level: float, expertise: float, amount: float, distance: float
) -> None:
    member, p = a_member(expertise=expertise), parameters(level_distance=distance)
    assert worth_of_information(member, informed((amount, level)), p) >= 0


def test_value_is_what_is_read_weighed_by_what_one_likes() -> None:
    p = parameters(
        benefit_renewal=0.5, chat_worth=0.8, chat_enough=4.0, level_distance=1.0, trust_gain=0.1,
        overload_from=1.0, loss_irritates=0.0,
    )  # fmt: skip
    member = a_member(
        affinity=0.4, gregariousness=0.3, fandom=0.2, deal_proneness=0.9, expertise=0.5,
        benefit=0.2, trust=0.5, attention=100.0,
    )  # fmt: skip
    group = a_group(
        operator_messages=3.0, information=1.0, information_l1=0.5, information_l2=0.25,
        entertainment=0.5, persona=0.6, money=0.7, messages=8.0, chat_information=2.0, chat_fun=4.0,
        chat_l1=1.0, chat_l2=0.5,
    )  # fmt: skip
    weigh_talk(group, p)
    from_operator = 0.4 * 1.0 + 0.3 * 0.5 + 0.2 * 0.6 + 0.9 * 0.7
    from_members = 0.8 * (0.4 * (1 - math.exp(-2.0)) + 0.3 * (1 - math.exp(-1.0)))
    value = 1 - math.exp(-(from_operator + from_members))
    reads(member, group, p)
    assert member.benefit == pytest.approx(0.2 + 0.5 * (value - 0.2))
    assert member.trust == pytest.approx(0.5 + 0.1 * (1 - math.exp(-from_operator)) * 0.5)
    assert member.share_read == 1.0


def test_all_that_is_said_is_volume_and_talk_is_worth_less_and_less() -> None:
    group = a_group(
        operator_messages=3.0, messages=8.0, greetings=2.0, spam=0.5, chat_information=2.0,
        chat_fun=4.0,
    )  # fmt: skip
    weigh_talk(group, parameters(chat_enough=8.0))
    assert group.volume == 13.5
    assert group.chat_cheer == pytest.approx(1 - math.exp(-0.5))


def test_talk_is_worth_most_among_those_who_know_as_much() -> None:
    group, p = a_group(), parameters(level_distance=1.0)
    for expertise in (0.8, 0.8, 0.4):
        write(a_member(affinity=0.5, expertise=expertise), group, 1, p)
    worth = [worth_of_talk(a_member(expertise=e), group, p) for e in (0.8, 0.1)]
    near = 0.4 + 0.4 + 0.2 * (1 - 0.16)
    far = (0.4 + 0.4) * (1 - 0.49) + 0.2 * (1 - 0.09)
    assert worth == pytest.approx([1 - math.exp(-near), 1 - math.exp(-far)])


def test_of_more_than_one_can_read_a_share_is_read() -> None:
    member = a_member(attention=20.0)
    reads(member, a_group(volume=50.0), parameters())
    assert member.share_read == 0.4


def test_events_bring_company_loving_readers_closer() -> None:
    p = parameters(event_belonging=0.2)
    member = a_member(gregariousness=0.5, belonging=0.25, share_read=0.5)
    belong(member, a_group(social=2.0), p)
    closer = 0.25 + 0.2 * (1 - math.exp(-1.0)) * 0.5 * 0.75
    assert member.belonging == pytest.approx(closer)
    belong(member, a_group(), p)
    assert member.belonging == pytest.approx(closer)


def test_trust_and_need_soften_adverts() -> None:
    p = parameters(ads_irritate=0.5, trust_softens=0.6, need_softens=0.5)
    group = a_group(load=2.0)
    irritations = []
    for trust, need in ((0.0, 0.0), (1.0, 0.0), (0.0, 4.0), (0.5, 1.0)):
        member = a_member(trust=trust, need=need)
        irritate(member, group, 0.5, p)
        irritations.append(member.irritation_ads)
    assert irritations == pytest.approx([0.5, 0.2, 0.5 * 0.6, 0.5 * 0.7 * 0.75])


def test_each_annoyance_has_its_own_cause() -> None:
    p = parameters(
        ads_irritate=0.1, push_irritates=0.05, trust_softens=0.0, need_softens=0.0,
        pressing_irritates=0.2, overload_from=1.0, overload_irritates=0.4,
        off_topic_irritates=0.1, spam_irritates=0.3,
    )  # fmt: skip
    member = a_member(attention=10.0, affinity=0.5)
    group = a_group(volume=20.0, load=3.0, pressing=2.0, off_topic=4.0, spam=1.0,
                    intrusion=6.0)  # fmt: skip
    irritate(member, group, 0.5, p)
    told = [getattr(member, name) for name in IRRITATIONS]
    overload = 0.4 * (1 - math.exp(-1.0))
    off_topic = 0.5 * (0.1 * 0.5 * 4 + 0.3)
    assert told == pytest.approx([0.15, 0.15, overload, off_topic, 0.0, 0.2, 0.0])
    assert total_irritation(member) == pytest.approx(sum(told))


def test_whatever_is_pushed_disturbs_also_who_trusts_and_needs() -> None:
    p = parameters(push_irritates=0.05, trust_softens=1.0, need_softens=1.0)
    member = a_member(trust=1.0, need=50.0)
    irritate(member, a_group(intrusion=4.0), 0.5, p)
    assert member.irritation_pushes == pytest.approx(0.1)
    assert worst_cause(member) == (2, pytest.approx(0.1))
    assert CAUSES[1] == "pushes"


def test_no_overload_below_the_attention() -> None:
    member = a_member(attention=10.0)
    irritate(member, a_group(volume=9.9), 1.0, parameters(overload_from=1.0))
    assert member.irritation_overload == 0.0


def test_finding_less_than_hoped_for_annoys_and_hopes_adapt() -> None:
    p = parameters(loss_irritates=0.5, hopes_adapt=0.2, hopes_fall=0.1)
    member = a_member(expectation=0.8, benefit=0.3)
    disappoint(member, p)
    assert member.irritation_lost_benefits == pytest.approx(0.25)
    assert member.expectation == pytest.approx(0.75)
    member.benefit = 0.9
    disappoint(member, p)
    assert member.irritation_lost_benefits == pytest.approx(0.25)
    assert member.expectation == pytest.approx(0.78)


def test_unwanted_commerce_costs_trust_wanted_commerce_does_not() -> None:
    p = parameters(trust_loss=0.1, trust_gain=0.0)
    member = a_member(trust=0.5, need=0.0)
    rely(member, a_group(load=4.0), 1.0, 0.0, p)
    assert member.trust == pytest.approx(0.5 - 0.5 * (1 - math.exp(-0.4)))
    wanting = a_member(trust=0.5, need=3.0)
    rely(wanting, a_group(load=4.0), 1.0, 0.0, p)
    assert wanting.trust == pytest.approx(0.5 - 0.5 * (1 - math.exp(-0.1)))


@pytest.mark.parametrize(("need", "felt"), [(-0.5, 0.0), (0.0, 0.0), (1.0, 0.5), (3.0, 0.75)])
def test_the_more_occasions_are_open_the_more_one_needs_something(need: float, felt: float) -> None:
    assert present_need(a_member(need=need)) == felt


@pytest.mark.parametrize(("exposure", "share"), [(1.0, 1.0), (3.0, 0.5), (100.0, 1.0)])
def test_a_day_s_exposure_is_remembered_in_part_however_much_it_is(
    exposure: float, share: float
) -> None:
    p = parameters(
        memory_gain=0.4, memory_rate=1.5, memory_consolidates=0.1, event_memory=0.0,
    )  # fmt: skip
    member = a_member(memory_fast=0.2, memory_slow=0.5)
    rely(member, a_group(exposure=exposure), share, 0.0, p)
    seen = 0.4 * (1 - math.exp(-1.5 * share * exposure))
    assert member.memory_fast == pytest.approx(0.2 + seen * 0.8)
    assert member.memory_slow == pytest.approx(0.5 + 0.1 * seen * 0.5)


def test_a_person_who_presses_loses_more_trust_than_an_account_that_is_there_to_sell() -> None:
    for own, counts in ((0.0, 0.3), (60.0, 1.0)):
        p = parameters(
            pressing_trust=0.1, pressing_expected=0.3, trust_loss=0.0, trust_gain=0.0,
            ip_minutes=own,
        )  # fmt: skip
        trust = 0.5 * math.exp(-counts * 0.1 * 2 * 0.5)
        member = a_member(trust=0.5)
        rely(member, a_group(pressing=2.0), 0.5, 0.0, p)
        assert member.trust == pytest.approx(trust)


def test_what_one_took_part_in_is_remembered_for_long() -> None:
    member = a_member(memory_slow=0.2)
    p = parameters(event_memory=0.1, memory_consolidates=0.03)
    rely(member, a_group(social=2.0), 0.5, 0.0, p)
    assert member.memory_slow == pytest.approx(0.2 + 0.1 * (1 - math.exp(-1)) * 0.8)
    assert member.memory_fast == 0


@pytest.mark.parametrize(("satisfaction", "share"), [(0.5, 1), (0.0, 1), (-0.4, 0.6), (-1.5, 0)])
def test_who_was_let_down_believes_less(satisfaction: float, share: float) -> None:
    member = a_member(trust=0.5, satisfaction=satisfaction)
    rely(member, a_group(), 1.0, 2.0, parameters(trust_gain=0.1))
    assert member.trust == pytest.approx(0.5 + share * 0.1 * (1 - math.exp(-2)) * 0.5)


@pytest.mark.parametrize(
    ("wrote", "heard", "annoyed"), [(1, 0, 0.3), (1, 1, 0.0), (0, 0, 0.0), (0, 1, 0.0)]
)
def test_only_a_writer_whom_nobody_answered_is_annoyed(
    wrote: int, heard: int, annoyed: float
) -> None:
    member = a_member(wrote_today=wrote, heard_today=heard)
    neglect(member, parameters(neglect_irritates=0.3))
    assert member.irritation_neglect == annoyed


def test_a_night_cools_and_need_grows() -> None:
    p = parameters(
        irritation_keeps=0.75, memory_fast_keeps=0.5, memory_slow_keeps=0.9, habit_keeps=0.92,
        loss_keeps=0.8, belonging_keeps=0.99, trust_keeps=0.9, need_keeps=0.5,
        trace_keeps=0.8,
    )  # fmt: skip
    member = a_member(
        **dict.fromkeys(IRRITATIONS, 1.0), memory_fast=0.4, memory_slow=0.4, engagement=2.0,
        ties_lost=1.0, belonging=0.5, need=0.5, need_rate=0.125, trust=0.5,
        private_trace=2.0,
    )  # fmt: skip
    fade(member, p)
    assert [getattr(member, name) for name in IRRITATIONS] == [0.75] * 7
    assert (member.memory_fast, member.memory_slow) == pytest.approx((0.2, 0.36))
    assert (member.engagement, member.ties_lost) == pytest.approx((1.84, 0.8))
    assert (member.belonging, member.trust) == pytest.approx((0.495, 0.45))
    assert (member.need, member.private_trace) == pytest.approx((0.375, 1.6))


def test_belonging_never_fades_below_what_a_common_stake_gives() -> None:
    p = parameters(stake=0.8, belonging_keeps=0.9)
    member = a_member(affinity=0.5, belonging=0.6)
    fade(member, p)
    assert member.belonging == pytest.approx(0.58)
    member.belonging = 0.4
    fade(member, p)
    assert member.belonging == pytest.approx(0.4)


@given(any_parameters(), st.data())
def test_states_stay_between_0_and_1(p: SimpleNamespace, data: st.DataObject) -> None:
    traits = {trait: data.draw(share) for trait in SHARE_TRAITS}
    member = a_member(**traits, **{state: data.draw(share) for state in STATES}, attention=20.0)
    for _ in range(5):
        level, information = data.draw(share), data.draw(st.floats(0, 20))
        group = informed((information, level))
        marks = ("entertainment", "persona", "money", "load", "pressing", "spam", "off_topic",
                 "social", "operator_messages", "messages", "chat_information",
                 "chat_fun")  # fmt: skip
        for mark in marks:
            setattr(group, mark, data.draw(st.floats(0, 50)))
        weigh_talk(group, p)
        reads(member, group, p)
        fade(member, p)
        for state in STATES:
            assert 0 <= getattr(member, state) <= 1, state
        assert all(getattr(member, name) >= 0 for name in IRRITATIONS)
