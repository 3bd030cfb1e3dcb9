"""One HTML file that needs nothing else: text that is escaped, figures that are inside."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from simcommunity import __version__
from simcommunity.i18n import t
from simcommunity.report.drawing import Paint, render

if TYPE_CHECKING:
    from collections.abc import Iterable

FEW_COLUMNS = 3  # more than these stand below the words on a phone
WIDE, NARROW = (7.4, 3.5), (4.2, 3.1)


def page(body: Iterable[str], *, lang: str, title: str, origin: str) -> str:
    """Put parts that are HTML already, from the header on, into the page and end it.

    Everything else is escaped here. The footer says where the page comes from.
    """
    footer = element("footer", t("report.footer", lang, origin=origin))
    template = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
    return template.substitute(
        lang="zh-Hans" if lang == "zh" else "en",
        title=escape(title),
        generator=escape(f"simcommunity {__version__}"),
        origin=escape(origin),
        body="\n".join([*body, "</main>", footer]),
    )


def element(tag: str, text: str, kind: str = "") -> str:
    """Return one element with plain text inside."""
    attribute = f' class="{kind}"' if kind else ""
    return f"<{tag}{attribute}>{escape(text)}</{tag}>"


def told(pairs: Iterable[tuple[str, list[str]]]) -> str:
    """Return headings with sentences beside them."""
    rows = "".join(
        element("dt", heading) + f"<dd>{''.join(element('p', one) for one in sentences)}</dd>"
        for heading, sentences in pairs
    )
    return f'<dl class="told">{rows}</dl>'


def tiles(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a row of labelled numbers."""
    rows = "".join(
        f"<div>{element('dt', name)}{element('dd', value)}</div>" for name, value in pairs
    )
    return f'<dl class="tiles">{rows}</dl>'


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """Return a table whose first column is words and whose others are numbers.

    A row with a single cell is a heading inside the table.
    """
    kind = ' class="many"' if len(head) > FEW_COLUMNS else ""
    lines = ["<tr>" + "".join(_cell("th", k, cell) for k, cell in enumerate(head)) + "</tr>"]
    for row in rows:
        if len(row) == 1:
            lines.append(
                f'<tr class="section"><td colspan="{len(head)}">{escape(row[0])}</td></tr>'
            )
        else:
            lines.append(
                "<tr>" + "".join(_cell("td", k, cell) for k, cell in enumerate(row)) + "</tr>"
            )
    return f'<div class="scroll"><table{kind}>{"".join(lines)}</table></div>'


def _cell(tag: str, column: int, text: str) -> str:
    return element(tag, text, "number" if column else "")


def figure(
    name: str,
    draw: Paint,
    caption: str,
    lang: str,
    *,
    wide: tuple[float, float] = WIDE,
    narrow: tuple[float, float] = NARROW,
) -> str:
    """Draw a figure twice, for a wide page and for a phone; the page shows the one that fits.

    `wide` and `narrow` are inches.
    """
    drawn = "".join(
        _inline(render(draw, "svg", lang, size=size), f"{name}-{width}", width, caption)
        for width, size in (("wide", wide), ("narrow", narrow))
    )
    return f"<figure>{drawn}{element('figcaption', caption)}</figure>"


def _inline(svg: bytes, prefix: str, kind: str, caption: str) -> str:
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
    return f'{head} role="img" aria-label="{escape(caption)}">{text[text.index(">") + 1 :]}'
