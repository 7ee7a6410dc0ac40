"""Folds the ways one character is written into one: script, width, white space, and what converters inject."""

from __future__ import annotations

import csv
import re
import sys
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from flows.documents.model import UNCLEAR

# One character for one, so that offsets survive. Source: the character table of OpenCC (Apache-2.0), without 乾, which
# stays as it is in 乾县 and 乾安县.
TABLE = Path(__file__).parent / "traditional.csv"
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = {code: " " for code in range(0x10000) if chr(code).isspace() and chr(code) != "\n"}
_SIGNS = dict(zip(map(ord, "‐‑−－﹣︰﹕﹐﹑﹒﹔﹙﹚〔〕【】〈〉｡､丨│┃￨"), "-----::,、.;()()[]<>。、||||", strict=True))
_ZERO_WIDTH = re.compile("[\u200b-\u200f\u2060-\u206f\ufeff\u00ad\u202a-\u202e]")
# What reverses the direction of writing holds up to its end mark or the end of the line; where these are nested, it is
# not worth finding out which of them an end mark belongs to.
_TURNS = "\u202b\u202e\u2067"
_TURNED = re.compile("([\u202b\u202e\u2067])([^\n\u202a-\u202e\u2066-\u2069]*(?=[\u202c\u2069\n]|\\Z)|[^\n]*)")
_DIGITS = re.compile(r"\d+")
_IN_NUMBERS = frozenset("0123456789０１２３４５６７８９.,．，")
# 公(gong)開(kai): some mirrors put the pinyin after each character.
# A letter of it may be lost; a single lost character is not pinyin.
_LETTER = r"[a-zü\u00e0-\u00fc\u0101-\u01dc\u0251\u0261\ufffd]"
_LETTERS = rf"\s*(?!\ufffd+\s*[）)]){_LETTER}(?:\s*{_LETTER}){{0,6}}\s*[）)]"
_PINYIN = re.compile(rf"(?<=[\u3400-\u9fff])\s*[（(]{_LETTERS}")
# The same as two searches for a single character, in a tenth of the time.
_PINYIN_LIKELY = (re.compile(rf"\({_LETTERS}"), re.compile(rf"（{_LETTERS}"))
_SHORT = 200
_ENDING = 16
"""How many characters at the end of a document are looked at for its last visible one."""


@lru_cache(maxsize=1)
def _script() -> dict[int, int]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {ord(t): ord(r["simplified"]) for r in csv.DictReader(file) for t in r["traditional"]}


@lru_cache(maxsize=1)
def _folds() -> dict[int, int]:
    """Fold character by character; those outside the first 65,536 stay as they are."""
    folds = {**_script(), **_WIDE, **{code: ord(to) for code, to in (_SPACES | _SIGNS).items()}}
    return {code: to for code, to in folds.items() if code < 0x10000 and to < 0x10000}


@lru_cache(maxsize=1)
def _tables() -> tuple[np.ndarray, np.ndarray]:
    """By UTF-16 code unit: what it is folded to, and whether it is a zero-width character."""
    folded = np.arange(0x10000, dtype=np.uint16)
    folded[list(_folds())] = list(_folds().values())
    width = np.zeros(0x10000, dtype=bool)
    width[[found.start() for found in _ZERO_WIDTH.finditer("".join(map(chr, range(0x10000))))]] = True
    return folded, width


_UTF_16 = f"utf-16-{'le' if sys.byteorder == 'little' else 'be'}"
CUT = "\ufffd"
"""Stands after the last digit of a document that ends with one: more digits may be cut off."""


def clean(text: str) -> str:
    """Drop what no reader sees and no author wrote: zero-width characters, injected pinyin, carriage returns."""
    text = text + CUT if _ZERO_WIDTH.sub("", text[-_ENDING:])[-1:].isdigit() else text
    return cleaned(text.replace("\r\n", "\n").replace("\r", "\n"))


def cleaned(text: str) -> str:
    """A part of a document without zero-width characters and injected pinyin."""
    if not text.isprintable() and (len(text) < _SHORT or _tables()[1][_units(text)].any()):
        if any(turn in text for turn in _TURNS):
            text = _TURNED.sub(_doubted, text)
        text = _ZERO_WIDTH.sub("", text)
    if "(" not in text and "（" not in text:
        return text
    return _PINYIN.sub("", text) if any(likely.search(text) for likely in _PINYIN_LIKELY) else text


def _doubted(turned: re.Match[str]) -> str:
    """Text in reversed direction, with `UNCLEAR` after the figures that are not shown as they are in the file.

    An override reverses the digits of a number, any other mark only the order of several numbers.
    """
    text = turned[2]
    digits = _DIGITS.findall(text)
    is_same = all(run == run[::-1] for run in digits) or turned[1] != "\u202e"
    return text if is_same and len(digits) < 2 else _DIGITS.sub(lambda run: run[0] + UNCLEAR, text)


def _units(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(_UTF_16, "surrogatepass"), dtype=np.uint16)


def fold(text: str) -> str:
    """Simplified script, half width, plain spaces; as many characters as before."""
    if len(text) < _SHORT:
        return text.translate(_folds())
    return str(_tables()[0][_units(text)].tobytes(), _UTF_16, "surrogatepass")


def squeeze(text: str) -> str:
    """Folded, without any white space."""
    return _squeezed(text) if len(text) <= _SHORT else "".join(fold(text).split())


@lru_cache(maxsize=16_384)
def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


def parted(text: str) -> str:
    """As printed, without white space, except for one space within the digits of a number.

    There it may separate two numbers.
    """
    pieces = text.split()
    if len(pieces) < 2:
        return "".join(pieces)
    found = [pieces[0]]
    for before, after in pairwise(pieces):
        found += " " if before[-1] in _IN_NUMBERS and after[0] in _IN_NUMBERS else "", after
    return "".join(found)


def simplify(text: str) -> str:
    """Simplified script; width and spaces as printed."""
    return text.translate(_script())


def is_traditional(text: str) -> bool:
    """Whether a text is in traditional script: more than 5 in 100 of its characters have a simplified form."""
    ideographs = sum("\u3400" <= c <= "\u9fff" for c in text)
    return ideographs > 0 and sum(ord(c) in _script() for c in text) * 20 > ideographs
