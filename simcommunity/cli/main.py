"""The command line: a light group of commands, each imported only when it is called.

stdout carries data, stderr carries talk. Exit codes: 0 done, 1 failed, 2 misused, 3 scenario not
valid, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import shlex
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from simcommunity import __version__
from simcommunity.cli import click_words
from simcommunity.cli.output import meant
from simcommunity.cli.streams import STDOUT, ending_in_order, open_streams, stdout_watched
from simcommunity.i18n import as_utf8, choose_language, t
from simcommunity.results.whole_files import UnwritableError
from simcommunity.scenario.errors import ScenarioError, ScenarioWarning, ToldError

LANG = choose_language()
COMMANDS = {
    "run": "simcommunity.cli.run",
    "compare": "simcommunity.cli.compare",
    "sweep": "simcommunity.cli.sweep",
    "sensitivity": "simcommunity.cli.sweep",
    "import-log": "simcommunity.cli.logs",
    "fit": "simcommunity.cli.logs",
    "forecast": "simcommunity.cli.logs",
    "query": "simcommunity.cli.sweep",
    "export": "simcommunity.cli.sweep",
    "compact": "simcommunity.cli.sweep",
    "optimise": "simcommunity.cli.optimise",
    "story": "simcommunity.cli.story",
    "lab": "simcommunity.cli.apps",
    "verify": "simcommunity.cli.verify",
    "workshop": "simcommunity.cli.apps",
    "list": "simcommunity.cli.scenarios",
    "show": "simcommunity.cli.scenarios",
    "validate": "simcommunity.cli.scenarios",
    "init": "simcommunity.cli.scenarios",
    "schema": "simcommunity.cli.scenarios",
}
FAILED, INTERRUPTED = 1, 130


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command `cmd_name`; a usage error names the nearest one there is."""
        if cmd_name.startswith("-"):
            return None
        if cmd_name not in COMMANDS:
            told = t("cli.no_such_command", LANG, name=cmd_name)
            ctx.fail(told + meant(cmd_name, COMMANDS, LANG))
        function = f"{cmd_name.replace('-', '_')}_command"
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), function)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing any of them."""
        with formatter.section(t("cli.commands", LANG)):
            told = [(name, name.replace("-", "_")) for name in COMMANDS]
            formatter.write_dl([(name, t(f"cli.{word}.short", LANG)) for name, word in told])

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        **extra: Any,
    ) -> NoReturn:
        """Run the command line and leave with its exit code.

        The command as it was typed is kept in `ctx.obj`, so that results can carry it.
        """
        open_streams()
        args = list(sys.argv[1:] if args is None else args)
        click_words.speak(args)
        extra["standalone_mode"] = False
        extra["obj"] = as_utf8(shlex.join(["simcommunity", *args]))
        try:
            with ending_in_order(), stdout_watched():
                code = super().main(args, prog_name or "simcommunity", **extra)
        except (click.ClickException, click.Abort, ScenarioError, ToldError, OSError, MemoryError,
                KeyboardInterrupt) as error:  # fmt: skip
            code = _told(error)
        sys.exit(code if isinstance(code, int) else 0)


def _told(error: BaseException) -> int:
    """Say on stderr what went wrong, if anybody listens, and return the exit code."""
    lang, code = choose_language(), getattr(error, "exit_code", FAILED)
    match error:
        case click.UsageError():
            error.show()
            return code
        case click.ClickException():
            sentences = [error.format_message()]
        case click.Abort() | KeyboardInterrupt():
            sentences = [t("cli.interrupted", lang)]
            code = getattr(error, "exit_code", INTERRUPTED)
        case ScenarioError():
            sentences = error.sentences(lang)
        case ToldError():
            sentences = [str(error)]
        case MemoryError():
            sentences = [t("cli.no_memory", lang)]
        case OSError(errno=errno.EPIPE):  # whoever read us has gone
            sentences = []
        case OSError():
            sentences = [_refused(error, lang)]
    with contextlib.suppress(OSError):
        for sentence in sentences:
            click.echo(sentence, err=True)
    return code


def _refused(error: OSError, lang: str) -> str:
    """Return what the system has refused, in a sentence."""
    reason = error.strerror or str(error)
    if isinstance(error, UnwritableError):
        if error.filename == str(STDOUT):
            return t("cli.no_output", lang, reason=reason)
        return t("cli.cannot_write", lang, folder=error.filename, reason=reason)
    what = "" if error.filename is None else f"{error.filename}: "
    return t("cli.system_refuses", lang, reason=f"{what}{reason}")


class Talk(logging.Handler):
    """Shows what the simulator has to say on stderr, as plain sentences."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one message."""
        click.echo(record.getMessage(), err=True)


@click.group(
    cls=LazyGroup,
    help=t("cli.help", LANG),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="simcommunity", help=t("cli.version", LANG))
def main() -> None:
    """Listen to the simulator from here on: what it says reaches stderr."""
    logger = logging.getLogger("simcommunity")
    logger.setLevel(logging.INFO)
    logger.handlers = [Talk()]
    warnings.simplefilter("ignore", ScenarioWarning)  # commands tell the same in both languages


if __name__ == "__main__":
    main()
