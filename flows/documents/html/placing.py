"""Where a style puts an element: out of sight, beside its place, rotated, apart from the text around it."""

from __future__ import annotations

import re
from collections.abc import Mapping

Said = Mapping[str, str]
Place = tuple[float, ...]
"""From the top and from the left; empty where an element stays in the flow of the text."""

_ZERO = re.compile(r"[+-]?0*\.?0+(?:p[xtc]|r?em|ex|ch|v[wh]|cm|mm|in|%)?")
_FAR = re.compile(r"-(?:999|\d{4,})(?:\.\d+)?(?:p[xt]|r?em|%|cm|mm|in)?")
_NEGATIVE = re.compile(r"-(\d+\.?\d*|\.\d+)(p[xtc]|r?em|%|cm|mm|in)?")
_NO_AREA = re.compile(r"rect\( ?([01])(?:px)?(?:[ ,]+\1(?:px)?){3} ?\)")
_NO_PATH = re.compile(
    r"inset\( ?(?:[5-9]\d|100)(?:\.\d+)?%.*|circle\( ?0.*|ellipse\( ?0.*|polygon\( ?0(?:px|%)? 0(?:px|%)? ?\)"
)
_NO_SCALE = re.compile(r"(?:.* )?scale(?:3d|[xy])?\( ?0*\.?0+ ?[,)].*")
_TURNED = re.compile(r"(?:rotate|skew|matrix|scale|perspective)(?:3d|[xyz])?\(([^()]*)\)")
_STILL = re.compile(r"[\s,]*(?:(?:0+\.?0*(?:deg|rad|turn)?|1(?:\.0+)?|100%)[\s,]*)*")
_FAR_AWAY = re.compile(r"translate(?:3d|[xyz])?\([^()]*-(?:999|\d{4,})")
_LITTLE = re.compile(r"0*\.[0-3]\d*|0|[0-3]?\d(?:\.\d+)?%")
_FAINT = 0.3
_PLAIN_FILTER = re.compile(
    r"(?:none|inherit|initial|progid.*|alpha.*|gray|(?:(?:grayscale|drop-shadow|sepia)\(.*\) ?)+)"
)
_SIDES = ("height", "width", "max-height", "max-width")
_OFFSETS = ("left", "right", "top", "bottom")
_AWAY = ("absolute", "fixed", "sticky")
_PIXELS = {"em": 16, "rem": 16, "pt": 4 / 3, "cm": 38, "mm": 3.8, "in": 96, "pc": 16, "%": 1}
_FEW, _NARROW = 3, 80
_NUMBER = re.compile(r"(-?\d+\.?\d*|-?\.\d+)(?:px|pt|r?em|%|cm|mm)?(?:\s*/.*)?")
_LENGTH = re.compile(r"\+?(\d+\.?\d*|\.\d+)(p[xtc]|r?em|ex|ch|cm|mm|in|q)?")
_PIXELS_OF_GAPS = {"em": 16, "rem": 16, "ex": 8, "ch": 8, "pt": 4 / 3, "cm": 38, "mm": 3.8}
_PIXELS_OF_GAPS |= {"in": 96, "pc": 16, "q": 0.95}
_WIDE = 4.5
_GAPS = ("margin-left", "margin-right", "padding-left", "padding-right", "border-left", "border-right")
_NO_WIDTH = re.compile(
    r"-.*|.*\b(?:none|hidden)\b.*|auto|initial|inherit|unset|revert|[+-]?0*\.?0+(?:[a-z]*|%)(?: .*)?"
)
_IN_LINE = frozenset(("inline", "contents", "none", "initial", "inherit", "unset", "revert"))
_UNSET = frozenset(("", "auto", "none", "normal", "initial", "inherit", "unset", "revert", "0", "static", "visible"))


def is_far(said: Said) -> bool:
    """Whether it is outside the page."""
    if any(_FAR.fullmatch(said.get(side, "")) for side in ("text-indent", "margin-left", "margin-top")):
        return True
    position = said.get("position")
    if position in ("absolute", "fixed", "relative") and any(map(_FAR.fullmatch, _values(said))):
        return True
    return _FAR_AWAY.search(said.get("transform", "")) is not None


def is_cut_away(said: Said, is_box: bool, can_be_cut: bool) -> bool:
    """Whether nothing of its area is left; `can_be_cut` where its own height and width hold."""
    is_moved = said.get("position") in ("absolute", "fixed")
    if (is_moved and _NO_AREA.fullmatch(said.get("clip", ""))) or _NO_PATH.fullmatch(said.get("clip-path", "")):
        return True
    if (is_box or is_moved) and (
        _NO_SCALE.fullmatch(said.get("transform", "")) or _ZERO.fullmatch(said.get("scale", ""))
    ):
        return True
    is_cut = (is_box or is_moved) and (is_moved or can_be_cut) and _is_clipped(said)
    return is_cut and any(_pixels(said.get(side, "")) <= _FEW for side in _SIDES)


