"""The year reported on and the date of publication, as a document prints them."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from flows.documents.folding import fold, squeeze
from flows.prose import Prose
from flows.wordings import words

_PERIOD = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日(?:起|开始)?,?(?:至|到|—|-|~|－)*(?:20\d\d年)?\d{1,2}月\d{1,2}日")
_NUMBERS = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_DATE = re.compile(r"\s*[:|]?\s*((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)")
_COMPARED_BEFORE = re.compile(r"(?:[与较比同跟]|同期)(?:上一?年度?|去年)?\(?$")
_COMPARED_BEHIND = re.compile(r"[^\n,;。]{0,20}?(?:相比|比较|对比|同比|相较)")
_DAY = r"(20\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?"
_ALONE = re.compile(rf"[\[(]?\s*{_DAY}\s*[\])]?")
_TIME = ":"
_BELOW = 3
_HEAD_LINES = 60
_NAME = 100


class Period(NamedTuple):
    """The time reported on, where in `prose.dated` it is printed, and what else the figures are said to be of."""

    first: dt.date
    last: dt.date
    at: int
    others: tuple[tuple[dt.date, dt.date], ...] = ()


class Published(NamedTuple):
    """A date and its line, what tells it (`source`), how sure it is, and the other dates told in the same way."""

    day: dt.date
    at: int
    source: str
    is_sure: bool
    others: tuple[dt.date, ...] = ()


def period_of(prose: Prose) -> Period | None:
    """The year reported on: dates near 统计, 数据 or 期限; else those after 自, but for spans of several years.

    What the figures are compared with is no period of theirs: 与2022年1月1日至12月31日的统计数据相比.
    """
    text, sure, less_sure = prose.dated, list[Period](), list[Period]()
    for m in _PERIOD.finditer(text):
        if text[m.start() - 1 : m.start()].isdigit():
            continue
        (year, *first_day), (other, *last_day) = _NUMBERS.findall(m[0])
        first, last = date_of(year, *first_day), date_of(other or year, *last_day)
        if not (first and last and first < last and last.year - first.year <= 1):
            continue
        before = text[max(m.start() - 25, 0) : m.start()].rpartition("\n")[2]
        after = text[m.end() : m.end() + 12].partition("\n")[0]
        if _COMPARED_BEFORE.search(before) or _COMPARED_BEHIND.match(text, m.end()):
            continue
        if any(word in before + after for word in words("period")):
            sure.append(Period(first, last, m.start()))
        elif "自" in before:
            less_sure.append(Period(first, last, m.start()))
    if not sure:
        return less_sure[0] if less_sure else None
    others = dict.fromkeys((p.first, p.last) for p in sure)
    return sure[0]._replace(others=tuple(span for span in others if span != (sure[0].first, sure[0].last)))


def published_on(prose: Prose, title: tuple[int, str] | None) -> Published | None:
    """The date of publication: behind a full label, a bare one as 时间, none below the title, or when it was written.

    Of several dates the one nearest to the report's own `title`, the line on which it ends and its text.
    """
    at_title, own = title or (0, "")
    head = fold("\n".join([line.text for line in prose.lines[:_HEAD_LINES]]))
    full, bare, written = _labels()
    return (
        _nearest(_dates(head, full, squeeze(own)), at_title, "label", is_sure=True)
        or _nearest(_dates(head, bare, squeeze(own)), at_title, "label", is_sure=False)
        or (_below(prose, at_title) if title else None)
        or _nearest(_dates(head, written, squeeze(own)), at_title, "written", is_sure=False)
    )


def _nearest(dates: list[tuple[dt.date, int]], at_title: int, source: str, *, is_sure: bool) -> Published | None:
    if not dates:
        return None
    day, at = min(dates, key=lambda d: abs(d[1] - at_title))
    others = tuple(sorted({other for other, _ in dates} - {day}))
    return Published(day, at, source, is_sure and not others, others)


def _below(prose: Prose, at_title: int) -> Published | None:
    """The date that begins a line just below the title; the date of the signature where it is written 2022年1月28日."""
    for at in range(at_title + 1, min(at_title + 1 + _BELOW, len(prose.lines))):
        line = fold(prose.lines[at].text).strip()
        found = _beside().search(line) if _TIME in line else _ALONE.fullmatch(line)
        day = date_of(*found.groups()[:3]) if found else None
        if day and found:
            is_signature = found[0].rstrip(")] ").endswith("日")
            return Published(day, at, "signature" if is_signature else "below_title", is_sure=False)
    return None


@lru_cache(maxsize=1)
def _beside() -> re.Pattern[str]:
    """A date with a time at the beginning of a line, or behind a word such as 来源."""
    return re.compile(rf"(?:^|(?:{'|'.join(words('beside_date'))}).*?){_DAY}\s*\d{{1,2}}:\d\d")


def _dates(head: str, labels: list[re.Pattern[str]], own: str) -> list[tuple[dt.date, int]]:
    """Every date behind one of the labels, but those of other documents, and its line; in reading order."""
    found = []
    for label in labels:
        for m in label.finditer(head):
            printed = _DATE.match(head, m.end())
            if _is_ideograph(head[m.start() - 1 : m.start()]) or not printed:
                continue
            day = date_of(*printed.groups())
            if day and not _is_of_another(head[max(m.start() - _NAME, 0) : m.start()], own):
                found.append((m.start(), day))
    return [(day, head.count("\n", 0, at)) for at, day in sorted(found)]


def _is_of_another(before: str, own: str) -> bool:
    """Whether the name of another document stands directly before a label: 某某通知 发布日期:2024-05-01."""
    name = "".join(before.rstrip(" \n|>[(-·").rpartition("\n")[2].split())
    if own and (name.endswith(own) or own.endswith(name)):
        return False
    return name.endswith(words("document_last")) and (bool(own) or not name.endswith(("报告", "年报")))


@lru_cache(maxsize=1)
def _labels() -> tuple[list[re.Pattern[str]], ...]:
    """The labels of a date of publication, in full and bare, and those of the date of writing."""
    known = words("published")
    bare = [word for word in known if any(other != word and other.endswith(word) for other in known)]
    full = [word for word in known if word not in bare]
    return tuple([re.compile(re.escape(word)) for word in labels] for labels in (full, bare, words("written")))


def _is_ideograph(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def date_of(year: str, month: str, day: str) -> dt.date | None:
    """The day that three numbers name; None where there is none."""
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
