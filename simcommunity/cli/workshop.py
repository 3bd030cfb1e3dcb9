"""The command `workshop`: a server for a room of teams, on one machine, without internet."""

from __future__ import annotations

from pathlib import Path

import click

from simcommunity.cli.options import HELP_LANG, lang_option, quiet_option, say
from simcommunity.i18n import t


@click.command("workshop", help=t("cli.workshop.help", HELP_LANG))
@click.argument("room", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help=say("workshop_host"))
@click.option("--port", type=click.IntRange(0, 65_535), default=8420, help=say("workshop_port"))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("workshop"),
    metavar="DIR",
    help=say("workshop_out"),
)
@click.option("--check", is_flag=True, help=say("workshop_check"))
@lang_option
@quiet_option
def workshop_command(
    room: Path | None,
    host: str,
    port: int,
    out: Path,
    check: bool,
    lang: str,
    quiet: bool,
) -> None:
    """Open the doors of the workshop, or see whether all is ready for it."""
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.study.extras import MissingExtraError, needed
    from simcommunity.workshop.custom_rooms import room_in

    try:
        for module in ("uvicorn", "starlette", "jinja2", "python_multipart", "segno"):
            needed(module, "app")
    except MissingExtraError as error:
        raise click.ClickException(str(error)) from error
    more = {} if room is None else {room.stem: room_in(room)}
    announce_first_compilation()
    if check:
        from simcommunity.workshop.web.check import check as find

        findings = find(host, port, out, lang)
        marks = {True: "ok", False: "!!", None: "--"}
        for one in findings:
            click.echo(f"{marks[one.good]}  {one.text}")
        if any(one.good is False for one in findings):
            raise click.exceptions.Exit(1)
        return
    from simcommunity.workshop.web.serving import serve

    serve(host, port, out, more, lang, quiet=quiet)