def is_doubtful(said: Said, is_box: bool) -> bool:
    """Whether its content is drawn faint, masked, rotated, cut or overlapping, so that what is visible is uncertain."""
    return (
        _is_faint(said)
        or said.get("clip-path", "none") not in _UNSET
        or (said.get("position") in _AWAY and "rect" in said.get("clip", ""))
        or any(said.get(name, "") not in _UNSET for name in ("mask", "mask-image", "mix-blend-mode", "text-security"))
        or not _PLAIN_FILTER.fullmatch(said.get("filter", "none"))
        or any("var(" in said.get(name, "") for name in _DECIDING)
        or (is_box and _is_turned(said))
        or "override" in said.get("unicode-bidi", "")
        or said.get("unicode-bidi") == "plaintext"
        or said.get("direction") == "rtl"
        or said.get("writing-mode", "horizontal-tb") not in ("horizontal-tb", "lr-tb", "lr", "mixed", "upright")
        or _is_narrow(said, is_box)
        or _negative(said.get("letter-spacing", "")) >= _FEW
        or _negative(said.get("z-index", "")) > 0
        or _negative(said.get("text-indent", "")) >= _NARROW
        or "content-drawn" in said
        or "font-family" in said
    )


# An unknown value of these may be one that hides.
_DECIDING = ("display", "visibility", "opacity", "letter-spacing", "transform", "order")


def _is_faint(said: Said) -> bool:
    share = said.get("opacity", "")
    try:
        seen = float(share.removesuffix("%")) / (100 if share.endswith("%") else 1)
    except ValueError:
        seen = 1.0
    return seen < _FAINT or _LITTLE.fullmatch(said.get("zoom", "")) is not None


def _is_turned(said: Said) -> bool:
    turns = _TURNED.findall(said.get("transform", ""))
    own = [said.get(name, "") for name in ("rotate", "scale")]
    return not all(map(_STILL.fullmatch, turns)) or any(one not in _UNSET and not _STILL.fullmatch(one) for one in own)


def _is_narrow(said: Said, is_box: bool) -> bool:
    """Whether its area is too small for one of its digits."""
    return is_box and _is_clipped(said) and any(_pixels(said.get(side, "")) < _LOWEST for side in _SIDES)


_LOWEST = 10


def moves(said: Said, is_level: bool) -> bool:
    """Whether it is drawn out of its place in the text; `is_level` where it shares a line or row with others."""
    position = said.get("position")
    if position in _AWAY or said.get("float", "none") in ("left", "right", "inline-start", "inline-end"):
        return True
    if any(said.get(name, "") not in _UNSET for name in ("order", "grid-area", "grid-column", "grid-row", "translate")):
        return True
    if "translate" in said.get("transform", "") or _negative(said.get("margin-left", "")) >= _FEW:
        return True
    return (
        is_level
        and position == "relative"
        and any(one not in _UNSET and not _ZERO.fullmatch(one) for one in _values(said))
    )


def place_of(said: Said) -> Place | None:
    """Where a style puts an element; None where places cannot be compared."""
    sides = ("grid-row", "grid-column") if "grid-row" in said else ("top", "left")
    if sides[0] == "top" and said.get("position") not in ("absolute", "fixed"):
        return () if said.get("float") in ("left", "inline-start") else None
    found = [_NUMBER.fullmatch(said.get(side, "")) for side in sides]
    return None if "transform" in said or None in found else tuple(float(number[1]) for number in found if number)


def shuffles(said: Said) -> bool:
    """Whether its content is drawn in another order."""
    return "reverse" in said.get("flex-direction", "")


def _values(said: Said) -> list[str]:
    return [value for side in _OFFSETS for value in said.get(side, "").split()]


def _is_clipped(said: Said) -> bool:
    return "hidden" in said.get("overflow", "") or "clip" in said.get("overflow", "")


def _pixels(value: str) -> float:
    """A length in pixels; a very large one for anything else."""
    found = _NEGATIVE.fullmatch("-" + value)
    return float(found[1]) * _PIXELS.get(found[2] or "px", 1) if found else 1e6


def _negative(value: str) -> float:
    """How many pixels a negative length is below zero; 0 for any other value."""
    found = _NEGATIVE.fullmatch(value)
    return float(found[1]) * _PIXELS.get(found[2] or "px", 1) if found else 0.0


def is_spaced(said: Said) -> bool:
    """Whether an inline element may appear detached from the text beside it."""
    if said.get("display", "inline") not in _IN_LINE or "content-blank" in said:
        return True
    return any(_NO_WIDTH.fullmatch(said[side]) is None for side in _GAPS if side in said)


def spreads(said: Said) -> bool:
    """Whether each of its direct children is a box of its own."""
    display = said.get("display", "")
    return "flex" in display or "grid" in display or display.endswith("box") or display == "contents"


def is_stretched(said: Said) -> bool | None:
    """Whether its letters are spaced apart like words; None where it does not say."""
    spacing = said.get("letter-spacing")
    if spacing is None or spacing == "inherit":
        return None
    found = _LENGTH.fullmatch(spacing)
    return found is not None and float(found[1]) * _PIXELS_OF_GAPS.get(found[2] or "px", 1) >= _WIDE
