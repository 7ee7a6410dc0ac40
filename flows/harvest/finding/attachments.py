"""The attachments of a page: linked, embedded, opened by a script, or the pictures a scanned report consists of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from flows.documents.folding import squeeze
from flows.harvest.finding.addresses import absolute, quoted_addresses, values_of
from flows.harvest.finding.markup import Anchor, Page, Picture
from flows.harvest.finding.wanted import is_other, wanted
from flows.reading.wordings import words

_FILES = r"\.(?:pdf|docx?|wps|rtf|xlsx?|et|ods|odt|ofd|zip|rar|7z|tiff?)"
_FILE = re.compile(rf"{_FILES}$", re.IGNORECASE)
_FILE_IN_TEXT = re.compile(rf"{_FILES}(?![a-z0-9])", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|bmp|webp)$", re.IGNORECASE)
_DECORATION = re.compile(
    r"(?<![a-z])(?:logo|icons?|ico|banner|qr|qrcode|ewm|weixin|wx|wechat|weibo|share|print|close|btn|button|bg|arrow|beian|ghs"
    r"|jiucuo|dzjg|head|header|foot|footer|nav|blank|loading|space|search|skins?|css|templates?|themes?|emotion|avatar)"
    r"(?![a-z])",
    re.IGNORECASE,
)
_LEAST_SIDE = 200
"""Smallest declared side in pixels of a picture that can be a page of a report."""

_LITTLE_TEXT = 800
"""Most characters of a page whose pictures may be the report: the form alone has more."""

_PAGE_NAMES = ("file", "url", "src", "path", "filepath", "fileurl", "pdf", "pdfurl")


class Attached(NamedTuple):
    """An attachment: its address and what it is called."""

    url: str
    text: str


def attachments(page: Page, url: str) -> Iterator[Attached]:
    """The attachments of the page at an address, in order of certainty; some may come twice."""
    own = wanted([*page.heads, page.title], in_column=False, is_dated=True)
    year = own.year if own else None
    for anchor in page.anchors:
        if _is_attached(anchor, year):
            yield Attached(_within_viewer(anchor.url) or anchor.url, anchor.text or anchor.title)
    for embedded in (*page.frames, *_named_in(page)):
        if found := _within_viewer(embedded) or (embedded if is_file(embedded) else None):
            yield Attached(found, "")
    for written in quoted_addresses("\n".join(page.scripts)):
        if (found := absolute(page.base, written)) and is_file(found):
            yield Attached(_within_viewer(found) or found, "")
    if page.length < _LITTLE_TEXT:
        yield from (Attached(picture.url, "") for picture in page.pictures if _is_scan(picture))


def is_file(url: str) -> bool:
    """Whether an address names a file of a kind reports have, in its path or in a parameter."""
    return any(_FILE.search(value.strip()) for value in values_of(url))


def _is_attached(anchor: Anchor, year: int | None) -> bool:
    texts = (anchor.title, anchor.text)
    if any(map(is_other, texts)):
        return False
    named = wanted(texts, in_column=False, is_dated=True)
    if named and named.year and year and named.year != year:
        return False
    says = any(word in squeeze(text) for text in (*texts, *anchor.row) for word in words("attachment"))
    if is_file(anchor.url) or any(_FILE_IN_TEXT.search(text) for text in texts):
        return says or named is not None or not anchor.is_furniture
    return says and not anchor.is_furniture and anchor.text != ""


def _within_viewer(url: str) -> str | None:
    """The file that a page which shows files is given: viewer.html?file=/a.pdf."""
    if _FILE.search(urlsplit(url).path):
        return None
    for name, value in parse_qsl(urlsplit(url).query):
        if name.lower() in _PAGE_NAMES and (is_file(value) if value.startswith("http") else _FILE.search(value)):
            return absolute(url, value)
    return None


def _named_in(page: Page) -> Iterator[str]:
    """The files that attributes of any element name, such as pdfsrc."""
    for attributes in page.elements:
        for name, value in attributes.items():
            is_named = not name.startswith("on") and name != "style" and _FILE.search(value.strip())
            if is_named and (found := absolute(page.base, value)):
                yield found


def _is_scan(picture: Picture) -> bool:
    if picture.is_furniture or (picture.side is not None and picture.side < _LEAST_SIDE):
        return False
    values = values_of(picture.url)
    return any(map(_PICTURE.search, values)) and not any(map(_DECORATION.search, values))
