"""Reads one printed figure. What is not clearly one number has no value."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from expectations.catalogue import load
from flows.documents.folding import CUT, fold, parted, squeeze
from flows.documents.model import FIELD, UNCLEAR
from flows.reading.layouts.remarks import BEFORE_UNIT, UNITS, why_unclear
from flows.reading.wordings import words

_NUMBER = re.compile(
    r"(?P<word>[增减])?(?P<sign>[+-])?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d{1,8})?"
    rf"(?P<unit>{UNITS})?(?P<remark>\(.{{0,60}}\))?"
)
_NOTED = re.compile(r"[\d,.]+(?:[¹²³⁰⁴-⁹①-⑳]{1,2}|\[(?:注|\d){1,2}\]|[*※†]{1,3})")
# The mark of a note, or a power.
_MARKED = re.compile(r"[增减]?[+-]?[\d,.]+\^[\d*()\[\]]{1,4}|[\d*()\[\]]{1,4}\^[\d,.]+")
_THOUSANDS = re.compile(r"[增减]?[+-]?[1-9]\d{0,2}\.\d{3}(?!\d)")
_REMARK = re.compile(rf"\(.{{1,60}}\)|{UNITS}")
_AMOUNT_UNIT = re.compile(rf"{BEFORE_UNIT}([十百千万亿]*元)")
_GAP = re.compile(r"(?<=[\d.,])[ |]+(?=[\d.,])")
_MOST_PARTS = 6
# 3(减) and 3(减少) are printed for -3 as well as for a count of reductions.
_LESS = re.compile("[减降少]")
_MORE = re.compile(r"^[增减]|\(增")
_LONGEST = 40
_MOST_DIGITS = 16
_WHY = {UNCLEAR: "sight_unclear", FIELD: "field_empty"}
_MOST_KEPT = 100_000
plain: dict[str, Decimal] = {}
"""A cache of numbers in the standard notation: digits and nothing else."""


class Figure(NamedTuple):
    """A printed figure: its value, or why it has none (a code of notes.csv), and the unit printed beside it."""

    value: Decimal | None
    unit: str | None
    note: str | None
    unusual: bool


@lru_cache(maxsize=1)
def _marks() -> frozenset[str]:
    return frozenset(squeeze(mark.mark) for mark in load().marks)


@lru_cache(maxsize=65_536)
def parse(raw: str) -> Figure:
    """Read what is printed in a cell; `raw` may hold white space anywhere.

    Within digits it may separate two figures: they are one only where that is proven (`readings`). `unusual` marks a
    number in a non-standard notation: leading zeros, a remark beside it.
    """
    if raw.isascii() and raw.isdigit() and len(raw) <= _MOST_DIGITS and (raw[0] != "0" or raw == "0"):
        value = Decimal(raw)
        if len(plain) < _MOST_KEPT:
            plain[raw] = value
        return Figure(value, None, None, False)
    text = squeeze(raw)
    if (why := _why_none(text)) is not None:
        return Figure(None, None, why, False)
    return _number_in(text, has_gap=_is_parted(raw))


def _number_in(text: str, *, has_gap: bool) -> Figure:
    """The number in a squeezed text; `has_gap` where there is white space within its digits."""
    text = "".join(_GAP.split(text)) if "|" in text else text
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST + 62 else None
    remark = (found["remark"] or "")[1:-1] if found else ""
    if found is None or remark.isdigit() or _LESS.search(remark):
        return Figure(None, None, "not_a_number", False)
    digits = found["digits"].replace(",", "")
    if has_gap or len(digits) > _MOST_DIGITS or (found["word"] and found["sign"]):
        return Figure(None, None, "broken_number", False)
    value = Decimal(digits + (found["fraction"] or ""))
    if remark and (why := why_unclear(remark, value)) is not None:
        return Figure(None, None, why, False)
    negative = found["word"] == "减" or found["sign"] == "-"
    units = [unit[1] for text in (found["unit"], remark) if (unit := _AMOUNT_UNIT.fullmatch(text or ""))]
    if len(set(units)) > 1:
        return Figure(None, None, "not_a_number", False)
    unusual = (len(digits) > 1 and digits[0] == "0") or (bool(remark) and not _AMOUNT_UNIT.fullmatch(remark))
    return Figure(-value if negative else value, units[0] if units else None, None, unusual)


@lru_cache(maxsize=65_536)
def parse_count(raw: str) -> Figure:
    """Read a count: more or less than another figure, 增443, is not one."""
    found = parse_change(raw)
    is_change = found.value is not None and not raw.isdecimal() and _MORE.search(squeeze(raw)) is not None
    return found._replace(value=None, note="not_a_number") if is_change else found


@lru_cache(maxsize=65_536)
def parse_change(raw: str) -> Figure:
    """Read how much a count has changed: a point before three digits may separate thousands, as counts are whole."""
    found = parse(raw)
    is_unclear = found.value is not None and "." in fold(raw) and _THOUSANDS.match(squeeze(raw)) is not None
    return found._replace(value=None, note="broken_number") if is_unclear else found


def _why_none(text: str) -> str | None:
    """Why a squeezed text is not a number, where that is clear without reading its digits."""
    for mark, why in _WHY.items():
        if mark in text:
            return why
    if "^" in text and _MARKED.fullmatch(text):
        return "sight_unclear"
    if text.endswith(CUT):
        return "broken_number"
    if not text:
        return "blank"
    return "corrected" if _is_corrected(text) else None


def _number(raw: str) -> str:
    """What is printed before the first bracket, folded; white space is kept only within digits."""
    return fold(parted(raw)).partition("(")[0]


def _is_parted(raw: str) -> bool:
    """Whether white space or a line break is within the digits of a number; between zeros it makes no difference."""
    text = _number(raw)
    return _GAP.search(text) is not None and bool(text.strip("0 |"))


def readings(raw: str) -> tuple[Decimal, ...]:
    """The possible readings of digits with white space within: one number, which comes first, or each of its parts.

    Empty where they cannot be one number.
    """
    parts = _GAP.split(_number(raw))
    whole = parse("".join(parts)).value
    if whole is None or not 1 < len(parts) <= _MOST_PARTS:
        return ()
    runs = ["".join(parts[a:b]).strip(".,") for a, b in combinations(range(len(parts) + 1), 2)]
    return tuple(dict.fromkeys([whole, *(value for run in runs if (value := parse(run).value) is not None)]))


@lru_cache(maxsize=1)
def _corrections() -> re.Pattern[str]:
    """Words and signs that replace a number by another, or withdraw it."""
    word, beside, mark, withdrawn = (
        "|".join(map(re.escape, words(use)))
        for use in ("corrected", "corrected_beside", "corrected_mark", "figure_withdrawn")
    )
    number = r"[\d〇一二三四五六七八九十百千万两]"
    return re.compile(rf"\d\D{{0,3}}(?:{mark})\D{{0,3}}\d|(?:{word})\D{{0,3}}{number}|(?:{beside})\d|{withdrawn}")


def _is_corrected(text: str) -> bool:
    """Whether a squeezed text prints a figure and calls another one right, or this one wrong."""
    if text.isdecimal() or len(text) > _LONGEST + 62 or not any(map(str.isdigit, text)):
        return False
    return _corrections().search(_parts_of().sub("", text)) is not None


@lru_cache(maxsize=1)
def _parts_of() -> re.Pattern[str]:
    """A remark in brackets on a part of what is counted, which replaces nothing: (其中更正12件)."""
    return re.compile(rf"\((?:{'|'.join(map(re.escape, words('part_counted')))})[^()]*\)")


@lru_cache(maxsize=65_536)
def is_value(text: str) -> bool:
    """Whether a run of text can be the content of a figure's cell: a number, or a mark in place of one."""
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST:
        return True
    squeezed = squeeze(text).rstrip(CUT)
    if UNCLEAR in squeezed or FIELD in squeezed:
        return True
    if not squeezed:
        return CUT in text or "" in _marks()
    if squeezed in _marks():
        return True
    return len(squeezed) <= _LONGEST and (_NUMBER.fullmatch(squeezed) is not None or _is_doubtful(text, squeezed))


def _is_doubtful(text: str, squeezed: str) -> bool:
    """Whether a text is a figure without a value for a known reason, or one with a note mark."""
    known = ("broken_number", "corrected", "sight_unclear")
    parts = re.split(r"[\s|]+", fold(text).strip(" |"))
    if len(parts) > 1 and all(map(_NUMBER.fullmatch, parts)):
        # Two figures, one with a comma: 7,760 12.
        return True
    # After words, 2.重复申�, the lost character is not a digit.
    return squeezed[0].isdigit() and (_NOTED.fullmatch(squeezed) is not None or parse(text.rstrip(CUT)).note in known)


def without_marks(raw: str) -> str:
    """The printed text, without the marks that readers add to it."""
    return raw.removesuffix(CUT).replace(UNCLEAR, "").replace(FIELD, "")


def is_remark(text: str) -> bool:
    """Whether a run of text belongs to the number before it: a remark, `(其中修订16件)`, or a unit, `万元`."""
    squeezed = squeeze(text)
    return _REMARK.fullmatch(squeezed) is not None and not squeezed[1:-1].isdigit()
