"""How the text in an element appears, given all the elements around it, and what that means for the text of a cell."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.documents.html.colours import BLACK, WHITE, Colour, is_seen
from flows.documents.html.damage import FIGURE
from flows.documents.html.style import Look
from flows.documents.markup import BLOCK, LINE, RAISED
from flows.documents.model import UNCLEAR

MOVED = "\ue0f5"
"""Encloses text that is not drawn where it is in the markup."""

USUAL, _UNSEEN, _SMALLEST = 16.0, 0.5, 6.0
_DIGIT = r"[\d\uff10-\uff19.,，．+\-－＋]"
# Between figures: white space, marks, and characters of no width, which are dropped later only.
_NOTHING = rf"\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff{RAISED}{BLOCK}{LINE}"
_ACROSS = re.compile(rf"{_DIGIT}[{_NOTHING}]*{MOVED}[{_NOTHING}{MOVED}]*(?={_DIGIT})")
_PARTS = re.compile(r"\d+|(?<!\S)[.,，．+\-－＋]+(?!\S)")


class Appearance(NamedTuple):
    """How text is drawn at a place. `is_unclear`: whether or how it is drawn cannot be determined.

    `ground` is the colour under it, None over a picture. `has_all_sheets`: every style sheet is in the page itself.
    """

    is_unseen: bool = False
    is_shown: bool = True
    size: float = USUAL
    colour: Colour = BLACK
    ground: Colour | None = WHITE
    is_unclear: bool = False
    is_raised: bool = False
    has_all_sheets: bool = True
    is_stretched: bool = False

    def within(self, look: Look) -> Appearance:
        """The appearance within an element that looks like this."""
        ground = self.ground
        if look.has_picture:
            ground = None
        elif look.ground is not None and look.ground.alpha > 0:
            ground = look.ground.over(ground or WHITE)
        kind, number = look.size or ("em", 1.0)
        return Appearance(
            self.is_unseen or look.is_unseen,
            self.is_shown if look.is_shown is None else look.is_shown,
            number if kind == "px" else number * self.size,
            look.colour or self.colour,
            ground,
            self.is_unclear or look.is_unclear,
            self.is_raised or look.is_raised,
            self.has_all_sheets,
            self.is_stretched if look.is_stretched is None else look.is_stretched,
        )

    @property
    def shows(self) -> bool | None:
        """Whether text is seen here; None where that cannot be determined."""
        if self.is_unseen or not self.is_shown or self.size < _UNSEEN:
            return False
        if self.is_unclear or self.size < _SMALLEST:
            return None
        seen = is_seen(self.colour, self.ground)
        return None if seen is False and not self.has_all_sheets and self.colour.alpha > 0 else seen


def doubted(text: str) -> str:
    """The text of a cell that may not be drawn as it is read: a figure there has no value."""
    return text + UNCLEAR if UNCLEAR not in text and FIGURE.fullmatch(text) else text


def unclear(text: str) -> str:
    """Text that may not be shown as written, with a mark after each figure in it."""
    return _PARTS.sub(rf"\g<0>{UNCLEAR}", text)


def in_order(text: str) -> str:
    """Text with a mark where two figures meet, one of them drawn elsewhere."""
    return _ACROSS.sub(rf"\g<0>{UNCLEAR}", text).replace(MOVED, "") if MOVED in text else text
