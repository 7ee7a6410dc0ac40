"""Markup as a sequence of tags and texts, in one pass whose time grows with its length whatever it contains.

The trees of browsers take hours for some pages: an element with many attributes, an endless list of choices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,40})")
_ATTRIBUTE = re.compile(
    r"""[\s/]*+([^\s=>/"'<]{1,100}+)[^\s=>/"'<]*+(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)))?+"""
)
_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "noembed", "noframes")
}
_ATTRIBUTES = 60
_NO_PAGE = re.compile(r"<[!?]")


class Tag(NamedTuple):
    """A tag, its name and the names of its attributes in lower case."""

    name: str
    attributes: dict[str, str]
    is_end: bool


class Text(NamedTuple):
    """Text between tags, or all that an element such as `within` holds, which is no markup."""

    text: str
    within: str = ""


def tokens(text: str) -> Iterator[Tag | Text]:
    """The tags and texts of a page, in order; comments and declarations are left out."""
    at, end = 0, len(text)
    while at < end:
        begin = text.find("<", at)
        if begin < 0:
            begin = end
        if begin > at:
            yield Text(unescape(text[at:begin]))
        if begin == end:
            return
        found = _TAG.match(text, begin)
        if found is None:
            at = _after_other(text, begin)
            continue
        attributes, at = _attributes(text, found.end())
        name = found[2].lower()
        yield Tag(name, attributes, bool(found[1]))
        if name in _RAW and not found[1]:
            closing = _RAW[name].search(text, at)
            until = closing.start() if closing else end
            yield Text(text[at:until], name)
            at = until


def between(text: str, name: str) -> list[str]:
    """What is in the elements of this name, which hold no others of it, in data that is not markup."""
    pieces = (piece.partition(f"</{name}>") for piece in text.split(f"<{name}>")[1:])
    return [inner for inner, end, _ in pieces if end]


def _after_other(text: str, begin: int) -> int:
    """Where a comment, a declaration, or a sign that opens no tag ends."""
    if text.startswith("<!--", begin):
        closing, length = text.find("-->", begin + 4), 3
    elif text.startswith("<![CDATA[", begin):
        return begin + 9
    elif _NO_PAGE.match(text, begin) or text.startswith("</", begin):
        closing, length = text.find(">", begin), 1
    else:
        return begin + 1
    return closing + length if closing >= 0 else len(text)


def _attributes(text: str, at: int) -> tuple[dict[str, str], int]:
    """The attributes from a place within a tag, the first of each name, and where the tag ends."""
    found: dict[str, str] = {}
    while match := _ATTRIBUTE.match(text, at):
        at = match.end()
        if len(found) < _ATTRIBUTES:
            value = next((value for value in match.groups()[1:] if value is not None), "")
            found.setdefault(match[1].lower(), unescape(value) if "&" in value else value)
    closing = text.find(">", at)
    return found, closing + 1 if closing >= 0 else len(text)
