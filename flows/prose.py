"""The text of a document outside its tables, folded once, so that everything is looked for in one string."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from functools import cached_property

from flows.documents.folding import fold
from flows.documents.model import Line
from flows.records import Locator

_SENTENCE_ENDS = re.compile("[。;；]")


class Prose:
    """Lines of text and, for searching, the same lines folded and without white space.

    Line `i` of `squeezed`, parted by line feeds, is line `i` of `lines`.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.squeezed = fold("\n".join([line.text.replace("\n", " ") for line in lines])).replace(" ", "")

    @cached_property
    def starts(self) -> list[int]:
        """The offset in `squeezed` at which each line begins."""
        return [0, *(m.end() for m in re.finditer("\n", self.squeezed))]

    def index(self, offset: int) -> int:
        """The index in `lines` of the line that holds an offset of `squeezed`."""
        return bisect.bisect_right(self.starts, offset) - 1

    def where(self, offset: int) -> Locator:
        """The place in the document of an offset of `squeezed`."""
        line = self.lines[self.index(offset)]
        return Locator(page=line.page, line=line.number)

    def sentence(self, offset: int) -> str:
        """The sentence as printed in which an offset of `squeezed` stands; sentences end with 。 or ；."""
        at = self.index(offset)
        before = len(_SENTENCE_ENDS.findall(self.squeezed, self.starts[at], offset))
        return _SENTENCE_ENDS.split(self.lines[at].text)[before].strip()
