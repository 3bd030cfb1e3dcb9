"""`simcommunity sensitivity` as a user meets it: files, sentences, mistakes, and carrying on."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from simcommunity.cli.main import main
from simcommunity.report.sensitivity import words
from simcommunity.report.sensitivity.page import SENSITIVITY
from simcommunity.scenario.errors import ScenarioError
from simcommunity.study.sensitivity.boxes import Found, Restriction
from simcommunity.study.sensitivity.discovery import Discovery
from simcommunity.study.sensitivity.plan import Plan, load_plan
from simcommunity.study.sensitivity.prim import Limits
from simcommunity.study.sensitivity.resampling import Band
from simcommunity.study.sensitivity.study import Sensitivity, Sought, sensitivity

EXPERIMENTS = Path(__file__).parents[2] / "experiments"
TINY = """\
title: {zh: 小试, en: A small trial}
scenario: organic
vary:
  arrival.0.places: 1
  arrival.0.per_day: {low: 10, high: 20}
  groups.theme_strength: {low: 0.1, high: 0.9}
  groups.size: [20, 30]
names:
  groups.theme_strength: {zh: 主题强度, en: strength of the theme}
days: 20
seed: 3
replicates: 3
metrics: [organic_speakers_per_100]
screening: {trajectories: 3}
variance: {points: 8}
boxes:
  points: 60
  density: 0.6
  where:
    - {metric: organic_speakers_per_100, above: 3.0}
