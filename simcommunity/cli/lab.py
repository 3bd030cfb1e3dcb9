"""The command `lab`: a local page to play with one group."""

from __future__ import annotations

import click

from simcommunity.cli.options import lang_option, quiet_option, say, whole_option
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
