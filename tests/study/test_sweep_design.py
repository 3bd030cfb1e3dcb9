"""Lists expand, scalars stay, ranges are sampled; and what is wrong is said with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from SALib.sample import morris, sobol
from scipy.stats import qmc

from simcommunity.scenario.errors import ScenarioError
from simcommunity.scenario.loader import load_scenario
from simcommunity.scenario.parameters import PARAMETERS
from simcommunity.simulation.running import prepare
from simcommunity.study.sweep.design import StudyDesign, load_design, make_design
from simcommunity.study.sweep.factors import Factor
from simcommunity.study.sweep.point_tables import PointTables

RANGES = {
    "parameters.boldness": {"low": 0.02, "high": 0.3},
    "business.ticket": {"low": 20, "high": 80},
    "parameters.muted_lure": "plausible",
}
BOUNDS = np.array([[0.02, 0.3], [20, 80], [0.1, 1.0]])


def scaled(unit: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return points of the unit cube within `RANGES`."""
    return np.asarray(BOUNDS[:, 0] + unit * (BOUNDS[:, 1] - BOUNDS[:, 0]))


def test_lists_expand_and_scalars_stay() -> None:
    design = make_design(
        "supermarket",
        {"groups.most": 3, "business.ticket": [30, 45], "parameters.boldness": [0.05, 0.1, 0.2]},
        replicates=4,
    )
    assert design.names == ("business.ticket", "parameters.boldness")
    assert design.points.tolist() == [
        [30, 0.05], [30, 0.1], [30, 0.2], [45, 0.05], [45, 0.1], [45, 0.2],
    ]  # fmt: skip
    assert design.runs == 24
    assert design.base.scenario.groups.most == 3
    assert design.values(4) == {"business.ticket": 45, "parameters.boldness": 0.1}


def test_lists_of_a_list_go_together() -> None:
    vary = {"business.ticket": [30, 45], "parameters.boldness": [0.05, 0.1]}
    assert make_design("supermarket", vary, "list").points.tolist() == [[30, 0.05], [45, 0.1]]


def test_nothing_that_varies_is_one_point() -> None:
    for kind in ("grid", "list"):
        assert make_design("supermarket", {"groups.most": 3}, kind).points.shape == (1, 0)


def test_a_latin_hypercube_is_that_of_scipy() -> None:
    design = make_design("supermarket", RANGES, "latin_hypercube", samples=20, seed=3)
    np.testing.assert_allclose(design.points, scaled(qmc.LatinHypercube(3, rng=3).random(20)))


@pytest.mark.parametrize("second", [False, True])
def test_a_sobol_sample_is_that_of_salib(second: bool) -> None:
    design = make_design("supermarket", RANGES, "sobol", samples=8, second_order=second, seed=5)
    names = list(RANGES)
    assert design.problem() == {"num_vars": 3, "names": names, "bounds": BOUNDS.tolist()}
    expected = sobol.sample(design.problem(), 8, calc_second_order=second, seed=5)
    assert len(expected) == (64 if second else 40)
    np.testing.assert_allclose(design.points, expected)


def test_trajectories_of_morris_are_those_of_salib() -> None:
    design = make_design("supermarket", RANGES, "morris", samples=5, levels=6, seed=5)
    expected = morris.sample(design.problem(), 5, num_levels=6, seed=5)
    np.testing.assert_allclose(design.points, expected)
    assert len(expected) == 5 * 4


def test_a_list_multiplies_a_sample() -> None:
    vary = {"gate": ["none", {"fee": 10}], **RANGES}
    design = make_design("supermarket", vary, "latin_hypercube", samples=6)
    assert len(design.points) == 12
    assert (design.points[:6, 1:] == design.points[6:, 1:]).all()
    assert design.table()["gate"].tolist() == ["none"] * 6 + ['{"fee": 10}'] * 6
    assert design.values(6)["gate"] == {"fee": 10}


def test_all_plausible_ranges_with_exceptions() -> None:
    vary = {"parameters.*": "plausible", "parameters.boldness": 0.1}
    design = make_design("supermarket", vary, "morris", samples=1)
    assert {"silence_window", "silence_share", "crowd_usual", "packet_most", "packet_shares"} == {
        name for name, p in PARAMETERS.items() if not p.is_free
    }
    free = [name for name, p in PARAMETERS.items() if p.is_free]
    assert set(design.names) == {f"parameters.{name}" for name in free} - {"parameters.boldness"}
    assert design.base.scenario.parameters == {"boldness": 0.1}


def test_whole_numbers_stay_whole_and_get_equal_shares() -> None:
    vary = {"groups.size": {"low": 101, "high": 104}, "business.cycle": {"low": 5, "high": 9}}
    design = make_design("supermarket", vary, "latin_hypercube", samples=400)
    sizes, counts = np.unique(design.points[:, 0], return_counts=True)
    assert dict(zip(sizes, counts, strict=True)) == {101: 100, 102: 100, 103: 100, 104: 100}
    assert isinstance(design.values(0)["groups.size"], int)
    assert isinstance(design.values(0)["business.cycle"], float)


def test_a_range_where_the_scenario_has_nothing_is_whole_if_only_whole_numbers_can_be() -> None:
    vary = {"groups.most": {"low": 1, "high": 3}, "arrival.0.cost": {"low": 0, "high": 3}}
    made = make_design("supermarket", vary, "latin_hypercube", samples=6)
    assert [factor.whole for factor in made.factors] == [True, False]
    assert set(made.points[:, 0].tolist()) == {1, 2, 3}
    with pytest.raises(ScenarioError, match=r"groups\.most: 1\.5 — must be a whole number"):
        make_design("supermarket", {"groups.most": {"low": 1.5, "high": 3}}, "sobol", samples=2)


