"""Everything that is measured has a name; nothing else has one."""

from __future__ import annotations

import pytest

from simcommunity.i18n import LANGUAGES, catalogue
from simcommunity.outcomes import CAUSES
from simcommunity.report import figures, optimisation_figures
from simcommunity.report.metrics import SECTIONS, WRITERS, write_difference, write_size
from simcommunity.run import run
from simcommunity.scenario.loader import load_scenario


def named(family: str) -> set[str]:
    return {
        key.split(".")[1] for lang in LANGUAGES for key in catalogue(lang) if key.startswith(family)
    }


def test_every_family_of_names_is_complete() -> None:
    assert named("metric.") == set(WRITERS)
    assert named("section.") == set(SECTIONS)
    assert named("cause.") == set(CAUSES)
    of_comparisons = {"goal", "alive", "readers", "window"}
    assert named("picture.") == of_comparisons | set(figures.FIGURES) | set(
        optimisation_figures.FIGURES
    )


def test_every_metric_of_a_run_is_shown() -> None:
    tiny = load_scenario("organic", ["arrival.0.places=1", "arrival.0.per_day=5", "groups.size=20"])
    assert set(run(tiny, replicates=1, days=3).metrics) == set(WRITERS)


@pytest.mark.parametrize(
    ("metric", "value", "text"),
    [
        ("share_dead_day_14", -0.348, "−34.8 pts"),
        ("share_dead_day_14", 0.02, "+2 pts"),
        ("profit", 40222.0, "+¥40,222"),
        ("profit", -3.29, "−¥3.29"),
        ("death_day_silence", 12.14, "+12.1"),
        ("death_day_silence", 0.0, "0"),
        ("orders_per_member", float("nan"), "—"),
    ],
)
def test_differences_carry_their_sign_and_unit(metric: str, value: float, text: str) -> None:
    assert write_difference(metric, value, "en") == text
    assert write_size(metric, value, "en") == text.removeprefix("+")
