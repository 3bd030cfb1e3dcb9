"""The command `lab`: a local page to play with one group."""

from __future__ import annotations

import click

from simcommunity.cli.options import HELP_LANG, lang_option, quiet_option, say
from simcommunity.i18n import t


@click.command("lab", help=t("cli.lab.help", HELP_LANG))
@click.argument("scenario", default="supermarket")
@click.option("--port", type=click.IntRange(1, 65535), help=say("port"))
@click.option("--browser/--no-browser", default=True, help=say("browser"))
@lang_option
@quiet_option
def lab_command(scenario: str, port: int | None, browser: bool, lang: str, quiet: bool) -> None:
    """Serve the lab on this machine until it is interrupted."""
    from simcommunity.cli.run import announce
    from simcommunity.study.extras import MissingExtraError, needed

    try:
        needed("nicegui", "app")
    except MissingExtraError as error:
        raise click.ClickException(str(error)) from None
    from simcommunity.lab.one_group import opened
    from simcommunity.lab.server import free_port, serve

    try:
        chosen = free_port(port)
    except OSError:
        raise click.ClickException(t("cli.lab.port_taken", lang, port=port)) from None
    announce("compiled")

    def ready(address: str) -> None:
        if not quiet:
            click.echo(t("cli.lab.ready", lang, address=address), err=True)

    serve(opened(scenario), lang, chosen, browser=browser, ready=ready)
