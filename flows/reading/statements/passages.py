"""Where a sentence begins and ends in folded text, over the lines that a page breaks it into, and what is printed."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.reading.prose import Prose

_END = re.compile("[。|\n]")
_CLAUSE_END = re.compile("[。;\n]")
_SPACE = re.compile(r"\s")
_STARTS_ANEW = re.compile(r"\n|[((]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.]")
_WRAPPED = 25
"""A line of fewer characters is complete; a longer one without a full stop may be broken by the page."""


class Passage(NamedTuple):
    """A sentence without its line breaks, and their offsets."""

    text: str
    start: int
    breaks: tuple[int, ...]

    def offset(self, at: int) -> int:
        """The offset in the whole text of an offset in the sentence."""
        found = self.start + at
        for place in self.breaks:
            found += place <= found
        return found


def passage(text: str, start: int, end: int) -> Passage:
    """The sentence between two offsets. Digits on both sides of a line break are not one number."""
    part = text[start:end]
    if "\n" not in part:
        return Passage(part, start, ())
    joined = re.sub(r"(?<=\d)\n(?=\d)", "~", part)
    breaks = tuple(start + m.start() for m in re.finditer("\n", joined))
    return Passage(joined.replace("\n", ""), start, breaks)


def begin_of(text: str, floor: int, at: int) -> int:
    """Where the sentence around an offset begins, not before `floor`."""
    while True:
        begin = max(text.rfind("。", floor, at), text.rfind("\n", floor, at), text.rfind("|", floor, at)) + 1
        if begin <= floor or text[begin - 1] != "\n" or not _is_wrapped(text, begin - 1):
            return max(begin, floor)
        at = begin - 1


def end_of(text: str, at: int) -> int:
    """Where the sentence around an offset ends: the offset of its end mark."""
    while found := _END.search(text, at):
        if found.group() != "\n" or not _is_wrapped(text, found.start()):
            return found.start()
        at = found.end()
    return len(text)


def _is_wrapped(text: str, at: int) -> bool:
    """Whether the line break at an offset was made by the page, not by the writer."""
    long = at >= _WRAPPED and "\n" not in text[at - _WRAPPED : at]
    return long and text[at - 1] not in "。!?|;:" and not _STARTS_ANEW.match(text, at + 1)


def clause(prose: Prose, begin: int, end: int) -> str:
    """The printed clause around two of its offsets. Clauses end at 。 and ；."""
    text, floor = prose.squeezed, prose.starts[prose.index(begin)]
    begin = max(text.rfind(";", floor, begin) + 1, text.rfind("。", floor, begin) + 1, floor)
    found = _CLAUSE_END.search(text, end - 1)
    return printed(prose, begin, found.start() if found else len(text))


def printed(prose: Prose, begin: int, end: int) -> str:
    """The printed text between two offsets of the folded text, on one line or on several that are one sentence."""
    line, found = prose.index(begin), ""
    while begin < end:
        start, text = prose.starts[line], prose.lines[line].text
        line += 1
        stop = prose.starts[line] - 1 if line < len(prose.starts) else len(prose.squeezed)
        first, last = begin - start, min(end, stop) - start - 1
        if len(text) > stop - start:
            first, last = _spaced(text, first), _spaced(text, last)
        found += text[first : last + 1]
        begin = stop + 1
    return found


def _spaced(text: str, at: int) -> int:
    """The offset in a printed line of an offset in the same line without white space."""
    for space in _SPACE.finditer(text):
        if space.start() > at:
            break
        at += 1
    return at
