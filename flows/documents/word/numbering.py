"""Automatic paragraph numbers in Word: the `一、` before a heading is often printed without being in the text."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

from flows.documents.archives.containers import Parts, parse_xml

NUMBERED = ("numId", "ilvl", "pStyle")
"""Properties that number a paragraph, given by its own element or by its style."""

_DIGITS = "零一二三四五六七八九"
_CHINESE = frozenset(
    ["chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand"]
)
_MOST = 99
_PLACE = re.compile("%([1-9])")
_PARTS = ("word/numbering.xml", "word/styles.xml")


class _Level(NamedTuple):
    style: str | None
    start: int
    form: str
    text: str


class Numbering:
    """Counts the numbered paragraphs of a document, taken in order."""

    def __init__(self, numbering: etree._Element, styles: etree._Element | None) -> None:
        self._levels = {_value(a, "abstractNumId"): _levels(a) for a in numbering.iterfind("{*}abstractNum")}
        self._lists = {_value(n, "numId"): n for n in numbering.iterfind("{*}num")}
        self._styles = dict(_numbered_styles(styles)) if styles is not None else {}
        self._counts: dict[tuple[str, int], int] = {}
        self._begun: set[tuple[str, int]] = set()
        self._noted: dict[str, str] = {}

    @classmethod
    def of(cls, parts: Parts) -> Numbering | None:
        """The numbering of a document; None where it has none."""
        if _PARTS[0] not in parts.sizes:
            return None
        styles = parse_xml(parts.read(_PARTS[1])) if _PARTS[1] in parts.sizes else None
        return cls(parse_xml(parts.read(_PARTS[0])), styles)

    def note(self, name: str, value: str | None) -> None:
        """A property of the paragraph that is being read: numId, ilvl or pStyle."""
        self._noted[name] = value or ""

    def label(self) -> str:
        """Count the paragraph that just ended, and return its number as printed; empty where it has none."""
        if not self._noted:
            return ""
        noted, self._noted = self._noted, {}
        style = noted.get("pStyle", "")
        by_style = self._styles.get(style, ("", ""))
        number = noted.get("numId") or by_style[0]
        found = self._lists.get(number)
        abstract = _child_value(found, "abstractNumId") if found is not None else ""
        levels = self._levels.get(abstract, {})
        own = next((str(i) for i, level in levels.items() if style and level.style == style), "0")
        level = noted.get("ilvl") or by_style[1] or own
        if found is None or not level.isdecimal() or int(level) not in levels:
            return ""
        return self._count(abstract, number, int(level))

    def _count(self, abstract: str, number: str, at: int) -> str:
        levels = self._levels[abstract]
        if (number, at) not in self._begun:
            self._begun.add((number, at))
            restart = _restart(self._lists[number], at)
            if restart is not None:
                self._counts[abstract, at] = restart - 1
        self._counts[abstract, at] = self._counts.get((abstract, at), levels[at].start - 1) + 1
        for deeper in levels:
            if deeper > at:
                self._counts.pop((abstract, deeper), None)
        printed = {m: self._printed(abstract, int(m) - 1) for m in _PLACE.findall(levels[at].text)}
        if not printed or not all(printed.values()):
            return ""
        return _PLACE.sub(lambda m: printed[m[1]], levels[at].text)

    def _printed(self, abstract: str, at: int) -> str:
        level = self._levels[abstract].get(at)
        return _numeral(level.form, self._counts.get((abstract, at), level.start)) if level else ""


def _numeral(form: str, number: int) -> str:
    if not 0 < number <= _MOST:
        return ""
    if form in _CHINESE:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
    return str(number) if form == "decimal" else ""


def _levels(abstract: etree._Element) -> dict[int, _Level]:
    found = {}
    for level in abstract.iterfind("{*}lvl"):
        at, start = _value(level, "ilvl"), _child_value(level, "start")
        if at.isdecimal() and len(at) == 1:
            first = int(start) if start.isdecimal() and len(start) < 4 else 1
            texts = _child_value(level, "numFmt"), _child_value(level, "lvlText")[:40]
            found[int(at)] = _Level(_child_value(level, "pStyle") or None, first, *texts)
    return found


def _restart(number: etree._Element, at: int) -> int | None:
    for override in number.iterfind("{*}lvlOverride"):
        start = _child_value(override, "startOverride")
        if _value(override, "ilvl") == str(at) and start.isdecimal() and len(start) < 4:
            return int(start)
    return None


def _numbered_styles(styles: etree._Element) -> list[tuple[str, tuple[str, str]]]:
    """Paragraph styles that number their paragraphs: style id -> (list, level or nothing)."""
    found = []
    for style in styles.iterfind("{*}style"):
        properties = style.find("{*}pPr/{*}numPr")
        if properties is not None:
            numbered = _child_value(properties, "numId"), _child_value(properties, "ilvl")
            found.append((_value(style, "styleId"), numbered))
    return found


def _child_value(element: etree._Element, name: str) -> str:
    child = element.find(f"{{*}}{name}")
    return _value(child, "val") if child is not None else ""


def _value(element: etree._Element, name: str) -> str:
    return element.get(f"{{{etree.QName(element).namespace}}}{name}") or ""
