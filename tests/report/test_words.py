"""What happened, in words."""

from __future__ import annotations

from collections.abc import Callable

from made_up import number

from simcommunity.estimates import Estimate
from simcommunity.report.words import headline, verdict
from simcommunity.run import Result

NEVER = Estimate(None, None, None, None, 40, None, None, 30)


def test_the_headline_tells_when_and_how_groups_died(make_result: Callable[..., Result]) -> None:
    assert headline(make_result(), "en") == [
        (
            "Of the 20 groups, half had fallen silent for good by day 6 after they were full; "
            "by day 14, 92% were dead."
        ),
        (
            "They died muted, not empty: at that point 71% of the members had muted the group "
            "and only 6.1% had left."
        ),
    ]


def test_the_verdict_goes_on_to_causes_waking_talk_and_money(
    make_result: Callable[..., Result],
) -> None:
    assert verdict(make_result(), "en")[2:] == [
        "They muted mainly over adverts (52%) and too many messages (24%).",
        (
            "In a dead group only money still woke anybody: 14% answered a red packet, "
            "0.31% an advert."
        ),
        (
            "On an average day 0.63 of 100 members spoke; 14% ever wrote, and 84% of all messages "
            "were the operator's own."
        ),
        (
            "A member placed 0.84 orders and spent ¥37.7; after all costs ¥23,456 was lost."
        ),
    ]


def test_groups_that_live_are_said_to_live(make_result: Callable[..., Result]) -> None:
    told = headline(make_result({"death_day_silence": NEVER}), "en")
    assert told == ["After 20 days most of the 20 groups were still alive; 25% had died."]


def test_a_run_without_groups_says_so(make_result: Callable[..., Result]) -> None:
    nothing = Estimate(None, None, None, None, 0, censored=0)
    metrics = {name: number(None) for name in make_result().metrics}
    metrics |= {"death_day_silence": nothing}
    told = verdict(make_result(metrics, groups=0.0, members=0.0), "en")
    assert told == ["Nobody came, and no group was opened."]


def test_no_claim_is_made_that_the_numbers_do_not_bear(make_result: Callable[..., Result]) -> None:
    told = verdict(
        make_result(
            {
                "share_muted_at_death": number(0.30),
                "share_left_at_death": number(0.40),
                "dead_response_rate_advert": number(0.10),
                "mute_cause_ads": number(0.05),
                "mute_cause_overload": number(0.05),
                "profit": number(500.0),
            }
        ),
        "en",
    )
    text = " ".join(told)
    assert "not empty" not in text
    assert "only money" not in text
    assert "mainly" not in text
    assert "¥500 was earned" in text


def test_both_languages_tell_as_much(make_result: Callable[..., Result]) -> None:
    assert len(verdict(make_result(), "zh")) == len(verdict(make_result(), "en")) == 6
