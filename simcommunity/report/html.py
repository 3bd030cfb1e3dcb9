"""One HTML file that needs nothing else: text that is escaped, figures that are inside."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from simcommunity import __version__
from simcommunity.i18n import LANGUAGES, name_of, t, tag_of
from simcommunity.report.drawing import Paint, render

if TYPE_CHECKING:
    from collections.abc import Iterable

FEW_COLUMNS = 3  # more than these stand below the words on a phone
LISTED = 4  # fewer headings need no list of contents
WHOLE = re.compile(r"−¥[\d.,]*\d|&[lg]t; [\d.]+%")
Cells = tuple[Sequence[str], Sequence[Sequence[str]]]  # heads, and rows of cells
WIDE, NARROW = (7.4, 3.5), (4.2, 3.1)


@dataclass(frozen=True)
class Sheet:
    """What a page says in one language.

    Attributes:
        heading: of the page, as plain text.
        origin: where the page comes from, in one line of plain text.
        intro: parts below the heading that are HTML already.
        body: parts that are HTML already; everything else is escaped here.
        title: of the window, where it is not the heading.
        deep: whether the contents name headings of the third level as well.
    """

    heading: str
    origin: str
    intro: list[str]
    body: list[str]
    title: str = ""
    deep: bool = False


def page(write: Callable[[str], Sheet], lang: str) -> str:
    """Write a page in all languages, of which a reader sees one and may choose the other.

    Choosing needs no script: radio buttons and a style sheet do it, so it works by keyboard,
    in previews that run nothing, and on paper.

    Args:
        write: returns the sheet of a language.
        lang: which one is shown first.
    """
    sheets = {one: write(one) for one in (lang, *(one for one in LANGUAGES if one != lang))}
    picks = []
    for one in sheets:
        checked = " checked" if one == lang else ""
        pick = f'<input type="radio" name="lang" class="pick" id="show-{one}"{checked}>'
        name = escape(name_of(one))
        picks.append(f'{pick}<label for="show-{one}" lang="{tag_of(one)}">{name}</label>')
    first = sheets[lang]
    file = Path(__file__).parent / "templates" / "page.html"
    template = Template(file.read_text(encoding="utf-8"))
    return template.substitute(
        lang=tag_of(lang),
        hidden="\n".join(
            f"#show-{one}:checked ~ .sheet:not(.{one}) {{ display: none; }}" for one in sheets
        ),
        title=escape(first.title or first.heading),
        generator=escape(f"simcommunity {__version__}"),
        origin=escape(first.origin),
        body="\n".join([*picks, *(_written(sheet, one) for one, sheet in sheets.items())]),
    )


def shown_first(html: str, lang: str) -> str:
    """Return what `page` has written, with another language shown first."""
    return re.sub(
        r'(class="pick" id="show-(\w+)")(?: checked)?>',
        lambda found: f"{found[1]}{' checked' if found[2] == lang else ''}>",
        html,
        count=len(LANGUAGES),
    )


def _written(sheet: Sheet, lang: str) -> str:
    """Return a sheet as HTML: a way past the contents, heading, contents, all the rest."""
    main = _with_contents("\n".join(sheet.body), lang, sheet.deep)
    parts = [
        f'<a class="skip" href="#main-{lang}">{escape(t("report.skip", lang))}</a>',
        "<header>",
        element("div", t("report.simulated", lang), "mark"),
        element("h1", sheet.heading),
        *sheet.intro,
        "</header>",
        f'<main id="main-{lang}" tabindex="-1">\n{main}\n</main>',
        element("footer", t("report.footer", lang, origin=sheet.origin)),
    ]
    return f'<div class="sheet {lang}" lang="{tag_of(lang)}">\n' + "\n".join(parts) + "\n</div>"


def _with_contents(main: str, lang: str, deep: bool) -> str:
    """Give every heading a place, and list links to them behind the first part, the summary."""
    links: list[str] = []

    def placed(found: re.Match[str]) -> str:
        place = f"part-{len(links)}-{lang}"
        links.append(f'<li><a href="#{place}">{found[2]}</a></li>')
        return f'<{found[1]} id="{place}">{found[2]}</{found[1]}>'

    main = re.sub(rf"<({'h[23]' if deep else 'h2'})>(.*?)</\1>", placed, main)
    if len(links) < LISTED:
        return main
    name = escape(t("report.contents", lang))
    contents = f'<nav aria-label="{name}"><ul>{"".join(links)}</ul></nav>\n'
    second = re.search(rf'<h[23] id="part-1-{lang}">', main)
    at = second.start() if second else 0
    return main[:at] + contents + main[at:]


def element(tag: str, text: str, kind: str = "") -> str:
    """Return one element with plain text inside."""
    attribute = f' class="{kind}"' if kind else ""
    return f"<{tag}{attribute}>{_plain(text)}</{tag}>"


def _plain(text: str) -> str:
    """Escape plain text; no line ends within −¥5 or > 99%."""
    return WHOLE.sub(r'<span class="whole">\g<0></span>', escape(text))


def told(pairs: Iterable[tuple[str, list[str]]]) -> str:
    """Return headings with sentences beside them."""
    return f'<dl class="told">{_terms(pairs)}</dl>'


def again(command: str, lang: str, more: Iterable[tuple[str, list[str]]] = ()) -> list[str]:
    """Return how to get the same numbers again: the command, and what else goes into them."""
    words = " ".join(f"<span>{escape(word)}</span>" for word in command.split())
    said = f'<p class="command" title="{escape(command)}">{words}</p>'
    first = f"{element('dt', t('report.command', lang))}<dd>{said}</dd>"
    return [
        element("h2", t("report.again", lang)),
        f'<dl class="told">{first}{_terms(more)}</dl>',
    ]


def made_from(seed: int, hashes: list[str], lang: str) -> list[tuple[str, list[str]]]:
    """Return seed and hashes for `again`."""
    return [(t("report.seed", lang), [str(seed)]), (t("report.hash", lang), hashes)]


def _terms(pairs: Iterable[tuple[str, list[str]]]) -> str:
    return "".join(
        element("dt", heading) + f"<dd>{''.join(element('p', one) for one in sentences)}</dd>"
        for heading, sentences in pairs
    )


def tiles(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a row of labelled numbers."""
    rows = "".join(
        f"<div>{element('dt', name)}{element('dd', value)}</div>" for name, value in pairs
    )
    return f'<dl class="tiles">{rows}</dl>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, stacked: bool = True) -> str:
    """Return a table whose first column is words and whose others are numbers.

    A row with a single cell is a heading inside the table. On a phone the cells of a table of many
    columns stand below one another, unless it is not to be `stacked`: then it is moved sideways.
    """
    broad = len(head) > FEW_COLUMNS
    many = broad and stacked
    top = "".join(_cell("th", k, cell, "col") for k, cell in enumerate(head))
    lines = []
    for row in rows:
        if len(row) == 1:
            cell = f'<th colspan="{len(head)}" scope="colgroup">{_plain(row[0])}</th>'
            lines.append(f'<tr class="section">{cell}</tr>')
        else:
            cells = (
                _cell("td" if k else "th", k, cell, "row", head[k] if many else "")
                for k, cell in enumerate(row)
            )
            lines.append(f"<tr>{''.join(cells)}</tr>")
    kind = ' class="many"' if many else ' class="level"' if broad else ""
    focus = ' tabindex="0"' if broad else ""
    inside = f"<thead><tr>{top}</tr></thead><tbody>{''.join(lines)}</tbody>"
    return f'<div class="scroll"{focus}><table{kind}>{inside}</table></div>'


