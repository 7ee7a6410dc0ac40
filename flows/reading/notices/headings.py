"""The six headings of a report and the sub-headings between them: whether they are present, in order and whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from expectations.catalogue import load
from expectations.form import in_edition
from flows.documents.folding import squeeze
from flows.reading.layouts.labels import core
from flows.reading.prose import NUMERALS, Prose

_SUB = re.compile(rf"\n\(([{NUMERALS}])\)")
_LONGEST = 80
_MARK = "\x00"
_NUMBERED = re.compile(f"([{NUMERALS}])、")
_STOPS = re.compile("[“”\"'‘’「」『』、,:;。]")
_SUB_HEADING = re.compile(rf"\([{NUMERALS}]\)|[{NUMERALS}]、")


class Seen(NamedTuple):
    """A heading found: its ordinal, counted from 1 in the order of the edition, and the index of its line."""

    ordinal: int
    at: int


class Disorder(NamedTuple):
    """Headings or sub-headings out of order: their numbers as printed, and the line of the first wrong one."""

    numbers: str
    at: int


class _Wording(NamedTuple):
    """A wording of a heading: as printed after its number, as compared, and a part without stops to look for."""

    ordinal: int
    number: str
    printed: str
    compared: str
    anchor: str


def headings_of(prose: Prose, edition: str | None = None) -> list[Seen]:
    """The printed headings of an edition, each once, in reading order; of any edition where it is unknown."""
    first: dict[int, int] = {}
    for ordinal, at in _lines_of(prose, edition):
        first[ordinal] = min(at, first.get(ordinal, at))
    return sorted((Seen(*found) for found in first.items()), key=lambda s: (s.at, s.ordinal))


@lru_cache(maxsize=16)
def ordinals(edition: str | None) -> dict[int, int]:
    """Section -> the ordinal of its heading in an edition."""
    return {h.section: i for i, h in enumerate(load().headings_of(edition), start=1) if h.section is not None}


def _lines_of(prose: Prose, edition: str | None) -> Iterator[tuple[int, int]]:
    """Every ordinal with a line on which its heading is printed."""
    for wording in _wordings(edition):
        yield from ((wording.ordinal, at) for at in prose.lines_with(wording.anchor) if _is_heading(prose, at, wording))


def misplaced(prose: Prose, headings: Sequence[Seen], edition: str | None) -> Disorder | None:
    """Headings that are nowhere in the form's order, even if some are also printed in a list of contents or a text.

    None where the first place of each heading can be followed by one of the next.
    """
    if all(one.ordinal < next_.ordinal for one, next_ in pairwise(headings)):
        return None
    places: dict[int, list[int]] = {}
    for ordinal, at in sorted(_lines_of(prose, edition)):
        places.setdefault(ordinal, []).append(at)
    reached = 0
    for ordinal in sorted({seen.ordinal for seen in headings} & places.keys()):
        following = [at for at in places[ordinal] if at >= reached]
        if not following:
            form = load().headings_of(edition)
            return Disorder("、".join(form[s.ordinal - 1].number for s in headings), places[ordinal][-1])
        reached = following[0]
    return None


def _is_heading(prose: Prose, at: int, wording: _Wording) -> bool:
    text = prose.squeezed_line(at)
    if text == wording.printed:
        return True
    if len(text) > _LONGEST and "、" not in text:
        return False
    if len(text) <= _LONGEST and core(text) == wording.compared:
        return True
    if text.startswith(f"{wording.number}、") and wording.compared in core(text[:_LONGEST]):
        return True
    return f"{wording.number}{_MARK}{wording.compared}" in _inside(text)


def _inside(text: str) -> str:
    """A line prepared for the search for headings: without stops, but with the mark after a number kept."""
    return _STOPS.sub("", _NUMBERED.sub(rf"\1{_MARK}", text))


@lru_cache(maxsize=16)
def _wordings(edition: str | None) -> list[_Wording]:
    """The wordings of the headings of an edition, those of other editions included."""
    c = load()
    own = {h.heading: i for i, h in enumerate(c.headings_of(edition), start=1)}
    numbers = dict.fromkeys((h.heading, h.number) for h in c.headings if edition is None or in_edition(h, edition))
    found = [(h.heading, h.label) for h in c.headings] + [(x.code, x.label) for x in c.labels if x.kind == "heading"]
    return [
        _wording(own[code], number, squeeze(label))
        for code, label in dict.fromkeys(found)
        for numbered, number in numbers
        if numbered == code
    ]


def _wording(ordinal: int, number: str, label: str) -> _Wording:
    return _Wording(ordinal, number, f"{number}、{label}", core(label), max(_STOPS.split(label), key=len))


def repeated(prose: Prose, edition: str | None = None) -> list[Seen]:
    """Headings printed again, number and all, on a line of their own: each at its second place."""
    found: dict[int, int] = {}
    for wording in _wordings(edition):
        if prose.squeezed.count(wording.printed) > 1:
            at = [i for i in prose.lines_with(wording.printed) if prose.squeezed_line(i) == wording.printed]
            found |= {wording.ordinal: at[1]} if len(at) > 1 else {}
    return [Seen(ordinal, at) for ordinal, at in sorted(found.items())]


def misnumbered(prose: Prose, headings: Sequence[Seen], edition: str | None) -> list[Disorder]:
    """Sub-headings `(一)`, `(二)` … of the narrative sections that repeat or skip a number."""
    found = []
    form = load().headings_of(edition)
    ends = {s.at: following.at for s, following in pairwise(headings)}
    for ordinal, at in headings:
        if not form[ordinal - 1].sub_headings:
            continue
        numbers, wrong, last = "", None, 0
        end = prose.starts[ends[at]] if at in ends else len(prose.squeezed)
        for sub in _SUB.finditer(prose.squeezed, prose.starts[at], end):
            number = NUMERALS.index(sub[1]) + 1
            numbers += f"({sub[1]})"
            wrong = sub.start() + 1 if wrong is None and number not in (1, last + 1) else wrong
            last = number
        if wrong is not None:
            found.append(Disorder(numbers, prose.index(wrong)))
    return found


def is_sub_heading(text: str) -> bool:
    """Whether a line, squeezed, begins as a heading or sub-heading does."""
    return _SUB_HEADING.match(text) is not None
