"""The titles of reports that a page prints, its own and others'."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from flows.agencies import (
    Named,
    agency_of_title,
    begins_with_division,
    division_of,
    ends_like_agency,
    is_line_of_agency,
    is_name,
)
from flows.documents.folding import fold, squeeze
from flows.furniture import without_furniture
from flows.prose import Prose, in_digits
from flows.subjects import can_be_own, own_kinds
from flows.wordings import words

_KINDS = "(?:年度报告|工作报告|年报)"
_FILE = r"\.(?:docx?|wps|pdf|ofd|xlsx?|html?)"
_SITE = r"[-_|—–]+[\u4e00-\u9fff]{2,30}"
_OF_TITLES = r"(?:年度报告|工作报告|年报|(?<=信息公开)报告|(?<=工作|公开)情况的?报告|(?<=工作)的报告|(?<=年度\))报告)"
_TITLE = re.compile(
    rf"(?:政府)?信息公开.{{0,8}}?{_OF_TITLES}》?(?:[(\[]((?:[^()]|\([^()]*\)){{1,30}})[)\]])?(的(?:通知|公告|公示|函))?(?:{_FILE})?((?:{_SITE})*)$"
)
_NOT_TITLE = re.compile(r"[>》。;]|^[一二三四五六]、|^本(?!溪)|^当前|[上下]一[篇条]|相关|\d月份?(?:政府)?信息公开")
_LONGEST_TITLE = 70
_DATE = r"20\d\d(?:([-./])\d{1,2}\1\d{1,2}|年\d{1,2}月(?:\d{1,2}日)?+)(?!\s*至)(?:\s*\d{1,2}:\d\d(?::\d\d)?)?"
_NUMBER = r"\(?\d{1,2}[.、)](?!\d)|[A-Za-z0-9/_.-]{6,}(?=[\s\u4e00-\u9fff])(?!\s*年)"
_LABEL = r"[^:]{1,12}:|\[[^\]]*\]|\([\u4e00-\u9fff]{1,8}\)|附件(?:\s*\d{1,2}(?!\d))?|[●•·◆■□★☆※#*—-]"
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:年度?(?![-—–~至](?:19|20)\d\d|\d{1,2}月)|(?=\)|(?:政府)?信息公开)|(?<=^....)(?=[\u4e00-\u9fff]))"
)
_NO_LABEL = re.compile(r"\d{2}年(?!\d)|关于|\(")
_DATED = re.compile(rf"{_DATE}|20\d\d年?度?")
_ONLY_YEAR = re.compile(r"\(?20\d\d年?度?\)?")
_ENDS_WITH_YEAR = re.compile(r"[\u4e00-\u9fff()]{0,30}20\d\d年度?(?:政府)?")
_PARTED = re.compile(r"(?<=\d)\s+(?=[\d年])")
_ISSUED = {
    "的函": "关于(?:报送|上报|呈报)",
    "的通知": "关于(?:印发|公布|发布|公开|转发)",
    "的公告": "关于",
    "的公示": "关于",
}
_DASH = re.compile(r"\s*[-—–|_]+\s*")
_COLUMN = re.compile(r"[^\d]*(?:信息公开|年报|年度报告)")
_HAN = re.compile("[\u4e00-\u9fff]{2,25}")
_SITE_LAST = ("网", "网站", "门户", "公开", "平台", "专栏", "栏目", "年报")
_ANCHOR = "信息公开"


class Title(NamedTuple):
    """A title found: its first and last line, its text without what labels it, and the agency it names.

    `is_whole` tells whether the title itself names the agency; else it is the line before it that does.
    """

    at: int
    until: int
    text: str
    agency: Named | None
    is_whole: bool

    @property
    def year(self) -> int | None:
        """The first year that the title names, of a span the last."""
        return year_of(self.text)


@lru_cache(maxsize=4_096)
def year_of(text: str) -> int | None:
    """The first year that the text of a title names, of a span the last."""
    year = _YEAR.search(in_digits(squeeze(text)))
    return int(year[1]) if year else None


def titles_of(prose: Prose) -> list[Title]:
    """Every title of a report that names its year or its agency, in reading order.

    Dates and fields stand behind titles of lists; behind the own one only where no other title is printed.
    """
    return _found(_Lines(prose)) or _found(_Lines(prose, with_fields=True))


def _found(lines: _Lines) -> list[Title]:
    found = []
    for i in lines.prose.lines_with(_ANCHOR):
        printed = _title_at(lines, i) if len(lines.folded(i)) <= 2 * _LONGEST_TITLE else None
        if printed is not None:
            title = title_from(*printed)
            found.append(_with_beginning(lines, title if title.agency else _with_line_before(lines, title)))
    return [title for title in found if title.agency or title.year]


def title_from(at: int, until: int, printed: str) -> Title:
    """The title that a text is, without labels, numbers and dates before it, unless these name the agency."""
    text = unlabelled(printed)
    agency = agency_of_title(text) or _agency_in_brackets(text)
    if any(word in squeeze(printed) for word in words("not_a_report")):
        return Title(at, until, printed, agency, agency is not None)
    if agency is None and (whole := agency_of_title(_named_first(printed))):
        text, agency = printed, whole
    return Title(at, until, text, agency, agency is not None)


class _Lines:
    """Lines as titles are looked for in them, each made when it is asked for; `with_fields` without those behind."""

    def __init__(self, prose: Prose, *, with_fields: bool = False) -> None:
        self.prose, self.with_fields = prose, with_fields
        self._folded: dict[int, str] = {}

    def printed(self, i: int) -> str:
        """The text of a line without what the page prints around a title; of several cells the one that holds it."""
        text = self.prose.lines[i].text
        if "|" in text:
            cells = [cell for cell in text.split("|") if cell.strip()]
            titles = cells if len(cells) == 1 else [cell for cell in cells if is_title(in_digits(squeeze(cell)))]
            text = titles[0] if len(titles) == 1 else text
        return without_furniture(text, with_fields=self.with_fields)

    def folded(self, i: int) -> str:
        """The same squeezed, its years in digits."""
        if i not in self._folded:
            line = self.prose.lines[i].text
            printed = self.printed(i)
            self._folded[i] = self.prose.dated_line(i) if printed is line else in_digits(squeeze(printed))
        return self._folded[i]

    def before(self, i: int) -> int | None:
        """The nearest of the three lines before in which something is printed."""
        return self._near(range(i - 1, max(i - 4, -1), -1))

    def behind(self, i: int) -> int | None:
        """The nearest of the two lines behind in which something is printed."""
        return self._near(range(i + 1, min(i + 3, len(self.prose.lines))))

    def _near(self, places: Iterable[int]) -> int | None:
        return next((i for i in places if self.folded(i)), None)

    def joined(self, first: int, last: int) -> tuple[int, int, str]:
        """All lines from one to another, with their text."""
        return first, last, "".join(self.printed(i).strip() for i in range(first, last + 1))


def _title_at(lines: _Lines, i: int) -> tuple[int, int, str] | None:
    """The title that line `i` holds, or completes, or begins; and its first and last line."""
    text = lines.folded(i)
    if is_title(text):
        return _completed(lines, i)
    before = _with_year(lines, i)
    if len(text) < _LONGEST_TITLE and (before is not None or _YEAR.search(text) or agency_of_title(text)):
        behind = lines.behind(i)
        rest = lines.folded(behind) if behind is not None else ""
        if behind is not None and len(rest) < _LONGEST_TITLE and is_title(text + rest) and not _is_whole(rest):
            return lines.joined(i if before is None else before, behind)
    return None


def _with_year(lines: _Lines, i: int) -> int | None:
    """The line before, where it ends with a year and is none of several: 2021年度, and below it 政府信息公开工作."""
    before = lines.before(i)
    if before is None or not _ENDS_WITH_YEAR.fullmatch(lines.folded(before)):
        return None
    above = lines.before(before)
    return None if above is not None and _ONLY_YEAR.fullmatch(lines.folded(above)) else before


def _is_whole(text: str) -> bool:
    return is_title(text) and _YEAR.search(unlabelled(text)) is not None


def _completed(lines: _Lines, i: int) -> tuple[int, int, str]:
    """The title of line `i` with its year, where that stands on the line before or behind it."""
    text = lines.folded(i)
    if _YEAR.search(unlabelled(text)):
        return lines.joined(i, i)
    before, behind = _with_year(lines, i), lines.behind(i)
    if before is not None and not agency_of_title(text):
        return lines.joined(before, i)
    if behind is not None and _is_only_year(lines, behind):
        return lines.joined(i, behind)
    return lines.joined(i, i)


def _is_only_year(lines: _Lines, i: int) -> bool:
    """Whether a line is a year that belongs to no list of years."""
    behind = lines.behind(i)
    is_of_list = behind is not None and _ONLY_YEAR.fullmatch(lines.folded(behind))
    return not is_of_list and _ONLY_YEAR.fullmatch(lines.folded(i)) is not None


def is_title(text: str) -> bool:
    """Whether a squeezed text, its years in digits, is the title of an annual report."""
    if not ("报告" in text or "年报" in text) or not _TITLE.search(text):
        return False
    body = unlabelled(text)
    if len(body) > _LONGEST_TITLE:
        return False
    found = _TITLE.search(body)
    if found is None or any(word in body for word in words("part_of_year")):
        return False
    remark, issued, sites = found.groups()
    if issued and not re.search(_ISSUED[issued], body):
        return False
    closed = body.replace("》", "", 1) if issued else body
    refused = _NOT_TITLE.search(text.replace("》", "", 1) if issued else text) or _NOT_TITLE.search(closed)
    return not refused and _is_remark(remark) and all(map(_is_site, re.split("[-_|—–]+", sites)))


def _is_remark(text: str | None) -> bool:
    """Whether brackets behind a title leave it a title, as all do but those that say it is none."""
    return text is None or not any(word in text for word in (*words("not_a_report"), *words("not_presented")))


def _is_site(text: str) -> bool:
    return not text or ends_like_agency(text) or text.endswith(_SITE_LAST)


def _agency_in_brackets(text: str) -> Named | None:
    """2023年政府信息公开工作年度报告(遂昌县自然资源局)."""
    found = _TITLE.search(in_digits(squeeze(text)))
    name = found[1] if found else None
    return agency_of_title(name) if name and is_name(name) else None


def _named_first(text: str) -> str:
    """【遂昌县自然资源局】2023年…, and 遂昌县自然资源局:2023年…: a label that is the name of an agency."""
    label = re.match(r"\s*(?:[\[(]([^\])]+)[\])]|([^:]+):)", fold(text))
    name = (label[1] or label[2]) if label else ""
    return name if is_name(name) else ""


def unlabelled(text: str) -> str:
    """A printed text without the labels, numbers, dates and words of the page that stand before the title."""
    return text[_labels_end(text) :]


@lru_cache(maxsize=4_096)
def _labels_end(text: str) -> int:
    folded = fold(text)
    found = _before_title().match(folded)
    end = found.end() if found else 0
    end += _before_dash(folded[end:])
    pieces = list(re.finditer(r"\S+", _PARTED.sub(lambda m: "0" * len(m[0]), folded[end:])))
    if pieces and len(division_of(squeeze(folded[end:]))) > len(pieces[0][0]):
        return end
    for before, piece in pairwise(pieces):
        skipped = "".join(folded[end : end + before.end()].split())
        is_site = skipped.endswith(words("site")) or _COLUMN.fullmatch(skipped) is not None
        if not is_site and (begins_with_division(skipped) or _NO_LABEL.search(skipped) or ends_like_agency(skipped)):
            break
        if begins_with_division("".join(folded[end + piece.start() :].split())):
            return end + piece.start()
    return end


def _before_dash(text: str) -> int:
    """Where a title begins that the names of site and column stand before, each behind a dash: 年报 - 遂昌县…."""
    dashes = [m.end() for m in _DASH.finditer(text) if _ANCHOR in squeeze(text[m.end() :])]
    return next((end for end in reversed(dashes) if begins_with_division(squeeze(text[end : end + 20]))), 0)


@lru_cache(maxsize=1)
def _before_title() -> re.Pattern[str]:
    known = "|".join(words("before_title"))
    return re.compile(rf"(?:{_DATE}|{_LABEL}|{_NUMBER}|{known}|\s)+")


def _with_beginning(lines: _Lines, title: Title) -> Title:
    """A title that begins within the name of an agency, whose own beginning stands on the line before."""
    before = lines.before(title.at)
    head = lines.folded(before) if before is not None else ""
    if before is None or title.agency is None or not title.text or not _begins_name(head):
        return title
    if not squeeze(title.text).startswith(title.agency.name) or begins_with_division(title.agency.name):
        return title
    text = lines.printed(before).strip() + title.text
    return title._replace(at=before, text=text, agency=agency_of_title(text))


def _begins_name(head: str) -> bool:
    """Whether a line is the beginning of the name of an agency, and no whole one: 邳州市人力资源和社会."""
    division = division_of(head)
    if not division or not _HAN.fullmatch(head):
        return False
    if head == division:
        return True
    rest = head[len(division) :]
    no_name = (*words("no_name"), *words("site"), *words("agency_end"), "公开")
    return not any(word in rest for word in no_name)


def _with_line_before(lines: _Lines, title: Title) -> Title:
    """A title over two lines: the agency alone on the line before; not one that can be no body of this report."""
    before = lines.before(title.at)
    name = lines.folded(before) if before is not None else ""
    if before is None or not is_line_of_agency(name) or not can_be_own(name, own_kinds(lines.prose)):
        return title
    text = lines.printed(before).strip() + title.text
    return title._replace(at=before, text=text, agency=agency_of_title(lines.printed(before)))
