"""When it is too late: the window from made-up differences, and small runs as a user sees them."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simcommunity.cli.main import main
from simcommunity.scenario.loader import load_scenario
from simcommunity.simulation.running import GrowingRun, run
from simcommunity.study.compare.comparing import compare
from simcommunity.study.compare.differences import Difference
from simcommunity.study.compare.rescuing import rescue, window

SMALL = [
    "days=30", "groups.size=20", "arrival.0.places=1", "arrival.0.per_day=30", "arrival.0.days=3",
]  # fmt: skip
CHANGES = [part for change in SMALL for part in ("--set", change)]
SHORT = ["--replicates", "4", "--jobs", "1", "--lang", "en"]


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def gains(metric: str, *together: tuple[float, float], n: int = 20) -> list[Difference]:
    """Return differences with these intervals."""
    return [
        Difference("x", metric, (low + high) / 2, low, high, low, high, 0.5, 2.0, n)
        for low, high in together
    ]


def test_the_last_day_is_the_last_one_that_surely_helps() -> None:
    told = window("profit", (1, 4, 7, 14), gains("profit", (5, 9), (1, 6), (-2, 3), (-1, 1)))
    assert (told.last_day, told.next_day, told.most_left) == (4, 7, 3)
    assert (told.best_day, told.better, told.harm_day) == (1, "more", None)


def test_an_unsure_day_between_sure_ones_does_not_end_the_window() -> None:
    told = window("profit", (1, 4, 7), gains("profit", (2, 9), (-1, 6), (1, 3)))
    assert (told.last_day, told.next_day) == (7, None)
    assert math.isnan(told.most_left)


def test_of_what_one_dislikes_less_is_a_gain() -> None:
    metric = "share_muted_at_end"
    told = window(metric, (1, 4), gains(metric, (-0.3, -0.1), (-0.1, 0.05)))
    assert (told.last_day, told.next_day, told.better) == (1, 4, "less")
    assert told.most_left == pytest.approx(0.1)


def test_from_when_on_switching_does_harm_is_told() -> None:
    told = window("profit", (1, 4, 7, 9), gains("profit", (-5, -1), (-2, 3), (-4, -1), (-9, -2)))
    assert (told.last_day, told.harm_day) == (None, 7)


def test_with_few_replicates_switching_neither_surely_helps_nor_harms() -> None:
    both = (5, 9), (-9, -2)
    told = window("profit", (1, 4), gains("profit", *both, n=10))
    assert (told.last_day, told.harm_day) == (1, 4)
    few = window("profit", (1, 4), gains("profit", *both, n=9))
    assert (few.last_day, few.harm_day) == (None, None)
    assert not any(one.clear for one in gains("profit", *both, n=9))


def test_nothing_sure_is_told_as_such() -> None:
    told = window("profit", (3, 5), gains("profit", (-2, 4), (-3, 1)))
    assert (told.last_day, told.next_day, told.most_left) == (None, 3, 4)


def test_a_rescue_compares_each_day_with_never_switching() -> None:
    done = rescue(
        "supermarket", "topic_led", [2, 0, 29], changes=SMALL, replicates=3, jobs=1, seed=5
    )
    assert done.days == (0, 2, 29)
    assert [arm.name for arm in done.comparison.arms[1:]] == [f"topic_led@{d}" for d in done.days]
    at_once = compare("supermarket", ["topic_led"], changes=SMALL, replicates=3, jobs=1, seed=5)
    digests = [arm.result.digest for arm in done.comparison.arms]
    assert digests[:2] == [arm.result.digest for arm in at_once.arms]
    assert digests[3] == digests[0]  # nothing is left to be done on the last day
    silent = [mean for mean, _, _ in done.silent]
    assert silent[0] <= silent[1]
    assert all(0 <= share <= 1 for share in silent[:2])
    told = done.as_dict()
    assert told["schema"] == "simcommunity.rescue/1"
    assert set(told["gains"]) == {"death_day_silence", "orders_per_member", "profit"}
    assert [gain["day"] for gain in told["gains"]["profit"]] == [0, 2, 29]
    last = told["gains"]["profit"][2]
    # What never differed in few replicates has no interval: it tells nothing of other luck.
    assert (last["mean"], last["together_lo"], last["helps"]) == (0, None, 0)


def test_the_command_says_until_when_and_writes_page_and_figure(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = call(
        "compare", "supermarket", *CHANGES, *SHORT, "--rescue", "topic_led", "--at", "1,4,9",
        "--metric", "profit", "--metric", "share_muted_at_end", "--out", str(out),
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert "when is it too late for “Topics first”?" in done.stdout
    assert re.search(r"^“Profit after all costs”: ", done.stdout, re.MULTILINE)
    assert re.search(r"^4 +[\d.]+% ", done.stdout, re.MULTILINE)
    names = sorted(file.name for file in out.iterdir())
    assert names == [
        "replicates.parquet", "rescue.html", "summary.json", "window.png", "window.svg",
    ]  # fmt: skip
    told = json.loads((out / "summary.json").read_text())
    assert [one["metric"] for one in told["windows"]] == ["profit", "share_muted_at_end"]
    assert told["comparison"]["together"]["differences"] == 6
    page = (out / "rescue.html").read_text()
    few = "Too few replicates: 4, where at least 10 are needed."
    assert told["cautions"] == [{"kind": "few_replicates", "replicates": 4, "least": 10}]
    assert done.stdout.index(few) < done.stdout.index("“Profit after all costs”")
    assert page.index(few) < page.index("<h2")
    assert "<script" not in page
    assert told["command"].split()[1] == "compare"


def test_days_may_be_those_of_the_run() -> None:
    done = call(
        "compare", "supermarket", *CHANGES, *SHORT, "--rescue", "hands_off", "--at", "3,20",
        "--by", "date", "--json", "-q",
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert (told["by"], told["days"], told["silent_before"]) == ("date", [3, 20], [])
    assert told["comparison"]["arms"][2]["name"] == "hands_off@date:20"


def test_replicates_are_added_until_the_intervals_are_narrow_enough() -> None:
    words = ["compare", "supermarket", *CHANGES, "--jobs", "1", "--with", "hands_off", "--json"]
    first = json.loads(call(*words, "--replicates", "4", "-q").stdout)
    (profit,) = (one for one in first["differences"] if one["metric"] == "profit")
    wide = (profit["hi"] - profit["lo"]) / 2
    more = [*words, "--metric", "profit", "--replicates", "4", "--until-halfwidth"]
    told = json.loads(call(*more, str(wide / 1.5), "-q").stdout)
    stopping = told["stopping"]
    assert stopping["met"] is True
    assert stopping["replicates"] == told["arms"][0]["run"]["replicates"] > 4
    assert stopping["reached"] <= wide / 1.5
    assert stopping["looks"][0] == 4
    loaded = load_scenario("supermarket", SMALL)
    straight = run(loaded, replicates=stopping["replicates"], jobs=1)
    assert told["arms"][0]["run"]["digest"] == straight.digest
    never = json.loads(call(*more, "0.001", "--at-most", "6", "-q").stdout)["stopping"]
    assert (never["met"], never["replicates"]) == (False, 6)
    assert never["needed"] > 1000


def test_a_course_goes_on_where_it_stopped() -> None:
    loaded = load_scenario("supermarket", SMALL)
    course = GrowingRun(loaded, jobs=1)
    first = course.upto(1)
    whole = course.upto(3)
    straight = run(loaded, replicates=3, jobs=2)
    assert (whole.digest, whole.metrics) == (straight.digest, straight.metrics)
    assert len(first.times["death_day_silence"]) == 1
    with pytest.raises(ValueError, match="below 3"):
        course.upto(2)


def test_a_design_is_run_by_the_same_command(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "scenario: supermarket\nchange: {days: 20, groups.size: 20, arrival.0.places: 1, "
        "arrival.0.per_day: 30, arrival.0.days: 3}\narms: {topics: topic_led, later: topic_led@4}\n"
        "goal: orders_per_member\nmetrics: [profit]\nreplicates: 3\n"
    )
    done = call("compare", str(file), "--seed", "3", "--jobs", "1", "--json", "-q")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert [arm["name"] for arm in told["arms"]] == ["supermarket", "topics", "later"]
    assert {arm["run"]["seed"] for arm in told["arms"]} == {3}
    assert told["best"]["goal"] == "orders_per_member"
    assert [one["metric"] for one in told["differences"]] == ["profit", "orders_per_member"] * 2
    assert told["lifetimes"][1]["logrank"] is None or "statistic" in told["lifetimes"][1]["logrank"]
    file.write_text(file.read_text().replace("[profit]", "[proft]"))
    wrong = call("compare", str(file), "--lang", "en")
    assert wrong.exit_code == 3
    assert "mine.yaml:5: metrics.0: 'proft' — there is no such metric (did you mean 'profit'?)" in (
        wrong.stderr
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["supermarket"], "--with"),
        (["supermarket", "--with", "topic_led", "--rescue", "topic_led", "--at", "3"], "one of"),
        (["supermarket", "--rescue", "topic_led"], "--at"),
        (["supermarket", "--with", "topic_led", "--at", "3"], "--rescue"),
        (["supermarket", "--rescue", "topic_led", "--at", "1,x"], "1,2,4,7"),
        (["supermarket", "--rescue", "topic_led", "--at", "9999"], "1,2,4,7"),
        (["supermarket", "--rescue", "topic_led", "--at", "120"], "119"),
        (["supermarket", "--with", "topic_led", "--goal", "proft"], "'profit'"),
        (["supermarket", "--with", "topic_led", "--until-halfwidth", "0"], "until-halfwidth"),
        (["experiments/rescue.yaml", "--with", "topic_led"], "design"),
    ],
)
def test_a_misuse_is_told(
    arguments: list[str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[3])
    done = call("compare", *arguments, "--lang", "en")
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stdout == ""
