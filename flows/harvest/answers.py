"""What a server answered to one request."""

from __future__ import annotations

from typing import NamedTuple


class Answer(NamedTuple):
    """What a server gave: the final address after redirects, the status, headers and body.

    `headers` are as received, with names as sent; `body` is decoded of transfer and content encoding. `media_type` is
    that of Content-Type in lower case, "" if there is none.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    media_type: str
    charset: str | None
