"""Whether the figures that a style positions on a page appear in the order of the text."""

from __future__ import annotations

import re

from flows.documents.html.appearance import MOVED, unclear
from flows.documents.html.placing import Place
from flows.documents.markup import BLOCK, LINE, RAISED
from flows.documents.model import Line

_MARKS = f"[\\s{RAISED}{BLOCK}{LINE}{MOVED}]*"
_BARE = re.compile(rf"{_MARKS}[+\-－]?\d[\d,，.．]*{_MARKS}")
_PLACING = re.compile(
    rb"position\s*:\s*(?:absolute|fixed)|grid-(?:row|column|area)|[;{\"'\s]order\s*:|translate|-reverse"
    # Words written beside an element, but not dots and symbols.
    rb"|content\s*:\s*[\"'](?!\s*[\"'.]|\\[ef])"
)
_LEVEL = 3.0


def may_place(low: bytes) -> bool:
    """Whether a page or style sheet, in small letters, positions anything or generates words."""
    return _PLACING.search(low) is not None


class Order:
    """The figures that are lines of their own in positioned elements, by the depth of the element around these."""

    def __init__(self) -> None:
        self.open: dict[int, _Group] = {}
        self._doubtful: list[int] = []

    def begin(self, depth: int, place: Place | None) -> None:
        """An element begins at a place."""
        self.open.setdefault(depth, _Group()).place = place

    def end(self, depth: int) -> None:
        """The element at a depth ends."""
        group = self.open.pop(depth, None)
        if group is not None and not group.is_ordered:
            self._doubtful += group.lines

    def see(self, text: str, line: int) -> None:
        """Take in the text of a line, with marks."""
        if self.open and _BARE.fullmatch(text):
            next(reversed(self.open.values())).take(line)

    def settle(self, lines: list[Line]) -> None:
        """Mark as doubtful the figures of lines that are not drawn in their place."""
        for at in self._doubtful:
            lines[at] = lines[at]._replace(text=unclear(lines[at].text))


class _Group:
    def __init__(self) -> None:
        self.place: Place | None = ()
        self.is_ordered = True
        self.lines: list[int] = []
        self._last: Place = ()

    def take(self, line: int) -> None:
        self.lines.append(line)
        if self.place is None:
            self.is_ordered = False
        elif self._last and self.place:
            (top, left), (above, before) = self.place, self._last
            self.is_ordered &= top > above + _LEVEL or (top > above - _LEVEL and left > before)
        self._last = self.place or ()
