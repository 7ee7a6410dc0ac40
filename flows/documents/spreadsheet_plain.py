"""Texts and formats of a workbook whose XML is regular: the shared texts, and that no number is a date."""

from __future__ import annotations

import re

from flows.documents.markup import Irregular
from flows.documents.spreadsheet_values import shown

_SPACED, _BEGIN, _END = '<t xml:space="preserve">', "<si><t>", "</t></si>"
_EDGES = ("<t> ", "<t>\t", "<t>\n", " </t>", "\t</t>", "\n</t>")
_TRIMMED = re.compile(r"<t>(?:[ \t\n]|[^<]*[ \t\n]</t>)")
_REFERENCES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_FORMAT = re.compile(r'<numFmt numFmtId="([0-9]+)" formatCode="([^"<>]*)"/>')
_USED = re.compile(r'<xf [^<>]*?numFmtId="([0-9]+)"')
# Formats of numbers that every program knows without a definition.
_NUMBERS = frozenset(map(str, (*range(14), *range(37, 45), 48, 49)))
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


def refuse_dates(styles: str) -> None:
    """Raises Irregular where the format of any cell might print a number as a date or a time."""
    used = styles.partition("<cellXfs")[2].partition("</cellXfs>")[0]
    formats = _USED.findall(used)
    own = dict(_FORMAT.findall(styles))
    if len(formats) != used.count("<xf") or len(own) != styles.count("<numFmt") - styles.count("<numFmts"):
        raise Irregular
    for number in set(formats):
        code = _WORDS_OF_FORMATS.sub("", own.get(number, ""))
        if (number not in own and number not in _NUMBERS) or code.lower() != code.upper():
            raise Irregular
