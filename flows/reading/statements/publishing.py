"""Whether a figure of information published is all that a body published: not one channel, not one kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.reading.statements.tokens import Token
from flows.reading.wordings import words

ALONE = "alone"
"""The doubt of a figure that is the total only where no other way of publishing is counted beside it."""
_COUNTED = re.compile(r"[\d万余多](?:条次?|篇次?|则|期)")
_PART = re.compile("其中[^。;]*")


def doubt_of_ways(label: Sequence[Token], before: str) -> str | None:
    """`ALONE` where all ways are named or the site alone published; None where one way is: 通过门户网站主动公开."""
    if any(t.kind == "by" for t in label):
        return ALONE
    if any(word in before for word in words("one_way")):
        return None
    return ALONE if any(t.kind == "noun" and t.text.startswith(words("website")) for t in label) else ""


def is_total(text: str, start: int, end: int, doubt: str) -> bool:
    """Whether a figure between two offsets of the text is the total of its paragraph, and of no field."""
    floor = text.rfind("\n", 0, start) + 1
    begin = max(floor, text.rfind("。", floor, start) + 1)
    if any(word in text[begin:start] for word in words("one_field")):
        return False
    stop = text.find("\n", end)
    return doubt != ALONE or not (
        _COUNTED.search(text, floor, start)
        or _COUNTED.search(_PART.sub("", text[end + 1 : stop if stop >= 0 else len(text)]))
    )
