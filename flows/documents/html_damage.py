"""Tags of a page that lost a character: what they took in or let run together is no longer taken for figures."""

from __future__ import annotations

import re

from flows.documents.folding import CUT
from flows.documents.markup import INLINE

_INSIDE = r"""(?:[^<>"']|"[^"<>]*"|'[^'<>]*')*"""
_OPEN = re.compile(r"</?[A-Za-z][^<>]*<")
# An end tag without its `>`: what follows would run into the text before it.
_OPEN_END = re.compile(r"</[A-Za-z][^<>]*(?=<)")
# The start tag of a cell without its `>`, or without its `<`: the cell would not be there, and the row shifted.
_OPEN_CELL = re.compile(rf"<[tT][dDhH]{_INSIDE}(?=<)")
# In a style sheet `td >` is no tag.
_NAKED_CELL = re.compile(r"(<[sS][tT][yY][lL][eE]\b[^<]*(?:<!--[^<]*)?)|>\s*[^<>\s]?[tT][dDhH](?=[\s>])[^<>]*>")
_TABLE_TAG = re.compile(r"<\s*/?t", re.IGNORECASE)
_DIGIT = r"[\d\uff10-\uff19]"
# What can be a figure, and is not the number before a label.
_FIGURE = re.compile(rf"\W*|\W*[增减]?{_DIGIT}[\d\uff10-\uff19,，\s]*(?:[.．]{_DIGIT}.*|[^.．、\d].*)?", re.DOTALL)


_LAST = 2_000
# The last digit of a page that ends behind it: within a number that goes on in another element, for all one knows.
_ENDS = re.compile(rf"{_DIGIT}(?=((?:\s|<[^<>]*>)*)(?:<[^<>]*)?$)")
_TAG_NAME = re.compile(r"</?([A-Za-z][^\s/<>]*)")


def ended(text: str) -> str:
    """A page with a mark behind its last digit where it ends before the element does that holds the number."""
    found = _ENDS.search(text, max(len(text) - _LAST, 0))
    if found is None or any(name.lower() not in (*INLINE, "p", "br") for name in _TAG_NAME.findall(found[1])):
        return text
    return text[: found.end()] + CUT + text[found.end() :]


def marked(text: str) -> str:
    """A page in which tags that were cut are whole, with a mark that something is lost there."""
    if _OPEN.search(text):
        text = _OPEN_CELL.sub(f"<td>{CUT}", _OPEN_END.sub(CUT, text))
    return _NAKED_CELL.sub(lambda found: found[1] or f"><td>{CUT}", text)


def swallows(tag: str, attributes: dict[str, str | None]) -> bool:
    """Whether a lost `>` or quote made markup behind a tag part of it."""
    names = tag + "".join(attributes)
    if "<" in names:
        return True
    values = [value for value in attributes.values() if value is not None and "<" in value]
    return bool(values) and ('"' in names or "'" in names or any(map(_TABLE_TAG.search, values)))


def distrusted(text: str) -> str:
    """The text of a cell in a row that may hold cells of another row: a figure there is a broken one."""
    return text + CUT if _FIGURE.fullmatch(text) else text
