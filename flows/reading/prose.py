"""The text of a document outside its tables, folded once, so that all searches use one string."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from flows.documents.folding import fold
from flows.documents.model import Line
from flows.reading.records import Locator

# Each begins with a literal character, so that the search runs at the speed of C.
_WRITTEN_YEAR = re.compile("二[〇零○Oo0][〇零○Oo0一二三四五六七八九]{2}(?=年)")
_WIDE_YEAR = re.compile("２[０-９]{3}")
# Some sites print how a character is read after it: 編(biān)制.
_READING = re.compile("\\([a-zü]{0,5}[à-ÿāēěīōūǎǐǒǔǖǘǚǜ][a-zü]{0,5}\\)")
NUMERALS = "一二三四五六七八九十"
_DIGITS = str.maketrans("〇零○Oo一二三四五六七八九０１２３４５６７８９", "000001234567890123456789")
HEAD_LINES = 60
"""How many lines of a page are searched for the fields around a report."""
_SENTENCE_ENDS = re.compile("[。;；｡﹔]")


def in_digits(text: str) -> str:
    """A text with its years in digits, as long as before: 二〇二二年 is 2022年."""
    if "２" in text:
        text = _WIDE_YEAR.sub(lambda m: m[0].translate(_DIGITS), text)
    return _WRITTEN_YEAR.sub(lambda m: m[0].translate(_DIGITS), text)


class Prose:
    """Lines of text and, for searching, the same lines folded and without white space.

    Line `i` of `squeezed`, separated by line feeds, is line `i` of `lines`.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        folded = fold("\n".join([line.text.replace("\n", " ") for line in lines])).replace(" ", "")
        self.squeezed = _READING.sub("", folded)

    @cached_property
    def starts(self) -> list[int]:
        """The offset in `squeezed` at which each line begins."""
        return [0, *accumulate([len(line) + 1 for line in self.squeezed.split("\n")[:-1]])]

    @cached_property
    def head(self) -> str:
        """The first lines folded, with their white space."""
        return fold("\n".join([line.text for line in self.lines[:HEAD_LINES]]))

    @cached_property
    def dated(self) -> str:
        """`squeezed` with its years in digits; offsets are the same."""
        return in_digits(self.squeezed)

    def index(self, offset: int) -> int:
        """The index in `lines` of the line that holds an offset of `squeezed`."""
        return bisect.bisect_right(self.starts, offset) - 1

    def lines_with(self, text: str) -> Iterator[int]:
        """The lines, by index, that hold a squeezed text, each once."""
        at = self.squeezed.find(text)
        while at >= 0:
            line = self.index(at)
            yield line
            at = self.squeezed.find(text, self.starts[line + 1]) if line + 1 < len(self.starts) else -1

    def where(self, offset: int) -> Locator:
        """The place in the document of an offset of `squeezed`."""
        return self.place(self.index(offset))

    def place(self, index: int) -> Locator:
        """The place in the document of a line."""
        line = self.lines[index]
        return Locator(page=line.page, line=line.number)

    def squeezed_line(self, index: int) -> str:
        """One line of `squeezed`."""
        return self.squeezed[self._span(index)]

    def dated_line(self, index: int) -> str:
        """One line of `dated`."""
        return self.dated[self._span(index)]

    def _span(self, index: int) -> slice:
        return slice(self.starts[index], self.starts[index + 1] - 1 if index + 1 < len(self.starts) else None)

    def sentence(self, offset: int) -> str:
        """The printed sentence at an offset of `squeezed`; sentences end with 。 or ；."""
        at = self.index(offset)
        before = len(_SENTENCE_ENDS.findall(self.squeezed, self.starts[at], offset))
        return _SENTENCE_ENDS.split(self.lines[at].text)[before].strip()
