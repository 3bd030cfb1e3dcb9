"""What happened, in words."""

from __future__ import annotations

from collections.abc import Callable

from made_up import number

from simcommunity.report.run_words import cut, headline, start, undecided, verdict
from simcommunity.results.estimates import Estimate
from simcommunity.scenario.loader import load_scenario
from simcommunity.simulation.running import Result

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
        ("A member placed 0.84 orders and spent ¥37.7; after all costs ¥23,456 was lost."),
    ]


def test_groups_that_live_are_said_to_live(make_result: Callable[..., Result]) -> None:
    told = headline(make_result({"death_day_silence": NEVER}), "en")
    assert told == ["After 20 days most of the 20 groups were still alive; 25% had died."]


def test_runs_of_one_group_are_counted_in_runs(make_result: Callable[..., Result]) -> None:
    lives = Estimate(None, None, None, None, 10, None, None, 7)
    one = {"mean_groups": 1.0, "replicates": 10}
    assert headline(make_result({"death_day_silence": lives}, **one), "en") == [
        "In 7 of 10 runs the group was still alive after 20 days; in 3 it had fallen silent "
        "for good."
    ]
    dies = Estimate(6.0, 6.5, 5.0, 7.0, 10, 5.0, 7.0, 1)
    assert headline(make_result({"death_day_silence": dies}, **one), "en")[0] == (
        "In 9 of 10 runs the group fell silent for good within 20 days; in half of the runs it "
        "had done so by day 7 after it was full."
    )


def test_no_sentence_has_half_days(make_result: Callable[..., Result]) -> None:
    half = Estimate(6.0, 6.5, 5.0, 7.0, 40, 5.0, 7.0, 1)
    assert "by day 7 after" in headline(make_result({"death_day_silence": half}), "en")[0]


def test_groups_that_begin_dead_come_back_or_do_not(make_result: Callable[..., Result]) -> None:
    scenario = load_scenario("dead_groups").scenario
    told = headline(make_result({"revived_share": number(0.42)}, scenario=scenario), "en")
    assert told == ["Of the 20 groups, dead at the start, 42% came back; 58% never did."]


def test_many_provisional_deaths_are_noted(make_result: Callable[..., Result]) -> None:
    assert undecided(make_result({"share_deaths_undecided": number(0.12)}), "en") == [
        "12% of these deaths are provisional: the run ends before the 30 days in which a group "
        "may come back. Run more days to be sure."
    ]
    assert undecided(make_result({"share_deaths_undecided": number(0.05)}), "en") == []
    assert undecided(make_result({"share_deaths_undecided": number(None)}), "en") == []


def test_a_run_without_groups_says_so(make_result: Callable[..., Result]) -> None:
    nothing = Estimate(None, None, None, None, 0, censored=0)
    metrics = {name: number(None) for name in make_result().metrics}
    metrics |= {"death_day_silence": nothing}
    told = verdict(make_result(metrics, mean_groups=0.0, mean_members=0.0), "en")
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


def test_whether_to_start_is_said_with_its_reasons(make_result: Callable[..., Result]) -> None:
    answered = {"answered_share": number(1.0)}
    loss = make_result(answered | {"profit": Estimate(-900.0, -900.0, -1000.0, -800.0, 5)})
    assert start(loss, "en") == (
        "Do not start it like this: in 20 days it loses ¥900 after all costs "
        "(95% interval −¥1,000 to −800); half of the groups are silent for good by day 6."
    )
    gain = make_result(answered | {"profit": Estimate(900.0, 900.0, 800.0, 1000.0, 5)})
    assert start(gain, "en") == (
        "Worth trying: in 20 days it leaves ¥900 after all costs (95% interval ¥800 to 1,000)."
    )
    assert (
        start(gain, "zh")
        == "值得一试：20 天下来，扣除全部成本赚 900 元（95% 区间 800 至 1,000 元）。"
    )
    unheard = make_result(gain.metrics | {"answered_share": number(0.7)})
    assert start(unheard, "en").endswith("to 1,000), but 30% of the enquiries get no answer.")
    either = make_result(answered | {"profit": Estimate(0.0, 0.0, -5.0, 5.0, 5)})
    assert start(either, "en").startswith("Undecided: after 20 days the profit may be above or ")


def test_what_the_hours_did_not_allow_is_said_in_words(make_result: Callable[..., Result]) -> None:
    assert cut(make_result(), "en") == []
    asked = {"advert": (100.0, 60.0), "coupon": (20.0, 0.0), "red_packet": (40.0, 20.0)}
    assert cut(make_result(asked=asked), "en") == [
        "The plan asks for more than the 8 hours a day of the team: 50% of its messages are cut by "
        "priority, most of all Advert (60 of 100) and Red packet (20 of 40)."
    ]
