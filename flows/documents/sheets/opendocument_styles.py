"""The styles of the cells of an ODS workbook: what they strike out, raise or hide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from flows.documents.sheets.cell_formats import CellFormat, Font, text_of
from flows.documents.sheets.number_formats import number_format_of
from flows.documents.visibility import PICTURE_FONTS, WHITE, Color, color_of, undecided

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_SPACES = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_POINTS = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?)pt")
_RAISED = re.compile(r"(?:super|sub|-?[1-9][0-9.]*%)")
_DEEPEST = 20
_STRUCK = "\u25a1"

Said = dict[str, str]


class _Style(NamedTuple):
    """A style with all it is based on: its font, its background, and whether a condition may hide its cells."""

    font: Font
    paper: Color | None
    is_hidden: bool
    is_doubtful: bool

    @property
    def cell_format(self) -> CellFormat:
        """The format of a cell with this style."""
        return CellFormat(number_format_of("General"), self.font, (WHITE if self.paper is None else self.paper,))

    @property
    def matters(self) -> bool:
        """Whether it makes anything less than plainly visible."""
        is_seen = self.cell_format.visibility == "seen" and not self.font.is_struck
        return self.is_hidden or self.is_doubtful or not is_seen


_PLAIN = _Style(Font(), None, False, False)


class OpenStyles:
    """How cells and pieces of their texts are drawn, by the names of their styles."""

    def __init__(self, roots: Sequence[etree._Element]) -> None:
        found = [style for root in roots for style in root.iter(f"{_STYLE}style", f"{_STYLE}default-style")]
        self._own = {(s.get(f"{_STYLE}family") or "", s.get(f"{_STYLE}name") or ""): s for s in found}
        self._known: dict[tuple[str, str], _Style] = {}
        kinds = [key for key in self._own if key[0] in ("table-cell", "text")]
        self.has_effect = any(self._style(*key).matters for key in kinds)

    def may_hide(self, table: etree._Element) -> bool:
        """Whether conditions of a sheet may hide some of its cells."""
        names = {str(each.get(f"{_CALC}apply-style-name")) for each in table.iter(f"{_CALC}condition")}
        return any(self._style("table-cell", name).matters for name in names)

    def shown(self, cell: etree._Element, style: str) -> str:
        """The visible text of a cell, without its notes."""
        lines = [[*self._runs(paragraph)] for paragraph in cell.iterchildren(f"{_TEXT}p")]
        if not self.has_effect:
            return "\n".join("".join(text for text, _ in runs) for runs in lines)
        own = self._style("table-cell", style)
        if own.is_hidden:
            return ""
        text = "\n".join(text_of(runs, own.cell_format) for runs in lines)
        if not text.strip() and any((font or own.font).is_struck for runs in lines for piece, font in runs if piece):
            text = _STRUCK
        return undecided(text) if text and (own.is_doubtful or own.font.is_raised) else text

    def _runs(self, paragraph: etree._Element) -> Iterator[tuple[str, Font | None]]:
        """The pieces of a paragraph, including white space that the file encodes as elements."""
        around: list[Font | None] = [None]
        for event, element in etree.iterwalk(paragraph, events=("start", "end")):
            if event == "start":
                if element.tag == f"{_TEXT}span":
                    around.append(self._style("text", element.get(f"{_TEXT}style-name") or "").font)
                yield _SPACES.get(element.tag, "") + (element.text or ""), around[-1]
            elif element is not paragraph:
                if element.tag == f"{_TEXT}span":
                    around.pop()
                yield element.tail or "", around[-1]

    def _style(self, family: str, name: str) -> _Style:
        key = family, name
        if key not in self._known:
            self._known[key] = self._made(family, name) if key in self._own else _PLAIN
        return self._known[key]

    def _made(self, family: str, name: str) -> _Style:
        said: Said = {}
        maps: set[str] = set()
        for _ in range(_DEEPEST):
            style = self._own.get((family, name))
            if style is None:
                break
            said = {**_said(style), **said}
            maps.update(each.get(f"{_STYLE}apply-style-name") or "" for each in style.iterchildren(f"{_STYLE}map"))
            name = style.get(f"{_STYLE}parent-style-name") or ""
        applied = [{**said, **_said(self._own[family, one])} for one in maps if (family, one) in self._own]
        is_doubtful = any(_Style(_font(each), _paper(each), False, False).matters for each in applied)
        return _Style(_font(said), _paper(said), said.get("display") == "none", is_doubtful)


def _said(style: etree._Element) -> Said:
    """The properties of a style by their names, whether of text or of cells."""
    groups = style.iterchildren(f"{_STYLE}text-properties", f"{_STYLE}table-cell-properties")
    return {etree.QName(str(key)).localname: str(value) for group in groups for key, value in group.attrib.items()}


def _paper(said: Said) -> Color | None:
    return color_of(said.get("background-color", ""))


def _font(said: Said) -> Font:
    points = _POINTS.fullmatch(said.get("font-size", ""))
    is_struck = said.get("text-line-through-style", "none") != "none" or said.get("text-line-through-type") in (
        "single",
        "double",
    )
    return Font(
        is_struck and said.get("text-line-through-type") != "none",
        _RAISED.match(said.get("text-position", "")) is not None,
        None if said.get("use-window-font-color") == "true" else color_of(said.get("color", "")),
        float(points[1]) if points else Font().size,
        # Whether hidden words are shown in a cell depends on the program.
        said.get("display") == "none"
        or said.get("text-combine", "none") != "none"
        or PICTURE_FONTS.match(said.get("font-name") or said.get("font-family") or "") is not None,
    )
