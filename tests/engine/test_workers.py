"""Neither the number of workers nor the order of replicates changes a number."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from small import small

from simcommunity.core import randomness
from simcommunity.core.day import compiled
from simcommunity.results.replicate import Replicate, conclude
from simcommunity.simulation.model import CommunityModel
from simcommunity.simulation.running import prepare, run
from simcommunity.simulation.state import allocate


def digests(**how: object) -> list[bytes]:
    """Return the digest of each replicate of a small run, in the order they come."""
    seen: list[Replicate] = []
    run(small("supermarket_topics", "days=12"), seed=3, on_replicate=seen.append, **how)  # type: ignore[arg-type]
    assert [replicate.index for replicate in seen] == list(range(len(seen)))
    return [replicate.digest for replicate in seen]


def test_two_runs_are_equal() -> None:
    first, second = (run(small("rescue_day_four"), replicates=3, jobs=2) for _ in range(2))
    assert first.digest == second.digest
    assert repr(first.metrics) == repr(second.metrics)
    assert repr(first.curves) == repr(second.curves)


@pytest.mark.parametrize("jobs", [2, 3, 8])
def test_any_number_of_threads_gives_the_same(jobs: int) -> None:
    assert digests(replicates=7, jobs=jobs) == digests(replicates=7, jobs=1)


@pytest.mark.slow
def test_mesa_in_processes_gives_the_same() -> None:
    assert digests(replicates=3, jobs=2, engine="mesa") == digests(replicates=3, jobs=1)


@pytest.mark.parametrize("jobs", [2, 5])
def test_one_replicate_may_be_shared_out_by_groups(jobs: int) -> None:
    loaded = small("supermarket", "arrival.0.places=6", "days=15")
    whole = run(loaded, replicates=1, jobs=1)
    assert whole.mean_groups >= 6
    assert run(loaded, replicates=1, jobs=jobs).digest == whole.digest


def test_the_first_replicates_do_not_hang_on_how_many_follow() -> None:
    assert digests(replicates=5, jobs=1)[:2] == digests(replicates=2, jobs=1)


def test_a_replicate_alone_is_the_one_of_the_run() -> None:
    in_a_run = digests(replicates=5, jobs=1)[3]
    loaded = small("supermarket_topics", "days=12")
    design = prepare(loaded.scenario)
    model = CommunityModel.from_design(design, seed=3, replicate=3)
    while model.running:
        model.step()
    assert conclude(design, model.snapshot(), 3).digest == in_a_run
    state = allocate(design, 3, 3)
    for day in range(design.days):  # a day at a time, as a program may
        compiled.advance(state, day, day + 1, 3, 3)
    assert conclude(design, state, 3).digest == in_a_run


def test_days_to_come_do_not_change_the_past() -> None:
    loaded = small("supermarket_topics", "days=25")
    long: list[Replicate] = []
    short: list[Replicate] = []
    run(loaded, replicates=1, on_replicate=long.append)
    run(loaded, replicates=1, days=15, on_replicate=short.append)
    assert (long[0].daily[:, :15] == short[0].daily).all()


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"engine": "fast"}, "engine 'fast' is not one of compiled, mesa"),
        ({"replicates": 0}, "replicates 0 is below 1"),
        ({"days": 0}, "days 0 is below 1"),
        ({"seed": -1}, "seed -1 is below 0"),
    ],
)
def test_what_cannot_be_run_is_refused_in_a_sentence(how: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        run(small("supermarket"), **how)  # type: ignore[arg-type]


def test_no_draw_of_a_run_has_the_address_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: Counter[tuple[int, ...]] = Counter()
    uniform, uniform_pairs = randomness.uniform, randomness.uniform_pairs

    def noted(*address: int) -> float:
        drawn[address] += 1
        return uniform(*address)

    def pairs_noted(seed: int, replicate: int, who: Any, *rest: Any) -> None:
        drawn.update((seed, replicate, int(person), *rest[:2], 0) for person in who)
        uniform_pairs(seed, replicate, who, *rest)

    monkeypatch.setattr(randomness, "uniform", noted)
    monkeypatch.setattr("simcommunity.core.randomness.uniform_pairs", pairs_noted)
    model = CommunityModel.from_design(prepare(small("supermarket_social", "days=15").scenario))
    while model.running:
        model.step()
    seen = {address[4] for address in drawn}
    assert {randomness.READ_AND_DEPART, randomness.SPEAK_AND_BUY} < seen
    # The team decides once a day whether to answer somebody, however often they write.
    again = {address[4] for address, times in drawn.items() if times > 1}
    assert again <= {randomness.TEAM_ANSWER}
    assert len(seen) >= 8
