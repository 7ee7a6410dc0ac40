"""Changes documents: bits, stretches cut out or repeated, tokens dropped, doubled or swapped, odd bytes inserted."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from random import Random

from tests.rendering.word_file import packed

_TOKENS = re.compile(rb"<[^<>]{0,2000}>|[^<>|\n]+|[<>|\n]")
_LARGEST = 2_000_000
_UNUSUAL = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"99999999999999999999",
    b'colspan="1000000000"',
    b"<table><tr><td>" * 50,
    b"</td>" * 20,
    b"|" * 300,
    "其他总计".encode() * 20,
    "第二十条第(一)项".encode(),
    b"1e999",
    b"-" * 500,
    b"&#x10ffff;&#0;",
    b"%PDF-1.7",
    b"PK\x03\x04",
)


def mutate(data: bytes, choice: Random) -> bytes:
    """A document changed in one place or some hundred; a ZIP container mostly inside one of its parts."""
    if data[:2] == b"PK" and choice.random() < 0.8:
        return _inside(data, choice)
    return _changed(data, choice)


def _inside(data: bytes, choice: Random) -> bytes:
    """A ZIP container, one part of it changed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            parts: dict[str, str | bytes] = {name: file.read(name) for name in file.namelist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError):
        return _changed(data, choice)
    name = choice.choice(sorted(parts))
    content = parts[name]
    parts[name] = _changed(content if isinstance(content, bytes) else content.encode(), choice)
    return packed(parts)


def _changed(data: bytes, choice: Random) -> bytes:
    for _ in range(choice.choice((1, 1, 2, 5, 30))):
        data = choice.choice((_bits, _spliced, _cut, _tokens, _tokens, _inserted))(data, choice)[:_LARGEST]
    return data


def _place(data: bytes, choice: Random) -> int:
    return choice.randrange(len(data) + 1)


def _bits(data: bytes, choice: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(choice.choice((1, 4, 64)) if data else 0):
        changed[choice.randrange(len(changed))] ^= 1 << choice.randrange(8)
    return bytes(changed)


def _spliced(data: bytes, choice: Random) -> bytes:
    """A stretch of the document again somewhere else."""
    start, at = _place(data, choice), _place(data, choice)
    return data[:at] + data[start : start + choice.choice((8, 200, 5_000))] * choice.choice((1, 1, 20)) + data[at:]


def _cut(data: bytes, choice: Random) -> bytes:
    start = _place(data, choice)
    return data[:start] if choice.random() < 0.2 else data[:start] + data[start + choice.choice((1, 30, 3_000)) :]


def _inserted(data: bytes, choice: Random) -> bytes:
    at = _place(data, choice)
    return data[:at] + choice.choice(_UNUSUAL) + data[at:]


def _tokens(data: bytes, choice: Random) -> bytes:
    """Tags and the texts between them dropped, doubled or swapped."""
    tokens = _TOKENS.findall(data)
    for _ in range(choice.choice((1, 5, 40)) if tokens else 0):
        one, other = choice.randrange(len(tokens)), choice.randrange(len(tokens))
        what = choice.randrange(3)
        if what == 0:
            tokens[one] = b""
        elif what == 1:
            tokens[one] *= choice.choice((2, 2, 200)) if len(tokens[one]) < 1_000 else 2
        else:
            tokens[one], tokens[other] = tokens[other], tokens[one]
    return b"".join(tokens)
