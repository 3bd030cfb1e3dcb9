"""A strict reader of pages."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """Reads a page: its text, tags, ids, and whether tags are closed in order.

    With a language, text and headings are those of its sheet only.
    """

    def __init__(self, html: str, lang: str | None = None) -> None:
        super().__init__()
        self.lang = lang
        self.open: list[tuple[str, str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.said = False  # the last thing was words
        self.whole = False  # the next words go on where the last ones ended
        self.headings: list[str] = []
        self.feed(html)
        assert self.open == []
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.whole = ("class", "whole") in attrs and self.said
        self.said = False
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("class") or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        ended = self.open.pop()
        assert ended[0] == tag
        self.whole = ended == ("span", "whole")
        self.said = False

    def handle_data(self, data: str) -> None:
        if self.lang is not None and not any(kind == f"sheet {self.lang}" for _, kind in self.open):
            return
        if ("nav", "") in self.open:  # the contents say no more than the headings do
            return
        if self.open and self.open[-1][0] == "h2":
            self.headings.append(data)
        if "style" not in [tag for tag, _ in self.open]:
            if self.whole:
                self.words[-1] += data
            else:
                self.words.append(data)
        self.whole, self.said = False, True
