"""`simcommunity verify` as a user meets it: tables, JSON, files and exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from toy import FACT, FAILS, HOLDS, write

from simcommunity.cli.main import main
from simcommunity.i18n import LANGUAGES


def call(*arguments: str) -> Result:
    """Call the command line in this process."""
    return CliRunner().invoke(main, ["verify", *arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def holding(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write(tmp_path_factory.mktemp("holding"), HOLDS, FACT))


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write(tmp_path_factory.mktemp("failing"), HOLDS + FAILS.replace("T01", "T02")))


def test_it_leaves_with_0_when_everything_holds(holding: str) -> None:
    done = call("--registry", holding, "--lang", "en", "-q")
    assert done.exit_code == 0
    assert done.stderr == ""
    assert "T01 holds  There <are> people" in done.stdout
    assert "1 of 1 emergent claims hold, 1 of 1 facts hold. Seed 20260" in done.stdout
    assert "emergent: no rule says so" in done.stdout
    assert "fails" not in done.stdout


def test_it_leaves_with_1_when_anything_fails(failing: str) -> None:
    done = call("--registry", failing, "--lang", "en", "-q")
    assert done.exit_code == 1
    assert "T01 holds" in done.stdout
    assert "T02 fails" in done.stdout
    assert "≥ 10,000" in done.stdout


WHY = "diagnosis: {zh: 人<太>少, en: Too <few> people}"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_why_something_fails_is_told_where_it_fails(tmp_path: Path, lang: str) -> None:
    out = tmp_path / "out"
    told = {name: HOLDS.replace("T01", name).replace("\n  source", f"\n  {WHY}\n  source")
            for name in ("T01", "T02")}  # fmt: skip
    told["T02"] = told["T02"].replace("at_least: 10}", "at_least: 10000}")
    registry = str(write(tmp_path, "".join(told.values())))
    done = call("--registry", registry, "--lang", lang, "--out", str(out), "-q")
    assert done.exit_code == 1
    said = {"zh": "原因：人<太>少", "en": "Why: Too <few> people"}[lang]
    assert done.stdout.count(said) == 1
    assert done.stdout.index("T02") < done.stdout.index(said)
    html = (out / "evidence.html").read_text(encoding="utf-8")
    assert html.count(said.replace("<", "&lt;").replace(">", "&gt;")) == 1
    markdown = (out / "evidence.md").read_text(encoding="utf-8")
    assert markdown.count(said.replace("<", r"\<").replace(">", r"\>")) == 1
    first, second = json.loads((out / "verify.json").read_text(encoding="utf-8"))["claims"]
    assert first["diagnosis"] is None
    assert second["diagnosis"] == {"zh": "人<太>少", "en": "Too <few> people"}


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "原因：尚未查明"), ("en", "Why: not yet explained")]
)
def test_a_failure_that_nobody_has_explained_is_told_so(
    failing: str, tmp_path: Path, lang: str, said: str
) -> None:
    done = call("--registry", failing, "--lang", lang, "--out", str(tmp_path), "-q")
    assert done.stdout.count(said) == 1
    assert done.stdout.index("T02") < done.stdout.index(said)
    for file in ("evidence.md", "evidence.html"):
        assert (tmp_path / file).read_text(encoding="utf-8").count(said) == 1
    written = json.loads((tmp_path / "verify.json").read_text(encoding="utf-8"))
    assert written["claims"][1]["diagnosis"] is None


@pytest.mark.parametrize(
    ("lang", "counted", "beside"),
    [
        (
            "en",
            "0 of 0 emergent claims hold (of the others: built in 1 of 1)",
            "told beside, fails",
        ),
        ("zh", "0 条涌现的说法里 0 条成立（其余：规则里写着 1 / 1）", "顺带列出，不成立"),
    ],
)
def test_kinds_are_counted_apart_and_what_is_told_binds_nothing(
    tmp_path: Path, lang: str, counted: str, beside: str
) -> None:
    told = "\n    - {metric: members, of: small, below: 1, told: true}"
    curve = "\n    - {metric: members, across: [small, large], told: true}"
    text = HOLDS.replace("kind: emergent", "kind: built_in\n  raised: true").rstrip("\n")
    registry = str(write(tmp_path, text + told + curve + "\n"))
    out = tmp_path / "out"
    done = call("--registry", registry, "--lang", lang, "--out", str(out), "-q")
    assert done.exit_code == 0
    assert counted in done.stdout
    markdown = (out / "evidence.md").read_text(encoding="utf-8")
    assert beside in markdown
    assert {"en": "replicates were raised after looking", "zh": "重复次数是看过结果以后加的"}[
        lang
    ] in markdown
    # The curve is told arm by arm.
    html = (out / "evidence.html").read_text(encoding="utf-8")
    for page in (markdown, html):
        assert len(re.findall({"en": "told beside", "zh": "顺带列出"}[lang], page)) >= 3
    first = json.loads((out / "verify.json").read_text(encoding="utf-8"))["claims"][0]
    assert [(p["told"], p["holds"]) for p in first["parts"]] == [
        (False, True), (False, True), (True, False), (True, None),
    ]  # fmt: skip


def test_only_what_is_asked_for_is_tested(failing: str) -> None:
    done = call("T01", "--registry", failing, "--lang", "en", "-q")
    assert done.exit_code == 0
    assert "T02" not in done.stdout


def test_an_unknown_id_is_a_misuse_that_names_the_nearest() -> None:
    done = call("C4", "--lang", "en")
    assert done.exit_code == 2
    assert "There is no claim or fact 'C4'. Did you mean 'C04'?" in done.stderr
    done = call("f03x", "--lang", "zh")
    assert "没有编号为 'f03x'" in done.stderr
    assert "F03" in done.stderr


def test_a_registry_with_a_mistake_is_told_so(tmp_path: Path) -> None:
    folder = write(tmp_path, HOLDS.replace("metric: members", "metric: membrs"))
    done = call("--registry", str(folder), "--lang", "zh")
    assert done.exit_code == 3
    assert "没有这个指标，最接近的是 members" in done.stderr
    assert done.stdout == ""


def test_it_speaks_chinese(holding: str) -> None:
    done = call("--registry", holding, "--lang", "zh", "-q")
    assert "T01 成立  群里<有>人" in done.stdout
    assert "1 条涌现的说法里 1 条成立" in done.stdout
    assert "大群 ÷ small" in done.stdout


def test_json_has_the_form_it_promises(failing: str) -> None:
    done = call("--registry", failing, "--json", "-q")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["schema"] == "simcommunity.verify/1"
    assert told["facts"] == []
    first, second = told["claims"]
    assert (first["id"], first["holds"], first["fitted"]) == ("T01", True, False)
    assert (second["id"], second["holds"]) == ("T02", False)
    assert (first["kind"], first["raised"]) == ("emergent", False)
    assert told["kinds"] == {"emergent": {"hold": 1, "all": 2}}
    assert first["robustness_prior"] is None
    assert first["robustness_fitted"] is None
    part = first["parts"][0]
    assert {"metric", "value", "lo", "hi", "band", "holds", "n"} <= set(part)
    assert part["lo"] <= part["value"] <= part["hi"]
    assert part["band"] == [10, None]
    assert part["n"] == 4
    assert [point["arm"] for point in first["parts"][1]["points"]] == ["large", "small"]


def test_another_seed_is_other_luck_and_the_same_seed_is_the_same(holding: str) -> None:
    def value(*seed: str) -> float:
        told = json.loads(call("T01", "--registry", holding, "--json", "-q", *seed).stdout)
        return float(told["claims"][0]["parts"][0]["value"])

    assert value() == value() == value("--jobs", "1")
    assert value("--seed", "3") != value()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_files_are_whole_and_words_are_escaped(holding: str, tmp_path: Path, lang: str) -> None:
    out = tmp_path / "deep" / "out"
    done = call("--registry", holding, "--lang", lang, "--out", str(out), "-q")
    assert done.exit_code == 0
    assert sorted(p.name for p in out.iterdir()) == ["evidence.html", "evidence.md", "verify.json"]
    assert json.loads((out / "verify.json").read_text(encoding="utf-8"))["holds"] is True
    html = (out / "evidence.html").read_text(encoding="utf-8")
    assert html.count("<figure>") == 2 * len(LANGUAGES)
    assert "<script" not in html
    assert "<img" not in html
    said = {"zh": "群里&lt;有&gt;人", "en": "There &lt;are&gt; people"}[lang]
    assert said in html
    assert "<large>" not in html
    assert "<有>" not in html
    markdown = (out / "evidence.md").read_text(encoding="utf-8")
    assert {"zh": r"群里\<有\>人", "en": r"There \<are\> people"}[lang] in markdown
    assert {"zh": "证据弱", "en": "weak evidence"}[lang] in markdown


def test_a_folder_that_cannot_be_written_is_one_sentence(holding: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    done = call("--registry", holding, "--lang", "en", "--out", str(file / "in"), "-q")
    assert done.exit_code == 1
    assert "Cannot write to" in done.stderr


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom simcommunity.cli.main import main\n"
        "try:\n    main(['verify', '--help'])\nfinally:\n"
        "    heavy = {'numpy', 'scipy', 'pydantic', 'yaml', 'numba', 'mesa', 'matplotlib'}\n"
        "    print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == "[]"
