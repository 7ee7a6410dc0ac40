"""Who reports for which year: title, agency, year, period and date of publication, as the document tells them."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from flows.documents.folding import fold, is_traditional, simplify, squeeze
from flows.documents.model import Line
from flows.wordings import words

_KINDS = "(?:年度报告|工作报告|年报)"
_TITLE = re.compile(rf"(?:政府)?信息公开.{{0,8}}?{_KINDS}(?:\((?:20\d\d年?度?|公开版|全文)\))?$")
_LISTED = re.compile(rf"(?:年度|年).{{0,6}}信息公开.{{0,8}}?{_KINDS}")
_NOT_TITLE = re.compile(r"[>》。;]|^[一二三四五六]、|^本(?!溪)|^当前|[上下]一[篇条]|相关")
_LONGEST_TITLE = 70
_BEFORE_TITLE = re.compile(r"^(?:[^:：]{1,12}[:：]|[【\[][^】\]]*[】\]]|附件\s*\d{0,2}(?!\d)|\s)+")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年度?|(?=\)))")
_YEARS = r"(?:(?<!\d)20\d\d年?度?[-—–~至])?(?<!\d)(?:19|20)\d\d年度?"
_PRINTED_YEARS = re.compile(rf"[(（]{_YEARS}[)）]|{_YEARS}|[(（][)）]")
_ENDS_WITH_YEAR = re.compile(r"[\u4e00-\u9fff()]{0,30}20\d\d年度?")
_WRITTEN_YEAR = re.compile("二[〇零○Oo0][〇零○Oo0一二三四五六七八九]{2}(?=年)|[０-９]+")
_DIGITS = str.maketrans("〇零○Oo一二三四五六七八九０１２３４５６７８９", "000001234567890123456789")
_TAIL = re.compile(r"(?:政府)?信息公开.*$")
_WORDS = "关于(?:报送|印发|公布|发布|公开)?|法定主动公开内容|政务公开[和与及、]"
_BEFORE_AGENCY = re.compile(rf"^(?:.*[:：]|[【\[][^】\]]*[】\]]|附件\d{{0,2}}|{_WORDS}|[《》、-])+")
_BEHIND_AGENCY = re.compile(rf"(?:{_WORDS}|[《》的、:：-])+$")
_PERIOD = re.compile(
    r"(?<!\d)(20\d\d)年(\d{1,2})月(\d{1,2})日(?:起|开始)?(?:至|到|—|-|~|－)*(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日"
)
_DATE = re.compile(r"\s*:?\s*((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)")
_PLACE = r"[\u4e00-\u9fff]{1,8}?(?:省|市|区|县|旗|州|盟|镇|乡|街道)"
_HEAD_LINES = 60
_JUDGED = 100_000


class _Title(NamedTuple):
    """A title found: the index of its first line, its text without what labels it, the agency it names."""

    at: int
    text: str
    agency: str | None

    @property
    def year(self) -> int | None:
        return _title_year(self.text)


class Identity(NamedTuple):
    """What names a report. `title_count` different titles are printed; `explains` where one is of an explanation."""

    title: str | None
    agency: str | None
    agency_type: str | None
    year: int | None
    title_year: int | None
    period: tuple[dt.date, dt.date] | None
    published_on: dt.date | None
    title_count: int
    explains: bool


def identify(lines: Sequence[Line]) -> Identity:
    """Read the identity from lines of text; whatever is not printed is None, and nothing is inferred from dates."""
    texts = [_alone(line.text) for line in lines]
    folded = [_in_digits(squeeze(text)) for text in texts]
    period = _period(folded)
    found = _chosen(_titles(texts, folded), folded, period[1].year if period else None)
    title, title_year = (found.text, found.year) if found else (None, None)
    year = title_year or (period[1].year if period else None)
    agency = (found.agency if found else None) or _agency_of_text(folded, year)
    if agency is not None and is_traditional("".join(texts)[:_JUDGED]):
        agency = simplify(agency)
    count = sum(bool(_LISTED.search(text)) for text in set(folded) if len(text) <= _LONGEST_TITLE)
    explains = any(
        word in text for text in folded[:_HEAD_LINES] if "信息公开" in text for word in words("not_a_report")
    )
    published_on = _published_on([fold(text) for text in texts[:_HEAD_LINES]])
    return Identity(title, agency, type_of(agency), year, title_year, period, published_on, count, explains)


def _alone(text: str) -> str:
    """The text of a line without the pipes around it, where it holds one cell only."""
    cells = [cell for cell in text.split("|") if cell.strip()]
    return cells[0] if len(cells) == 1 else text


def _in_digits(text: str) -> str:
    """A text with its years in digits, as long as before: 二〇二二年 is 2022年."""
    return _WRITTEN_YEAR.sub(lambda m: m.group().translate(_DIGITS), text)


def _titles(texts: Sequence[str], folded: Sequence[str]) -> list[_Title]:
    found = []
    for i, text in enumerate(folded):
        printed = _title_at(texts, folded, i) if len(text) <= 2 * _LONGEST_TITLE else None
        if printed is not None:
            at, title = printed
            agency = _agency_of_title(title) or _agency_before(texts, folded, at)
            found.append(_Title(at, _BEFORE_TITLE.sub("", title), agency))
    return [title for title in found if title.agency or title.year]


def _title_at(texts: Sequence[str], folded: Sequence[str], i: int) -> tuple[int, str] | None:
    """The title that line `i` holds, or completes, or begins; and the index of its first line."""
    text = folded[i]
    if _is_title(text):
        before = _near(folded, range(i - 1, max(i - 4, -1), -1))
        whole = _YEAR.search(text) or _agency_of_title(text)
        if whole or before is None or not _ENDS_WITH_YEAR.fullmatch(folded[before]):
            return i, texts[i].strip()
        return before, texts[before].strip() + texts[i].strip()
    if "信息公开" in text and len(text) < _LONGEST_TITLE and _YEAR.search(text):
        behind = _near(folded, range(i + 1, min(i + 3, len(folded))))
        if behind is not None and len(folded[behind]) < _LONGEST_TITLE and _is_title(text + folded[behind]):
            return i, texts[i].strip() + texts[behind].strip()
    return None


def _near(folded: Sequence[str], places: Iterable[int]) -> int | None:
    return next((i for i in places if folded[i]), None)


def _chosen(titles: Sequence[_Title], folded: Sequence[str], year: int | None) -> _Title | None:
    """The title of the period's year that stands nearest before the first heading, one with an agency first.

    Pages print the titles of other reports around their own.
    """
    if not titles:
        return None
    first = next((i for i, text in enumerate(folded) if text.startswith("一、总体情况")), None)
    first = first if first is not None else next((i for i, text in enumerate(folded) if text.startswith("一、")), 0)

    def distance(title: _Title) -> int:
        return first - title.at if title.at < first else len(folded) + title.at

    def of_other_year(title: _Title) -> int:
        return 1 if title.year is None else 2 if year and title.year != year else 0

    nearest = min(titles, key=lambda t: (of_other_year(t), distance(t)))
    return min((t for t in titles if t.year == nearest.year), key=lambda t: (t.agency is None, distance(t)))


def _is_title(text: str) -> bool:
    body = _BEFORE_TITLE.sub("", text)
    refused = _NOT_TITLE.search(text) or _NOT_TITLE.search(body)
    return len(body) <= _LONGEST_TITLE and not refused and _TITLE.search(body) is not None


def _title_year(title: str | None) -> int | None:
    year = _YEAR.search(_in_digits(squeeze(title or "")))
    return int(year.group(1)) if year else None


@lru_cache(maxsize=4_096)
def _agency_of_title(title: str) -> str | None:
    """The title without year, form words and brackets: 2023年遂昌县政府信息公开工作年度报告 -> 遂昌县."""
    printed = _in_digits("".join(title.split()))
    name = _PRINTED_YEARS.sub("", printed[: _tail_start(printed)])
    name = _BEFORE_AGENCY.sub("", _BEHIND_AGENCY.sub("", name))
    if name.endswith(("人民", "區人民", "縣人民")):
        name += "政府"
    return name if len(name) > 1 else None


def _tail_start(printed: str) -> int:
    tail = _TAIL.search(squeeze(printed))
    return tail.start() if tail else len(printed)


def _agency_before(texts: Sequence[str], folded: Sequence[str], at: int) -> str | None:
    """A title over two lines: the agency alone on the line before the year."""
    before = _near(folded, range(at - 1, max(at - 4, -1), -1))
    if before is None or not re.fullmatch(
        f"[\u4e00-\u9fff]{{2,30}}(?:{'|'.join(words('agency_end'))})", folded[before]
    ):
        return None
    return "".join(texts[before].split())


def _agency_of_text(folded: Sequence[str], year: int | None) -> str | None:
    """The subject of sentences that begin with the year, named most often: `2024年,吴兴区人民政府办公室…`."""
    ends = "|".join(words("agency_end"))
    subject = re.compile(rf"{year or '20[0-9][0-9]'}年度?,?({_PLACE}(?:[\u4e00-\u9fff]{{0,14}}?)(?:{ends}))")
    names = Counter(m.group(1) for text in folded for m in subject.finditer(text))
    return names.most_common(1)[0][0] if names else None


def type_of(agency: str | None) -> str | None:
    """government, department, town or other, told by how the name ends; None where there is no name."""
    if agency is None:
        return None
    if re.search(r"(?:镇|乡|街道)(?:人民政府|办事处|政府)?$", agency):
        return "town"
    if re.search(r"(?:人民政府|[省市区县旗州盟])$", agency):
        return "government"
    ends = r"(?:局|委|厅|处|队|站|社|行|办|办公室|办公厅|委员会|中心|部|院|馆|所|署|会|支队|分局)$"
    return "department" if re.search(ends, agency) else "other"


def _period(folded: Sequence[str]) -> tuple[dt.date, dt.date] | None:
    """The year reported on: dates near 统计, 数据 or 期限; else those after 自, but for spans of several years."""
    less_sure = None
    for text in folded:
        for m in _PERIOD.finditer(text):
            first, last = _date(m[1], m[2], m[3]), _date(m[4] or m[1], m[5], m[6])
            if not (first and last and first < last and last.year - first.year <= 1):
                continue
            before = text[max(m.start() - 25, 0) : m.start()]
            if re.search("统计|期限|数据", before + text[m.end() : m.end() + 12]):
                return first, last
            if less_sure is None and "自" in before:
                less_sure = first, last
    return less_sure


def _published_on(texts: Sequence[str]) -> dt.date | None:
    """The date behind a label in the head of the page; a bare 时间 counts only where no fuller label has a date."""
    known = words("published")
    bare = [word for word in known if any(other != word and other.endswith(word) for other in known)]
    for labels in ([word for word in known if word not in bare], bare):
        label = re.compile(f"(?<![\u4e00-\u9fff])(?:{'|'.join(labels) or '(?!)'})")
        dates = (_DATE.match(text, m.end()) for text in texts for m in label.finditer(text))
        found = next((date for m in dates if m and (date := _date(*m.groups()))), None)
        if found is not None:
            return found
    return None


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
