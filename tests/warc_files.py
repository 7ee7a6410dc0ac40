"""Makes WARC files with warcio, as a harvest stores them and as other crawlers do."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

FETCHED = "2025-02-01T18:30:05Z"


class Fetched(NamedTuple):
    """An answer of a server: the body, when it came, and the address of the page that links to it."""

    address: str
    body: bytes
    at: str = FETCHED
    via: str | None = None
    media_type: str = "text/html; charset=utf-8"


def warc(answers: Iterable[Fetched], site: Mapping[str, str] | None = None, *, is_packed: bool = True) -> bytes:
    """A WARC file of these answers; `site` is what the first record says of the site, None for no such record."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=is_packed, warc_version="1.0")
    if site is not None:
        writer.write_record(writer.create_warcinfo_record("made.warc.gz", {"software": "gouji", **site}))
    for number, answer in enumerate(answers, start=1):
        name = f"<urn:uuid:00000000-0000-4000-8000-{number:012}>"
        if answer.via is not None:
            fields = {"WARC-Concurrent-To": name, "WARC-Date": answer.at}
            linked = io.BytesIO(f"via: {answer.via}\r\n".encode())
            kind = "application/warc-fields"
            writer.write_record(writer.create_warc_record(
                answer.address, "metadata", linked, warc_content_type=kind, warc_headers_dict=fields
            ))  # fmt: skip
        head = StatusAndHeaders("200 OK", [("Content-Type", answer.media_type)], "HTTP/1.1")
        fields = {"WARC-Record-ID": name, "WARC-Date": answer.at}
        writer.write_record(writer.create_warc_record(
            answer.address, "response", io.BytesIO(answer.body), http_headers=head, warc_headers_dict=fields
        ))  # fmt: skip
    return file.getvalue()
