"""A third language is a file beside the others: no line of code changes for it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from simcommunity.scenario.loader import load_text

ROOT = Path(__file__).parents[2]
TEA = """
title: {en: Tea, fr: Le thé}
days: 3
people: {mix: {regular: 1}}
arrival: [{hook: giveaway, per_day: 20}]
groups: {size: 20, most: 1}
"""
FEW = {"language.name": "Français", "language.tag": "fr", "report.contents": "Sommaire"}


@pytest.fixture(scope="module")
def with_french(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the package that has a catalogue of a few words more."""
    folder = tmp_path_factory.mktemp("french")
    unneeded = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "simcommunity", folder / "simcommunity", ignore=unneeded)
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    catalogue = folder / "simcommunity" / "i18n" / "fr.json"
    catalogue.write_text(json.dumps(FEW, ensure_ascii=False), encoding="utf-8")
    (folder / "tea.yaml").write_text(TEA, encoding="utf-8")
    return folder


def spoken(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Call the command of the copy, rules uncompiled: little is run."""
    around = {**os.environ, "PYTHONPATH": str(folder), "NUMBA_DISABLE_JIT": "1", **env}
    return subprocess.run(
        [sys.executable, "-m", "simcommunity", *words],
        cwd=folder, env=around, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_catalogue_of_a_few_words_is_a_language(with_french: Path) -> None:
    ran = spoken(
        with_french, "run", "tea.yaml", "--lang", "fr", "--replicates", "2", "--out", "out",
        "--figures", "svg",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "Le thé" in ran.stdout
    page = (with_french / "out" / "report.html").read_text(encoding="utf-8")
    assert page.startswith('<!doctype html>\n<html lang="fr">')
    for lang, name in (("fr", "Français"), ("zh", "中文"), ("en", "English")):
        assert f'id="show-{lang}"' in page
        assert f">{name}</label>" in page
        assert f"#show-{lang}:checked ~ .sheet:not(.{lang}) {{ display: none; }}" in page
    sheets = page.split('<div class="sheet ')[1:]
    assert [one[:2] for one in sheets] == ["fr", "zh", "en"]
    assert "<h1>Le thé</h1>" in sheets[0]
    assert "<h1>Tea</h1>" in sheets[1]  # Chinese falls back to English, too
    assert "<h1>Tea</h1>" in sheets[2]


def test_the_locale_chooses_it_and_what_it_lacks_is_english(with_french: Path) -> None:
    told = spoken(with_french, "validate", "nowhere.yaml", LC_ALL="fr_FR.UTF-8")
    said = spoken(with_french, "validate", "nowhere.yaml", LC_ALL="en_GB.UTF-8")
    assert (told.returncode, told.stderr) == (said.returncode, said.stderr)
    assert "fr" in spoken(with_french, "run", "--help").stdout.partition("--lang")[2][:20]


def test_a_title_may_have_any_language() -> None:
    title = load_text(TEA, "tea.yaml").scenario.title
    assert [title.said(lang) for lang in ("fr", "en", "zh", "de")] == [
        "Le thé",
        "Tea",
        "Tea",
        "Tea",
    ]
