"""Measures, strategies and progress of one's own, in every study that takes them; short reprs."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small import small

import simcommunity as sc

FEW = {"arrival.0.places": 1, "groups.size": 40, "days": 12, "replicates": 2}
LOG = Path(__file__).parents[1] / "experiments" / "logs" / "my_group.csv"
SMALL = sc.load("supermarket", FEW)
VARY: dict[str, Any] = {
    "scenario": SMALL,
    "vary": {"business.ticket": [30, 60]},
    "days": 8,
    "replicates": 2,
    "seed": 5,
}
STUDY: dict[str, Any] = {
    "scenario": SMALL,
    "vary": {
        "business.ticket": {"low": 30, "high": 60},
        "parameters.boldness": {"low": 0.05, "high": 0.2},
    },
    "days": 8,
    "metrics": ["bought_twice"],
    "screening": {"trajectories": 3},
}
SEARCH: dict[str, Any] = {
    "scenario": sc.load(
        "coffee_shop",
        {"days": 10, "arrival.0.places": 1, "arrival.0.per_day": 40, "arrival.0.days": 3},
    ),
    "start_from": ["hands_off"],
    "space": {"messages": ["coupon", "advert"]},
    "search": {"trials": 8, "replicates": 2},
    "judge": {"finalists": 1, "replicates": 4},
    "goals": ["writers"],
}


def bought_twice(one: sc.OneReplicate) -> float:
    """Return the share of members who ordered at least twice."""
    return float((one.members["orders"] >= 2).mean())


def writers(one: sc.OneReplicate) -> float:
    """Return how many members ever wrote."""
    return float((one.members["written"] > 0).sum())


class Packets:
    """Sends a red packet a day."""

    def plan(self, day: int, view: sc.View) -> list[sc.Send]:
        """Return what to send."""
        return [sc.Send("red_packet")]


def test_a_measure_is_a_metric_like_others() -> None:
    measures = {"bought_twice": bought_twice, "ratio": lambda one: one.metrics["profit"] * 2}
    with_own, without = sc.run(SMALL, measures=measures), sc.run(SMALL)
    assert with_own.digest == without.digest
    assert with_own.metrics["ratio"].mean == pytest.approx(
        2 * (without.metrics["profit"].mean or 0)
    )
    assert len(with_own.per_replicate["bought_twice"]) == 2
    assert with_own.as_dict()["metrics"]["bought_twice"]["n"] == 2
    assert np.isnan(sc.run(SMALL, measures={"none": lambda _: np.nan}).per_replicate["none"]).all()
    by_frame = with_own.members.groupby("replicate")["orders"].apply(lambda x: (x >= 2).mean())
    assert by_frame.tolist() == with_own.per_replicate["bought_twice"].tolist()


def test_a_measure_is_the_same_for_either_engine_and_any_number_of_workers() -> None:
    own: dict[str, Any] = {"measures": {"bought_twice": bought_twice, "writers": writers}}
    first = sc.run(SMALL, jobs=1, **own)
    for how in ({"jobs": 2}, {"engine": "mesa", "jobs": 1}, {"engine": "mesa", "jobs": 2}):
        assert sc.run(SMALL, **how, **own).metrics == first.metrics, how


def test_compare_tells_differences_of_measures() -> None:
    own = {"bought_twice": bought_twice}
    found = sc.compare(SMALL, ["topic_led"], measures=own)
    assert "bought_twice" in {one.metric for one in found.differences}
    assert "profit" in {one.metric for one in found.differences}
    assert found.arms[1].result.metrics["bought_twice"].n == 2
    assert (
        sc.compare(SMALL, ["topic_led"], measures=own, goal="bought_twice").goal == "bought_twice"
    )


def test_sweep_has_measures_as_columns_and_runs_strategies(tmp_path: Path) -> None:
    own = {"bought_twice": bought_twice, "here": lambda one: one.index}
    done = sc.sweep(VARY, tmp_path / "a", jobs=1, measures=own, strategy=Packets())
    table = done.store.table(["bought_twice", "here", "profit"])
    assert table["here"].tolist() == table["replicate"].tolist()
    assert set(table["status"]) == {"ok"}
    at = sc.run(SMALL, {"business.ticket": 30}, days=8, seed=5, strategy=Packets(), measures=own)
    first = table[table["point"] == 0]
    assert first["profit"].tolist() == at.per_replicate["profit"].tolist()
    assert first["bought_twice"].tolist() == at.per_replicate["bought_twice"].tolist()
    again = sc.sweep(VARY, tmp_path / "a", jobs=1, measures=own, strategy=Packets())
    assert again.found == 4
    with pytest.raises(Exception, match=r"measures\.0: 'bought_twice' there, – here"):
        sc.sweep(VARY, tmp_path / "a", jobs=1)
    playbooks = {**VARY, "vary": {"playbook": ["topic_led", "ad_spam"]}}
    with pytest.raises(ValueError, match="playbook varies, but a strategy takes the"):
        sc.sweep(playbooks, tmp_path / "b", jobs=1, strategy=Packets())


@pytest.mark.slow
def test_processes_have_measures_they_can_import(tmp_path: Path) -> None:
    own = {"bought_twice": bought_twice}
    done = sc.sweep(VARY, tmp_path / "two", jobs=2, measures=own, strategy=Packets())
    alone = sc.sweep(VARY, tmp_path / "one", jobs=1, measures=own, strategy=Packets())
    assert done.store.digest() == alone.store.digest()
    values = [one.store.values("bought_twice").tolist() for one in (done, alone)]
    assert values[0] == values[1]
    for study in (
        lambda: sc.sweep(VARY, tmp_path / "no", jobs=2, measures={"x": lambda _: 1.0}),
        lambda: sc.run(SMALL, engine="mesa", jobs=2, measures={"x": lambda _: 1.0}),
        lambda: sc.sensitivity(
            {**STUDY, "metrics": ["x"]}, tmp_path / "s", jobs=2, measures={"x": lambda _: 1.0}
        ),
    ):
        with pytest.raises(
            ValueError, match="<lambda> was written in a notebook or inside a funct"
        ):
            study()


def test_sensitivity_asks_of_measures() -> None:
    found = sc.sensitivity(STUDY, jobs=1, measures={"bought_twice": bought_twice})
    assert found.plan.replicates == 5
    assert list(found.screening) == ["bought_twice"]
    with pytest.raises(sc.ScenarioError, match="bought_twice"):
        sc.sensitivity(STUDY, jobs=1)


def test_optimise_has_measures_as_goals_and_judges_strategies() -> None:
    own = {"writers": writers}
    found = sc.optimise(SEARCH, jobs=1, measures=own, strategies={"mine": Packets()})
    assert found.goals == ("writers",)
    mine = next(k for k, one in enumerate(found.finalists) if one.start == "mine")
    direct = sc.run(SEARCH["scenario"], strategy=Packets(), replicates=4, seed=2, measures=own)
    assert found.finalists[mine].values[:, -1].tolist() == direct.per_replicate["writers"].tolist()
    assert found.as_dict()["finalists"][mine]["playbook"] is None
    with pytest.raises(ValueError, match="mine is a strategy in Python and no scenario"):
        found.yaml(mine)
    assert "mine" in found._repr_html_()
    for wrong, said in (
        ({"measures": {**own, "more": writers}}, "'more' is no goal"),
        ({"measures": own, "strategies": {"hands_off": Packets()}}, "call the strategy otherwise"),
        ({"measures": {"writers": lambda _: np.nan}}, "'writers' has no value"),
        ({"measures": {"trust": writers}}, "'trust' is a name of the simulator's own"),
    ):
        with pytest.raises(ValueError, match=said):
            sc.optimise(SEARCH, jobs=1, **wrong)
    with pytest.raises(TypeError, match="'mine' is no strategy"):
        sc.optimise(SEARCH, jobs=1, measures=own, strategies={"mine": 3})  # type: ignore[dict-item]
    with pytest.raises(sc.ScenarioError, match="writers"):
        sc.optimise(SEARCH, jobs=1)


@pytest.mark.parametrize(
    ("measures", "said"),
    [
        ({"profit": writers}, "'profit' is a name of the simulator's own"),
        ({"death_day_silence": writers}, "'death_day_silence' is a name"),
        ({"two words": writers}, "needs a name of letters"),
        ({3: writers}, "needs a name of letters"),
        ({"x": 3}, "mapping of names to functions"),
        ([writers], "mapping of names to functions"),
        ({"x": lambda _: "much"}, "'x' returned 'much', which is no number"),
        ({"x": lambda _: None}, "'x' returned None"),
    ],
)
def test_what_cannot_be_a_measure_is_refused_in_a_sentence(measures: Any, said: str) -> None:
    with pytest.raises((TypeError, ValueError), match=said):
        sc.run(SMALL, measures=measures)


def test_names_of_the_store_are_taken(tmp_path: Path) -> None:
    for name, vary in (("point", {"business.ticket": [1, 2]}), ("days", {"days": [3, 4]})):
        with pytest.raises(ValueError, match=f"'{name}' is a name of the simulator's own"):
            sc.sweep({**VARY, "vary": vary}, tmp_path, jobs=1, measures={name: writers})


def test_progress_is_told(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []

    def hear(done: int, total: int) -> None:
        heard.append((done, total))

    studies: list[tuple[Callable[[], object], tuple[int, int]]] = [
        (lambda: sc.run(SMALL, replicates=3, progress=hear), (3, 3)),
        (lambda: sc.compare(SMALL, ["topic_led"], progress=hear), (4, 4)),
        (lambda: sc.sweep(VARY, tmp_path, jobs=1, progress=hear), (4, 4)),
        (
            lambda: sc.sensitivity(
                {**STUDY, "metrics": ["profit"], "replicates": 3}, jobs=1, progress=hear
            ),
            (27, 27),
        ),
        (lambda: sc.optimise({**SEARCH, "goals": ["profit"]}, jobs=1, progress=hear), (8, 8)),
    ]
    sc.fit(LOG, points=10, simulations=40, progress=hear)
    assert heard[0] == (40, 40)
    for study, last in studies:
        heard.clear()
        study()
        assert heard[-1] == last
        assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    with pytest.raises(TypeError, match="progress is True, False or a function, not 3"):
        sc.run(SMALL, progress=3)  # type: ignore[arg-type]


def test_a_bar_goes_to_stderr() -> None:
    code = (
        "import simcommunity as sc\n"
        "sc.run('supermarket', {'days': 3, 'arrival.0.places': 1}, replicates=2, progress=True)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert "100%" in done.stderr


def test_everything_says_itself_in_a_line_and_in_a_table() -> None:
    told = sc.load({"extends": "supermarket", "title": {"en": "<b>Tea</b>", "zh": "茶"}}, FEW)
    one = sc.compare(told, ["topic_led"])
    window = sc.rescue(told, "topic_led", [3])
    fitted = sc.fit(LOG, points=10, simulations=40)
    model = sc.CommunityModel(small("organic"))
    for thing in (told, one.arms[0].result, one, window, sc.story(told), fitted, model):
        line = repr(thing)
        assert re.fullmatch(rf"<{type(thing).__name__}: [^\n]{{10,200}}>", line), line
        if not isinstance(thing, sc.CommunityModel):
            page = thing._repr_html_()
            assert html.escape(line) in page
            assert "<b>" not in page
            assert page.count("<tr>") <= 14
    assert "profit" in one._repr_html_()
    assert "<table" in one.arms[0].result.metrics._repr_html_()
