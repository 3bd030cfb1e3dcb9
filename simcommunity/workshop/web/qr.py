"""A QR code as SVG that stands in the page itself."""

from __future__ import annotations

from functools import lru_cache

from simcommunity.study.extras import needed


@lru_cache(maxsize=64)
def code_of(address: str) -> str:
    """Return the QR code of an address as inline SVG."""
    segno = needed("segno", "app")
    svg: str = segno.make(address, micro=False, error="m").svg_inline(omitsize=True, border=2)
    return svg
