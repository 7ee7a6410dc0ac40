"""Bytes to text: strict UTF-8, then the encoding the page declares, then detection."""

from __future__ import annotations

import codecs
import re

import chardet

from flows.documents.model import Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
# GB 2312 and GBK are named by sites whose pages hold characters of GB 18030 only.
_CHINESE = re.compile(r"^(gb|cp936|x-gbk|hz|iso-ir-58|euc-cn)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f�]")
_DETECTION_BYTES = 65_536


def decode(data: bytes) -> tuple[str, str]:
    """Return text and the name of its encoding.

    Raises Unreadable where no encoding gives text (more than 5 in 100 characters are control characters or
    cannot be decoded).
    """
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return _checked(text), _name(encoding)
    encoding = chardet.detect(data[:_DETECTION_BYTES])["encoding"] or "gb18030"
    encoding = "gb18030" if _CHINESE.match(encoding) else encoding
    return _checked(data.decode(encoding, errors="replace")), _name(encoding)


def _candidates(data: bytes) -> list[str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return [encoding]
    declared = _DECLARED.search(data[:4096])
    if declared is None:
        return ["utf-8"]
    name = declared.group(1).decode("ascii")
    return ["utf-8", "gb18030" if _CHINESE.match(name) else name]


def _checked(text: str) -> str:
    text = text.replace("\x00", "")
    if not text.strip():
        raise Unreadable("empty")
    if len(_CONTROL.findall(text)) > len(text) / 20:
        raise Unreadable("not_text")
    return text


def _name(encoding: str) -> str:
    return codecs.lookup(encoding).name.removesuffix("-sig")
