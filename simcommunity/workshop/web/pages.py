"""Pages: templates that escape everything, in the language a reader chose."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from simcommunity.i18n import LANGUAGES, choose_language, name_of, t, tag_of
from simcommunity.report import numbers
from simcommunity.study.optional_libraries import needed

HERE = Path(__file__).parent
STATIC = HERE / "static"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def language(request: Request) -> str:
    """Return the language of a reader: asked for, kept, that of the device, or the server's."""
    device = request.headers.get("accept-language", "")[:2].lower()
    for asked in (request.query_params.get("lang"), request.cookies.get("lang"), device):
        if asked in LANGUAGES:
            return asked
    return choose_language()


def show(request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page."""
    lang = language(request)
    other = LANGUAGES[(LANGUAGES.index(lang) + 1) % len(LANGUAGES)]
    html = (
        _environment()
        .get_template(f"{name}.html")
        .render(
            t=partial(t, lang=lang),
            lang=lang,
            other=other,
            tag=tag_of(lang),
            other_tag=tag_of(other),
            other_name=name_of(other),
            other_link=_in_language(request, other, values.get("asked", {})),
            yuan=partial(numbers.yuan, lang=lang),
            digits=numbers.digits,
            **values,
        )
    )
    answer = HTMLResponse(html, status)
    if request.query_params.get("lang") == lang and name != "wall":  # the wall has its own
        answer.set_cookie("lang", lang, max_age=30 * 24 * 3600, samesite="lax")
    return answer


def _in_language(request: Request, lang: str, asked: Mapping[str, str]) -> str:
    """Return the address of a page in a language, with all that was asked for in it.

    The door also answers a form; there what was filled in takes the place of the address.
    """
    door = request.url.path == "/join"
    kept = asked if door else request.query_params
    query = urlencode({name: value for name, value in kept.items() if value} | {"lang": lang})
    return f"{'/' if door else ''}?{query}"


@lru_cache(maxsize=64)
def code_of(address: str) -> str:
    """Return the QR code of an address as inline SVG."""
    segno = needed("segno", "app")
    svg: str = segno.make(address, micro=False, error="m").svg_inline(omitsize=True, border=2)
    return svg
