"""Where the results of a command go: a folder, a program, a reader; and what is said meanwhile."""

from __future__ import annotations

import difflib
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from simcommunity.cli.options import HELP_LANG
from simcommunity.i18n import choose_language, t

if TYPE_CHECKING:
    Advance = Callable[..., None]
    Begin = Callable[[str, int | None], Advance]
    Hear = Callable[[int, int], None]
    Told = Mapping[str, Any]

LOGGER = logging.getLogger("simcommunity")


@dataclass(frozen=True)
class Output:
    """What the options of a command say of its output.

    Attributes:
        context: of click.
        lang: of everything that is said.
        out: folder, or file, for the results; None for none.
        forms: of the figures' files; None for the usual ones.
        as_json: whether a program reads stdout.
        quiet: whether nothing but the result is wanted.
    """

    context: click.Context
    lang: str
    out: Path | None = None
    forms: tuple[str, ...] | None = None
    as_json: bool = False
    quiet: bool = False

    @property
    def command(self) -> str:
        """The command as it was typed."""
        return self.context.obj or ""

    def say(self, key: str, **values: object) -> None:
        """Say something beside the result."""
        LOGGER.info(t(key, self.lang, **values))

    def misused(self, key: str, *, hint: str = "", **values: object) -> NoReturn:
        """Refuse what was typed."""
        raise click.UsageError(t(key, self.lang, **values) + hint, self.context)

    def answer(
        self, result: Any, show: Callable[..., None], as_dict: Callable[[Any], Told] | None = None
    ) -> None:
        """Write a result to stdout, for a program or for a reader; see `deliver`."""
        from simcommunity.report.result_folder import to_json

        if self.as_json:
            click.echo(to_json(as_dict(result) if as_dict else result.as_dict()))
        else:
            show(result, self.lang, sys.stdout)

    def deliver(
        self,
        study: Callable[[], Any],
        write: Callable[..., None],
        show: Callable[..., None],
        as_dict: Callable[[Any], Told] | None = None,
    ) -> Any:
        """Do the work, write its results into the folder that is asked for, and answer.

        A folder that cannot be written to is refused before the work.

        Args:
            as_dict: returns them for a program; by default as they do themselves.

        Returns:
            the results.
        """
        from simcommunity.report.result_folder import Store

        with ExitStack() as stack:
            store = self.out and stack.enter_context(Store(self.out, {}))
            result = study()
            if store:
                write(store, result, self.command, self.lang, self.forms)
        self.answer(result, show, as_dict)
        return result

    @contextmanager
    def stages(self) -> Iterator[Begin]:
        """Show bars on a terminal, nothing elsewhere; yield what begins one.

        That takes the key of its words and how many steps there are, and returns what moves the bar
        on by one, or to `completed` of `total`. A bar whose length is not known moves by itself
        until the next one.
        """
        if self.quiet or not sys.stderr.isatty():
            yield lambda _words, _total: lambda *_, **__: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        left = TimeRemainingColumn(compact=True, elapsed_when_finished=True)
        columns = TextColumn("{task.description}"), BarColumn(), left
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:

            def begin(words: str, total: int | None) -> Advance:
                for finished in bar.tasks:
                    bar.update(finished.id, total=1, completed=1)
                task = bar.add_task(t(words, self.lang), total=total)

                def advance(*_: object, **told: int) -> None:
                    bar.update(task, **(told or {"advance": 1}))  # type: ignore[arg-type]

                return advance

            yield begin

    @contextmanager
    def progress(self, total: int, words: str = "cli.progress") -> Iterator[Advance]:
        """Show a single bar; yield what moves it on."""
        with self.stages() as begin:
            yield begin(words, total)

    @contextmanager
    def study(self, words: str = "cli.progress") -> Iterator[Hear]:
        """Show a single bar; yield what is told how much is done of how much."""
        with self.stages() as begin:
            advance = begin(words, None)
            yield lambda done, total: advance(completed=done, total=total)


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Make a command of a function whose first argument is its `Output`."""
    words = t(f"cli.{name.replace('-', '_')}.help", HELP_LANG)

    def made(function: Callable[..., None]) -> click.Command:
        @click.pass_context
        @wraps(function)
        def called(context: click.Context, /, **values: Any) -> None:
            names = [one.name for one in fields(Output) if one.name in values]
            own = {name: values.pop(name) for name in names}
            output = Output(context, **{"lang": choose_language(), **own})
            if output.forms and output.out is None:
                output.misused("cli.figures.out")
            function(output, **values)

        return click.command(name, help=words)(called)

    return made


def meant(name: str, known: Iterable[str], lang: str) -> str:
    """Return the question whether the nearest known name is meant; empty where none is near."""
    near = difflib.get_close_matches(name, known, n=1)
    return t("cli.did_you_mean", lang, name=near[0]) if near else ""


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return those options that were given."""
    return {name: value for name, value in options.items() if value is not None}
