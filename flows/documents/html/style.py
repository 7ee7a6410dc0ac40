"""How the text of an element is drawn, by its attributes and by what style sheets declare for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from flows.documents.html.colours import Colour, colour_of, ground_of
from flows.documents.html.declared import Declared, declared
from flows.documents.html.drawn import BOUND, COUNTED, is_filled
from flows.documents.html.placing import (
    Place,
    is_cut_away,
    is_doubtful,
    is_far,
    is_spaced,
    is_stretched,
    moves,
    place_of,
    shuffles,
    spreads,
)
from flows.documents.visibility import PICTURE_FONTS


class Look(NamedTuple):
    """How an element has the text in it drawn.

    `is_gone`: neither it nor its content exists. `is_unseen`: its content is invisible, but its cells take up space.
    `is_shown`, `size`, `colour` and `ground` hold unless inner elements override them; None inherits. A size is a
    number of pixels, or a multiple of the size around it. `is_unclear`: whether or how it is drawn is uncertain.
    `is_raised`: its figures are note marks. `is_moved`: it is not drawn in its place in the text; `shuffles`: nor
    are its children in their order. `covers`: it hides what is below it. `is_spaced`: there may be a gap between
    it and the text beside it; `spreads`: between its direct children; `is_stretched`: between its letters, unless
    inner elements override that. `adds`: it shows more than its text. `place`: where it is moved to.
    """

    is_gone: bool = False
    is_unseen: bool = False
    is_shown: bool | None = None
    size: tuple[Literal["px", "em"], float] | None = None
    colour: Colour | None = None
    ground: Colour | None = None
    has_picture: bool = False
    is_unclear: bool = False
    is_raised: bool = False
    is_moved: bool = False
    shuffles: bool = False
    is_spaced: bool = False
    spreads: bool = False
    is_stretched: bool | None = None
    adds: bool = False
    place: Place | None = ()

    @property
    def covers(self) -> bool:
        """Whether it may be drawn over its neighbours."""
        return self.is_moved and (self.has_picture or (self.ground is not None and self.ground.alpha > 0))

    @property
    def hides(self) -> bool:
        """Whether it may hide or alter anything, wherever it is."""
        return (
            self.is_gone
            or self.is_unseen
            or self.is_shown is False
            or self.is_unclear
            or self.shuffles
            or self.covers
            or self.is_stretched is True
            or (self.size is not None and self.size[1] < (_TINY if self.size[0] == "px" else _MINUTE))
            or (self.colour is not None and self.colour.is_light)
            or (self.ground is not None and self.ground.alpha > 0 and not self.ground.is_light)
        )

    @property
    def parts(self) -> bool:
        """Whether a figure in it and one beside it may be two, or in another order."""
        return self.is_raised or self.is_moved


PLAIN = Look()
_TINY, _MINUTE = 6.0, 0.5
_ZERO = re.compile(r"[+-]?0*\.?0+(?:p[xtc]|r?em|ex|ch|v[wh]|cm|mm|in|%)?")
_SIZE = re.compile(r"\+?(\d+\.?\d*|\.\d+)(px|pt|pc|in|cm|mm|q|r?em|ex|ch|%|vw|vh|vmin|vmax)?")
_PIXELS = {"px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 37.8, "mm": 3.78, "q": 0.945, "rem": 16, "vw": 12, "vh": 8}
_PIXELS |= {"vmin": 8, "vmax": 12}
_OWN = {"em": 1.0, "%": 0.01, "ex": 0.5, "ch": 0.5}
_BY_NAME = {"xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32}
_BY_NUMBER = dict(zip("1234567", (10, 13, 16, 18, 24, 32, 48), strict=True))
_RAISED = frozenset(("super", "sub", "text-top", "text-bottom"))
_LEVEL = frozenset(("baseline", "middle", "top", "bottom", "auto", "inherit", "initial", "unset", "revert", ""))
_NO_BOX = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th"))
_NOTE = re.compile(r"[^#]*#.")
_NOTE_CLASS = re.compile(
    r"(?:foot|end)-?note|(?:^|[\s_-])(?:sup|sub|superscript|subscript|fn|note-?ref|fnref)(?:$|[\s_-])"
)
_NOT_KNOWN = re.compile(r"(?!inherit|current|initial|unset|revert|auto)[a-z-]+(?:\(.*)?")
_WORKED_OUT = re.compile(r"(?:calc|clamp|min|max|var)\(")


def look_of(tag: str, is_inline: bool, attributes: Mapping[str, str | None], sheet: Declared | None = None) -> Look:
    """How text is drawn in an element with these attributes and these style sheet declarations."""
    style = attributes.get("style")
    if sheet is None and not (style and ":" in style) and not (tag in _AFFECTING or _OWN_WORDS & attributes.keys()):
        return PLAIN
    said = dict(sheet or {})
    for name, one in declared(style or "").items():
        if one[0] >= said.get(name, one)[0]:
            said[name] = one
    plain = {name: value for name, (_, value) in said.items()}
    for name, value in _of_attributes(tag, attributes):
        plain.setdefault(name, value)
    matters = plain or tag in _AFFECTING or "href" in attributes or is_filled(attributes)
    return _look(tag, is_inline, plain, attributes) if matters else PLAIN


_AFFECTING = frozenset(("font", "small", "big", "bdo", "details", "dialog", "rt"))
_OWN_WORDS = frozenset(("hidden", "dir", "bgcolor", "background", "href", "text", "class")) | BOUND | COUNTED


def _of_attributes(tag: str, attributes: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """The presentational attributes and the element's own defaults as properties; any style sheet overrules them."""
    found = []
    if "hidden" in attributes or (tag == "dialog" and "open" not in attributes):
        found.append(("display", "none"))
    if (attributes.get("dir") or "").lower() == "rtl":
        found += [("direction", "rtl")] + [("unicode-bidi", "bidi-override")] * (tag == "bdo")
    if tag == "font" and (number := (attributes.get("size") or "").strip()):
        size = {"+": "larger", "-": "smaller"}.get(number[0], f"{_BY_NUMBER.get(number, 16)}px")
        found.append(("font-size", size))
    if tag == "font" and PICTURE_FONTS.match(attributes.get("face") or ""):
        found.append(("font-family", "pictures"))
    if tag in ("small", "big"):
        found.append(("font-size", tag + "er" if tag == "small" else "larger"))
    for name, property in (("color", "color"), ("text", "color"), ("bgcolor", "background")):
        if value := (attributes.get(name) or "").strip().lower():
            found.append((property, value))
    if attributes.get("background"):
        found.append(("background-image", "url()"))
    if _NOTE_CLASS.search((attributes.get("class") or "").lower()):
        found.append(("vertical-align", "super"))
    return found


