"""Reports that exist but cannot be read: whose they are and on which year, as far as the document says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.documents import Unreadable
from flows.documents.decoding import decode
from flows.documents.folding import squeeze
from flows.documents.formats import is_binary
from flows.documents.model import Line
from flows.documents.origin import UNKNOWN, Origin
from flows.reading.identity.identity import Identity, identify
from flows.reading.notices.genre import explained
from flows.reading.prose import Prose
from flows.reading.records import Unread
from flows.reading.wordings import words

_MAY_BE_REPORT = ("explanation", "attachment_only", "not_a_report")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_BEGINNING = 200_000
_FIRST_LINES = 300
_PAGE_TITLE = re.compile("<title[^>]*>([^<]*)</title>", re.IGNORECASE)
_TAGS = re.compile("<(?:script|style)[^>]*>.*?</(?:script|style)>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def there_is(prose: Prose, identity: Identity, reason: str, origin: Origin = UNKNOWN) -> Sequence[Unread]:
    """The report that a rejected document may be or explain; a list and another form do not count."""
    if reason == "explanation" and (title := explained(prose)) is not None:
        identity = identify(Prose([Line(title, None, None)]), None, origin)
    return _unread(identity, reason) if reason in _MAY_BE_REPORT else ()


def _unread(identity: Identity, reason: str) -> Sequence[Unread]:
    """The report of a rejected document, where its title says whose it is or on which year."""
    if identity.title is None or (identity.agency is None and identity.year is None):
        return ()
    whose = (identity.agency, identity.agency_type, identity.region_code, identity.year)
    return (Unread(*whose, reason, identity.published_on),)


def named_in(data: bytes, reason: str, origin: Origin = UNKNOWN) -> Sequence[Unread]:
    """The same for a page or text beyond a limit, from what it says at its beginning."""
    if is_binary(data):
        return ()
    try:
        text = decode(data[:_BEGINNING])[0]
    except Unreadable:
        return ()
    page = _PAGE_TITLE.search(text)
    lines = _TAGS.sub("\n", text).split("\n")[:_FIRST_LINES]
    return _unread(identify(Prose([Line(x, None, None) for x in lines]), page[1] if page else None, origin), reason)


def named_by(document: str, reason: str, origin: Origin = UNKNOWN) -> Sequence[Unread]:
    """The same for a document that cannot be read at all, where its file name is the title of a report."""
    name = _EXTENSION.sub("", document.rpartition("/")[2]).replace("_", " ")
    identity = identify(Prose([Line(name, None, None)]), None, origin)
    is_whole = identity.title is not None and identity.agency is not None and identity.year is not None
    is_other = any(word in squeeze(name) for word in words("not_a_report"))
    return _unread(identity, reason) if is_whole and not is_other else ()
