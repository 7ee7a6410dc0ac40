"""The year reported on and the date of publication, as a document prints them."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from flows.documents.folding import fold
from flows.prose import Prose
from flows.wordings import words

_PERIOD = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日(?:起|开始)?(?:至|到|—|-|~|－)*(?:20\d\d年)?\d{1,2}月\d{1,2}日")
_NUMBERS = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_DATE = re.compile(r"\s*:?\s*((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)")
_HEAD_LINES = 60


def period_of(prose: Prose) -> tuple[dt.date, dt.date, int] | None:
    """The year reported on: dates near 统计, 数据 or 期限; else those after 自, but for spans of several years.

    First day, last day, and where in `prose.dated` they are printed.
    """
    text, less_sure = prose.dated, None
    for m in _PERIOD.finditer(text):
        if text[m.start() - 1 : m.start()].isdigit():
            continue
        (year, *first_day), (other, *last_day) = _NUMBERS.findall(m[0])
        first, last = _date(year, *first_day), _date(other or year, *last_day)
        if not (first and last and first < last and last.year - first.year <= 1):
            continue
        before = text[max(m.start() - 25, 0) : m.start()].rpartition("\n")[2]
        after = text[m.end() : m.end() + 12].partition("\n")[0]
        if re.search("统计|期限|数据", before + after):
            return first, last, m.start()
        if less_sure is None and "自" in before:
            less_sure = first, last, m.start()
    return less_sure


def published_on(prose: Prose) -> tuple[dt.date, int, bool] | None:
    """The date behind a label in the head of the page; a bare 时间 counts only where no fuller label has a date.

    The date, the index of its line, and whether its label is a full one.
    """
    head = fold("\n".join([line.text for line in prose.lines[:_HEAD_LINES]]))
    for is_full, labels in zip((True, False), _labels(), strict=True):
        dates = []
        for label in labels:
            for m in label.finditer(head):
                printed = _DATE.match(head, m.end())
                if _is_ideograph(head[m.start() - 1 : m.start()]) or not printed:
                    continue
                if day := _date(*printed.groups()):
                    dates.append((m.start(), day))
        if dates:
            at, day = min(dates)
            return day, head.count("\n", 0, at), is_full
    return None


@lru_cache(maxsize=1)
def _labels() -> tuple[list[re.Pattern[str]], list[re.Pattern[str]]]:
    known = words("published")
    bare = [word for word in known if any(other != word and other.endswith(word) for other in known)]
    full = [word for word in known if word not in bare]
    return [re.compile(re.escape(word)) for word in full], [re.compile(re.escape(word)) for word in bare]


def _is_ideograph(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
