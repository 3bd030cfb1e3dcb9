"""The command `import-log`: from a chat's export to a log of counts."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simcommunity.cli.options import HELP_LANG, lang_option, quiet_option, say
from simcommunity.i18n import t

if TYPE_CHECKING:
    from simcommunity.study.logs.group_log import GroupLog

gaps_option = click.option("--gaps", type=click.Choice(["zero", "unknown"]), help=say("gaps"))
LOGGER = logging.getLogger("simcommunity")


def read_aloud(path: Path, gaps: str | None, lang: str) -> GroupLog:
    """Read the log of one group, and say of how many days nothing is known."""
    from simcommunity.study.logs.group_log import read_log

    log = read_log(path, gaps)
    if log.unknown_days:
        LOGGER.info(t("log.unknown_days", lang, n=log.unknown_days, days=log.days))
    return log


@click.command("import-log", help=t("cli.import_log.help", HELP_LANG))
@click.argument("export", type=click.Path(path_type=Path))
@click.option("--operator", "operators", multiple=True, metavar="NAME", help=say("operator"))
@click.option("--timezone", metavar="ZONE", help=say("timezone"))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help=say("log_out"))
@lang_option
@quiet_option
def import_log_command(
    export: Path,
    operators: tuple[str, ...],
    timezone: str | None,
    out: Path | None,
    lang: str,
    quiet: bool,  # noqa: ARG001
) -> None:
    """Count an export and write the log, to a file or to stdout."""
    from simcommunity.report.result_folder import Store
    from simcommunity.study.logs.chat_exports import as_csv, counts_of

    rows = counts_of(
        export, operators, timezone, lambda remark: LOGGER.warning(remark.sentence(lang))
    )
    if out is None:
        click.echo(as_csv(rows), nl=False)
        return
    try:
        with Store(out.parent, {}) as store:
            store.put(out.name, as_csv(rows).encode())
            store.commit()
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(
            t("cli.cannot_write", lang, folder=out, reason=reason)
        ) from error
    LOGGER.info(t("log.written", lang, file=out, days=len(rows)))
