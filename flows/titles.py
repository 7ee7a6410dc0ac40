"""The title of the report among all that a page prints, and the agency that it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from flows.documents.folding import squeeze
from flows.prose import Prose, in_digits
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
_TAIL = re.compile(r"(?:政府)?信息公开.*$")
_WORDS = (
    "关于(?:报送|印发|公布|发布|公开)?|關於(?:報送|印發|公佈|公布|發布|發佈|公開)?|法定主动公开内容|政务公开[和与及、]"
)
_BEFORE_AGENCY = re.compile(rf"^(?:.*[:：]|[【\[][^】\]]*[】\]]|附件\d{{0,2}}|{_WORDS}|[《》、-])+")
_BEHIND_AGENCY = re.compile(rf"(?:{_WORDS}|[《》的、:：-])+$")
_PLACE = r"[\u4e00-\u9fff]{1,8}?(?:省|市|区|县|旗|州|盟|镇|乡|街道)"
_ANCHOR = "信息公开"
_HEADINGS = ("一、总体情况", "一、")
_HEAD_LINES = 60


class Title(NamedTuple):
    """A title found: the index of its first line, its text without what labels it, and the agency it names.

    `is_whole` tells whether the title itself names the agency; else it is the line before it that does.
    """

    at: int
    text: str
    agency: str | None
    is_whole: bool

    @property
    def year(self) -> int | None:
        """The first year that the title names."""
        year = _YEAR.search(in_digits(squeeze(self.text)))
        return int(year[1]) if year else None


def chosen_title(prose: Prose, year: int | None) -> Title | None:
    """The title of the period's year that stands nearest before the first heading, one with an agency first.

    Pages print the titles of other reports around their own.
    """
    titles = _titles(_Lines(prose))
    if not titles:
        return None
    first = next((prose.index(at) for h in _HEADINGS if (at := f"\n{prose.squeezed}".find(f"\n{h}")) >= 0), 0)
    last = len(prose.lines)

    def distance(title: Title) -> int:
        return first - title.at if title.at < first else last + title.at

    def of_other_year(title: Title) -> int:
        return 1 if title.year is None else 2 if year and title.year != year else 0

    nearest = min(titles, key=lambda t: (of_other_year(t), distance(t)))
    return min((t for t in titles if t.year == nearest.year), key=lambda t: (t.agency is None, distance(t)))


class _Lines:
    """Lines as titles are looked for in them, each made when it is asked for."""

    def __init__(self, prose: Prose) -> None:
        self.prose = prose
        self._folded: dict[int, str] = {}

    def printed(self, i: int) -> str:
        """The text of a line without the pipes around it, where it holds one cell only."""
        text = self.prose.lines[i].text
        if "|" not in text:
            return text
        cells = [cell for cell in text.split("|") if cell.strip()]
        return cells[0] if len(cells) == 1 else text

    def folded(self, i: int) -> str:
        """The same squeezed, its years in digits."""
        if i not in self._folded:
            line = self.prose.lines[i].text
            self._folded[i] = in_digits(squeeze(self.printed(i))) if "|" in line else self.prose.dated_line(i)
        return self._folded[i]

    def near(self, places: Iterable[int]) -> int | None:
        """The first of these lines in which something is printed."""
        return next((i for i in places if self.folded(i)), None)


def _titles(lines: _Lines) -> list[Title]:
    found = []
    for i in lines.prose.lines_with(_ANCHOR):
        printed = _title_at(lines, i) if len(lines.folded(i)) <= 2 * _LONGEST_TITLE else None
        if printed is not None:
            at, title = printed
            own = _agency_of_title(title)
            found.append(Title(at, _BEFORE_TITLE.sub("", title), own or _agency_before(lines, at), own is not None))
    return [title for title in found if title.agency or title.year]


def _title_at(lines: _Lines, i: int) -> tuple[int, str] | None:
    """The title that line `i` holds, or completes, or begins; and the index of its first line."""
    text = lines.folded(i)
    if _is_title(text):
        before = lines.near(range(i - 1, max(i - 4, -1), -1))
        whole = _YEAR.search(text) or _agency_of_title(text)
        if whole or before is None or not _ENDS_WITH_YEAR.fullmatch(lines.folded(before)):
            return i, lines.printed(i).strip()
        return before, lines.printed(before).strip() + lines.printed(i).strip()
    if len(text) < _LONGEST_TITLE and _YEAR.search(text):
        behind = lines.near(range(i + 1, min(i + 3, len(lines.prose.lines))))
        if behind is not None and len(lines.folded(behind)) < _LONGEST_TITLE and _is_title(text + lines.folded(behind)):
            return i, lines.printed(i).strip() + lines.printed(behind).strip()
    return None


def _is_title(text: str) -> bool:
    body = _BEFORE_TITLE.sub("", text)
    refused = _NOT_TITLE.search(text) or _NOT_TITLE.search(body)
    return len(body) <= _LONGEST_TITLE and not refused and _TITLE.search(body) is not None


@lru_cache(maxsize=4_096)
def _agency_of_title(title: str) -> str | None:
    """The title without year, form words and brackets: 2023年遂昌县政府信息公开工作年度报告 -> 遂昌县."""
    printed = in_digits("".join(title.split()))
    name = _PRINTED_YEARS.sub("", printed[: _tail_start(printed)])
    name = _BEFORE_AGENCY.sub("", _BEHIND_AGENCY.sub("", name))
    if name.endswith(("人民", "區人民", "縣人民")):
        name += "政府"
    return name if len(name) > 1 else None


def _tail_start(printed: str) -> int:
    tail = _TAIL.search(squeeze(printed))
    return tail.start() if tail else len(printed)


def _agency_before(lines: _Lines, at: int) -> str | None:
    """A title over two lines: the agency alone on the line before the year."""
    before = lines.near(range(at - 1, max(at - 4, -1), -1))
    if before is None or not re.fullmatch(
        f"[\u4e00-\u9fff]{{2,30}}(?:{'|'.join(words('agency_end'))})", lines.folded(before)
    ):
        return None
    return "".join(lines.printed(before).split())


def agency_told(text: str, year: int | None) -> tuple[str, int] | None:
    """The subject of sentences that begin with the year, named most often: `2024年,吴兴区人民政府办公室…`.

    And where it is first told; `text` is squeezed, with years in digits.
    """
    ends = "|".join(words("agency_end"))
    subject = re.compile(rf"{year or '20[0-9][0-9]'}年度?,?({_PLACE}(?:[\u4e00-\u9fff]{{0,14}}?)(?:{ends}))")
    found = [(m[1], m.start(1)) for m in subject.finditer(text)]
    name = Counter(name for name, _ in found).most_common(1)
    return next((told for told in found if told[0] == name[0][0]), None) if name else None


def is_other_page(prose: Prose) -> str | None:
    """What a page without any table of the form is instead of a report: a code of `reasons.csv`, or None."""
    lines = _Lines(prose)
    told = {i: lines.folded(i) for i in prose.lines_with(_ANCHOR)}
    head = [text for i, text in told.items() if i < _HEAD_LINES]
    if any(word in text for text in head for word in words("not_a_report")):
        return "explanation"
    listed = sum(bool(_LISTED.search(text)) for text in set(told.values()) if len(text) <= _LONGEST_TITLE)
    return "list_of_reports" if listed > 1 else None
