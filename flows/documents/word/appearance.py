"""How the runs of a Word document look: whether they are visible or raised, and their size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lxml import etree

from flows.documents.numbers import signed
from flows.documents.visibility import WHITE, Color, Visibility, color_of, visibility_of
from flows.documents.word.styles import TOGGLES, Properties, Styles, has_pictures, is_combined, is_on, is_pale, named

_USUAL_SIZE = 20
"""The size in half points of text without a declared size."""

_NO_SIZE, _LEAST_SIZE = 4, 9
"""Half points below which text is a dot, and below which it may be unreadable."""

_NO_LINE, _LEAST_LINE = 40, 100
"""The same for the height of lines and rows, in twentieths of a point."""

_NARROW_SCALE = 30
_HIGHLIGHTS = (
    "black:000000 white:FFFFFF blue:0000FF cyan:00FFFF green:00FF00 magenta:FF00FF red:FF0000 yellow:FFFF00"
    " darkBlue:000080 darkCyan:008080 darkGreen:008000 darkMagenta:800080 darkRed:800000 darkYellow:808000"
    " darkGray:808080 lightGray:C0C0C0"
)
_HIGHLIGHT = {name: color_of(digits) for name, _, digits in (each.partition(":") for each in _HIGHLIGHTS.split())}
_BITS = {"firstRow": 0x20, "lastRow": 0x40, "firstCol": 0x80, "lastCol": 0x100}


class Appearance(NamedTuple):
    """Whether a run is visible, and how high it is above the line; its size in half points."""

    visibility: Visibility
    raised: str
    size: int


class Place(NamedTuple):
    """What runs inherit from their paragraph: styles, backgrounds, and whether line height or table hide it."""

    paragraph: str
    table: str
    papers: Sequence[Color | None]
    visibility: Visibility


class Appearances:
    """How paragraphs and runs look, given the styles of one document."""

    def __init__(self, styles: Styles, word: str) -> None:
        self._styles, self._word = styles, word
        self._doubts: dict[tuple[str, frozenset[str]], bool] = {}

    def _val(self, properties: Properties, name: str) -> str:
        return str(properties[name].get(f"{{{self._word}}}val") or "") if name in properties else ""

    def _number(self, properties: Properties, name: str, other: int) -> int:
        value = self._val(properties, name).removesuffix("%").partition(".")[0]
        return signed(value, other)

    def _inner(self, element: etree._Element | None, group: str) -> Properties:
        return named(None if element is None else element.find(f"{{{self._word}}}{group}"))

    def place(self, paragraph: etree._Element) -> Place:
        """What runs inherit from this paragraph."""
        own = self._inner(paragraph, "pPr")
        style = self._val(own, "pStyle") or self._styles.usual("paragraph")
        properties = {**self._styles.merged(style, "pPr"), **own}
        cell = next(paragraph.iterancestors(f"{{{self._word}}}tc"), None)
        table = next(paragraph.iterancestors(f"{{{self._word}}}tbl"), None)
        of_table = self._inner(table, "tblPr")
        table_style = "" if table is None else self._val(of_table, "tblStyle") or self._styles.usual("table")
        around = (
            properties,
            self._inner(cell, "tcPr"),
            of_table,
            self._styles.merged(table_style, "tcPr"),
            self._styles.merged(table_style, "tblPr"),
        )
        papers = self._papers(around) or self._unknown_papers(table_style)
        visibility = self._line(properties)
        if visibility == "seen" and table is not None and self._is_doubted(table_style, of_table, cell):
            visibility = "unsure"
        return Place(style, table_style, papers, visibility)

    def _papers(self, around: Iterable[Properties]) -> Sequence[Color | None]:
        for properties in around:
            if "shd" in properties and (found := self._styles.papers(properties["shd"])):
                return found
        return ()

    def _unknown_papers(self, table: str) -> Sequence[Color | None]:
        """White, plus any background where a style gives one to some of the cells."""
        shaded = any(next(part.iter(f"{{{self._word}}}shd"), None) is not None for _, part in self._parts(table))
        return (WHITE, None) if shaded else (WHITE,)

    def _parts(self, table: str) -> Iterable[tuple[str, etree._Element]]:
        return self._styles.conditional(table) if table else ()

    def _line(self, properties: Properties) -> Visibility:
        """Whether lines of a fixed height leave anything of the text."""
        spacing = properties.get("spacing")
        if spacing is None or spacing.get(f"{{{self._word}}}lineRule") != "exact":
            return "seen"
        return low(str(spacing.get(f"{{{self._word}}}line") or ""))

    def _is_doubted(self, style: str, of_table: Properties, cell: etree._Element | None) -> bool:
        """Whether a table style hides the content of some cells, and this may be one of them."""
        row = None if cell is None else next(cell.iterancestors(f"{{{self._word}}}tr"), None)
        inside = _inside(row, "firstRow", "lastRow") | _inside(cell, "firstCol", "lastCol")
        look = of_table.get("tblLook")
        key = f"{style} {'' if look is None else sorted(look.attrib.items())}", inside
        if key not in self._doubts:
            self._doubts[key] = any(
                self._hides(part)
                for kind, part in self._parts(style)
                if kind not in inside and self._is_used(kind, look)
            )
        return self._doubts[key]

    def _is_used(self, kind: str, look: etree._Element | None) -> bool:
        """Whether a table applies its style to a kind of part."""
        if look is None or kind not in _BITS:
            return True
        said, bits = look.get(f"{{{self._word}}}{kind}"), self._val({"look": look}, "look")
        if said is not None:
            return said not in ("0", "false", "off")
        return not re.fullmatch("[0-9A-Fa-f]{4}", bits) or bool(int(bits, 16) & _BITS[kind])

    def _hides(self, part: etree._Element) -> bool:
        properties, ground = self._inner(part, "rPr"), self._inner(part, "tcPr")
        papers = self._papers((ground,)) or (WHITE,)
        return self._seen([properties], properties, papers, {}).visibility != "seen"

    def run(self, run: etree._Element, place: Place) -> Appearance:
        """How a run looks in its paragraph."""
        own = self._inner(run, "rPr")
        named_style = self._val(own, "rStyle")
        styles = [
            self._styles.merged(place.table, "rPr") if place.table else {},
            self._styles.merged(place.paragraph, "rPr"),
            self._styles.merged(named_style, "rPr") if named_style else {},
        ]
        merged: dict[str, etree._Element] = {**self._styles.defaults}
        for each in (*styles, own):
            merged.update(each)
        seen = self._seen([self._styles.defaults, *styles], merged, place.papers, own)
        if place.visibility == "seen" or seen.visibility == "unseen":
            return seen
        return seen._replace(visibility=place.visibility)

    def _seen(
        self, styles: Sequence[Properties], merged: Properties, papers: Sequence[Color | None], own: Properties
    ) -> Appearance:
        size = self._number(merged, "sz", _USUAL_SIZE)
        is_hidden = any(self._toggled(name, styles, own) for name in TOGGLES) or any(
            is_on(merged.get(name), self._word) for name in ("dstrike", "specVanish")
        )
        visibility = "unseen" if is_hidden or size <= _NO_SIZE else self._ink(merged, papers)
        is_unusual = (
            any(is_on(merged.get(name), self._word) for name in ("webHidden", "rtl", "fitText"))
            or has_pictures(merged.get("rFonts"), self._word)
            or is_combined(merged.get("eastAsianLayout"), self._word)
            or is_pale(merged.get("textFill"))
        )
        if visibility == "seen" and (is_unusual or size < _LEAST_SIZE or self._is_squeezed(merged, size)):
            visibility = "unsure"
        return Appearance(visibility, self._raised(merged), size)

    def _toggled(self, name: str, styles: Sequence[Properties], own: Properties) -> bool:
        """Whether a toggle property is on: styles of each kind invert it, a run sets it."""
        if name in own:
            return is_on(own[name], self._word)
        defaults, *others = styles
        said = sum(is_on(each.get(name), self._word) for each in others)
        return is_on(defaults.get(name), self._word) or said % 2 == 1

    def _is_squeezed(self, merged: Properties, size: int) -> bool:
        """Whether characters are made so narrow, or set so close, that they run into one another."""
        return self._number(merged, "w", 100) < _NARROW_SCALE or self._number(merged, "spacing", 0) < -3 * size

    def _ink(self, merged: Properties, papers: Sequence[Color | None]) -> Visibility:
        own = self._styles.papers(merged["shd"]) if "shd" in merged else ()
        light = _HIGHLIGHT.get(self._val(merged, "highlight"))
        below = (light,) if light is not None else own or papers
        ink = self._styles.color(merged["color"], "val", "themeColor") if "color" in merged else None
        # Without a colour of its own text is black on light and white on dark.
        return "seen" if ink is None else visibility_of(ink, below)

    def _raised(self, merged: Properties) -> str:
        """How a run is offset from the line: raised or lowered, or by how many half points; blank where it is not."""
        if is_on(merged.get("vertAlign"), self._word):
            return self._val(merged, "vertAlign")
        return str(self._number(merged, "position", 0) or "")


def _inside(place: etree._Element | None, first: str, last: str) -> frozenset[str]:
    """Which of two kinds of part a row or cell is not, as another one comes before or after it."""
    if place is None:
        return frozenset()
    beside = ((first, place.getprevious()), (last, place.getnext()))
    return frozenset(kind for kind, one in beside if one is not None and one.tag == place.tag)


def low(twips: str) -> Visibility:
    """Whether a fixed height, in twentieths of a point, leaves text visible."""
    height = abs(signed(twips.partition(".")[0], _LEAST_LINE))
    return "unseen" if height < _NO_LINE else "unsure" if height < _LEAST_LINE else "seen"
