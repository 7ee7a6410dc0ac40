"""Bytes of a printed report: encodings declared rightly, wrongly or not at all, bytes lost, the end cut off."""

from __future__ import annotations

import re
from random import Random

from tests.rendering.draft import Draft
from tests.rendering.pieces import Key, Line, Printed

_DECLARED = re.compile(r"<meta[^>]*charset[^>]*>", re.IGNORECASE)
_NAMES = ("gb18030", "big5", "utf-16-le", "utf-16-be", "utf-8-sig")
_BROKEN = {"utf-8": (b"\xff", b"\xe5\xb8", b""), "gb18030": (b"\xff", b"\xb9", b"")}


def drawn(draft: Draft, choice: Random, traditional: bool) -> str:
    """An encoding for this report; Big5 for traditional script only."""
    names = [name for name in _NAMES if name != "big5" or traditional]
    return "big5" if traditional and choice.random() < 0.5 else choice.choice(names)


def encoded(printed: Printed, encoding: str, choice: Random) -> bytes:
    """The report in an encoding; a page may declare an alias of it, a wrong one, or nothing."""
    text = printed.text
    if encoding != "utf-8-sig" and encoding != "utf-8":
        family = {"gb18030": ("gb2312", "gbk", "GB2312"), "big5": ("big5",)}.get(encoding, ("utf-16",))
        declared = choice.choice((*(f'<meta charset="{name}">' for name in family), "", '<meta charset="utf-8">'))
        text = _DECLARED.sub(declared, text, count=1)
    if encoding.startswith("utf-16"):
        return ("\ufeff" + text).encode(encoding)
    if encoding == "big5":
        return _big5(text)
    return text.encode(encoding)


def _big5(text: str) -> bytes:
    """As Big5, with references in a page and without invisible characters in a text; else as UTF-8."""
    try:
        return text.encode("big5hkscs", "xmlcharrefreplace" if "<html" in text else "strict")
    except UnicodeError:
        return text.encode()


def broken(printed: Printed, choice: Random) -> bytes:
    """The report with invalid bytes in place of U+E000."""
    encoding = choice.choice(tuple(_BROKEN))
    text = printed.text
    if encoding == "gb18030":
        text = _DECLARED.sub('<meta charset="gb2312">', text, count=1)
    parts = text.split("\ue000")
    data = parts[0].encode(encoding)
    for part in parts[1:]:
        data += choice.choice(_BROKEN[encoding]) + part.encode(encoding)
    return data


def truncated(printed: Printed, choice: Random) -> tuple[Printed, frozenset[Key]]:
    """The report cut off within its tables, and the cells of rows that end a row or more before that."""
    holding = [number for number, line in enumerate(printed.lines) if line.keys]
    if not holding:
        return printed, frozenset()
    at = choice.choice(holding)
    line = printed.lines[at]
    left = (*printed.lines[:at], Line(line.text[: choice.randrange(len(line.text) + 1)], line.keys))
    before = {key for one in printed.lines[:at] for key in one.keys}
    touched = {_row(key) for one in printed.lines[at:] for key in one.keys}
    return Printed(left), frozenset(key for key in before if _row(key) not in touched)


def _row(key: Key) -> tuple[object, ...]:
    return key[:1] if key[0] == 4 else key[:2]
