"""Text whose lines end where the page did: the same with the lines of a sentence joined."""

from __future__ import annotations

import re

from flows.documents.model import Line
from flows.prose import Prose
from flows.wordings import words

_JOINED = 200
_HAN = re.compile("[\u4e00-\u9fff]")
_GOES_ON = re.compile("(?![一二三四五六七八九十]{1,2}、|\\([一二三四五六七八九十\\d])[\u4e00-\u9fff《(]")
_IN_SENTENCE = re.compile(r"[,。].*[\u4e00-\u9fff,、》]$")


def _begins_sentence(line: str, rest: str) -> bool:
    return "。" in rest and line.startswith((*words("announced"), *words("grounds"))) and _HAN.match(line[-1]) is not None


def unwrapped(prose: Prose) -> Prose | None:
    """A text with each line that ends within a sentence joined to the next one; None where there is none such."""
    found: list[Line] = []
    before = ""
    for i, line in enumerate(prose.lines[:_JOINED]):
        text = prose.squeezed_line(i)
        if before and (_IN_SENTENCE.search(before) or _begins_sentence(before, text)) and _GOES_ON.match(text):
            found[-1] = found[-1]._replace(text=found[-1].text.rstrip() + line.text.lstrip())
        else:
            found.append(line)
        before = text
    if len(found) == min(len(prose.lines), _JOINED):
        return None
    return Prose([*found, *prose.lines[_JOINED:]])
