"""Texts and formats of a workbook whose XML is regular: the shared texts, and how cells print numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from flows.documents.markup import Irregular
from flows.documents.sheets.formats import BUILT_IN, Format, format_of
from flows.documents.sheets.values import shown
from flows.documents.sight import PICTURE_FONTS, Color, color_of, is_dark, is_light

_SPACED, _BEGIN, _END = '<t xml:space="preserve">', "<si><t>", "</t></si>"
_EDGES = ("<t> ", "<t>\t", "<t>\n", " </t>", "\t</t>", "\n</t>")
_TRIMMED = re.compile(r"<t>(?:[ \t\n]|[^<]*[ \t\n]</t>)")
_REFERENCES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_FORMAT = re.compile(r'<numFmt numFmtId="([0-9]+)" formatCode="([^"<>]*)"/>')
_USED = re.compile(r'<xf [^<>]*?numFmtId="([0-9]+)"')
_FONT_ID, _FILL_ID = re.compile(r'fontId="([0-9]+)"'), re.compile(r'fillId="([0-9]+)"')
_FONTS, _FILLS = re.compile(r"<font>.*?</font>|<font/>", re.DOTALL), re.compile(r"<fill>.*?</fill>|<fill/>", re.DOTALL)
_INKS, _PAPERS = re.compile(r"<color ([^<>]*)/>"), re.compile(r"<[bf]gColor ([^<>]*)/>")
_SIZES = re.compile(r'<sz val="([0-9]{1,3}(?:\.[0-9]*)?)"/>')
_NAMES = re.compile(r'<name val="([^"]*)')
_PATTERNED = re.compile('patternType="(?!none|gray125|solid)')
_LEAST_SIZE = 4.5
_DARK = frozenset(('theme="1"', 'indexed="8"', 'indexed="64"', 'auto="1"', 'rgb="FF000000"'))
_LIGHT = frozenset(('theme="0"', 'indexed="9"', 'indexed="64"', 'indexed="65"', 'rgb="FFFFFFFF"'))
_WORDS_OF_FORMATS = re.compile(r"&quot;|General|\[Red\]")


def plain_strings(xml: str) -> list[str]:
    """The shared texts as they are read. Raises Irregular where one is formatted, escaped or trimmed."""
    items, ended, rest = xml[xml.find("<si>") :].partition("</sst>")
    if any(edge in items for edge in _EDGES) and _TRIMMED.search(items):
        raise Irregular
    items = items.replace(_SPACED, "<t>")
    found = items.removeprefix(_BEGIN).removesuffix(_END).split(_END + _BEGIN)
    whole = items.startswith(_BEGIN) and items.endswith(_END) and items.count("<") == 4 * len(found)
    if not whole or not ended or rest.strip() or "_x" in items:
        raise Irregular
    if "&" in items:
        if items.count("&") != sum(items.count(reference) for reference, _ in _REFERENCES):
            raise Irregular
        for reference, character in _REFERENCES:
            found = [text.replace(reference, character) for text in found]
    return shown(found)


def plain_formats(styles: str) -> list[Format]:
    """The formats of cells by their number; those that might print a number as a date or a time say nothing.

    Raises Irregular where they are not told, where a condition changes them, or where a cell may not be seen.
    """
    used = styles.partition("<cellXfs")[2].partition("</cellXfs>")[0]
    numbers = _USED.findall(used)
    own = dict(_FORMAT.findall(styles.partition("<numFmts")[2].partition("</numFmts>")[0]))
    if (
        len(numbers) != used.count("<xf")
        or len(own) != styles.count("<numFmt") - styles.count("<numFmts")
        or "strike" in styles
        or 'horizontal="fill"' in used
        or not _is_seen(styles, used)
    ):
        raise Irregular
    known = {number: _format(own.get(number), number) for number in set(numbers)}
    return [known[number] for number in numbers]


def _is_seen(styles: str, used: str) -> bool:
    """Whether all cells, and all that conditions change, are dark on light, of a usual size and on the line."""
    worn = [
        *_worn(styles, "fonts", _FONTS, _FONT_ID.findall(used)),
        *_worn(styles, "fills", _FILLS, _FILL_ID.findall(used)),
        styles.partition("<dxfs")[2].partition("</dxfs>")[0],
    ]
    return all(map(_is_plain, worn))


def _worn(styles: str, name: str, each: re.Pattern[str], numbers: list[str]) -> list[str]:
    """The fonts or grounds of these numbers. Raises Irregular where one is not told."""
    told = styles.partition(f"<{name}")[2].partition(f"</{name}>")[0]
    found = each.findall(told)
    if len(found) != told.count(f"<{name[:-1]}>") + told.count(f"<{name[:-1]}/>"):
        raise Irregular
    return [found[int(number)] for number in set(numbers)] if found else []


@lru_cache(maxsize=256)
def _is_plain(dress: str) -> bool:
    inks, papers, sizes = _INKS.findall(dress), _PAPERS.findall(dress), _SIZES.findall(dress)
    if len(inks) + len(papers) + len(sizes) != sum(map(dress.count, ("olor ", "olor/", "<sz"))) or "vertAlign" in dress:
        return False
    if any(map(PICTURE_FONTS.match, _NAMES.findall(dress))):
        return False
    if "gradient" in dress or ("pattern" in dress and not papers and _PATTERNED.search(dress)):
        return False
    return (
        all(ink in _DARK or ((rgb := _rgb(ink)) is not None and is_dark(rgb)) for ink in inks)
        and all(paper in _LIGHT or ((rgb := _rgb(paper)) is not None and is_light(rgb)) for paper in papers)
        and all(float(size) > _LEAST_SIZE for size in sizes)
    )


def _rgb(said: str) -> Color | None:
    return color_of(said[5:-1]) if said.startswith('rgb="') else None


def _format(own: str | None, number: str) -> Format:
    if own is None:
        return format_of(BUILT_IN.get(int(number)))
    words = _WORDS_OF_FORMATS.sub("", own)
    return format_of(unescape(own) if words.lower() == words.upper() else None)
