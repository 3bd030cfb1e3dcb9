"""What one person does in the lab, without a browser: trials, charts, comparison, exports."""

from __future__ import annotations

import socket

import numpy as np
import pytest
from click.testing import CliRunner

from simcommunity.cli.main import main
from simcommunity.lab import one_group
from simcommunity.lab.charts import causes, people
from simcommunity.lab.session import MOST_KEPT, Session, Trials
from simcommunity.scenario.errors import ScenarioError
from simcommunity.study.compare.differences import paired


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """Open the supermarket with fewer lives than usual."""
    monkeypatch.setattr(one_group, "REPLICATES", 12)
    return Session(one_group.shipped("supermarket"), "en")


def test_differences_are_those_of_the_same_people_with_the_same_luck(session: Session) -> None:
    first = session.run().trial.result
    session.pin()
    session.move("adverts", 2)
    shown = session.run()
    assert shown.comparison is not None
    by_metric = {one.metric: one for one in shown.comparison.differences}
    now = shown.trial.result
    told = paired("now", "profit", first.per_replicate["profit"], now.per_replicate["profit"])
    assert (by_metric["profit"].mean, by_metric["profit"].lo) == (told.mean, told.lo)
    assert first.mean_members == now.mean_members == 300


def test_the_pinned_variant_is_told_over_as_many_days(session: Session) -> None:
    session.pin()
    assert session.run().trial.result.days == 30
    session.change(days=14)
    shown = session.run()
    assert shown.pinned is not None
    assert shown.pinned.result.days == shown.trial.result.days == 14
    assert not shown.differs


def test_another_playbook_moves_back_what_belongs_to_the_old_one(session: Session) -> None:
    session.move("adverts", 2)
    session.move("minutes", 9)
    session.change(gate=("fee", 10.0))
    session.choose("topic_led")
    assert session.variant.moved == {"minutes": 9}
    scenario = session.variant.loaded().scenario
    assert scenario.playbook.calendar["topics"].per_day == 1
    assert scenario.gate.fee == 10


def test_charts_show_what_was_measured(session: Session) -> None:
    trial = session.run().trial
    curves = trial.result.curves["muted_share"]
    lines = {one["name"]: one for one in people(trial, None, "en")["series"] if one.get("name")}
    shown = lines["muted"]["data"]
    means = [100 * np.nanmean(column) for column in curves.T[: len(shown)]]
    assert shown == pytest.approx(means, abs=1e-3)
    bars = causes(trial, trial, "en")["series"]
    assert len(bars) == 2
    assert sum(bar["value"] for bar in bars[0]["data"]) == pytest.approx(100, abs=0.1)


def test_only_the_latest_trials_are_kept(session: Session) -> None:
    trials = Trials()
    first = trials.of(session.variant)
    assert trials.of(session.variant) is first
    for days in range(14, 14 + MOST_KEPT):
        session.change(days=days)
        trials.of(session.variant)
    session.change(days=one_group.DAYS)
    assert trials.of(session.variant) is not first


def test_what_takes_too_long_is_stopped(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simcommunity.lab.session.MOST_SECONDS", -1)
    with pytest.raises(ScenarioError, match="does not run"):
        session.run()


def test_names_of_an_uploaded_scenario_are_escaped_in_its_report(session: Session) -> None:
    text = b"extends: supermarket\ntitle: <script>alert(1)</script>\ngroups: {most: 1}\n"
    session.put(one_group.uploaded(text, "mine.yaml"))
    assert "<script>alert" not in session.report()


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = CliRunner().invoke(main, ["lab", "--port", port, "--lang", "en"])
    assert done.exit_code == 1
    assert f"Port {port} is taken" in done.output
