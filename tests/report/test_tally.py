"""What is gathered from single replicates."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from simcommunity.results.replicate import Replicate
from simcommunity.results.run_totals import Tally
from simcommunity.scenario.loader import Loaded, load_scenario


def test_money_adds_up_over_groups_and_days(tally: Tally) -> None:
    """Two groups: opened on day 0 and 2 of 20, 9 ¥ gross and 12 minutes at 25 ¥/h a day each."""
    money = tally.money()
    assert money["gross_profit"][-1] == pytest.approx(9 * 20 + 9 * 18)
    assert money["cash_cost"].tolist()[:4] == [100, 100, 200, 200]
    assert money["wages"][-1] == pytest.approx(38 * 12 / 60 * 25)
    assert money["net"][-1] == pytest.approx(342 - 200 - 190)


def test_money_is_the_mean_over_replicates(
    loaded: Loaded, make_replicate: Callable[..., Replicate]
) -> None:
    tally = Tally(loaded.scenario)
    tally.add(make_replicate(0, opened=(0,), deaths=(-1,)))
    tally.add(make_replicate(1, opened=(0, 0), deaths=(-1, -1)))
    assert tally.money()["cash_cost"][-1] == 150


def test_a_silence_is_censored_a_window_before_the_end_and_a_deafness_at_the_end(
    tally: Tally,
) -> None:
    """Group 1 opens on day 2, is full on day 3, observed for ages 0 to 16 of a run of 20 days."""
    assert np.flatnonzero(tally.silence.deaths).tolist() == [5]
    assert np.flatnonzero(tally.silence.censored).tolist() == [16 - 6]
    assert np.flatnonzero(tally.deafness.censored).tolist() == [16]
    assert tally.silence.total == 4


def test_another_window_moves_the_censoring(make_replicate: Callable[..., Replicate]) -> None:
    changes = ["days=20", "parameters.silence_window=3"]
    tally = Tally(load_scenario("supermarket", changes).scenario)
    tally.add(make_replicate())
    assert np.flatnonzero(tally.silence.censored).tolist() == [16 - 2]


def test_a_group_that_was_never_full_is_not_judged(
    loaded: Loaded, make_replicate: Callable[..., Replicate]
) -> None:
    replicate = make_replicate()
    replicate.groups["day_zero"][1] = -1
    replicate.groups["observed"][1] = 0
    tally = Tally(loaded.scenario)
    tally.add(replicate)
    assert tally.silence.total == 1
