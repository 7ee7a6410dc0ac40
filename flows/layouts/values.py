"""Reads one printed figure. What is not clearly one number has no value."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from expectations.catalogue import load
from flows.documents.folding import CUT, squeeze
from flows.documents.model import FIELD, UNCLEAR

UNITS = "[十百千万亿]*元|件次|件|项|个|条|宗|份|次|起|部|例|家|户|人"
_NUMBER = re.compile(
    r"(?P<word>[增减])?(?P<sign>[+-])?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d{1,8})?"
    rf"(?P<unit>{UNITS})?(?P<remark>\(.{{1,60}}\))?"
)
_REMARK = re.compile(rf"\(.{{1,60}}\)|{UNITS}")
_AMOUNT_UNIT = re.compile(r"(?:(?:金额)?单位:?)?([十百千万亿]*元)")
# 3(减) and 3(减少) are printed for -3 as well as for a count of reductions.
_LESS = re.compile("[减降少]")
_LONGEST = 40
_MOST_DIGITS = 16
_WHY = {UNCLEAR: "sight_unclear", FIELD: "field_empty"}
_MOST_KEPT = 100_000
plain: dict[str, Decimal] = {}
"""Numbers met, written as the form asks: digits without anything else."""


class Figure(NamedTuple):
    """A printed figure: value or why there is none (a code of notes.csv), the unit printed beside it."""

    value: Decimal | None
    unit: str | None
    note: str | None
    unusual: bool


@lru_cache(maxsize=1)
def _marks() -> frozenset[str]:
    return frozenset(squeeze(mark.mark) for mark in load().marks)


@lru_cache(maxsize=65_536)
def parse(raw: str) -> Figure:
    """Read what is printed in a cell; `raw` may hold white space anywhere, also inside the number.

    `unusual` marks a number written as no form asks: leading zeros, a remark beside it.
    """
    if raw.isascii() and raw.isdigit() and len(raw) <= _MOST_DIGITS and (raw[0] != "0" or raw == "0"):
        value = Decimal(raw)
        if len(plain) < _MOST_KEPT:
            plain[raw] = value
        return Figure(value, None, None, False)
    text = squeeze(raw)
    for mark, why in _WHY.items():
        if mark in text:
            return Figure(None, None, why, False)
    if text.endswith(CUT):
        return Figure(None, None, "broken_number", False)
    if not text:
        return Figure(None, None, "blank", False)
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST + 62 else None
    remark = (found["remark"] or "")[1:-1] if found else ""
    if found is None or _LESS.search(remark):
        return Figure(None, None, "not_a_number", False)
    digits = found["digits"].replace(",", "")
    if len(digits) > _MOST_DIGITS or (found["word"] and found["sign"]):
        return Figure(None, None, "broken_number", False)
    value = Decimal(digits + (found["fraction"] or ""))
    negative = found["word"] == "减" or found["sign"] == "-"
    units = [unit[1] for text in (found["unit"], remark) if (unit := _AMOUNT_UNIT.fullmatch(text or ""))]
    if len(set(units)) > 1:
        return Figure(None, None, "not_a_number", False)
    unusual = (len(digits) > 1 and digits[0] == "0") or (bool(remark) and not _AMOUNT_UNIT.fullmatch(remark))
    return Figure(-value if negative else value, units[0] if units else None, None, unusual)


@lru_cache(maxsize=65_536)
def is_value(text: str) -> bool:
    """Whether a run of text can be the content of a figure's cell: a number, or a mark that stands for none."""
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST:
        return True
    squeezed = squeeze(text).rstrip(CUT)
    if UNCLEAR in squeezed or FIELD in squeezed:
        return True
    if not squeezed:
        return CUT in text or "" in _marks()
    return squeezed in _marks() or (len(squeezed) <= _LONGEST and _NUMBER.fullmatch(squeezed) is not None)


def without_marks(raw: str) -> str:
    """What is printed, without the marks that readers set behind it."""
    return raw.removesuffix(CUT).replace(UNCLEAR, "").replace(FIELD, "")


def is_remark(text: str) -> bool:
    """Whether a run of text belongs to the number before it: a remark, `(其中修订16件)`, or a unit, `万元`."""
    squeezed = squeeze(text)
    return _REMARK.fullmatch(squeezed) is not None and not squeezed[1:-1].isdigit()
