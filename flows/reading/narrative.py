"""The passages of a narrative by which two are compared: sentences that are long enough."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import islice

import numpy as np

from flows.documents import limits
from flows.documents.folding import fold
from flows.reading.prose import Prose
from flows.reading.records import Passage
from flows.reading.statements.bodies import places_of
from flows.reading.statements.passages import begin_of

_SAYS = 20
"""The fewest characters of a passage, without digits and names: shorter sentences recur in many reports."""
_ENDS = re.compile("[。;]")
_NOISE = re.compile(r"[^\w\n]+|[\d_]+")


def passages_of(prose: Prose, first: int, agency: str | None) -> list[Passage]:
    """The substantial sentences of a narrative, as printed and as they are compared.

    `first` is the line they begin at, that of heading 一: the form requires what is above it of everyone. Lines that do
    not end with a full stop or semicolon are headings, labels and the surroundings of the text on a page. Beyond
    `limits.SENTENCES` sentences nothing is compared.
    """
    text, spans = prose.squeezed, list[tuple[int, int]]()
    floor = prose.starts[first] if first < len(prose.starts) else len(text)
    for mark in islice(_ENDS.finditer(text, floor), limits.SENTENCES):
        end = mark.end()
        if end - floor > _SAYS:
            begin = begin_of(text, max(floor, end - 2 * limits.SENTENCE), end - 1)
            if _SAYS < end - begin <= limits.SENTENCE:
                spans.append((begin, end))
        floor = end
    plains, printed = _plain([text[begin:end] for begin, end in spans], agency), _Printed(prose)
    return [
        Passage(printed.text(begin, end), plain, prose.where(begin))
        for (begin, end), plain in zip(spans, plains, strict=True)
        if len(plain) >= _SAYS
    ]


def _plain(texts: Sequence[str], agency: str | None) -> list[str]:
    """Folded sentences without what a copier changes: digits, stops, the names of the agency and its places."""
    if not texts:
        return []
    text = "\n".join([text.replace("\n", "") for text in texts])
    if names := _names(agency):
        text = names.sub("", text)
    return _NOISE.sub("", text).split("\n")


@lru_cache(maxsize=256)
def _names(agency: str | None) -> re.Pattern[str] | None:
    names = places_of(agency)
    return re.compile("|".join(map(re.escape, names))) if names else None


class _Printed:
    """The printed text between offsets of folded text: white space within a line is kept, line breaks are not."""

    def __init__(self, prose: Prose) -> None:
        self._prose = prose

    def text(self, begin: int, end: int) -> str:
        line, starts = self._prose.index(begin), self._prose.starts
        start, printed = starts[line], self._prose.lines[line].text
        stop = starts[line + 1] - 1 if line + 1 < len(starts) else len(self._prose.squeezed)
        if len(printed) == stop - start and end <= stop:
            return printed[begin - start : end - start]
        return self._whole[self._offsets[begin] : self._offsets[end - 1] + 1].replace("\n", "")

    @cached_property
    def _whole(self) -> str:
        return "\n".join([line.text.replace("\n", " ") for line in self._prose.lines])

    @cached_property
    def _offsets(self) -> np.ndarray:
        """The offset in the whole text of every character other than white space."""
        codes = np.frombuffer(fold(self._whole).encode("utf-32-le", "surrogatepass"), dtype="<u4")
        return np.flatnonzero(codes != ord(" "))
