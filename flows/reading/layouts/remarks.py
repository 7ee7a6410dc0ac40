"""Units, and remarks in brackets after a figure or label: whether the figure still means what its cell suggests."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from flows.documents.folding import CUT, fold, squeeze
from flows.reading.layouts.claims import names_another_time
from flows.reading.wordings import words

_COUNTED = "件次|件|项|个|条|宗|份|次|起|部|例|家|户|人次|人|篇"
UNITS = f"[十百千万亿]*元|{_COUNTED}"
BEFORE_UNIT = "(?:(?:金额|计量|数量)?单位:?)?"
_SCALED = rf"(?:[十百千万亿]+(?:{_COUNTED})|[百千万亿]+)"
_IS_SCALED = re.compile(rf"(?:[^()]{{0,4}}单位[:为]?|[以按])?{_SCALED}(?:为单位|计)?|[x×*]10+")
_MAYBE_SCALED = re.compile(rf"[十百千万亿]\s*(?:{_COUNTED}|[)）\]】、,，/。;；计为]|$)|[xX×*＊]\s*10")
_AMOUNT = re.compile("[十百千万亿]*元")
_NAMED = re.compile(f"[十百千万亿{CUT}]*(?:元|{CUT})")


@lru_cache(maxsize=4_096)
def is_scaled(remark: str) -> bool:
    """Whether a remark says that things are counted in hundreds or more: 百件, 单位:千件."""
    return _IS_SCALED.fullmatch(remark) is not None


def is_label_scaled(label: str) -> bool:
    """Whether a label is printed with such a remark: 本年处理决定数量(单位:百件)."""
    return _MAYBE_SCALED.search(label) is not None and any(map(is_scaled, re.split("[()]", squeeze(label))[1:]))


@lru_cache(maxsize=4_096)
def is_scaled_around(text: str) -> bool:
    """Whether a line says that its table counts by the hundred or more: 单位：千件、万元, 以百件为单位."""
    return _MAYBE_SCALED.search(text) is not None and any(re.fullmatch(_SCALED, unit) for unit in _all_said(text))


def unit_in_remark(label: str) -> str | None:
    """The unit in the remark after a label: 本年收费金额(单位:万元)."""
    unit = _AMOUNT.search(squeeze(label).partition("(")[2])
    return unit.group() if unit else None


def units_said(text: str) -> frozenset[str]:
    """The units of money that a line gives for its table: 单位：元. A 单位 may also be an office, or count things.

    A unit with lost characters is blank: it may be any.
    """
    if CUT not in text and ("元" not in text or not any(word in squeeze(text) for word in words("unit_word"))):
        return frozenset()
    return _said(text)


@lru_cache(maxsize=1)
def _statement() -> re.Pattern[str]:
    money = "|".join(words("unit_money"))
    lost = f"[十百千万亿元]*{CUT}+[十百千万亿元]*"
    unit = f"(?:{money})?(?:{UNITS}|{_SCALED}|{lost})(?:\\((?:{money})\\))?"
    word = "|".join(r"\s*".join(part) for word in words("unit_word") for part in _left_of(word))
    return re.compile(
        rf"(?:{word})\s*[均都]?\s*(?:[:为是/]|\s|\()\s*(?P<units>{unit}(?:\s*[、,/和及]\s*{unit})*)(?=$|[\s|)(\],.;。、])"
        rf"|[以按]\s*(?P<counted>{unit})\s*(?:为\s*(?:{word})|计(?=$|[\s|)\],.;。、]))"
    )


def _left_of(word: str) -> list[list[str]]:
    """The characters of a word, and what remains of it when one is lost."""
    return [list(word), *([*word[:i], f"{CUT}+", *word[i + 1 :]] for i in range(len(word)))]


@lru_cache(maxsize=4_096)
def _said(text: str) -> frozenset[str]:
    return frozenset("" if CUT in unit else unit for said in _all_said(text) for unit in _NAMED.findall(said))


def _all_said(text: str) -> list[str]:
    """All units that a line names for its table."""
    found = [m["units"] or m["counted"] for m in _statement().finditer(fold(text))]
    return [unit.strip() for said in found for unit in re.split("[、,/和及]", said)]


UNCLEAR_REMARK, SCALED = "remark_unclear", "unit_scaled"
"""Codes of `notes.csv`."""

_UNIT = re.compile(rf"{BEFORE_UNIT}(?:{UNITS})")
_NUMBERS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_FEWEST_PARTS = 2


@lru_cache(maxsize=16_384)
def why_unclear(remark: str, value: Decimal) -> str | None:
    """Why a figure with a remark may not count for its cell; None where the remark is harmless.

    Harmless are a unit, a total or a time that agrees, and a part of what is counted. Any other may mean anything.
    """
    if not remark or _UNIT.fullmatch(remark):
        return None
    if is_scaled(remark):
        return SCALED
    is_part = remark.startswith((*words("part_counted"), *words("remark_part")))
    if names_another_time(remark) and not (is_part and _NUMBERS.search(remark)):
        return "other_year"
    harmless = is_part or _is_whole(remark, value) or _is_of_parts(remark, value)
    return None if harmless else UNCLEAR_REMARK


def _is_whole(remark: str, value: Decimal) -> bool:
    """Whether a remark only says that the figure is the total, or of the whole year: 共22件, 全年."""
    found = _whole().fullmatch(remark)
    return found is not None and (not found["number"] or _numbers(found["number"]) == [value])


@lru_cache(maxsize=1)
def _whole() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(words('remark_whole'))}):?(?P<number>{_NUMBERS.pattern})?(?:{UNITS})?")


def _is_of_parts(remark: str, value: Decimal) -> bool:
    """Whether a remark lists parts that add up to the figure: 新制定6件，修订16件. An increase is not a part."""
    numbers = _numbers(remark)
    return len(numbers) >= _FEWEST_PARTS and sum(numbers) == value and not any(sign in remark for sign in "增减升降")


def _numbers(text: str) -> list[Decimal]:
    return [Decimal(number.replace(",", "")) for number in _NUMBERS.findall(text)]
