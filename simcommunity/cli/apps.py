"""The commands `lab`, a local page, and `workshop`, a server for a room; neither needs internet."""

from __future__ import annotations

from pathlib import Path

import click

from simcommunity.cli.options import lang_option, path_option, quiet_option, say, whole_option
from simcommunity.cli.output import Output, command
from simcommunity.i18n import t


@command("lab")
@click.argument("scenario", default="supermarket")
@whole_option("port", 1, 65535)
@click.option("--browser/--no-browser", default=True, help=say("browser"))
@lang_option
@quiet_option
def lab_command(output: Output, /, scenario: str, port: int | None, browser: bool) -> None:
    """Serve the lab on this machine until it is interrupted."""
    from simcommunity.core.compilation import announce_first_compilation
    from simcommunity.study.optional_libraries import needed

    needed("nicegui", "app")
    from simcommunity.lab.one_group import opened
    from simcommunity.lab.server import free_port, serve

    try:
        chosen = free_port(port)
    except OSError:
        raise click.ClickException(t("cli.lab.port_taken", output.lang, port=port)) from None
    announce_first_compilation()

    def ready(address: str) -> None:
        if not output.quiet:
            click.echo(t("cli.lab.ready", output.lang, address=address), err=True)

    serve(opened(scenario), output.lang, chosen, browser=browser, ready=ready)


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