@given(
    low=st.floats(1e-3, 1e3), times=st.floats(1.01, 1e3), unit=st.floats(0, 1), log=st.booleans()
)
def test_a_range_is_never_left(low: float, times: float, unit: float, log: bool) -> None:
    factor = Factor("business.ticket", low, low * times, log=log)
    value = float(factor.scaled(np.array(unit)))
    assert low * (1 - 1e-12) <= value <= low * times * (1 + 1e-12)
    middle = float(factor.scaled(np.array(0.5)))
    assert middle == pytest.approx(low * times**0.5 if log else low * (1 + times) / 2)


def by_loading(design: StudyDesign, point: int) -> Any:
    """Return the scenario of a point as `--set` makes it."""
    changes = [f"{name}={value}" for name, value in design.values(point).items()]
    return load_scenario("supermarket", changes).scenario


def test_a_point_is_what_set_makes() -> None:
    vary = {
        "parameters.outside_load": [0.0, 0.02],
        "business.ticket": [30, 45.5],
        "playbook": ["topic_led", "ad_spam"],
        "groups.size": [100, 120],
    }
    design = make_design("supermarket", vary)
    bench = PointTables(design.written, design.factors, None)
    for point in (0, 5, 10, 15):
        made, expected = bench.design(design.points[point]), prepare(by_loading(design, point))
        for name, table in expected._asdict().items():
            np.testing.assert_array_equal(getattr(made, name), table, err_msg=name)


MISTAKES = [
    ("vary: {groups.sizes: [1, 2]}", "design.yaml:2: groups.sizes", "did you mean 'size'"),
    ("vary: {parameters.boldness: [0.1, 7]}", "parameters.boldness: 7", "between 0 and 1"),
    ("vary: {parameters.bold: [0.1]}", "parameters.bold", "no such parameter"),
    ("vary: {parameters.bold: plausible}", "vary.parameters.bold", "no such parameter"),
    ("vary: {parameters.packet_most: plausible}", "vary.parameters.packet_most", "no other value"),
    ("vary: {business.ticket: {low: 1, high: 2}}", "vary.business.ticket", "takes lists"),
    ("vary: {seed: [1, 2]}", "vary.seed", "same luck"),
    ("vary: {business.ticket: [1]}\ndesign: sobol\nsamples: 4", "vary", "at least one range"),
    ("vary: {business.ticket: {low: 2, high: 1}}\ndesign: sobol\nsamples: 4", "vary", "lower end"),
    ("vary: {business.ticket: {low: 1, high: .nan}}\ndesign: sobol\nsamples: 4", "high", "finite"),
    (
        "vary: {business.ticket: {low: 0, high: 1, scale: log}}\ndesign: sobol\nsamples: 4",
        "vary.business.ticket.low", "greater than 0",
    ),
    ("vary: {business.ticket: {low: 1, high: 2, of: 3}}", "of", "no such key"),
    ("vary: {business.ticket: {low: 1, high: 2}}\ndesign: sobol", "samples", "missing"),
    ("vary: {business.ticket: [1, 2]}\nsamples: 4", "samples", "only for latin_hypercube"),
    ("vary: {business.ticket: [1, 2], groups.size: [9]}\ndesign: list", "groups.size", "equally"),
    ("vary: {}\ndesign: random", "design", "must be one of"),
    ("vary: {}\nreplicate: 3", "replicate", "did you mean 'replicates'"),
    ("vary: {team.opens: [23.5]}", "team", "opens"),
    ("{}", "vary", "is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "where", "what"), MISTAKES)
def test_a_mistake_is_named_with_its_place(
    text: str, where: str, what: str, tmp_path: Path
) -> None:
    file = tmp_path / "design.yaml"
    file.write_text(f"scenario: supermarket\n{text}\n" if text != "{}" else "scenario: supermarket")
    with pytest.raises(ScenarioError) as caught:
        load_design(file)
    told = str(caught.value)
    assert "design.yaml" in told
    assert where in told
    assert what in told


@pytest.mark.parametrize("name", ["../other.yaml", "/etc/passwd", "sub/scenario.yaml"])
def test_a_design_reads_no_scenario_from_elsewhere(name: str, tmp_path: Path) -> None:
    file = tmp_path / "design.yaml"
    file.write_text(f"scenario: {name}\nvary: {{}}\n")
    with pytest.raises(ScenarioError, match="same folder"):
        load_design(file)


def test_the_hash_tells_designs_apart_and_not_their_files(tmp_path: Path) -> None:
    def read(text: str) -> StudyDesign:
        file = tmp_path / "d.yaml"
        file.write_text(text)
        return load_design(file)

    text = "scenario: supermarket\nreplicates: 3\nvary: {business.ticket: [30, 45]}\n"
    same = "# words\nvary:\n  business.ticket: [30, 45]\nscenario: supermarket\nreplicates: 3\n"
    hashes = {read(text).hash}
    assert read(same).hash in hashes
    for old, new in (("45", "46"), ("replicates: 3", "replicates: 4"), ("supermarket", "tutor")):
        changed = text.replace(old, new) if new != "tutor" else text + "days: 9\n"
        assert read(changed).hash not in hashes
        hashes.add(read(changed).hash)
    assert load_design(tmp_path / "d.yaml", seed=99).hash not in hashes
