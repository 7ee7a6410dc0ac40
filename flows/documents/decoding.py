"""Bytes to text: strict UTF-8, then an encoding that gives Chinese text save for damaged bytes, then detection."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from itertools import islice

from flows.documents.folding import simplify
from flows.documents.markup import is_markup
from flows.documents.model import Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
# Sites declare GB 2312 or GBK on pages with characters that only GB 18030 has.
_CHINESE = re.compile(r"^(gb|cp936|x-gbk|hz|iso-ir-58|euc-cn)", re.IGNORECASE)
_ACCEPTED = frozenset(
    codecs.lookup(name).name
    for name in (
        "utf-8",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "gb18030",
        "big5",
        "big5hkscs",
        "cp950",
        "ascii",
        "cp1252",
    )
)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f�]")
# The letters of pinyin that are not ASCII say nothing about the encoding.
_LETTERS = re.compile("[^\x00-\x7f\u00c0-\u01dc\u2000-\u206f\u2460-\u2bff\u3000-\u303f\uff00-\uffef]")
_STRETCH = re.compile(rb"[\x80-\xff][\x40-\xff]{0,4096}")
_DETECTION_BYTES = 65_536
_LETTERS_JUDGED = 20_000
_CHARACTERS_PER_LOSS = 20


def decode(data: bytes) -> tuple[str, str]:
    """Return text and the name of its encoding.

    Raises Unreadable where no encoding gives text (more than 5 in 100 characters are control characters or
    cannot be decoded).
    """
    marked = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), None)
    try:
        return _checked(data, data.decode(marked or "utf-8")), _name(marked or "utf-8")
    except UnicodeError:
        pass
    damaged: list[tuple[int, int, str, str]] = []
    for encoding in dict.fromkeys(e for e in (marked, _declared(data), "utf-8", "gb18030") if e):
        text = data.decode(encoding, errors="replace")
        losses = text.count("\ufffd")
        if losses * _CHARACTERS_PER_LOSS < len(text) and _is_chinese(text):
            damaged.append((losses, len(damaged), text, encoding))
    if damaged:
        _, _, text, encoding = min(damaged)
        return _checked(data, text), _name(encoding)
    return _detected(data)


def _declared(data: bytes) -> str | None:
    declared = _DECLARED.search(data[:4096])
    return _accepted(declared.group(1).decode("ascii")) if declared else None


def _detected(data: bytes) -> tuple[str, str]:
    # Few documents need it, and loading it takes longer than reading them.
    import chardet

    encoding = _accepted(chardet.detect(_sample(data))["encoding"] or "") or "gb18030"
    text = data.decode(encoding, errors="replace")
    foreign = len(re.findall(rb"[\x80-\xff]", data)) * 2 > len(data) and not _is_chinese(text)
    if foreign and encoding != "gb18030":
        encoding, text = "gb18030", data.decode("gb18030", errors="replace")
    return _checked(data, text), _name(encoding)


def _sample(data: bytes) -> bytes:
    """What detection looks at: all of a short document, of a long one the stretches that are not ASCII."""
    if len(data) <= _DETECTION_BYTES:
        return data
    stretches = (m.group() for m in _STRETCH.finditer(data))
    return b"\n".join(islice(stretches, _DETECTION_BYTES // 16))[:_DETECTION_BYTES]


def _accepted(name: str) -> str | None:
    """The codec of that name, if it is one that web pages and text files are written in."""
    if _CHINESE.match(name):
        return "gb18030"
    try:
        codec = codecs.lookup(name).name
    except (LookupError, UnicodeError):
        return None
    return codec if codec in _ACCEPTED else None


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The 3,755 characters of level one of GB 2312, of which nearly all Chinese text is made."""
    level_one = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return frozenset(pair.decode("gb2312", errors="ignore") for pair in level_one)


def _is_chinese(text: str) -> bool:
    """Whether at least 3 in 4 letters that are not ASCII are common Chinese characters.

    Bytes read in a wrong encoding give Chinese characters too, but rare ones.
    """
    letters = simplify("".join(m.group() for m in islice(_LETTERS.finditer(text), _LETTERS_JUDGED)))
    return len(letters) > 0 and sum(letter in _common() for letter in letters) * 4 >= len(letters) * 3


def _checked(data: bytes, text: str) -> str:
    # Searching the text takes much longer than searching the bytes.
    text = text.replace("\x00", "") if b"\x00" in data else text
    if not text or text.isspace():
        raise Unreadable("empty")
    if not is_markup(text) and len(_CONTROL.findall(text)) > len(text) / 20:
        raise Unreadable("not_text")
    return text


def _name(encoding: str) -> str:
    return codecs.lookup(encoding).name.removesuffix("-sig")
