"""The command `workshop`: a server for a room of teams, on one machine, without internet."""

from __future__ import annotations

from pathlib import Path

import click

from simcommunity.cli.options import lang_option, path_option, quiet_option, say
from simcommunity.cli.output import Output, command


@command("workshop")
@click.argument("room", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help=say("workshop_host"))
@click.option("--port", type=click.IntRange(0, 65_535), default=8420, help=say("workshop_port"))
@path_option("out", words="workshop_out", default=Path("workshop"))
@click.option("--check", is_flag=True, help=say("workshop_check"))
@lang_option
@quiet_option
def workshop_command(
    output: Output, /, room: Path | None, host: str, port: int, check: bool
) -> None:
    """Open the doors of the workshop, or see whether all is ready for it."""
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.study.optional_libraries import needed
    from simcommunity.workshop.custom_rooms import room_in

    for module in ("uvicorn", "starlette", "jinja2", "python_multipart", "segno"):
        needed(module, "app")
    folder = output.out or Path()
    more = {} if room is None else {room.stem: room_in(room)}
    announce_first_compilation()
    if check:
        from simcommunity.workshop.web.check import check as find

        findings = find(host, port, folder, output.lang)
        marks = {True: "ok", False: "!!", None: "--"}
        for one in findings:
            click.echo(f"{marks[one.good]}  {one.text}")
        if any(one.good is False for one in findings):
            output.context.exit(1)
        return
    from simcommunity.workshop.web.serving import serve

    serve(host, port, folder, more, output.lang, quiet=output.quiet)