"""


def call(*arguments: str) -> Result:
    """Call the command line in this process."""
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small study."""
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The file of a small study and the folder of its results."""
    folder = tmp_path_factory.mktemp("study")
    path = folder / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    done = call(
        "sensitivity", str(path), "--out", str(folder / "out"), "--lang", "en", "--jobs", "1"
    )
    assert done.exit_code == 0, done.stderr
    assert "Which parameters matter · " in done.stdout
    assert "Where the differences come from · " in done.stdout
    assert "Where it happens · " in done.stdout
    return path, folder / "out"


def test_a_folder_holds_numbers_figures_and_a_report(results: tuple[Path, Path]) -> None:
    _, out = results
    told = json.loads((out / "sensitivity.json").read_text(encoding="utf-8"))
    assert told["schema"] == "simcommunity.sensitivity/1"
    assert [one["name"] for one in told["parameters"]] == [
        "arrival.0.per_day", "groups.theme_strength", "groups.size",
    ]  # fmt: skip
    assert told["parameters"][2]["values"] == ["20", "30"]
    designs = {part: (one["points"], one["runs"]) for part, one in told["designs"].items()}
    assert designs == {"screening": (12, 36), "variance": (40, 120), "boxes": (60, 180)}
    variance = told["variance"]["organic_speakers_per_100"]
    assert 0 <= variance["noise_share"]["lo"] <= variance["noise_share"]["hi"] <= 1
    assert len(variance["salib"]["ST"]) == 3
    effects = told["screening"]["organic_speakers_per_100"]["parameters"]
    assert all(
        one["mu_star"]["value"] >= abs(one["mu"]["value"]) - 1e-9 for one in effects.values()
    )
    pictures = {file.name for file in out.iterdir() if file.suffix in {".png", ".svg"}}
    metric = "organic_speakers_per_100"
    assert pictures >= {
        f"{part}-{metric}.{form}" for part in ("screening", "variance") for form in ("png", "svg")
    }
    page = (out / "report.html").read_text(encoding="utf-8")
    assert not re.search(r'(?:src|href)="(?!#)', page)


def test_running_again_runs_nothing_and_says_the_same(results: tuple[Path, Path]) -> None:
    path, out = results
    parts = {file: file.stat().st_mtime_ns for file in out.rglob("*.parquet")}
    again = sensitivity(path, out / "runs", jobs=1).as_dict()
    assert {file: file.stat().st_mtime_ns for file in out.rglob("*.parquet")} == parts
    before = json.loads((out / "sensitivity.json").read_text(encoding="utf-8"))
    for key in ("screening", "variance", "boxes", "designs"):
        assert json.dumps(again[key]) == json.dumps(before[key])


def test_shards_come_together(results: tuple[Path, Path], tmp_path: Path) -> None:
    path, out = results
    runs = tmp_path / "out"
    first = call(
        "sensitivity",
        str(path),
        "--out",
        str(runs),
        "--shard",
        "1/2",
        "--lang",
        "en",
        "--jobs",
        "1",
    )
    assert "168 of 336 runs are done" in first.stdout
    assert not (runs / "sensitivity.json").exists()
    second = call(
        "sensitivity",
        str(path),
        "--out",
        str(runs),
        "--shard",
        "2/2",
        "--json",
        "-q",
        "--jobs",
        "1",
    )
    told = json.loads(second.stdout)
    before = json.loads((out / "sensitivity.json").read_text(encoding="utf-8"))
    assert told["variance"] == before["variance"]
    assert told["boxes"] == before["boxes"]


def test_a_changed_study_is_refused(results: tuple[Path, Path]) -> None:
    path, out = results
    done = call("sensitivity", str(path), "--out", str(out), "--seed", "4", "--lang", "en")
    assert done.exit_code == 3
    assert "another" in done.stderr
    assert call("sensitivity", str(path), "--shard", "1/2").exit_code == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("theme_strength: {low", "theme_strenth: {low", "tiny.yaml:6"),
        ("points: 8", "points: 9", "a power of two"),
        ("replicates: 3", "replicates: 2", "replicates"),
        ("[organic_speakers_per_100]", "[organic_speakers]", "'organic_speakers_per_100'?"),
        (", above: 3.0", "", "needs one bound"),
        ("above: 3.0", "above: 3.0, below: 1", "needs one bound"),
        ("  groups.theme_strength: {zh", "  groups.theme: {zh", "'groups.theme_strength'?"),
        ("screening:", "screning:", "'screening'?"),
        ("{low: 0.1, high: 0.9}", "{low: 0.9, high: 0.1}", "tiny.yaml:6"),
        ("{low: 0.1, high: 0.9}", "!!python/object:os.system {}", "tiny.yaml:6"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_place(file: Path, old: str, new: str, said: str) -> None:
    assert old in TINY
    file.write_text(TINY.replace(old, new), encoding="utf-8")
    done = call("sensitivity", str(file), "--lang", "en")
    assert done.exit_code == 3
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_study_that_asks_nothing_or_varies_too_little_is_refused(file: Path) -> None:
    asks_nothing = TINY[: TINY.index("screening:")]
    file.write_text(asks_nothing, encoding="utf-8")
    with pytest.raises(ScenarioError, match="asks nothing"):
        load_plan(file)
    lines = [x for x in TINY.splitlines() if "theme_strength" not in x and "size" not in x]
    file.write_text("\n".join(lines).replace("names:\n", ""), encoding="utf-8")
    with pytest.raises(ScenarioError, match="2 to 60 parameters"):
        load_plan(file)


def test_whole_numbers_and_choices_get_equal_shares(file: Path) -> None:
    choice = load_plan(file).designs["boxes"].points[:, 2]
    assert [(choice == size).sum() for size in (20, 30)] == [30, 30]
    file.write_text(TINY.replace("[20, 30]", "{low: 20, high: 23}"), encoding="utf-8")
    whole = load_plan(file).designs["boxes"].points[:, 2]
    assert [(whole == size).sum() for size in (20, 21, 22, 23)] == [15, 15, 15, 15]


def test_a_small_trial_keeps_what_each_part_needs(file: Path) -> None:
    big = TINY.replace("trajectories: 3", "trajectories: 50").replace("points: 8", "points: 256")
    file.write_text(big.replace("points: 60", "points: 500"), encoding="utf-8")
    plan = load_plan(file, samples=20)
    sizes = {part: len(design.points) for part, design in plan.designs.items()}
    assert sizes == {"screening": 20 * 4, "variance": 16 * 5, "boxes": 60}


def study_of(plan: Plan, *boxes: Found, share: float = 0.5) -> Sensitivity:
    """Return a study with made-up boxes."""
    assert plan.file.boxes is not None
    found = Discovery(share, 0.8, boxes, 240, 0, 4)
    points = plan.designs["boxes"].points
    happens = np.linspace(0, 1, len(points))
    study = Sensitivity(plan)
    study.sought = [Sought(case, points, happens, found) for case in plan.file.boxes.where[:1]]
    return study


def box(*limits: tuple[int, Limits]) -> Found:
    """Return a made-up box."""
    told = tuple(Restriction(factor, each, 0.0001, 0.02) for factor, each in limits)
    seen = Band(0.91, 0.84, 0.96), Band(0.69, 0.6, 0.77)
    return Found(told, 0.94, 0.71, *seen, points=60, points_unseen=31, dense=True)


def test_what_cannot_be_told_is_null_in_json() -> None:
    unknown = Band(np.nan, np.nan, np.nan)
    plan = load_plan(EXPERIMENTS / "sensitivity.yaml")
    study = study_of(plan, replace(box((0, Limits(lo=3))), density_unseen=unknown))
    (told,) = json.loads(json.dumps(study.as_dict(), allow_nan=False))["boxes"][0]["found"]["boxes"]
    assert told["restrictions"][0]["least"] == 3
    assert told["restrictions"][0]["most"] is None
    assert told["unseen"]["density"] == {"value": None, "lo": None, "hi": None}


def test_a_box_is_told_as_a_sentence() -> None:
    study = study_of(
        load_plan(EXPERIMENTS / "sensitivity.yaml"), box((0, Limits(lo=3)), (1, Limits(hi=1)))
    )
    told = words.discovered(study, study.sought[0], "en")
    assert told == [
        "Over all cases, groups are dead by day 14 in 50%.",
        "Groups are dead by day 14 in 94% of cases where adverts a day ≥ 3 and topics a day ≤ 1; "
        "this covers 71% of all deaths.",
        "Checked on 31 points it had not seen: 91% (95% interval 84 to 96%), covering 69% "
        "(60 to 77%).",
    ]
    assert words.discovered(study, study.sought[0], "zh")[1] == (
        "当每天广告数 ≥ 3、且每天话题数 ≤ 1时，94% 的群到第 14 天已经死了；"
        "所有死亡中有 71% 发生在这里。"
    )


def test_all_kinds_of_limits_have_words(file: Path) -> None:
    file.write_text(
        TINY.replace("[20, 30]", "[20, 30]\n  gate: [none, {fee: 5}]"), encoding="utf-8"
    )
    plan = load_plan(file)
    limits = box(
        (1, Limits(lo=0.25, hi=0.5)), (2, Limits(lo=30, hi=30)), (3, Limits(names=frozenset({0})))
    )
    assert words.where(plan, limits, "en") == (
        "strength of the theme from 0.25 to 0.5 and groups.size = 30 and gate is none"
    )


def test_a_page_of_hostile_names_is_only_text(file: Path) -> None:
    hostile = "<script>alert(1)</script>\\x1b[2J"
    file.write_text(
        TINY.replace("en: strength of the theme", f'en: "{hostile}"').replace("\\x1b", "&#27;"),
        encoding="utf-8",
    )
    plan = load_plan(file)
    study = study_of(plan, box((1, Limits(lo=0.25)), (0, Limits(hi=15))))
    for lang in ("zh", "en"):
        page = SENSITIVITY.page(study, "simcommunity sensitivity <b>", lang)
        assert "<script>alert" not in page
        assert "<b>" not in page


def test_a_second_box_and_a_box_that_is_not_dense_are_told_as_such() -> None:
    plan = load_plan(EXPERIMENTS / "sensitivity.yaml")
    one = box((0, Limits(lo=3)))
    two = words.discovered(study_of(plan, one, one), study_of(plan, one, one).sought[0], "en")
    assert two[3].startswith("Outside of that: Groups are dead by day 14 in 94% of cases where")
    study = study_of(plan, replace(one, dense=False, points_unseen=0))
    told = words.discovered(study, study.sought[0], "en")
    assert told[1] == "No box reaches the 80% asked for; this is the best there is."
    assert told[3] == "None of the points held out lies in it, so it could not be checked."
    nothing = study_of(plan, share=0.9)
    assert "whatever the parameters are" in words.discovered(nothing, nothing.sought[0], "en")[0]
