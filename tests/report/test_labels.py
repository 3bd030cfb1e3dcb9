"""Everything that is measured has a name; nothing else has one."""

from __future__ import annotations

import pytest

from simcommunity.i18n import LANGUAGES, catalogue
from simcommunity.report import optimisation_page, run_figures
from simcommunity.report.metrics import SECTIONS, write_difference, write_size
from simcommunity.results.metrics import METRICS
from simcommunity.results.replicate import CAUSES


def named(family: str) -> set[str]:
    return {
        key.split(".")[1] for lang in LANGUAGES for key in catalogue(lang) if key.startswith(family)
    }


def test_every_family_of_names_is_complete() -> None:
    assert named("metric.") == set(METRICS)
    assert named("section.") == set(SECTIONS)
    assert named("cause.") == set(CAUSES)
    of_comparisons = {"goal", "alive", "readers", "window"}
    assert named("picture.") == of_comparisons | set(run_figures.FIGURES) | set(
        optimisation_page.FIGURES
    )


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
