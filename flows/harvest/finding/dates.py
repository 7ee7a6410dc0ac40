"""Days of publication as lists print them, and as data carry them."""

from __future__ import annotations

import datetime as dt
import re

_DAY = re.compile(r"(?<!\d)(20[0-4]\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_SHORT = re.compile(r"(?<!\d)(20[0-4]\d)([01]\d)([0-3]\d)(?!\d)")
_IN_ADDRESS = re.compile(r"/t(20[0-4]\d)([01]\d)([0-3]\d)_\d|/(20[0-4]\d)[/-]?(\d{1,2})/(\d{1,2})/")
_ASIA = dt.timezone(dt.timedelta(hours=8))
_SECONDS = range(946_684_800, 2_524_608_000)
"""The years 2000 to 2049, as seconds of the epoch."""

_MOST = 1e15


def day_in(text: str) -> dt.date | None:
    """The first day that a text names in full."""
    return next((day for m in _DAY.finditer(text) if (day := _day(m[1], m[2], m[3]))), None)


def day_of_value(value: object) -> dt.date | None:
    """The day of a value in JSON: a text, or seconds or milliseconds of the epoch, taken in China."""
    if isinstance(value, str):
        if value.isdecimal() and len(value) in (10, 13):
            return day_of_value(int(value))
        short = _SHORT.fullmatch(value.strip()[:8]) if len(value) < 20 else None
        return day_in(value[:100]) or (_day(*short.groups()) if short else None)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MOST:
        for seconds in (value, value / 1000):
            if int(seconds) in _SECONDS:
                return dt.datetime.fromtimestamp(seconds, _ASIA).date()
    return None


def day_of_address(url: str) -> dt.date | None:
    """The day by which an address files a page: /202401/t20240118_1.html, /art/2024/1/18/."""
    found = _IN_ADDRESS.search(url)
    return _day(*[part for part in found.groups() if part]) if found else None


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
