"""The command line: a light group of commands, each imported only when it is called.

stdout carries data, stderr carries talk. Exit codes: 0 done, 1 failed, 2 misused, 3 scenario not
valid, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import shlex
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from simcommunity import __version__
from simcommunity.cli import click_words
from simcommunity.cli.output import meant
from simcommunity.i18n import choose_language, t
from simcommunity.results.whole_files import UnwritableError
from simcommunity.scenario.errors import ScenarioError, ToldError

if TYPE_CHECKING:
    from collections.abc import Sequence

LANG = choose_language()
COMMANDS = {
    "run": "simcommunity.cli.run",
    "compare": "simcommunity.cli.compare",
    "sweep": "simcommunity.cli.sweep",
    "sensitivity": "simcommunity.cli.sensitivity",
    "import-log": "simcommunity.cli.logs",
    "fit": "simcommunity.cli.logs",
    "forecast": "simcommunity.cli.logs",
    "query": "simcommunity.cli.sweep",
    "export": "simcommunity.cli.sweep",
    "compact": "simcommunity.cli.sweep",
    "optimise": "simcommunity.cli.optimise",
    "story": "simcommunity.cli.story",
    "lab": "simcommunity.cli.lab",
    "verify": "simcommunity.cli.verify",
    "workshop": "simcommunity.cli.workshop",
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
        _open_streams()
        args = list(sys.argv[1:] if args is None else args)
        click_words.speak(args)
        extra["standalone_mode"] = False
        typed = shlex.join(["simcommunity", *args])
        extra["obj"] = typed.encode("utf-8", "replace").decode()  # a name may be no UTF-8
        try:
            code = super().main(args, prog_name or "simcommunity", **extra)
            sys.stdout.flush()
        except click.UsageError as error:
            error.show()
            code = error.exit_code
        except click.ClickException as error:
            code = _say(error.format_message())
        except (KeyboardInterrupt, click.Abort):
            code = _say(t("cli.interrupted", choose_language()), code=INTERRUPTED)
        except ScenarioError as error:
            code = _say(*error.sentences(choose_language()), code=error.exit_code)
        except ToldError as error:
            code = _say(str(error), code=error.exit_code)
        except MemoryError:
            code = _say(t("cli.no_memory", choose_language()))
        except OSError as error:
            code = _refused(error)
        sys.exit(code if isinstance(code, int) else 0)


def _say(*sentences: str, code: int = FAILED) -> int:
    """Say on stderr what went wrong, if anybody listens, and return the exit code."""
    with contextlib.suppress(OSError):
        for sentence in sentences:
            click.echo(sentence, err=True)
    return code


def _refused(error: OSError) -> int:
    """Say what the system has refused, and return the exit code."""
    lang, reason = choose_language(), error.strerror or str(error)
    if isinstance(error, UnwritableError):
        return _say(t("cli.cannot_write", lang, folder=error.filename, reason=reason))
    try:
        sys.stdout.flush()  # fails again where it is the output that has failed
    except OSError:
        # The interpreter must not complain of the same while it closes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        gone = isinstance(error, BrokenPipeError)  # whoever read us
        return FAILED if gone else _say(t("cli.no_output", lang, reason=reason))
    what = "" if error.filename is None else f"{error.filename}: "
    return _say(t("cli.system_refuses", lang, reason=f"{what}{reason}"))


def _open_streams() -> None:
    """Write UTF-8 into files and pipes; what cannot be written shows as a question mark.

    A stream that was closed before we began leads nowhere.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("r" if name == "stdin" else "w")  # noqa: SIM115
            setattr(sys, name, nowhere)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


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


if __name__ == "__main__":
    main()
