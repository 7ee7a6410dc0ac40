"""Numbers as sentences print them: digits, thousands, 万, and Chinese numerals."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = "零一二三四五六七八九"
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}
_ARABIC = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,8})?([万亿]?)")
_SPELLED = str.maketrans("〇两", "零二")


def number(text: str) -> Decimal | None:
    """The whole number that a folded text prints, None where it prints none or is ambiguous.

    115, 1,234, 1.2万, 一百一十五 and 两万零三十 are numbers; 一百五, 三四十 and 1,23 are not.
    """
    found = _ARABIC.fullmatch(text)
    if found is None:
        return _chinese(text.translate(_SPELLED))
    whole, decimals, scale = found.groups()
    value = Decimal(whole.replace(",", "") + (decimals or "")) * _SCALES[scale]
    return Decimal(int(value)) if value == int(value) else None


def _chinese(text: str) -> Decimal | None:
    """The value of a numeral, if it is written the standard way: 一百五 could be 105 or 150."""
    high = low = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS.index(char)
        elif char in _UNITS:
            low, digit = low + (digit or int(char == "十")) * _UNITS[char], 0
        elif char == "万":
            high, low, digit = low + digit, 0, 0
        else:
            return None
    value = high * 10_000 + low + digit
    return Decimal(value) if text.replace("一十", "十") == _written(value).replace("一十", "十") else None


def _written(value: int) -> str:
    """A number below 100,000,000 in Chinese numerals, with one 零 for every gap between its digits."""
    high, low = divmod(value, 10_000)
    digits = zip(f"{low:04}", ("千", "百", "十", ""), strict=True)
    text = "".join("零" if digit == "0" else _DIGITS[int(digit)] + unit for digit, unit in digits)
    text = re.sub("零+", "零", text).rstrip("零")
    return f"{_written(high)}万{text}" if high else text.lstrip("零") or "零"