def _look(tag: str, is_inline: bool, said: dict[str, str], attributes: Mapping[str, str | None]) -> Look:
    display = said.get("display")
    is_level = display.startswith("inline") if display else is_inline
    is_closed = tag == "details" and "open" not in attributes
    look = Look(
        size=size_of(said["font-size"]) if "font-size" in said else None,
        colour=colour_of(said.get("fill") or said.get("color", "")),
        is_unclear=_is_unknown(said, is_level) or is_closed or is_filled(attributes),
        is_raised=tag == "rt" or (is_level and _is_raised(tag, said, attributes)),
        is_spaced=is_inline and is_spaced(said),
    )
    if said.keys() <= _LETTERS and not any(said[side][0] == "-" for side in _MARGINS if side in said):
        return PLAIN if look == PLAIN else look
    visibility = said.get("visibility")
    gone = display == "none" or said.get("mso-hide") == "all" or (visibility == "collapse" and tag in _NO_BOX)
    ground, has_picture = ground_of(said["background"]) if "background" in said else (None, False)
    is_moved = moves(said, is_level or tag in _NO_BOX)
    return look._replace(
        is_gone=gone,
        is_unseen=_is_unseen(tag, is_inline, said),
        is_shown={"visible": True, "hidden": False, "collapse": False}.get(visibility or ""),
        ground=ground,
        has_picture=has_picture or said.get("background-image", "none") != "none",
        is_unclear=look.is_unclear or is_doubtful(said, bool(display) or not (is_level or tag in _NO_BOX)),
        is_moved=is_moved,
        shuffles=shuffles(said),
        spreads=spreads(said),
        is_stretched=is_stretched(said),
        adds=not _ADDING.isdisjoint(said),
        place=place_of(said) if is_moved else (),
    )


_ADDING = frozenset(("content-drawn", "content-labels"))
_MARGINS = ("margin-left", "margin-top")
_SIDES = ("margin-right", "padding-left", "padding-right", "border-left", "border-right")
_LETTERS = frozenset(("font-size", "color", "vertical-align", "width", "height", *_SIDES, *_MARGINS))
"""Properties that by themselves neither hide text nor move it."""


def _is_unknown(said: dict[str, str], is_level: bool) -> bool:
    """Whether a colour or size is in an unknown notation, or the text may be struck through."""
    colour = said.get("fill") or said.get("color", "")
    known = colour_of(colour) if colour else None
    if colour and known is None and _NOT_KNOWN.fullmatch(colour):
        return True
    if known is not None and known.alpha < 1 and said.get("text-shadow", "none") != "none":
        return True
    if _WORKED_OUT.match(said.get("font-size", "")) or "var(" in said.get("background", ""):
        return True
    return is_level and "gradient(" in said.get("background", "") + said.get("background-image", "")


def size_of(size: str) -> tuple[Literal["px", "em"], float] | None:
    """A font size in pixels, or as a multiple of the one around it."""
    if size in _BY_NAME:
        return "px", _BY_NAME[size]
    if size in ("smaller", "larger"):
        return "em", 0.833 if size == "smaller" else 1.2
    found = _SIZE.fullmatch(size)
    if found is None or (found[2] is None and float(found[1])):
        return None
    if found[2] in _OWN and float(found[1]):
        return "em", float(found[1]) * _OWN[found[2]]
    return "px", float(found[1]) * _PIXELS.get(found[2] or "px", 0)


def _is_raised(tag: str, said: dict[str, str], attributes: Mapping[str, str | None]) -> bool:
    """Whether the figures of an inline element are note marks."""
    level = said.get("vertical-align", "")
    if level in _RAISED or said.get("font-variant-position") in _RAISED:
        return True
    if tag == "a" and _NOTE.match(attributes.get("href") or ""):
        return True
    return level not in _LEVEL and _ZERO.fullmatch(level) is None


def _is_unseen(tag: str, is_inline: bool, said: dict[str, str]) -> bool:
    """Whether an element is struck out, transparent, out of sight, or has no area."""
    if "line-through" in said.get("text-decoration", "").split() or said.get("content-visibility") == "hidden":
        return True
    if _ZERO.fullmatch(said.get("opacity", "")) or "opacity(0" in said.get("filter", "") + said.get("opacity", ""):
        return True
    display = said.get("display")
    is_box = display not in _INLINE_DISPLAYS if display else not is_inline
    return is_far(said) or is_cut_away(said, is_box, bool(display) or tag not in _NO_BOX)


_INLINE_DISPLAYS = frozenset(("inline", "contents", "table", "table-row", "table-cell", "table-row-group"))
