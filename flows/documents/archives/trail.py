"""What the records of a WARC say of where an answer comes from, in one pass from the first record to the last.

Of the site speak the fields `site`, `region_code` and `agency` of the `warcinfo` record before it, of the page that
links to it the field `via` of a `metadata` record before it. Where a crawler writes neither, address and time remain.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping

from flows.documents.archives.headers import fields_of
from flows.documents.decoding import decode
from flows.documents.html.titles import titles_in
from flows.documents.model import Unreadable
from flows.documents.origin import UNKNOWN, Origin, address_of, moment_of, name_of, region_code_of

_BEGINNING, _PAGES = 65_536, 16
_TITLED = re.compile(rb"<title|ArticleTitle|og:title", re.IGNORECASE)


class Trail:
    """The records passed so far, as far as they say something of those that follow."""

    def __init__(self) -> None:
        self._info_id: str | None = None
        self._site = UNKNOWN
        self._linked: tuple[str | None, str | None] = (None, None)
        self._pages: OrderedDict[str, bytes] = OrderedDict()

    def note(self, headers: Mapping[str, str], block: bytes) -> None:
        """Take in a record that is no answer."""
        if headers.get("warc-type") == "warcinfo":
            said = fields_of(block)
            self._info_id = headers.get("warc-record-id")
            self._site = Origin(
                site=name_of(said.get("site")),
                region_code=region_code_of(said.get("region_code")),
                agency=name_of(said.get("agency")),
            )
        elif headers.get("warc-type") == "metadata":
            self._linked = headers.get("warc-concurrent-to"), address_of(fields_of(block).get("via"))

    def origin_of(self, headers: Mapping[str, str]) -> Origin:
        """Where an answer comes from, by its own record and those before it."""
        # A file put together from several may refer to a record that is not the one before.
        info_id = headers.get("warc-warcinfo-id")
        site = self._site if info_id in (None, self._info_id) else UNKNOWN
        answer, page = self._linked
        page = page if answer is not None and answer == headers.get("warc-record-id") else None
        return site._replace(
            address=address_of(headers.get("warc-target-uri", "").strip("<>")),
            fetched_at=moment_of(headers.get("warc-date")),
            page=page,
            page_title=self._title(page),
        )

    def passed(self, origin: Origin, body: bytes) -> None:
        """Remember how a page begins: attachments that follow may have their title from it alone."""
        beginning = body[:_BEGINNING]
        if origin.address is not None and _TITLED.search(beginning):
            self._pages[origin.address] = beginning
            self._pages.move_to_end(origin.address)
            if len(self._pages) > _PAGES:
                self._pages.popitem(last=False)

    def _title(self, page: str | None) -> str | None:
        beginning = self._pages.get(page or "", b"")
        try:
            return titles_in(decode(beginning)[0]) if beginning else None
        except Unreadable:
            return None
