"""The year reported on and the date of publication, as a document prints them."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from flows.documents.folding import fold, squeeze
from flows.reading.identity.ranking import Candidate
from flows.reading.identity.titles import Title
from flows.reading.prose import Prose, in_digits
from flows.reading.wordings import words

_PERIOD = re.compile(
    r"20\n?\d\n?\d\n?年\n?\d{1,2}\n?月\n?\d{1,2}\n?日\n?(?:[零0]时)?(?:起|开始|始)?,?\n?(?:至|到|—|-|~|－)*"
    r"\n?(?:20\n?\d\n?\d\n?年\n?)?\d{1,2}\n?月\n?\d{1,2}\n?日"
    r"|20\d\d([./])\d{1,2}\1\d{1,2}(?:起|开始|始)?,?(?:至|到|—|-|~)+20\d\d\1\d{1,2}\1\d{1,2}(?!\d)"
)
_NUMBERS = re.compile(r"(?:(\d{4})[年./])?(\d{1,2})[月./](\d{1,2})日?")
_MONTHS = re.compile(r"(20\d\d)年0?1月份?(?:至|到|—|-|~)+12月份?(?!\d)")
_DATE = re.compile(r"((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)")
_COMPARED_BEFORE = re.compile(r"(?:[与较比同跟]|同期)(?:上一?年度?|去年)?\(?$")
_COMPARED_AFTER = re.compile(r"[^\n,;。]{0,20}?(?:相比|比较|对比|同比|相较)")
_DAY = r"(20\d\d)\s*[-年/.]\s*([\d一二三四五六七八九十]{1,3})\s*[-月/.]\s*([\d一二三四五六七八九十]{1,3})\s*日?"
_ALONE = re.compile(rf"[\[(]?\s*{_DAY}\s*[\])]?")
_ONES = ("", *"一二三四五六七八九")
_WRITTEN = {tens + one: n for n, (tens, one) in enumerate((t, o) for t in ("", "十", "二十", "三十") for o in _ONES)}
_BELOW = 3
_NAME, _LABEL = 100, 40


class Period(NamedTuple):
    """The time reported on, where in `prose.dated` it is printed, and any other period given for the figures."""

    first: dt.date
    last: dt.date
    at: int
    others: tuple[tuple[dt.date, dt.date], ...] = ()


def period_of(prose: Prose) -> Period | None:
    """The year reported on: dates near 统计, 数据 or 期限; else those after 自, except spans of several years.

    A period that figures are compared with is not theirs: 与2022年1月1日至12月31日的统计数据相比.
    """
    text, sure, less_sure = prose.dated, list[Period](), list[Period]()
    period_words = words("period")
    for first, last, begin, end in _spans(text):
        *above, before = text[max(begin - 25, 0) : begin].split("\n")
        before = above[-1] + before if above and before in ("", "自", "从") else before
        after = text[end : end + 12].partition("\n")[0]
        if _COMPARED_BEFORE.search(before) or _COMPARED_AFTER.match(text, end):
            continue
        if any(word in before + after for word in period_words):
            sure.append(Period(first, last, begin))
        elif "自" in before:
            less_sure.append(Period(first, last, begin))
    if not sure:
        return less_sure[0] if less_sure else None
    others = dict.fromkeys((p.first, p.last) for p in sure)
    return sure[0]._replace(others=tuple(span for span in others if span != (sure[0].first, sure[0].last)))


def _spans(text: str) -> Iterator[tuple[dt.date, dt.date, int, int]]:
    """Two consecutive dates, no more than two years apart, and where they are."""
    for m in _PERIOD.finditer(text):
        if text[m.start() - 1 : m.start()].isdigit():
            continue
        (year, *first_day), (other, *last_day) = _NUMBERS.findall(m[0].replace("\n", ""))
        first, last = date_of(year, *first_day), date_of(other or year, *last_day)
        if first and last and first < last and last.year - first.year <= 1:
            yield first, last, m.start(), m.end()
    for m in _MONTHS.finditer(text):
        yield dt.date(int(m[1]), 1, 1), dt.date(int(m[1]), 12, 31), m.start(), m.end()


def days_of(prose: Prose, title: Title | None) -> tuple[list[Candidate], list[Candidate]]:
    """The dates of publication, and those on which the report was written.

    The former follow a full label, a bare one such as 时间, or are just below the title; the latter follow 成文日期, or
    are a signature below the title. Of several dates the one nearest to the report's own title comes first.
    """
    at_title = title.until if title else 0
    labelled = _labelled(prose, squeeze(title.text) if title else "")
    full, bare, written = (_nearest(labelled[kind], at_title) for kind in ("full", "bare", "written"))
    below = _below(prose, title) if title else []
    signatures = [c for c in below if c.source == "signature"]
    published = full or bare or [c for c in below if c not in signatures][:1]
    if title and not published:
        published = _after_title(prose, title)
    return published, written or signatures[:1]


def _nearest(dates: list[tuple[int, Candidate]], at_title: int) -> list[Candidate]:
    """The date nearest to the title first, then the others by date."""
    if not dates:
        return []
    _, nearest = min(dates, key=lambda d: abs(d[0] - at_title))
    return [nearest, *sorted((c for _, c in dates if c is not nearest), key=lambda c: c.value)]


def _below(prose: Prose, title: Title) -> list[Candidate]:
    """The dates at the start of the lines just below the title; 2022年1月28日 alone or in brackets is a signature's."""
    found: list[Candidate] = []
    for at in range(title.until + 1, min(title.until + 1 + _BELOW, len(prose.lines))):
        line = in_digits(fold(prose.lines[at].text)).strip() if "20" in prose.dated_line(at) else ""
        alone = _ALONE.fullmatch(line)
        is_signature = alone is not None and ("日" in line or line.startswith("("))
        if day := _day_in(alone or _beside().match(line)):
            found.append(_candidate(prose, day, at, "signature" if is_signature else "below_title"))
    return found


