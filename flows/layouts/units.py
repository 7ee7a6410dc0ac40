"""The units of money that labels, captions and lines beside a table name."""

from __future__ import annotations

import re
from functools import lru_cache

from flows.documents.folding import fold, squeeze
from flows.layouts.values import UNITS
from flows.wordings import words

_AMOUNT = re.compile("[十百千万亿]*元")


def unit_in_remark(label: str) -> str | None:
    """The unit in the remark behind a label: 本年收费金额(单位:万元)."""
    unit = _AMOUNT.search(squeeze(label).partition("(")[2])
    return unit.group() if unit else None


def units_said(text: str) -> frozenset[str]:
    """The units of money that a line says its table is in: 单位：元. A 单位 may also be an office, or count things."""
    if "元" not in text or not any(word in squeeze(text) for word in words("unit_word")):
        return frozenset()
    return _said(text)


@lru_cache(maxsize=1)
def _statement() -> re.Pattern[str]:
    unit = f"(?:{'|'.join(words('unit_money'))})?(?:{UNITS})(?:\\((?:{'|'.join(words('unit_money'))})\\))?"
    word = "|".join(r"\s*".join(x) for x in words("unit_word"))
    return re.compile(
        rf"(?:{word})\s*(?:[:为是/]|\s|\()\s*(?P<units>{unit}(?:\s*[、,/和及]\s*{unit})*)(?=$|[\s|)(\],.;。、])"
        rf"|以\s*(?P<counted>{unit})\s*为\s*(?:{word})"
    )


@lru_cache(maxsize=4_096)
def _said(text: str) -> frozenset[str]:
    found = [m["units"] or m["counted"] for m in _statement().finditer(fold(text))]
    return frozenset(unit for said in found for unit in _AMOUNT.findall(said))