def _cell(tag: str, column: int, text: str, scope: str, head: str = "") -> str:
    """Return a cell; on a phone a table of many columns has the head beside each number."""
    about = ' class="number"' if column else ""
    about += f' scope="{scope}"' if tag == "th" else ""
    bare = column == 0 and not text.isdecimal()  # words tell what they are; a number does not
    about += f' data-head="{escape(head)}"' if head and not bare else ""
    return f"<{tag}{about}>{_plain(text)}</{tag}>"


def figure(
    name: str,
    draw: Paint,
    caption: str,
    lang: str,
    *,
    data: Cells | None,
    wide: tuple[float, float] = WIDE,
    narrow: tuple[float, float] = NARROW,
) -> str:
    """Draw a figure twice, for a wide page and for a phone; the page shows the one that fits.

    Args:
        name: of the figure on its page.
        draw: draws it.
        caption: what is to be seen, in words.
        lang: "zh" or "en".
        data: the numbers behind it, to be opened by whoever wants them; None where a table of them
            stands on the page anyway.
        wide, narrow: inches.
    """
    drawn = "".join(
        _inline(render(draw, "svg", lang, size=size), f"{name}-{width}-{lang}", width, caption)
        for width, size in (("wide", wide), ("narrow", narrow))
    )
    behind = "" if data is None else opened(t("report.data", lang), table(*data))
    return f"<figure>{drawn}{element('figcaption', caption)}{behind}</figure>"


def opened(summary: str, inside: str, place: str = "") -> str:
    """Return something, HTML already, that is shown when a reader opens it.

    What has a place of its own, to be linked to, is a part of the text and printed in any case.
    """
    about = f' id="{place}"' if place else ""
    return f"<details{about}>{element('summary', summary)}{inside}</details>"


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
