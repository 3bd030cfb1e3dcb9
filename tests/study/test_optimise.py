"""Search and judgement through the public interface, on a business that runs in milliseconds."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simcommunity.report.optimisation import headline
from simcommunity.report.optimisation_page import OPTIMISATION
from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import load_scenario, load_text
from simcommunity.simulation.running import prepare, run
from simcommunity.simulation.tables import Tables
from simcommunity.study.optimise.design import load_design
from simcommunity.study.optimise.goals import MEASURED, measure
from simcommunity.study.optimise.judging import Finalist, decide, front
from simcommunity.study.optimise.optimising import Optimisation, optimise
from simcommunity.study.optimise.search import OtherDesignError, ranks, within
from simcommunity.study.optional_libraries import MissingExtraError

SMALL = ["days=15", "arrival.0.places=1", "arrival.0.per_day=40", "arrival.0.days=3"]
DESIGN: dict[str, Any] = {
    "scenario": "coffee_shop",
    "set": SMALL,
    "start_from": ["hands_off", "ad_spam"],
    "space": {"messages": ["coupon", "advert", "life_share"]},
    "search": {"trials": 24, "replicates": 3},
    "judge": {"finalists": 2, "replicates": 12},
}


def small(**changes: Any) -> dict[str, Any]:
    """Return the small design with some parts replaced."""
    return {**DESIGN, **changes}


@pytest.fixture(scope="module")
def found() -> Optimisation:
    return optimise(DESIGN, jobs=1)


def test_starts_are_tried_first_and_as_they_are(found: Optimisation) -> None:
    assert [one.start for one in found.tried[:3]] == ["coffee_shop", "hands_off", "ad_spam"]
    assert len(found.tried) == 24
    direct = run(load_scenario("coffee_shop", [*SMALL, "playbook=ad_spam"]), replicates=3, seed=1)
    assert found.tried[2].values[:, 0].tolist() == direct.per_replicate["profit"].tolist()


def test_finalists_are_judged_on_luck_of_their_own(found: Optimisation) -> None:
    start = next(one for one in found.finalists if one.start is not None)
    changes = [] if start.start == "coffee_shop" else [f"playbook={start.start}"]
    direct = run(load_scenario("coffee_shop", [*SMALL, *changes]), replicates=12, seed=2)
    assert start.values[:, 0].tolist() == direct.per_replicate["profit"].tolist()
    assert found.task.design.judge.seed != found.task.design.search.seed


def test_the_winner_is_never_below_the_best_start(found: Optimisation) -> None:
    verdict = found.verdict
    assert verdict is not None
    assert verdict.winner is not None
    assert verdict.start is not None
    means = [one.values[:, 0].mean() for one in found.finalists]
    assert means[verdict.winner] >= means[verdict.start]
    assert means[verdict.start] == max(
        mean for mean, one in zip(means, found.finalists, strict=True) if one.start
    )


def test_workers_change_nothing(found: Optimisation) -> None:
    again = optimise(DESIGN, jobs=2)
    for one, two in zip(found.tried, again.tried, strict=True):
        assert one.point == two.point
        assert (one.values == two.values).all()
    assert found.as_dict()["finalists"] == again.as_dict()["finalists"]


def test_an_interrupted_search_ends_as_if_it_had_not_been(
    found: Optimisation, tmp_path: Path
) -> None:
    class EnoughError(Exception):
        pass

    def stop(done: int, _: int) -> None:
        if done >= 11:
            raise EnoughError

    journal = tmp_path / "journal.log"
    with pytest.raises(EnoughError):
        optimise(DESIGN, jobs=1, journal=journal, progress=stop)
    done: list[int] = []
    again = optimise(DESIGN, jobs=1, journal=journal, progress=lambda k, _: done.append(k))
    assert done[0] > 11
    assert [one.point for one in again.tried] == [one.point for one in found.tried]
    assert again.as_dict()["recommended"] == found.as_dict()["recommended"]
    with pytest.raises(OtherDesignError):
        optimise(small(goals=["trust"]), jobs=1, journal=journal)


def test_what_is_written_runs_to_the_judged_numbers(found: Optimisation) -> None:
    for place, one in enumerate(found.finalists):
        again = run(load_text(found.yaml(place), "best"))  # of itself on the judge's luck
        assert again.per_replicate["profit"].tolist() == one.values[:, 0].tolist()


def test_a_budget_is_kept() -> None:
    money = MEASURED.index("money")
    result = optimise(small(budget={"minutes_a_day": 8, "money": 0}), jobs=1)
    (place,) = result.recommended
    spent = result.finalists[place].values.mean(axis=0)
    assert spent[money] == 0
    assert spent[MEASURED.index("minutes_a_day")] <= 8
    spam = next(one for one in result.tried if one.start == "ad_spam")
    assert not within(spam.values, result.task.design.budget)


def test_a_front_is_beaten_by_nobody() -> None:
    result = optimise(small(goals=["profit", "trust"]), jobs=1)
    assert result.verdict is None
    means = np.array([one.values[:, [0, 2]].mean(axis=0) for one in result.finalists])
    for k in range(len(means)):
        beaten = any((m >= means[k]).all() and (m > means[k]).any() for m in means)
        assert (k in result.front) == (not beaten)
    assert all(0 < sure <= 1 for sure in result.front.values())
    assert result.as_dict()["recommended"]


def finalist(values: list[float], start: str | None, *, within: bool = True) -> Finalist:
    """Return a finalist with given profits; trust is the opposite."""
    measured = np.zeros((len(values), len(MEASURED)))
    measured[:, 0], measured[:, 2] = values, [-one for one in values]
    return Finalist(None, start, measured, within)  # type: ignore[arg-type]


def test_who_was_there_stays_unless_another_is_surely_better() -> None:
    design = load_design({"scenario": "coffee_shop", "start_from": []}).design
    wide, narrow = [0.0, 4.0, -3.0, 5.0], [0.0, 0.1, -0.1, 0.05]
    old = finalist(narrow, "coffee_shop")
    assert decide([old, finalist([1 + w for w in wide], None)], design).winner == 0
    assert decide([old, finalist([1 + n for n in narrow[::-1]], None)], design).winner == 1
    assert decide([finalist(narrow, "coffee_shop", within=False)], design).winner is None


def judged_as(finalists: list[Finalist], found: Optimisation) -> Optimisation:
    """Return an optimisation that ends with these finalists."""
    plan = found.finalists[0].plan
    ones = [replace(one, plan=plan) for one in finalists]
    return replace(found, finalists=ones, verdict=decide(ones, found.task.design))


def test_who_shows_more_in_half_the_work_is_told_beside_the_one_to_run(
    found: Optimisation,
) -> None:
    minutes, money = MEASURED.index("minutes_a_day"), MEASURED.index("money")
    old = finalist([1000.0 + k for k in range(12)], "coffee_shop")
    new = finalist([1100.0 + 500 * (-1) ** k for k in range(12)], None)
    worse = finalist([0.0] * 12, None)
    old.values[:, [minutes, money]] = 40, 300
    new.values[:, [minutes, money]] = 20, 0
    result = judged_as([old, new, worse], found)
    assert result.recommended == (0,)  # more, and not surely so
    (rival,) = result.rivals
    assert (rival.place, rival.more) == (1, 94.5)
    assert rival.lo < 0 < rival.hi
    told = result.as_dict()
    assert [one["name"] for one in told["rivals"]] == ["found 1"]
    assert told["cautions"] == []
    first = OPTIMISATION.page(result, "optimise x", "en").split("<table")[0]
    for text in (" ".join(headline(result, "en")), first):
        assert "But “found 1” shows profit ¥1,100, +¥94" in text
        assert "20 minutes a day instead of 40 and ¥0 for messages instead of ¥300" in text
    assert "搜到的方案 1" in "".join(headline(result, "zh"))
    assert judged_as([old, worse], found).rivals == []


def test_so_few_runs_make_nothing_sure(found: Optimisation) -> None:
    few = judged_as([finalist([1.0, 1.1], "coffee_shop"), finalist([9.0, 9.1], None)], found)
    assert few.recommended == (1,)
    assert few.as_dict()["cautions"] == [{"kind": "few_runs", "runs": 2, "least": 10}]
    told = headline(few, "en")
    assert told[0].startswith("Too few runs: 2 of each playbook")
    assert "do not make that sure" in told[1]
    assert "运行次数太少" in headline(few, "zh")[0]


def test_a_front_of_opposites_holds_both() -> None:
    design = load_design(
        {"scenario": "coffee_shop", "start_from": [], "goals": ["profit", "trust"]}
    ).design
    assert front([finalist([1.0, 1.1], None), finalist([2.0, 2.1], None)], design) == {0: 1, 1: 1}


def test_layers_of_what_beats_what() -> None:
    rows = [np.array(row, float) for row in ([1, 1], [2, 2], [3, 0], [0, 0])]
    assert ranks(rows) == [1, 0, 0, 2]


def measured(*changes: str, name: str = "coffee_shop") -> tuple[dict[str, float], Tables]:
    """Return what is measured in the first replicate of a scenario."""
    loaded = load_scenario(name, changes)
    design = prepare(loaded.scenario)
    kept: list[Any] = []
    run(loaded, replicates=1, jobs=1, on_replicate=kept.append)
    return dict(zip(MEASURED, measure(kept[0], design), strict=True)), design


def test_goals_are_what_they_are_called() -> None:
    silent, _ = measured("days=40", "playbook=hands_off")
    lively, _ = measured("days=40", "playbook=topic_led")
    assert 0 < silent["survival"] < lively["survival"] <= 1
    assert 0 < silent["trust"] < 1
    assert silent["money"] == 0
    bought, _ = measured(
        "days=40", "playbook={calendar: {p: {send: red_packet, dates: [20], worth: 30}}}"
    )
    assert bought["money"] == pytest.approx(3 * 30)  # one in each of three groups
    friends, _ = measured("days=30", name="moments_shop")
    assert 0.5 < friends["survival"] <= 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"judge": {"seed": 1}}, "cannot share the seed 1"),
        ({"goals": ["profit", "profit"]}, "the same goal twice"),
        ({"goals": ["proft"]}, "profit"),
        ({"space": {"messages": ["cupon"]}}, "did you mean 'coupon'"),
        ({"serach": {}}, "did you mean 'search'"),
        ({"scenario": "cofee_shop"}, "did you mean 'coffee_shop'"),
        ({"start_from": ["moments_shop"]}, "contacts"),
    ],
)
def test_mistakes_are_told(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_design({"scenario": "coffee_shop", **wrong})
    assert sentence in str(caught.value)


def test_a_missing_library_is_told_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(MissingExtraError, match="optuna") as caught:
        optimise(DESIGN, jobs=1)
    assert "[studies]" in str(caught.value)


FILE = """
scenario: coffee_shop
set: [days=15, arrival.0.places=1, arrival.0.per_day=40, arrival.0.days=3]
start_from: [hands_off]
space: {messages: [coupon, life_share]}
search: {trials: 10, replicates: 2}
judge: {finalists: 1, replicates: 6}
"""


def command(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "simcommunity", "optimise", *words, "--lang", "en"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=folder,
    )


def test_the_command_writes_what_can_be_run(tmp_path: Path) -> None:
    (tmp_path / "what.yaml").write_text(FILE, encoding="utf-8")
    done = command("what.yaml", "--out", "best", "--jobs", "1", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    names = {file.name for file in (tmp_path / "best").iterdir()}
    assert {"best.yaml", "summary.json", "journal.log", "report.html", "judged.png"} <= names
    printed = (tmp_path / "best" / "best.yaml").read_text("utf-8")
    assert printed in done.stdout
    told = json.loads((tmp_path / "best" / "summary.json").read_text("utf-8"))
    again = run(load_text(printed, "printed")).metrics["profit"]
    (winner,) = (one for one in told["finalists"] if one["name"] in told["recommended"])
    assert again.mean == winner["measured"]["profit"]["mean"]
    assert told["schema"] == "simcommunity.optimise/1"
    assert told["trials"] == 10
    page = (tmp_path / "best" / "report.html").read_text("utf-8")
    assert "<svg" in page
    assert "http" not in page.replace("http://www.w3.org", "")
    other = command("what.yaml", "--seed", "9", "--out", "best", folder=tmp_path)
    assert (other.returncode, other.stdout) == (1, "")
    assert "another design" in other.stderr


def test_a_file_that_is_wrong_ends_with_3(tmp_path: Path) -> None:
    (tmp_path / "what.yaml").write_text(
        "scenario: coffee_shop\ngaols: [profit]\n", encoding="utf-8"
    )
    done = command("what.yaml", folder=tmp_path)
    assert done.returncode == 3
    assert "what.yaml:2: gaols" in done.stderr
    assert "did you mean 'goals'" in done.stderr
