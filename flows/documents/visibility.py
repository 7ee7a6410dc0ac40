"""Whether a text is visible on the printed page, and how figures are marked where that cannot be decided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from flows.documents.model import UNCLEAR

Color = tuple[int, int, int]
PICTURE_FONTS = re.compile(
    r"[\"'\s]*(?:wingdings|webdings|[\w ]*dingbats|marlett|[\w ]*barcode|code ?(?:39|128))", re.IGNORECASE
)
"""Fonts that draw pictures in place of letters and figures."""

Visibility = Literal["seen", "unseen", "unsure"]

WHITE: Color = (255, 255, 255)
BLACK: Color = (0, 0, 0)
THEME: Sequence[Color] = (
    *(WHITE, BLACK, (238, 236, 225), (31, 73, 125), (79, 129, 189), (192, 80, 77), (155, 187, 89)),
    *((128, 100, 162), (75, 172, 198), (247, 150, 70), (0, 0, 255), (128, 0, 128)),
)
"""The usual colours of a theme, in the order in which they are numbered."""

TURNED = re.compile("[\u202b\u202d\u202e\u2067]")
"""Characters that reverse the order of what follows them: 12 is printed as 21."""

_SAME, _NEAR, _DARK = 8, 40, 128
_HEX = re.compile(r"#?(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_NUMBERED = re.compile(r"\W*\d{1,2}\s*[.．、)）]\s*[^\W\d]")
_MOST_LETTERS = 12


@lru_cache(maxsize=1_024)
def color_of(text: str) -> Color | None:
    """A colour written as six digits, or as eight with the opacity in the first two; None for any other."""
    found = _HEX.fullmatch(text)
    return None if found is None else (int(found[1][:2], 16), int(found[1][2:4], 16), int(found[1][4:], 16))


def mixed(color: Color, other: Color, share: float) -> Color:
    """A colour mixed with a share of another one."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(color, other, strict=True))
    return r, g, b


def visibility_of(ink: Color, papers: Sequence[Color | None]) -> Visibility:
    """Whether text in a colour is visible on its background: any of several; None is an unknown one."""
    if None in papers:
        return "seen" if max(ink) < _DARK else "unsure"
    gaps = [max(abs(a - b) for a, b in zip(ink, paper, strict=True)) for paper in papers if paper]
    if max(gaps) <= _SAME:
        return "unseen"
    return "unsure" if min(gaps) <= _NEAR else "seen"


def is_dark(color: Color) -> bool:
    """Whether a colour is visible on white and on any light background."""
    return max(color) < _DARK


def is_light(color: Color) -> bool:
    """Whether dark text is visible on it."""
    return min(color) >= _DARK + _NEAR


def undecided(text: str) -> str:
    """The text of a cell, with a mark after it if it is a figure; words are read whether they are visible or not."""
    bare = text.replace(UNCLEAR, "")
    is_label = sum(map(str.isalpha, bare)) > _MOST_LETTERS or _NUMBERED.match(bare)
    return bare if is_label or (bare.strip() and not any(map(str.isdigit, bare))) else bare + UNCLEAR
