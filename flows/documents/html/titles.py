"""What a page calls itself in its head."""

from __future__ import annotations

import re
from html import unescape

from flows.documents.folding import cleaned

_HEAD = 20_000
_TITLE = re.compile(r"<title(?:\s[^<>]*)?>([^<]{1,400})</title", re.IGNORECASE)
_NAMED = re.compile(r"<meta\s[^<>]*[\"'](?:ArticleTitle|og:title)[\"'][^<>]*>", re.IGNORECASE)
_CONTENT = re.compile(r"\scontent\s*=\s*(?:\"([^\"]{1,400})\"|'([^']{1,400})')", re.IGNORECASE)


def titles_in(text: str) -> str | None:
    """The titles in the head of a page, one per line."""
    body = text.find("<body", 0, _HEAD)
    head = text[: body if body >= 0 else _HEAD]
    found = []
    if "ArticleTitle" in head or "og:title" in head:
        contents = (_CONTENT.search(meta[0]) for meta in _NAMED.finditer(head))
        found = [content[1] or content[2] for content in contents if content]
    if (title := _TITLE.search(head)) is not None:
        found.append(title[1])
    lines = (" ".join(cleaned(unescape(one)).split()) for one in found)
    return "\n".join(dict.fromkeys(line for line in lines if line)) or None
