"""A chart as a picture for formats that draw no SVG. The letters come along, so that it is the same everywhere."""

from functools import lru_cache
from pathlib import Path

import fontpkg_arimo
import resvg_py
from django.template.loader import render_to_string

from ..content.blocks import Figure

RATIO = 268 / 640  # height to width of the drawing
_WIDTH = 1300  # dots: 200 an inch on the width of the text
_FONT = str(Path(fontpkg_arimo.ROOT, "files", "Arimo[wght].ttf"))


def png(figure: Figure) -> bytes:
    """The same figure gives the same bytes."""
    return _drawn(render_to_string("reports/blocks/chart.svg", {"block": figure}))


@lru_cache(maxsize=8)
def _drawn(svg: str) -> bytes:
    return resvg_py.svg_to_bytes(
        svg_string=svg, width=_WIDTH, background="#fff", font_files=[_FONT], skip_system_fonts=True
    )
