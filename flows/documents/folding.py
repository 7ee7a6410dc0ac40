"""Folds the ways one character is written into one: script, width, white space, and what converters inject."""

from __future__ import annotations

import csv
import re
import sys
from functools import lru_cache
from pathlib import Path

import numpy as np

from flows.documents.model import UNCLEAR

# One character for one, so that offsets survive. Source: the character table of OpenCC (Apache-2.0).
TABLE = Path(__file__).parent / "traditional.csv"
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = {code: " " for code in range(0x10000) if chr(code).isspace() and chr(code) != "\n"}
_SIGNS = dict(zip(map(ord, "‐‑−－﹣︰﹕﹐﹑﹒﹔﹙﹚〔〕【】〈〉｡､丨│┃￨"), "-----::,、.;()()[]<>。、||||", strict=True))
_ZERO_WIDTH = re.compile("[\u200b-\u200f\u2060-\u206f\ufeff\u00ad\u202a-\u202e]")
# What is drawn from right to left, whatever it is.
_OVERRIDE = "\u202e"
_OVERRIDDEN = re.compile(f"{_OVERRIDE}(?:[^\\n]*\u202c|[^\\n]*)")
_DIGITS = re.compile(r"\d+")
# 公(gong)開(kai): some mirrors put the pinyin behind each character.
_LETTER = r"[a-zü\u00e0-\u00fc\u0101-\u01dc\u0251\u0261]"
_LETTERS = rf"\s*{_LETTER}(?:\s*{_LETTER}){{0,6}}\s*[）)]"
_PINYIN = re.compile(rf"(?<=[\u3400-\u9fff])\s*[（(]{_LETTERS}")
# The same in two searches for one character, which take a tenth of the time.
_PINYIN_LIKELY = (re.compile(rf"\({_LETTERS}"), re.compile(rf"（{_LETTERS}"))
_SHORT = 200


@lru_cache(maxsize=1)
def _script() -> dict[int, int]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {ord(t): ord(r["simplified"]) for r in csv.DictReader(file) for t in r["traditional"]}


@lru_cache(maxsize=1)
def _folds() -> dict[int, int]:
    """One character for one; those outside the first 65,536 stay as they are."""
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
"""Stands behind the last digit of a document that ends with one: more digits may be cut off."""


def clean(text: str) -> str:
    """Drop what no reader sees or no writer wrote: zero-width characters, injected pinyin, carriage returns."""
    text = text + CUT if text[-1:].isdigit() else text
    return cleaned(text.replace("\r\n", "\n").replace("\r", "\n"))


def cleaned(text: str) -> str:
    """A part of a document without zero-width characters and injected pinyin."""
    if not text.isprintable() and (len(text) < _SHORT or _tables()[1][_units(text)].any()):
        if _OVERRIDE in text:
            text = _OVERRIDDEN.sub(_doubted, text)
        text = _ZERO_WIDTH.sub("", text)
    if "(" not in text and "（" not in text:
        return text
    return _PINYIN.sub("", text) if any(likely.search(text) for likely in _PINYIN_LIKELY) else text


def _doubted(run: re.Match[str]) -> str:
    """Text that is drawn from right to left, with a mark behind its digits unless they read alike both ways."""
    digits = "".join(_DIGITS.findall(run[0]))
    return run[0] if digits == digits[::-1] else _DIGITS.sub(rf"\g<0>{UNCLEAR}", run[0])


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


def simplify(text: str) -> str:
    """Simplified script; width and spaces as printed."""
    return text.translate(_script())


def is_traditional(text: str) -> bool:
    """Whether a text is in traditional script: more than 5 in 100 of its characters have a simplified form."""
    ideographs = sum("\u3400" <= c <= "\u9fff" for c in text)
    return ideographs > 0 and sum(ord(c) in _script() for c in text) * 20 > ideographs
