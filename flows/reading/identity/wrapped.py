"""Text whose lines were broken by the page, with the lines of each sentence joined."""

from __future__ import annotations

import re
from functools import lru_cache

from flows.documents.model import Line
from flows.reading.prose import NUMERALS, Prose
from flows.reading.wordings import words

_JOINED = 200
_GOES_ON = re.compile(f"(?![{NUMERALS}]{{1,2}}、|\\([{NUMERALS}\\d])[\u4e00-\u9fff《(]")
_NO_END = re.compile("[\u4e00-\u9fff,、》]")


def unwrapped(prose: Prose) -> Prose | None:
    """A text with each line that ends within a sentence joined to the next one; None where no line does."""
    found: list[Line] = []
    before = ""
    for i, line in enumerate(prose.lines[:_JOINED]):
        text = prose.squeezed_line(i)
        if _ends_within_sentence(before, text) and _GOES_ON.match(text):
            found[-1] = found[-1]._replace(text=found[-1].text.rstrip() + line.text.lstrip())
        else:
            found.append(line)
        before = text
    if len(found) == min(len(prose.lines), _JOINED):
        return None
    return Prose([*found, *prose.lines[_JOINED:]])


def _ends_within_sentence(line: str, rest: str) -> bool:
    """Whether a line holds part of an unfinished sentence; a title or a label does not."""
    if not _NO_END.match(line[-1:]):
        return False
    return "," in line or "。" in line or ("。" in rest and line.startswith(_leads()))


@lru_cache(maxsize=1)
def _leads() -> tuple[str, ...]:
    return (*words("announced"), *words("grounds"))
