"""The formats of the cells of an XLSX file, from its XML: fonts, backgrounds, numbers, and what conditions change."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from flows.documents.archives.containers import Parts, parse_xml
from flows.documents.numbers import whole
from flows.documents.sheets.cell_formats import PALETTE, CellFormat, Condition, Font, Runs, is_uniform, tinted
from flows.documents.sheets.number_formats import BUILT_IN, STRUCK, number_format_of
from flows.documents.visibility import BLACK, PICTURE_FONTS, THEME, WHITE, Color, color_of, mixed

STYLES, _STRINGS, _THEME = "xl/styles.xml", "xl/sharedStrings.xml", "xl/theme/theme1.xml"
_MOST_PAIRS = 10_000
_FALSE = frozenset(("0", "false", "off"))
_RAISED = frozenset(("superscript", "subscript"))
# Programs number the light colours before the dark ones.
_SWAPPED = (1, 0, 3, 2)
_MIXES = {"gray125": 0.125, "gray0625": 0.0625, "lightGray": 0.25, "mediumGray": 0.5, "darkGray": 0.75}


class Colors(NamedTuple):
    """The colours of a workbook by their numbers."""

    theme: Sequence[Color] = THEME
    palette: Sequence[Color] = PALETTE

    def of(self, element: etree._Element | None) -> Color | None:
        """The colour that an element names; None where it is left to the program, or not known."""
        if element is None or (element.get("auto") or "0") not in _FALSE:
            return None
        found = color_of(element.get("rgb") or "")
        for name, known in (("theme", self.theme), ("indexed", self.palette)):
            number = whole(element.get(name), len(known))
            if found is None and number < len(known):
                found = known[number]
        return None if found is None else tinted(found, size(element.get("tint"), 0.0))


class CellFormats(NamedTuple):
    """The formats of cells and the changes by conditions, each by the number of its style."""

    cells: Sequence[CellFormat]
    conditions: Sequence[Condition]
    colors: Colors

    @staticmethod
    def of(parts: Parts) -> CellFormats:
        """Those of a workbook."""
        return _cell_formats(*(parts.read(name) if name in parts.sizes else b"" for name in (STYLES, _THEME)))

    @staticmethod
    def in_xml(styles: etree._Element, theme: etree._Element | None) -> CellFormats:
        """Those that these parts of a workbook describe."""
        own = [color_of(each.get("rgb") or "") for each in styles.iterfind("{*}colors/{*}indexedColors/{*}rgbColor")]
        colors = Colors(_theme(theme), [a or b for a, b in zip(own, PALETTE, strict=False)] + PALETTE[len(own) :])
        fonts = [font_of(font, colors) for font in styles.iterfind("{*}fonts/{*}font")]
        papers = [_papers(fill, colors, of_cell=True) for fill in styles.iterfind("{*}fills/{*}fill")]
        codes = {each.get("numFmtId"): each.get("formatCode") for each in styles.iterfind("{*}numFmts/{*}numFmt")}
        cells = [_cell_format(each, codes, fonts, papers) for each in styles.iterfind("{*}cellXfs/{*}xf")]
        return CellFormats(cells, [condition_of(each, colors) for each in styles.iterfind("{*}dxfs/{*}dxf")], colors)

    def cell_format(self, style: int) -> CellFormat:
        """That of a style; a plain one where there is no such style."""
        return self.cells[style] if style < len(self.cells) else PLAIN

    @property
    def are_seen(self) -> bool:
        """Whether all cells are visible, whatever conditions may change."""
        worn, changes = set(self.cells) or {PLAIN}, set(self.conditions)
        if len(worn) * len(changes) > _MOST_PAIRS or any(change.is_format for change in changes):
            return False
        is_seen = all(cell_format.visibility == "seen" and not cell_format.font.is_struck for cell_format in worn)
        return is_seen and not any(change.may_hide(cell_format) for change in changes for cell_format in worn)


PLAIN = CellFormat(number_format_of("General"))


@lru_cache(maxsize=8)
def _cell_formats(styles: bytes, theme: bytes) -> CellFormats:
    if not styles:
        return CellFormats([], [], Colors())
    return CellFormats.in_xml(parse_xml(styles), parse_xml(theme) if theme else None)


def _theme(theme: etree._Element | None) -> Sequence[Color]:
    found = list(THEME)
    scheme = None if theme is None else theme.find("{*}themeElements/{*}clrScheme")
    for at, each in enumerate(scheme if scheme is not None else ()):
        inner = next(iter(each), None)
        color = None if inner is None else color_of(inner.get("lastClr") or inner.get("val") or "")
        place = _SWAPPED[at] if at < len(_SWAPPED) else at
        if color is not None and place < len(found):
            found[place] = color
    return found


def _cell_format(
    xf: etree._Element,
    codes: dict[str | None, str | None],
    fonts: Sequence[Font],
    papers: Sequence[Sequence[Color | None]],
) -> CellFormat:
    number = xf.get("numFmtId") or "0"
    at, under = whole(xf.get("fontId"), 0), whole(xf.get("fillId"), 0)
    font = fonts[at] if at < len(fonts) else Font()
    code = codes[number] if number in codes else BUILT_IN.get(whole(number, -1))
    alignment = xf.find("{*}alignment")
    # `fill` repeats a figure across the width of its cell.
    is_unusual = alignment is not None and alignment.get("horizontal") == "fill"
    made = CellFormat(
        number_format_of(STRUCK if font.is_struck else code), font, papers[under] if under < len(papers) else (WHITE,)
    )
    return made._replace(is_unusual=is_unusual)


def _is_on(mark: etree._Element | None) -> bool:
    return mark is not None and (mark.get("val") or "1") not in _FALSE


def font_of(font: etree._Element | None, colors: Colors) -> Font:
    """How characters are drawn, as an element says."""
    if font is None:
        return Font()
    raised, points = font.find("{*}vertAlign"), font.find("{*}sz")
    named = next(font.iterchildren("{*}name", "{*}rFont"), None)
    return Font(
        _is_on(font.find("{*}strike")),
        raised is not None and raised.get("val") in _RAISED,
        colors.of(font.find("{*}color")),
        Font().size if points is None else size(points.get("val"), Font().size),
        named is not None and PICTURE_FONTS.match(named.get("val") or "") is not None,
    )


def _papers(fill: etree._Element | None, colors: Colors, *, of_cell: bool) -> Sequence[Color | None]:
    """The backgrounds that a fill may give a text; cells and conditions name that of a plain fill differently."""
    pattern = None if fill is None else fill.find("{*}patternFill")
    if pattern is None:
        return (WHITE,) if fill is None or not len(fill) else (WHITE, None)
    over, under = colors.of(pattern.find("{*}fgColor")), colors.of(pattern.find("{*}bgColor"))
    kind = pattern.get("patternType") or ("none" if of_cell else "solid")
    if kind == "none":
        return (WHITE,)
    if kind == "solid":
        return ((over if of_cell else under or over) or WHITE,)
    share = _MIXES.get(kind)
    return (over or BLACK, under or WHITE) if share is None else (mixed(under or WHITE, over or BLACK, share),)


def condition_of(dxf: etree._Element, colors: Colors) -> Condition:
    """How a conditional format changes a cell."""
    font, fill = dxf.find("{*}font"), dxf.find("{*}fill")
    return Condition(
        None if font is None else font_of(font, colors),
        None if fill is None else _papers(fill, colors, of_cell=False),
        dxf.find("{*}numFmt") is not None,
    )


def rich_strings(parts: Parts, colors: Colors) -> dict[str, Runs]:
    """The shared texts with pieces that differ in visibility, by number."""
    xml = parts.read(_STRINGS) if _STRINGS in parts.sizes else b""
    if b"rPr>" not in xml:
        return {}
    items = enumerate(parse_xml(xml).iterfind("{*}si"))
    return {str(at): runs for at, item in items if not is_uniform(runs := runs_of(item, colors))}


def runs_of(item: etree._Element, colors: Colors) -> Runs:
    """The pieces of a text, none where it has no pieces."""
    return [
        (run.findtext("{*}t") or "", None if (own := run.find("{*}rPr")) is None else font_of(own, colors))
        for run in item.iterfind("{*}r")
    ]


def size(text: str | None, other: float) -> float:
    """A size given by an attribute."""
    try:
        return float(text) if text else other
    except ValueError:
        return other
