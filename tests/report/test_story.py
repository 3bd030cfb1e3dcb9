"""A scenario told in sentences."""

from __future__ import annotations

import pytest

from simcommunity.report.scenario_words import tell
from simcommunity.scenario.loader import load_scenario

SHIPPED = (
    "supermarket",
    "supermarket_gated",
    "rescue_day_four",
    "dead_groups",
    "organic",
)


def told(name: str, *changes: str) -> dict[str, str]:
    """Return the English sentences by heading."""
    scenario = load_scenario(name, changes).scenario
    return {heading: " ".join(sentences) for heading, sentences in tell(scenario, "en")}


def test_the_supermarket_is_told_from_its_numbers() -> None:
    story = told(
        "supermarket",
        "business={ticket: 45, cycle: 9, margin: 0.2, quality: 0.7}",
        "people.mix={bargain_hunter: 0.6, passer_by: 0.4}",
        "arrival=[{hook: {giveaway: 5}, through: till, places: 7, per_day: [330, 400], cost: 6}]",
        "groups.size=310",
        "team={people: 1, hours: 8, wage: 25}",
    )
    assert story["The people"].startswith(
        "Those who are asked: bargain hunter 60% and passer-by 40%."
    )
    assert story["How they arrive"] == (
        "Gift at the till (till): from the first day, for 14 days, 330 to 400 people are asked "
        "a day at each of 7 places, which fill groups of their own, with something worth "
        "about ¥5; each who joins costs ¥6."
    )
    assert story["The groups"].startswith("A group holds up to 310 members.")
    assert story["The team"] == "1 person, 8 hours a day each, at ¥25 an hour."


def test_the_playbook_of_a_campaign_is_told_after_the_common_one() -> None:
    story = told(
        "supermarket",
        "arrival=[{hook: content, through: a book, per_day: 9, playbook: {title: Silence}}]",
        "playbook={calendar: {adverts: {send: advert, per_day: 2}}}",
    )
    assert story["The playbook"].endswith(
        "The groups of “a book” have a playbook of their own: Silence. The operator posts nothing."
    )


def test_one_of_a_thing_is_told_in_the_singular() -> None:
    playbook = (
        "playbook={when: [{if: {speakers_per_100: {above: 2}}, "
        "then: {send: question}, at_most: once a day}]}"
    )
    story = told("supermarket", "team={people: 2, hours: 1, wage: 25}", playbook)
    assert story["The team"] == "2 people, 1 hour a day each, at ¥25 an hour."
    assert story["The playbook"].endswith(
        "When the number who speak, per 100 members, is above 2, it sends: Question, "
        "at most once a day."
    )


def test_a_calendar_is_told_entry_by_entry() -> None:
    playbook = (
        "playbook={moderation: 0.5, answers: 0.25, most_per_day: 9, calendar: {"
        "a: {send: advert, per_day: 8}, "
        "b: {send: red_packet, every: 7 days, worth: 50, starting: 3}, "
        "c: {send: question, on: [mon, thu], times: 2}, "
        "d: {send: announcement, dates: [0, 30]}}}"
    )
    story = told("supermarket", playbook)["The playbook"]
    assert "Posted by hand, group by group: Advert, 8 a day;" in story
    assert "Red packet (¥50), every 7 days, from day 3 of the run;" in story
    assert "Question, on Monday and Thursday, 2 at a time;" in story
    assert "on days 0 and 30 of the run." in story
    assert "The team answers 25% of what members write" in story
    assert "50% of spam and off-topic talk is removed." in story
    assert "At most 9 messages a day in a group." in story


def test_a_trigger_is_told_with_its_line_and_its_pause() -> None:
    playbook = (
        "playbook={when: [{if: {reached_share: {below: 0.25}, for: 3 days}, "
        "then: {send: red_packet, worth: 80}, at_most: once a week}]}"
    )
    assert told("supermarket", playbook)["The playbook"].endswith(
        "When the share of members who look in is below 25% for 3 days, it sends: "
        "Red packet (¥80), at most once every 7 days."
    )


def test_phases_are_told_in_their_order() -> None:
    story = told("rescue_day_four")["The playbook"]
    first, second = "Until day 3 of a group's life:", "From day 4 of a group's life on:"
    assert 0 <= story.index(first) < story.index(second)


@pytest.mark.parametrize(
    ("gate", "sentence"),
    [
        ("none", "Anybody may enter."),
        ("{spend: 100}", "To enter, one must have spent ¥100."),
        ("{fee: 9.9}", "To enter, one must pay ¥9.9."),
        ("{referrals: 3}", "To enter, one must bring others: 3."),
        ("{application: 0.5}", "To enter, one must apply; strictness 50%."),
    ],
)
def test_every_gate_is_told(gate: str, sentence: str) -> None:
    assert told("supermarket", f"gate={gate}")["The groups"].endswith(sentence)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_shipped_scenarios_are_told_without_gaps(name: str, lang: str) -> None:
    for heading, sentences in tell(load_scenario(name).scenario, lang):
        assert heading
        assert sentences
        for sentence in sentences:
            assert sentence.strip() == sentence
            assert not set("{}") & set(sentence)
            assert "None" not in sentence


def test_contacts_are_told_as_contacts() -> None:
    said = told("rental_shop_proactive")
    assert said["The groups"] == (
        "There is no group chat; people are friends of the account from the first day."
    )
    assert "A bit of life in Moments, 1 a day" in said["The playbook"]
    assert "in private, to everybody once in 30 days" in said["The playbook"]
    assert "group by group" not in said["The playbook"]


def test_what_is_kept_for_those_who_ask_is_told_where_there_are_contacts() -> None:
    service = "playbook={service: 0.4, best_first: true}"
    kept = "40% of the team's time is kept for those who ask. Customers are served before others."
    assert told("moments_shop", service)["The playbook"].endswith(kept)
    assert "those who ask" not in told("supermarket", service)["The playbook"]
