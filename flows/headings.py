"""The six headings of a report, and the sub-headings between them: present, in order, whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from expectations.catalogue import load
from flows.documents.folding import CUT, squeeze
from flows.documents.model import Line
from flows.layouts.labels import core
from flows.wordings import words

_NUMBERS = "一二三四五六七八九十"
_SUB = re.compile(rf"^\(([{_NUMBERS}])\)")
_NARRATIVE = (1, 5)
_TAG = re.compile(r"</?[a-z]{1,10}/?>|&[a-z]{2,8};", re.IGNORECASE)
_LONGEST = 80
_MARK = "\x00"
_NUMBERED = re.compile(f"([{_NUMBERS}])、")
_STOPS = re.compile("[“”\"'‘’「」『』、,:;。]")


class Seen(NamedTuple):
    """A heading found: its ordinal and the index of its line."""

    ordinal: int
    at: int


class Misnumbered(NamedTuple):
    """Sub-headings of one section that do not count up by one; `numbers` as printed, `at` the first wrong line."""

    numbers: str
    at: int


def headings_of(lines: Sequence[Line]) -> list[Seen]:
    """The headings printed, each once, in reading order."""
    wordings = _wordings()
    seen: dict[int, int] = {}
    for at, line in enumerate(lines):
        text = squeeze(line.text)
        if not text or (len(text) > _LONGEST and "、" not in text):
            continue
        plain = core(text) if len(text) <= _LONGEST else ""
        inside = _inside(text)
        for ordinal, number, label in wordings:
            if ordinal not in seen and _is_heading(text, plain, inside, number, label):
                seen[ordinal] = at
    return sorted((Seen(o, at) for o, at in seen.items()), key=lambda s: (s.at, s.ordinal))


def _is_heading(text: str, plain: str, inside: str, number: str, label: str) -> bool:
    if plain == label:
        return True
    if text.startswith(f"{number}、") and label in core(text[:_LONGEST]):
        return True
    return f"{number}{_MARK}{label}" in inside


def _inside(text: str) -> str:
    """A line as headings are looked for inside it: without stops, but with what stands behind a number marked."""
    return _STOPS.sub("", _NUMBERED.sub(rf"\1{_MARK}", text))


def _wordings() -> list[tuple[int, str, str]]:
    c = load()
    numbers = {h.ordinal: h.number for h in c.headings}
    found = [(h.ordinal, h.number, core(h.label)) for h in c.headings]
    found += [(int(x.code), numbers[int(x.code)], core(x.label)) for x in c.labels if x.kind == "heading"]
    return found


def misnumbered(lines: Sequence[Line], headings: Sequence[Seen]) -> list[Misnumbered]:
    """Sub-headings `(一)`, `(二)` … of the narrative sections that repeat or skip a number."""
    found = []
    ends = {s.at: following.at for s, following in pairwise(headings)}
    for ordinal, at in headings:
        if ordinal not in _NARRATIVE:
            continue
        numbers, wrong, last = "", None, 0
        for i in range(at + 1, ends.get(at, len(lines))):
            sub = _SUB.match(squeeze(lines[i].text))
            if sub is None:
                continue
            number = _NUMBERS.index(sub.group(1)) + 1
            numbers += f"({sub.group(1)})"
            wrong = i if wrong is None and number not in (1, last + 1) else wrong
            last = number
        if wrong is not None:
            found.append(Misnumbered(numbers, wrong))
    return found


def is_sub_heading(line: Line) -> bool:
    """Whether a line begins as a heading or sub-heading does."""
    text = squeeze(line.text)
    return _SUB.match(text) is not None or re.match(rf"^[{_NUMBERS}]、", text) is not None


def is_damaged(line: Line) -> bool:
    """Whether a line of text holds remnants of markup or characters lost in conversion."""
    text = squeeze(line.text).removesuffix(CUT)
    return any(word in text for word in words("damage")) or (line.number is not None and bool(_TAG.search(text)))


def is_injected(line: Line) -> bool:
    """Whether a line holds words no report has: one of the strong ones, or three of the weak ones."""
    text = squeeze(line.text).lower()
    strong = any(word in text for word in words("spam_strong"))
    return strong or sum(word in text for word in words("spam_weak")) >= 3
