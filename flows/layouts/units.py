"""The units of money that labels, captions and lines beside a table name."""

from __future__ import annotations

import re
from functools import lru_cache

from flows.documents.folding import CUT, fold, squeeze
from flows.layouts.values import UNITS
from flows.wordings import words

_AMOUNT = re.compile("[十百千万亿]*元")
_NAMED = re.compile(f"[十百千万亿{CUT}]*(?:元|{CUT})")


def unit_in_remark(label: str) -> str | None:
    """The unit in the remark behind a label: 本年收费金额(单位:万元)."""
    unit = _AMOUNT.search(squeeze(label).partition("(")[2])
    return unit.group() if unit else None


def units_said(text: str) -> frozenset[str]:
    """The units of money that a line says its table is in: 单位：元. A 单位 may also be an office, or count things.

    Empty for one of which characters are lost, so that it may be any.
    """
    if CUT not in text and ("元" not in text or not any(word in squeeze(text) for word in words("unit_word"))):
        return frozenset()
    return _said(text)


@lru_cache(maxsize=1)
def _statement() -> re.Pattern[str]:
    lost = f"[十百千万亿元]*{CUT}+[十百千万亿元]*"
    unit = f"(?:{'|'.join(words('unit_money'))})?(?:{UNITS}|{lost})(?:\\((?:{'|'.join(words('unit_money'))})\\))?"
    word = "|".join(r"\s*".join(part) for word in words("unit_word") for part in _left_of(word))
    return re.compile(
        rf"(?:{word})\s*(?:[:为是/]|\s|\()\s*(?P<units>{unit}(?:\s*[、,/和及]\s*{unit})*)(?=$|[\s|)(\],.;。、])"
        rf"|以\s*(?P<counted>{unit})\s*为\s*(?:{word})"
    )


def _left_of(word: str) -> list[list[str]]:
    """The characters of a word, and what is left of them where one is lost."""
    return [list(word), *([*word[:i], f"{CUT}+", *word[i + 1 :]] for i in range(len(word)))]


@lru_cache(maxsize=4_096)
def _said(text: str) -> frozenset[str]:
    found = [m["units"] or m["counted"] for m in _statement().finditer(fold(text))]
    return frozenset("" if CUT in unit else unit for said in found for unit in _NAMED.findall(said))
