"""One HTML file that needs nothing else: templates that escape everything, figures inside."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from simcommunity import __version__
from simcommunity.i18n import LANGUAGES, name_of, t, tag_of
from simcommunity.report.drawing import SIZE, render
from simcommunity.report.pictures import Picture

LISTED = 4  # fewer headings need no list of contents
WHOLE = re.compile(r"−¥[\d.,]*\d|&[lg]t; [\d.]+%")
ON_PHONE = 4.2  # inches that a figure is wide
PAGE = "report/templates/page.html"
Facts = list[tuple[str, list[str]]]  # headings with sentences beside them


def page(template: str, tell: Callable[[str], Mapping[str, Any]], lang: str) -> str:
    """Write a page in all languages, of which a reader sees one and may choose the other.

    Choosing needs no script: radio buttons and a style sheet do it, so it works by keyboard,
    in previews that run nothing, and on paper.
    """
    sheets = []
    for one in (lang, *(one for one in LANGUAGES if one != lang)):
        told = {"lang": one, "tag": tag_of(one), "title": "", **tell(one)}
        speak: dict[str, Any] = {"t": partial(t, lang=one), "drawn": partial(_drawn, one)}
        html = templates().get_template(template).render(told, **speak)
        sheets.append({**told, "name": name_of(one), "html": html})
    version = f"simcommunity {__version__}"
    return templates().get_template(PAGE).render(sheets=sheets, first=sheets[0], version=version)


@cache
def templates() -> Environment:
    """Return the templates of the package; what they are told is plain text and escaped."""
    found = Environment(
        loader=FileSystemLoader(Path(__file__).parents[1]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_unbroken,
    )
    found.filters["with_contents"] = _with_contents
    return found


def shown_first(html: str, lang: str) -> str:
    """Return what `page` has written, with another language shown first."""
    return re.sub(
        r'(class="pick" id="show-(\w+)")(?: checked)?>',
        lambda found: f"{found[1]}{' checked' if found[2] == lang else ''}>",
        html,
        count=len(LANGUAGES),
    )


def made_from(seed: int, hashes: list[str], lang: str) -> Facts:
    """Return seed and hashes, which make the same numbers again."""
    return [(t("report.seed", lang), [str(seed)]), (t("report.hash", lang), hashes)]


def _unbroken(value: object) -> Markup:
    """Escape plain text; no line ends within −¥5 or > 99%."""
    if isinstance(value, Markup):
        return value
    return Markup(WHOLE.sub(r'<span class="whole">\g<0></span>', escape(str(value))))  # noqa: S704


@pass_context
def _with_contents(context: Context, main: str) -> str:
    """Give every heading a place, and list links to them behind the first part, the summary."""
    lang: str = context["lang"]
    links: list[str] = []

    def placed(found: re.Match[str]) -> str:
        place = f"part-{len(links)}-{lang}"
        links.append(f'<li><a href="#{place}">{found[2]}</a></li>')
        return f'<{found[1]} id="{place}">{found[2]}</{found[1]}>'

    deep = context.get("deep", False)  # also headings of the third level
    main = re.sub(rf"<({'h[23]' if deep else 'h2'})>(.*?)</\1>", placed, main)
    if len(links) < LISTED:
        return main
    name = escape(t("report.contents", lang))
    contents = f'<nav aria-label="{name}"><ul>{"".join(links)}</ul></nav>\n'
    second = re.search(rf'<h[23] id="part-1-{lang}">', main)
    at = second.start() if second else 0
    return main[:at] + contents + main[at:]


def _drawn(lang: str, one: Picture) -> str:
    """Draw a figure for a wide page and for a phone; the page shows the one that fits."""
    sizes = {"wide": (SIZE[0], one.height), "narrow": (ON_PHONE, one.narrow)}
    return "".join(
        _inline(render(one.paint, "svg", lang, size=size), f"{one.name}-{kind}-{lang}", kind, one)
        for kind, size in sizes.items()
    )


def _inline(svg: bytes, prefix: str, kind: str, one: Picture) -> str:
    """Make an SVG file a part of a page: no prolog, no style of its own, names nobody else has."""
    text = svg.decode("utf-8")
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<style[^>]*>.*?</style>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="', f'id="{prefix}-', text)
    text = re.sub(r'href="#', f'href="#{prefix}-', text)
    text = re.sub(r"url\(#", f"url(#{prefix}-", text)
    box = re.search(r'viewBox="([^"]*)"', text)
    head = f'<svg class="{kind}" viewBox="{box[1]}"' if box else f'<svg class="{kind}"'
    return f'{head} role="img" aria-label="{escape(one.caption)}">{text[text.index(">") + 1 :]}'
