"""Tags of a page that lost a character: text they swallowed or ran together is no longer read as figures."""

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
FIGURE = re.compile(r"\W*|\W*[增减]?\d[\d\s,，]*(?:[.．]\d.*|[^.．、\d].*)?", re.DOTALL)
"""What can be a figure rather than the number before a label."""

_LAST = 2_000
_TAG_NAME = re.compile(r"</?([A-Za-z][^\s/<>]*)")
_DIGIT = re.compile(r"\d")


def ended(text: str) -> str:
    """A page with a mark after its last digit if it ends inside the element that holds the number."""
    tail = text[-_LAST:]
    cut = tail.rfind("<")
    shown = (tail if cut < 0 or ">" in tail[cut:] else tail[:cut]).rstrip()
    tags = []
    while shown.endswith(">") and (begin := shown.rfind("<")) > shown.rfind(">", 0, -1):
        tags.append(shown[begin:])
        shown = shown[:begin].rstrip()
    if not _DIGIT.match(shown[-1:]) or any(_is_edge(tag) for tag in tags):
        return text
    end = len(text) - len(tail) + len(shown)
    return text[:end] + CUT + text[end:]


def _is_edge(tag: str) -> bool:
    """Whether a number has ended where a tag begins."""
    name = _TAG_NAME.match(tag)
    return name is not None and name[1].lower() not in (*INLINE, "p", "br")


def marked(text: str) -> str:
    """A page with its truncated tags completed, and a mark at each that something was lost there."""
    if _OPEN.search(text):
        text = _OPEN_CELL.sub(f"<td>{CUT}", _OPEN_END.sub(CUT, text))
    return _NAKED_CELL.sub(lambda found: found[1] or f"><td>{CUT}", text)


def swallows(tag: str, attributes: dict[str, str | None]) -> bool:
    """Whether a tag swallowed the markup after it because a `>` or quote was lost."""
    names = tag + "".join(attributes)
    if "<" in names:
        return True
    values = [value for value in attributes.values() if value is not None and "<" in value]
    return bool(values) and ('"' in names or "'" in names or any(map(_TABLE_TAG.search, values)))


def distrusted(text: str) -> str:
    """The text of a cell in a row that may hold cells of another row: any figure there counts as broken."""
    return text + CUT if FIGURE.fullmatch(text) else text
