"""What is gathered from single replicates."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from made_up import gathered

from simcommunity.results.accumulator import BAND_REPLICATES
from simcommunity.results.replicate import Replicate
from simcommunity.results.survival import share_alive
from simcommunity.simulation.running import Result


def test_money_adds_up_over_groups_and_days(make_result: Callable[..., Result]) -> None:
    """Two groups: opened on day 0 and 2 of 20, 9 ¥ gross and 12 minutes at 25 ¥/h a day each."""
    money = make_result().totals.money()
    assert money["gross_profit"][-1] == pytest.approx(9 * 20 + 9 * 18)
    assert money["cash_cost"].tolist()[:4] == [100, 100, 200, 200]
    assert money["wages"][-1] == pytest.approx(38 * 12 / 60 * 25)
    assert money["net"][-1] == pytest.approx(342 - 200 - 190)


def test_money_is_the_mean_over_replicates(make_replicate: Callable[..., Replicate]) -> None:
    one = make_replicate(0, opened=(0,), deaths=(-1,))
    two = make_replicate(1, opened=(0, 0), deaths=(-1, -1))
    assert gathered(one, two)["totals"].money()["cash_cost"][-1] == 150


def test_a_silence_is_censored_a_window_before_the_end_and_a_deafness_at_the_end(
    make_replicate: Callable[..., Replicate],
) -> None:
    """Group 1 opens on day 2, is full on day 3, observed for ages 0 to 16 of a run of 20 days."""
    found = gathered(make_replicate(0), make_replicate(1))
    for time, last in (("death_day_silence", 16 - 6), ("death_day_deafness", 16)):
        times, seen = found["times"][time], found["last_seen"][time]
        assert [each.tolist() for each in times] == [[5, -1]] * 2
        assert [each[1] for each in seen] == [last] * 2
        alive = share_alive(times, seen, 20)
        assert alive[[4, 5, last]].tolist() == [1, 0.5, 0.5]
        assert np.isnan(alive[last + 1 :]).all()


def test_another_window_moves_the_censoring(make_replicate: Callable[..., Replicate]) -> None:
    found = gathered(make_replicate(), window=3)
    assert found["last_seen"]["death_day_silence"][0][1] == 16 - 2


def test_a_group_that_was_never_full_is_not_judged(
    make_replicate: Callable[..., Replicate],
) -> None:
    replicate = make_replicate()
    replicate.groups["day_zero"][1] = -1
    replicate.groups["observed"][1] = 0
    found = gathered(replicate)
    for name, seen in found["last_seen"].items():
        assert (seen[0] >= 0).tolist() == [True, False], name
    assert found["totals"].full_on == 1


def test_sums_of_single_replicates_do_not_grow_with_runs(
    make_replicate: Callable[..., Replicate],
) -> None:
    one = make_replicate()
    totals = gathered(*[one] * (BAND_REPLICATES + 5))["totals"]
    assert len(totals.kept) == len(totals.net) == BAND_REPLICATES
    assert totals.money()["cash_cost"][-1] == pytest.approx(200)
    assert totals.net[0] == pytest.approx(totals.money()["net"])
