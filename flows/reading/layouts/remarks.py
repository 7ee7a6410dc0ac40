"""What stands in brackets behind a figure: of what kind it is, and whether it leaves the figure what it is."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from flows.reading.layouts.units import BEFORE_UNIT, UNITS, is_scaled
from flows.reading.layouts.years import names_another_time
from flows.reading.wordings import words

UNCLEAR_REMARK, SCALED = "remark_unclear", "unit_scaled"
"""Codes of `notes.csv`."""

_UNIT = re.compile(rf"{BEFORE_UNIT}(?:{UNITS})")
_NUMBERS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_FEWEST_PARTS = 2


@lru_cache(maxsize=16_384)
def why_unclear(remark: str, value: Decimal) -> str | None:
    """Why a figure with a remark may be no figure of its cell; None where the remark does no harm.

    That is a unit, a total or a time that agrees, or a part of what is counted. Any other may say anything.
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
    """Whether a remark says no more than that the figure is that of all, or of the whole year: 共22件, 全年."""
    found = _whole().fullmatch(remark)
    return found is not None and (not found["number"] or _numbers(found["number"]) == [value])


@lru_cache(maxsize=1)
def _whole() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(words('remark_whole'))}):?(?P<number>{_NUMBERS.pattern})?(?:{UNITS})?")


def _is_of_parts(remark: str, value: Decimal) -> bool:
    """Whether a remark tells parts that make up the figure: 新制定6件，修订16件. More or less is no part."""
    numbers = _numbers(remark)
    return len(numbers) >= _FEWEST_PARTS and sum(numbers) == value and not any(sign in remark for sign in "增减升降")


def _numbers(text: str) -> list[Decimal]:
    return [Decimal(number.replace(",", "")) for number in _NUMBERS.findall(text)]
