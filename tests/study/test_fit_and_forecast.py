"""A log is fitted and forecast by simulated groups; small, through the public functions."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from simcommunity.cli.main import main
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import load_scenario
from simcommunity.study.fit.fitting import fit
from simcommunity.study.fit.numbers import put_in
from simcommunity.study.fit.one_group import simulate
from simcommunity.study.fit.one_log import ask
from simcommunity.study.fit.own_story import as_told
from simcommunity.study.forecast.forecasting import forecast
from simcommunity.study.logs.group_log import GroupLog, read_log

LOG = Path(__file__).parents[2] / "experiments" / "logs" / "my_group.csv"
QUICK = ["arrival.0.days=3"]


def call(*words: str) -> None:
    with pytest.raises(SystemExit) as left:
        main([*words, "--jobs", "1", "-q"])
    assert left.value.code == 0


def test_a_fit_finds_the_numbers_that_made_a_log() -> None:
    story = load_scenario("organic", QUICK).scenario
    made = []
    for people, sociability in ((20.0, 0.5), (150.0, 3.0)):
        true = put_in(story, {"people": people, "sociability": sociability})
        log = simulate(true, 14, 3, 0, from_first_word=True)[0].counts
        told = GroupLog("made", {name: log[name] for name in ("active_posters", "messages")})
        made.append(fit(told, story, names=["people"], points=40, simulations=400))
    small, large = (one.told[0] for one in made)
    assert small.quantiles[4] < large.quantiles[2]
    assert large.quantiles[0] > small.quantiles[2]
    assert small.informed


def kinds(cautions: list[dict[str, object]]) -> list[object]:
    """Return what one is warned of."""
    return [one["kind"] for one in cautions]


def test_people_who_keep_coming_count_among_the_people() -> None:
    then = 'arrival.0.then=[{"per_day": 4, "days": 10}, {"per_day": [0, 2], "days": 90}]'
    quick = ["arrival.0.days=5", "arrival.0.per_day=8"]
    stories = [load_scenario("organic", quick + more).scenario for more in ([], [then])]
    plain, staged = (put_in(story, {"people": 60.0}).arrival[0] for story in stories)
    assert staged.usually_asked == pytest.approx(plain.usually_asked)
    rates = [stage.per_day[0] / staged.per_day[0] for stage in staged.then]
    assert rates == pytest.approx([4 / 8, 1 / 8])


def test_a_log_that_the_scenario_made_is_explained_by_it() -> None:
    story = load_scenario("organic", QUICK).scenario
    columns = ("active_posters", "messages", "joins", "leaves")
    misfits = 0
    for luck in range(10):
        log = simulate(put_in(story, {"people": 60.0}), 14, 3, luck, from_first_word=True)[0].counts
        told = GroupLog("made", {name: log[name] for name in columns})
        found = fit(told, story, names=["people"], points=40, simulations=200)
        misfits += "misfit" in kinds(found.cautions)
        assert "wrong_scenario" not in kinds(found.cautions)
    assert misfits <= 2  # one in twenty is to be expected


def test_what_speaks_against_a_fit_or_a_forecast_stands_in_every_headline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.csv"
    days = "".join(f"{day},{5 + day % 3},200,2,60\n" for day in range(8))
    log.write_text(f"day,active_posters,members,adverts,orders\n{days}", encoding="utf-8")
    said = {
        "en": ("wrong scenario", "does not explain this log", "Too few"),
        "zh": ("场景不对", "解释不了这份日志", "太少"),
    }
    for command in ("fit", "forecast"):
        out = tmp_path / command
        few = ["--draws", "20"] if command == "forecast" else []
        words = [command, str(log), "--simulations", "120", *few]
        call(*words, "--out", str(out), "--json")
        cautions = json.loads(capsys.readouterr().out)["cautions"]
        assert kinds(cautions)[:2] == ["wrong_scenario", "misfit"]
        assert "few" in kinds(cautions)
        assert cautions[0]["log_tells"] == {"adverts": 16, "orders": 480}
        assert "orders" in cautions[1]["outside"]
        page = (out / "report.html").read_text(encoding="utf-8")
        for lang, sentences in said.items():
            call(*words, "--lang", lang)
            table = "".join(capsys.readouterr().out.split())
            body = page.split(f'lang="{lang}' if lang == "en" else 'lang="zh', 2)[-1]
            for sentence in sentences:
                assert "".join(sentence.split()) in table.partition("─")[0]
                assert sentence in body
        assert "What helps most" not in page


def test_a_fit_is_the_same_for_any_number_of_threads() -> None:
    log = read_log(LOG).first(8)
    one, two = (
        fit(log, "supermarket_topics", points=20, simulations=100, jobs=jobs) for jobs in (1, 2)
    )
    assert np.array_equal(one.unit, two.unit)
    assert one.as_dict() == two.as_dict()
    for told in one.told:
        low, *_, high = told.quantiles
        assert told.range.low <= low <= told.quantiles[2] <= high <= told.range.high * (1 + 1e-9)


def test_the_command_writes_a_scenario_that_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, out = tmp_path / "log.csv", tmp_path / "out"
    log.write_text("\n".join(LOG.read_text(encoding="utf-8").splitlines()[:9]), encoding="utf-8")
    call("fit", str(log), "--scenario", "supermarket_topics", "--free", "habit", "--free", "size",
         "--simulations", "100", "--out", str(out), "--json")  # fmt: skip
    told = json.loads(capsys.readouterr().out)
    names = [one["name"] for one in told["numbers"]]
    assert names == ["habit", "size"]
    story = load_scenario(out / "fitted.yaml").scenario
    assert story.parameters["habit"] == pytest.approx(told["numbers"][0]["median"], rel=1e-4)
    assert story.groups.size == round(told["numbers"][1]["median"])
    with (out / "posterior.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == told["points"]
    assert sum(float(row["weight"]) for row in rows) == pytest.approx(1, abs=1e-3)
    assert sorted(path.name for path in out.iterdir()) == [
        "check.png", "check.svg", "fitted.yaml", "posterior.csv", "report.html", "summary.json",
    ]  # fmt: skip


def test_what_the_team_sent_is_sent_on_the_same_days() -> None:
    sent = np.array([2.0, 0, 3, 2, 0])
    log = GroupLog("mine", {"active_posters": np.ones(5), "adverts": sent})
    past, coming = as_told(load_scenario("organic").scenario, log).playbook.phases
    days = np.zeros(5)
    for entry in past.plan.calendar.values():
        days[list(entry.dates or ())] += entry.times
    assert days.tolist() == sent.tolist()
    assert [entry.per_day for entry in coming.plan.calendar.values()] == [1]


def test_an_unknown_number_and_a_log_that_is_too_short_are_refused() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'habit'"):
        fit(read_log(LOG), names=["habitt"])
    with pytest.raises(ScenarioError, match="at least 3"):
        fit(read_log(LOG).first(2))


def test_a_silent_group_is_silent_and_a_lively_one_is_not() -> None:
    silent = GroupLog("silent", {"active_posters": np.array([3.0, 2, 1, *[0] * 7])})
    lively = GroupLog("lively", {"active_posters": np.array([6.0, 9, 8, 9, 10, 9, 9, 11, 8, 9])})
    over, going = (
        forecast(log, simulations=2400, draws=200, seed=3, compare=False)
        for log in (silent, lively)
    )
    assert over.quiet_now == 7
    assert set(over.silent.values()) == {1.0}
    assert going.silent[7] < 0.2
    assert going.silent[7] <= going.silent[30] <= going.silent[90]
    assert np.median(over.posters[:, :7].sum(axis=1)) <= 3
    # Fifty-odd poster-days in each of the last weeks.
    assert 20 < np.median(going.posters[:, :7].sum(axis=1)) < 90
    assert going.posters.shape == (200, 97)
    assert min(over.effective, going.effective) > 20
    # The groups that were found resemble each log where it ends.
    assert over.last_week[:2] == (0, 0)
    assert going.last_week[0] == 65
    assert going.last_week[1] <= 65 <= going.last_week[2]


def test_playbooks_are_tried_on_the_same_futures() -> None:
    log = read_log(LOG).first(8)
    one, two = (forecast(log, simulations=300, draws=20, seed=3, jobs=jobs) for jobs in (1, 2))
    assert one.as_dict() == two.as_dict()
    assert one.lent_a_team
    assert sum(change.best for change in one.changes) + one.as_now_best == pytest.approx(1)
    by_name = {change.name: change for change in one.changes}
    assert by_name["ad_spam"].posters[0] < by_name["topic_led"].posters[0]
    json.dumps(one.as_dict(), allow_nan=False)


def test_what_is_not_known_does_not_matter_to_a_fit() -> None:
    log = read_log(LOG).first(10)
    asked = ask(log, load_scenario("supermarket_topics").scenario, ["habit"], seed=3)
    gaps = {name: np.where(np.isin(np.arange(10), (3, 4, 8)), np.nan, x)
            for name, x in log.counts.items()}  # fmt: skip
    holed = ask(GroupLog("holed", gaps), asked.scenario, ["habit"], seed=3)
    assert np.isfinite(holed.seen).all()
    # Whatever a simulated log holds on such days, its summary is the same; on others it is not.
    other = {name: x + np.isin(np.arange(10), (3, 4, 8)) for name, x in log.counts.items()}
    assert np.array_equal(holed.summary(other), holed.summary(log.counts))
    assert np.array_equal(holed.summary(log.counts), holed.seen)
    assert not np.array_equal(asked.summary(other), asked.seen)


def test_on_days_that_are_not_known_the_team_keeps_to_the_scenario() -> None:
    sent = np.array([2.0, np.nan, np.nan, 2, 0])
    log = GroupLog("mine", {"active_posters": np.ones(5), "adverts": sent})
    story = load_scenario("supermarket_topics").scenario
    phases = as_told(story, log).playbook.phases
    assert [(one.from_date, one.until_date) for one in phases] == [
        (None, 0), (1, 2), (3, 4), (5, None),
    ]  # fmt: skip
    assert phases[1].plan == story.playbook.as_phases()[0].plan
    assert [entry.per_day for entry in phases[3].plan.calendar.values()] == [1]
    many = GroupLog("many", {"active_posters": np.ones(99), "adverts": np.tile([1, np.nan, 1], 33)})
    with pytest.raises(ScenarioError, match="at most 49"):
        as_told(story, many)


def test_logs_of_messages_and_with_gaps_are_fitted_and_forecast(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "log.csv"
    rows = "".join(
        f"2024-03-{day:02},{n}\n" for day, n in ((1, 9), (2, 8), (3, 4), (7, 6), (8, ""))
    )
    file.write_text(f"日期,消息数\n{rows}", encoding="utf-8")
    out = str(tmp_path / "fit")
    call("fit", str(file), "--free", "habit", "--simulations", "100", "--out", out, "--json")
    assert json.loads(capsys.readouterr().out)["days"] == 8
    found = forecast(read_log(file), simulations=300, draws=20, seed=3, compare=False)
    assert found.last_week is None
    assert found.quiet_now == 0
    json.dumps(found.as_dict(), allow_nan=False)


def test_an_end_that_is_not_known_is_not_taken_for_silence() -> None:
    spoke = [6.0, 9, 8, 9, 10, 9, 9, 11, 8, 9]
    quiet, unknown = (
        forecast(GroupLog("g", {"active_posters": np.array([*spoke, *[end] * 7])}),
                 simulations=2400, draws=200, seed=3, compare=False)
        for end in (0.0, np.nan)
    )  # fmt: skip
    assert (quiet.quiet_now, quiet.silent[7]) == (7, 1.0)
    assert unknown.quiet_now == 0
    assert unknown.silent[7] < 0.6
    assert unknown.last_week is None