def _after_title(prose: Prose, title: Title) -> list[Candidate]:
    """The date after the title on the same line."""
    printed, line = fold(title.text), in_digits(fold(prose.lines[title.until].text))
    rest = line.rpartition(printed)[2].strip() if printed and printed in line else ""
    day = _day_in(_beside().match(rest))
    return [_candidate(prose, day, title.until, "below_title")] if day else []


def _candidate(prose: Prose, day: dt.date, at: int, source: str, confidence: str = "likely") -> Candidate:
    return Candidate(day.isoformat(), source, confidence, prose.place(at))


def _day_in(found: re.Match[str] | None) -> dt.date | None:
    return date_of(*[x for x in found.groups() if x][:3]) if found else None


@lru_cache(maxsize=1)
def _beside() -> re.Pattern[str]:
    """A date before a word such as 来源, before a time, or with a time after such a word.

    The name of the site may precede the date, that of the body may follow the time.
    """
    beside, issued = "|".join(words("beside_date")), "|".join(words("issued"))
    time = r"\d{1,2}:\d\d(?::\d\d)?"
    return re.compile(
        rf"[\[(]?\s*{_DAY}\s*(?:{time}[\s|\])]*(?:$|{beside}|[\u4e00-\u9fff]{{2,30}}$)|[\s|\])]*(?:{beside})|(?:{issued})[\])]?$)"
        rf"|[^:,。;\d]{{2,40}}\s{_DAY}[\s|]*(?:{beside})"
        rf"|(?:{beside}).*?{_DAY}\s*(?:{time}|$)"
    )


def _labelled(prose: Prose, own: str) -> dict[str, list[tuple[int, Candidate]]]:
    """Every date after a label, with its line, by the kind of label; without those of other documents."""
    head = prose.head
    found: dict[str, list[tuple[int, Candidate]]] = defaultdict(list)
    for printed in _DATE.finditer(head):
        begin = max(printed.start() - _LABEL, 0)
        if not head[begin : printed.start()].rstrip(" \n:|[(").endswith(_last()):
            continue
        label = _before_date().search(head, begin, printed.start())
        day = date_of(*printed.groups()) if label else None
        if label is None or day is None:
            continue
        before = head[max(label.start() - _NAME, 0) : label.start()]
        is_within_word = _is_ideograph(before[-1:]) and not before.endswith(("报告", "年报"))
        if not is_within_word and not _is_of_another(before, own):
            kind, at = _kinds()["".join(label[1].split())], head.count("\n", 0, label.start())
            source, confidence = "written" if kind == "written" else "label", "certain" if kind == "full" else "likely"
            found[kind].append((at, _candidate(prose, day, at, source, confidence)))
    return found


def _is_of_another(before: str, own: str) -> bool:
    """Whether the name of another document is directly before a label: 某某通知 发布日期:2024-05-01."""
    name = "".join(before.rstrip(" \n|>[(-·").rpartition("\n")[2].split()).lstrip("|")
    if own and (name.endswith(own) or own.endswith(name)):
        return False
    return name.endswith(words("document_last")) and (bool(own) or not name.endswith(("报告", "年报")))


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    """The labels of a date of publication, full and bare ones, and those of the date of writing."""
    known = words("published")
    bare = {word: "bare" for word in known if any(other != word and other.endswith(word) for other in known)}
    return dict.fromkeys(known, "full") | bare | dict.fromkeys(words("written"), "written")


@lru_cache(maxsize=1)
def _last() -> tuple[str, ...]:
    """The characters that labels of dates end with."""
    return tuple({label[-1] for label in _kinds()})


@lru_cache(maxsize=1)
def _before_date() -> re.Pattern[str]:
    """A label, however spaced, as 发 布 日 期, and what may come between it and its date."""
    spread = (" ?".join(map(re.escape, label)) for label in _kinds())
    return re.compile(rf"({'|'.join(spread)})[\s:|\[(]*$")


def _is_ideograph(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def date_of(year: str, month: str, day: str) -> dt.date | None:
    """The date that three numbers name, month and day in digits or in words; None if there is no such date."""
    try:
        return dt.date(int(year), _number(month), _number(day))
    except ValueError:
        return None


def _number(text: str) -> int:
    """A number up to 31 in digits or in words; 0 for anything else."""
    return int(text) if text.isdigit() else _WRITTEN.get(text, 0)
