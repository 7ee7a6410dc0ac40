"""Where a sentence begins and ends in folded text, over the lines that a page breaks it into."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.prose import Prose

_END = re.compile("[。|\n]")
_CLAUSE_END = re.compile("[。;；｡﹔]")
_STARTS_ANEW = re.compile(r"\n|[((]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.]")
_WRAPPED = 25
"""A line of fewer characters ends what it says; a longer one without a full stop may be broken by the page."""


class Passage(NamedTuple):
    """A sentence without its line breaks, and the offsets at which they stood."""

    text: str
    start: int
    breaks: tuple[int, ...]

    def offset(self, at: int) -> int:
        """The offset in the whole text of one in the sentence."""
        found = self.start + at
        if not self.breaks:
            return found
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
    """Where the sentence around an offset ends: the offset of the mark behind it."""
    while found := _END.search(text, at):
        if found.group() != "\n" or not _is_wrapped(text, found.start()):
            return found.start()
        at = found.end()
    return len(text)


def _is_wrapped(text: str, at: int) -> bool:
    """Whether the line break at an offset is one of the page, not of the writer."""
    long = at >= _WRAPPED and "\n" not in text[at - _WRAPPED : at]
    return long and text[at - 1] not in "。!?|;:" and not _STARTS_ANEW.match(text, at + 1)


class Clauses:
    """The clauses of a text as printed, parted at 。 and ；. Asked for in order, so that each line is cut once."""

    def __init__(self, prose: Prose) -> None:
        self._prose = prose
        self._span, self._text = (-1, -1), ""
        self._line, self._offset, self._number = -1, 0, 0
        self._clauses: list[str] = []

    def printed(self, begin: int, end: int) -> str:
        """What is printed between two offsets of one clause, which may go on over lines."""
        if (begin, end) != self._span:
            first, last = self._prose.index(begin), self._prose.index(max(begin, end - 1))
            parts = [self._clause(first, begin)]
            parts += [self._prose.lines[i].text.strip() for i in range(first + 1, last)]
            parts += [self._clause(last, end - 1)] if last > first else []
            self._span, self._text = (begin, end), "".join(parts)
        return self._text

    def _clause(self, line: int, offset: int) -> str:
        if line != self._line:
            self._line, self._offset, self._number = line, self._prose.starts[line], 0
            self._clauses = _CLAUSE_END.split(self._prose.lines[line].text)
        self._number += len(_CLAUSE_END.findall(self._prose.squeezed, self._offset, offset))
        self._offset = max(self._offset, offset)
        return self._clauses[min(self._number, len(self._clauses) - 1)].strip()
