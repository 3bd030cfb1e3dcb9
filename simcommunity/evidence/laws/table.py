"""What came of the laws, on a terminal and as Markdown."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.text import Text

from simcommunity.i18n import t
from simcommunity.report.result_folder import to_json

if TYPE_CHECKING:
    from simcommunity.evidence.laws.trial import Trial
    from simcommunity.evidence.laws.verdicts import LawVerdict, LawVerdicts
    from simcommunity.report.result_folder import Store

LOGGER = logging.getLogger("simcommunity")
MOST_SHOWN = 3  # businesses on which a law fails


def show_laws(verdicts: LawVerdicts, lang: str, out: TextIO) -> None:
    """Write each law with where it holds, and where not the command that shows it."""
    console = Console(file=out, highlight=False, markup=False, soft_wrap=True)
    for verdict in verdicts.laws:
        law = verdict.law
        said = t("laws.holds" if verdict.holds else "laws.fails", lang)
        console.print(
            Text.assemble(
                (f"{law.id} ", "bold"),
                (said, "green" if verdict.holds else "red"),
                f"  {law.statement.said(lang)}",
            )
        )
        console.print(Text(f"    {counts(verdict, lang)}", style="dim"))
        for trial in failing(verdict):
            console.print(Text(f"    {trial.business}: {trial.told}"))
            again = t("laws.again", lang, command=command(trial))
            console.print(Text(f"      {again}", style="dim"))
    console.print(Text(summary(verdicts, lang), style="bold"))


def write_laws(store: Store, verdicts: LawVerdicts, typed: str, lang: str, *_: object) -> None:
    """Write `laws.json` and `laws.md`; there are no figures."""
    store.put("laws.json", to_json({**verdicts.as_dict(), "command": typed}).encode())
    store.put("laws.md", laws_text(verdicts, lang).encode())
    written = store.commit()
    LOGGER.info(t("cli.written", lang, folder=store.folder, files=", ".join(written)))


def laws_text(verdicts: LawVerdicts, lang: str) -> str:
    """Return what came of the laws as Markdown."""
    lines = [f"# {t('laws.title', lang)}", "", summary(verdicts, lang), "", t("laws.story", lang)]
    for about in dict.fromkeys(verdict.law.about for verdict in verdicts.laws):
        lines += ["", f"## {t(f'laws.about.{about}', lang)}", ""]
        for verdict in verdicts.laws:
            if verdict.law.about == about:
                lines += _entry(verdict, lang)
    return "\n".join(lines) + "\n"


def _entry(verdict: LawVerdict, lang: str) -> list[str]:
    said = t("laws.holds" if verdict.holds else "laws.fails", lang)
    law = verdict.law
    return [
        f"- **{law.id}** {said}: {law.statement.said(lang)} {counts(verdict, lang)}",
        *(f"  - {trial.business}: {trial.told} (`{command(trial)}`)" for trial in failing(verdict)),
    ]


def failing(verdict: LawVerdict) -> list[Trial]:
    """Return the first trials in which a law fails."""
    return [trial for trial in verdict.trials if trial.state == "fails"][:MOST_SHOWN]


def counts(verdict: LawVerdict, lang: str) -> str:
    """Say on how many businesses a law holds, fails, and stays undecided."""
    return t(
        "laws.counts",
        lang,
        holds=verdict.count("holds"),
        fails=verdict.count("fails"),
        undecided=verdict.count("undecided"),
        not_asked=verdict.count("not asked"),
    )


def command(trial: Trial) -> str:
    """Return the command that shows one trial."""
    return f"simcommunity verify {trial.law} --business '{trial.business}'"


def summary(verdicts: LawVerdicts, lang: str) -> str:
    """Say how many laws hold, and on how many businesses they were tried."""
    return t(
        "laws.summary",
        lang,
        holds=sum(verdict.holds for verdict in verdicts.laws),
        all=len(verdicts.laws),
        businesses=len(verdicts.laws[0].trials),
    )
