"""What the folder of a study holds: its numbers, then, when they are safe, figures and a page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from simcommunity import __version__
from simcommunity.i18n import t
from simcommunity.report.html import page
from simcommunity.report.pictures import Picture, picture_files
from simcommunity.report.result_folder import Store, to_json

LOGGER = logging.getLogger("simcommunity")


@dataclass(frozen=True)
class StudyReport:
    """How studies of one kind are told, on a page and in files.

    Attributes:
        template: of the page.
        tell: returns what the template reads beside the figures, of a study in a language.
        pictures, origin: return the figures, and in one line where they come from.
        numbers: returns what a program reads.
        names: of the file of numbers and of the page.
        made_from: returns what else makes the figures again, for their metadata: hash, seed.
        more: returns further files of data, of a study and the command that made it.
    """

    template: str
    tell: Callable[[Any, str], Mapping[str, Any]]
    pictures: Callable[[Any, str], Iterable[Picture]]
    origin: Callable[[Any, str], str]
    numbers: Callable[[Any, str], Mapping[str, Any]] = lambda study, _: study.as_dict()
    names: tuple[str, str] = ("summary.json", "report.html")
    made_from: Callable[[Any], Mapping[str, str]] = lambda _: {}
    more: Callable[[Any, str], Mapping[str, bytes]] = lambda *_: {}

    def page(self, study: Any, command: str, lang: str) -> str:
        """Return a study as a page, with `lang` shown first."""

        def told(one: str) -> dict[str, Any]:
            return {
                "origin": self.origin(study, one),
                "pictures": self.pictures(study, one),
                "command": command,
                **self.tell(study, one),
            }

        return page(f"report/templates/{self.template}.html", told, lang)

    def write(
        self, store: Store, study: Any, command: str, lang: str, forms: Sequence[str] | None = None
    ) -> None:
        """Write the files of a study and say which; for `forms` see `picture_files`."""
        about = {
            "version": f"simcommunity {__version__}", **self.made_from(study), "command": command,
        }  # fmt: skip
        numbers, report = self.names
        store.put(numbers, to_json({**self.numbers(study, lang), "command": command}).encode())
        for name, content in self.more(study, command).items():
            store.put(name, content)
        written = store.commit()
        pictures, origin = partial(self.pictures, study), partial(self.origin, study)
        for name, content in picture_files(pictures, origin, about, lang, forms):
            store.put(name, content)
        store.put(report, self.page(study, command, lang).encode())
        written += store.commit()
        LOGGER.info(t("cli.written", lang, folder=store.folder, files=", ".join(written)))
