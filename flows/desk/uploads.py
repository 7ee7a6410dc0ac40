"""Files handed in by a form: counted while they come in, and in memory only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

import anyio
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.types import Message, Receive, Scope

from flows.desk.worker import Upload
from flows.documents import limits
from flows.messages import told

FORM_BYTES = 2 * limits.BYTES + 64_000
"""Most bytes of a form with a draft and last year's report."""

LIST_BYTES = limits.BYTES + 64_000
"""Most bytes of a form with a list that came back."""

BODY_SECONDS = 180
"""Longest time a request may take to arrive: what is read holds a place from its first byte on."""


class Form(NamedTuple):
    """What was handed in: files that are not empty, and texts, by the names of their fields."""

    files: dict[str, Upload]
    texts: dict[str, str]


def counted(scope: Scope, receive: Receive, most: int) -> Receive:
    """Receives a body of no more than so many bytes, within `BODY_SECONDS`.

    Raises HTTPException, before it is read where it says its size.
    """
    size = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    if not size.isdigit() or int(size) > most:
        raise _too_large()
    got, until = 0, anyio.current_time() + BODY_SECONDS

    async def receive_counted() -> Message:
        nonlocal got, until
        message = await _received(receive, until)
        if not message.get("more_body"):
            # What comes behind the body is that the browser is gone, and may come as late as it likes.
            until = math.inf
        got += len(message.get("body", b""))
        if got > most:
            raise _too_large()
        return message

    return receive_counted


async def _received(receive: Receive, until: float) -> Message:
    with anyio.move_on_at(until):
        return await receive()
    raise HTTPException(408, told("desk_slow"), {"Connection": "close"})


async def uploads(request: Request, *files: str, texts: Sequence[str] = ()) -> Form:
    """A form that has fields of these names only. Raises HTTPException for anything else."""
    try:
        parser = MultiPartParser(request.headers, request.stream(), max_files=len(files), max_fields=len(texts))
        # Larger ones would be written to disk.
        parser.spool_max_size = FORM_BYTES
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise HTTPException(400, told("desk_upload")) from error
    try:
        parts = {name: part for name, part in form.multi_items() if isinstance(part, UploadFile)}
        written = {name: part for name, part in form.multi_items() if isinstance(part, str)}
        if parts.keys() - {*files} or written.keys() - {*texts}:
            raise HTTPException(400, told("desk_upload"))
        return Form({name: await _upload(part) for name, part in parts.items() if part.size}, written)
    finally:
        await form.close()


def _too_large() -> HTTPException:
    return HTTPException(413, told("desk_too_large", megabytes=limits.BYTES // 1_000_000))


async def _upload(part: UploadFile) -> Upload:
    if (part.size or 0) > limits.BYTES:
        raise _too_large()
    # Browsers write a quotation mark in a name like this.
    name = PurePosixPath((part.filename or "").replace("\\", "/").replace("%22", '"')).name
    return Upload("".join(c for c in name if c.isprintable()) or told("desk_file"), await part.read())
