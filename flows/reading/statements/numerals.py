"""Numbers as sentences print them: digits, thousands, 万, and Chinese numerals."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}
_ARABIC = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,8})?([万亿]?)")


def number(text: str) -> Decimal | None:
    """The whole number a folded text prints, None where it prints none or could mean two.

    115, 1,234, 1.2万, 一百一十五 and 两万零三十 are numbers; 一百五, 三四十 and 1,23 are not.
    """
    found = _ARABIC.fullmatch(text)
    if found is None:
        return _chinese(text)
    whole, decimals, scale = found.groups()
    value = Decimal(whole.replace(",", "") + (decimals or "")) * _SCALES[scale]
    return Decimal(int(value)) if value == int(value) else None


def _chinese(text: str) -> Decimal | None:
    high, ten_thousands, low = text.replace("〇", "零").rpartition("万")
    if not ten_thousands:
        value = _section(low)
        return None if value is None else Decimal(value)
    upper, lower = _section(high), _section(low.removeprefix("零")) if low else 0
    if not upper or lower is None or (low and (lower == 0 or low.startswith("零") == (lower >= 1000))):
        return None
    return Decimal(upper * 10_000 + lower)


def _section(text: str) -> int | None:
    """A numeral below 10,000. Every place left out is marked by 零: else 一百五 could be 105 or 150."""
    if text == "零":
        return 0
    total, place, digit, gap = 0, 10_000, 0, False
    for char in text:
        unit = _UNITS.get(char)
        if unit is None:
            value = _DIGITS.get(char)
            if value is None or digit or (value == 0 and (gap or not total)):
                return None
            digit, gap = value, gap or value == 0
            continue
        digit = digit or int(unit == 10 and not gap)
        if not digit or unit >= place or (total > 0 and gap == (unit * 10 == place)):
            return None
        total, place, digit, gap = total + digit * unit, unit, 0, False
    if not digit:
        return None if gap or not total else total
    return total + digit if total == 0 or gap == (place > 10) else None
