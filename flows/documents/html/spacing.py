"""Where a style draws a gap: around an element within a line, between the elements in it, between its letters."""

from __future__ import annotations

import re
from collections.abc import Mapping

Said = Mapping[str, str]

_LENGTH = re.compile(r"\+?(\d+\.?\d*|\.\d+)(p[xtc]|r?em|ex|ch|cm|mm|in|q)?")
_PIXELS = {"em": 16, "rem": 16, "ex": 8, "ch": 8, "pt": 4 / 3, "cm": 38, "mm": 3.8, "in": 96, "pc": 16, "q": 0.95}
_WIDE = 4.5
_SIDES = ("margin-left", "margin-right", "padding-left", "padding-right", "border-left", "border-right")
_NO_WIDTH = re.compile(
    r"-.*|.*\b(?:none|hidden)\b.*|auto|initial|inherit|unset|revert|[+-]?0*\.?0+(?:[a-z]*|%)(?: .*)?"
)
_IN_LINE = frozenset(("inline", "contents", "none", "initial", "inherit", "unset", "revert"))


def is_spaced(said: Said) -> bool:
    """Whether an element within a line may be seen apart from the text beside it."""
    if said.get("display", "inline") not in _IN_LINE or "content-blank" in said:
        return True
    return any(_NO_WIDTH.fullmatch(said[side]) is None for side in _SIDES if side in said)


def spreads(said: Said) -> bool:
    """Whether each element right within it is a box of its own."""
    display = said.get("display", "")
    return "flex" in display or "grid" in display or display.endswith("box") or display == "contents"


def is_stretched(said: Said) -> bool | None:
    """Whether its letters stand apart like words; None where nothing is said of that."""
    spacing = said.get("letter-spacing")
    if spacing is None or spacing == "inherit":
        return None
    found = _LENGTH.fullmatch(spacing)
    return found is not None and float(found[1]) * _PIXELS.get(found[2] or "px", 1) >= _WIDE
