"""Lines of names and values, as WARC records and their blocks of fields have them."""

from __future__ import annotations

from typing import IO

from flows.documents.model import Unreadable

LINE = 16_384
"""Longest line that is read as one."""

_LINES, _BLOCK = 500, 65_536


def headers_of(stream: IO[bytes]) -> dict[str, str]:
    """Names in lower case and values, up to the blank line that ends them. Raises Unreadable where none does."""
    found: dict[str, str] = {}
    for _ in range(_LINES):
        line = stream.readline(LINE)
        if not line.strip():
            return found
        _enter(found, line)
    raise Unreadable("damaged_file", "WARC: headers")


def fields_of(block: bytes) -> dict[str, str]:
    """The same of a block of type `application/warc-fields`; what is beyond a limit is left out."""
    found: dict[str, str] = {}
    for line in block[:_BLOCK].splitlines()[:_LINES]:
        _enter(found, line)
    return found


def _enter(found: dict[str, str], line: bytes) -> None:
    name, _, value = line.decode("utf-8", "replace").partition(":")
    found.setdefault(name.strip().lower(), value.strip())
