"""Folds the ways one character is written into one: script, width, white space, and what converters inject."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

# One character for one, so that offsets survive. Source: the character table of OpenCC (Apache-2.0).
_TABLE = Path(__file__).parent / "traditional.csv"
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys(map(ord, "\u00a0\u3000\u2002\u2003\u2009\u202f\t\x0b\x0c"), " ")
_SIGNS = dict(zip(map(ord, "‐‑−－﹣︰﹕﹐﹑﹒﹔﹙﹚〔〕【】〈〉｡､丨│┃￨"), "-----::,、.;()()[]<>。、||||", strict=True))
_ZERO_WIDTH = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]")
# 公(gong)開(kai): some mirrors put the pinyin behind each character.
_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])[（(][a-zü\u00e0-\u00fc\u0101-\u01dc\u0251\u0261]{1,7}[）)]")
_SHORT = 200


@lru_cache(maxsize=1)
def _script() -> dict[int, int]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {ord(t): ord(r["simplified"]) for r in csv.DictReader(file) for t in r["traditional"]}


@lru_cache(maxsize=1)
def _folds() -> dict[int, int | str]:
    return {**_script(), **_WIDE, **_SPACES, **_SIGNS}


CUT = "\ufffd"
"""Stands behind the last digit of a document that ends with one: more digits may be cut off."""


def clean(text: str) -> str:
    """Drop what no reader sees or no writer wrote: zero-width characters, injected pinyin, carriage returns."""
    text = text + CUT if text[-1:].isdigit() else text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _PINYIN.sub("", _ZERO_WIDTH.sub("", text))


def fold(text: str) -> str:
    """Simplified script, half width, plain spaces; as many characters as before."""
    return text.translate(_folds())


def squeeze(text: str) -> str:
    """Folded, without any white space."""
    return _squeezed(text) if len(text) <= _SHORT else "".join(fold(text).split())


@lru_cache(maxsize=16_384)
def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


def simplify(text: str) -> str:
    """Simplified script; width and spaces as printed."""
    return text.translate(_script())


def is_traditional(text: str) -> bool:
    """Whether a text is in traditional script: more than 5 in 100 of its characters have a simplified form."""
    ideographs = sum("\u3400" <= c <= "\u9fff" for c in text)
    return ideographs > 0 and sum(ord(c) in _script() for c in text) * 20 > ideographs
