"""Texts of a workbook whose characters do not all stand on the line: 52599¹ is not 525991."""

from __future__ import annotations

from lxml import etree

from flows.documents.containers import Parts, parse_xml
from flows.documents.markup import RAISED

_STRINGS = "xl/sharedStrings.xml"
_STRUCK = "\u25a1"


def marked_strings(parts: Parts) -> dict[str, str]:
    """By their plain text, the texts with raised or struck-out runs, as they are to be read.

    Raised characters stand between edges, struck-out ones are one sign that is no figure. A text that is printed
    both plain and marked counts as marked: it is no number then, and not a wrong one.
    """
    if _STRINGS not in parts.sizes:
        return {}
    xml = parts.read(_STRINGS)
    if b"vertAlign" not in xml and b"strike" not in xml:
        return {}
    found = {}
    for item in parse_xml(xml).iterfind("{*}si"):
        runs = item.findall("{*}r")
        marked = "".join([_marked(run) for run in runs])
        plain = "".join([run.findtext("{*}t") or "" for run in runs])
        if marked != plain:
            found[plain] = marked
    return found


def _marked(run: etree._Element) -> str:
    text = run.findtext("{*}t") or ""
    if run.find("{*}rPr/{*}strike") is not None:
        return _STRUCK
    return text if run.find("{*}rPr/{*}vertAlign") is None else RAISED + text + RAISED
