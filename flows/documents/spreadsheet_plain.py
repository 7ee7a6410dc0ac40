"""Texts and formats of a workbook whose XML is regular: the shared texts, and how cells print numbers."""

from __future__ import annotations

import re
from html import unescape

from flows.documents.markup import Irregular
from flows.documents.spreadsheet_formats import BUILT_IN, Format, format_of
from flows.documents.spreadsheet_values import shown

_SPACED, _BEGIN, _END = '<t xml:space="preserve">', "<si><t>", "</t></si>"
_EDGES = ("<t> ", "<t>\t", "<t>\n", " </t>", "\t</t>", "\n</t>")
_TRIMMED = re.compile(r"<t>(?:[ \t\n]|[^<]*[ \t\n]</t>)")
_REFERENCES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_FORMAT = re.compile(r'<numFmt numFmtId="([0-9]+)" formatCode="([^"<>]*)"/>')
_USED = re.compile(r'<xf [^<>]*?numFmtId="([0-9]+)"')
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

    Raises Irregular where they are not told, where a condition changes them, or figures are struck out.
    """
    used = styles.partition("<cellXfs")[2].partition("</cellXfs>")[0]
    numbers = _USED.findall(used)
    own = dict(_FORMAT.findall(styles.partition("<numFmts")[2].partition("</numFmts>")[0]))
    if (
        len(numbers) != used.count("<xf")
        or len(own) != styles.count("<numFmt") - styles.count("<numFmts")
        or "strike" in styles
    ):
        raise Irregular
    known = {number: _format(own.get(number), number) for number in set(numbers)}
    return [known[number] for number in numbers]


def _format(own: str | None, number: str) -> Format:
    if own is None:
        return format_of(BUILT_IN.get(int(number)))
    words = _WORDS_OF_FORMATS.sub("", own)
    return format_of(unescape(own) if words.lower() == words.upper() else None)
