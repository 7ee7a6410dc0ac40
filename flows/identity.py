"""Who reports for which year: title, agency, year, period and date of publication, as the document tells them."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from flows.documents.folding import fold, is_traditional, simplify, squeeze
from flows.documents.model import Line
from flows.wordings import words

_TITLE = re.compile(r"(?:政府)?信息公开.{0,8}?(?:年度报告|工作报告|年报)$")
_LISTED = re.compile(r"(?:年度|年).{0,6}信息公开.{0,8}?(?:年度报告|工作报告|年报)")
_TITLE_HEAD = re.compile(r"^(?:名称|标题|文件名称):")
_NOT_TITLE = re.compile(r"[>》。;]|^[一二三四五六]、|^本|^当前")
_LONGEST_TITLE = 70
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?:度)?")
_TAIL = re.compile(r"(?:政府)?信息公开.*$")
_PERIOD = re.compile(
    r"(?<!\d)(20\d\d)年(\d{1,2})月(\d{1,2})日(?:起|开始)?(?:至|到|—|-|~|－)*(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日"
)
_DATE = re.compile(r"\s*:?\s*((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)")
_PLACE = r"[\u4e00-\u9fff]{1,8}?(?:省|市|区|县|旗|州|盟|镇|乡|街道)"
_HEAD_LINES = 60


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
    folded = [squeeze(text) for text in texts]
    titles = _titles(texts, folded)
    title = titles[0] if titles else None
    title_year = _title_year(title)
    period = _period(folded)
    year = title_year or (period[1].year if period else None)
    agency = _agency_of_title(title) or _agency_before_title(texts, folded, title) or _agency_of_text(folded, year)
    if agency is not None and is_traditional("".join(texts)):
        agency = simplify(agency)
    count = sum(bool(re.search(_LISTED, text)) for text in set(folded) if len(text) <= _LONGEST_TITLE)
    explains = any(
        word in text for text in folded[:_HEAD_LINES] if "信息公开" in text for word in words("not_a_report")
    )
    published_on = _published_on([fold(text) for text in texts])
    return Identity(title, agency, type_of(agency), year, title_year, period, published_on, count, explains)


def _alone(text: str) -> str:
    """The text of a line without the pipes around it, where it holds one cell only."""
    cells = [cell for cell in text.split("|") if cell.strip()]
    return cells[0] if len(cells) == 1 else text


def _titles(texts: Sequence[str], folded: Sequence[str]) -> list[str]:
    found = []
    for i, text in enumerate(folded):
        if _is_title(text):
            found.append(texts[i].strip())
        elif _YEAR.search(text) and len(text) < _LONGEST_TITLE and "信息公开" in text:
            following = next((j for j in range(i + 1, min(i + 3, len(folded))) if folded[j]), None)
            if following is not None and _is_title(text + folded[following]):
                found.append(texts[i].strip() + texts[following].strip())
    named = [t for t in found if _agency_of_title(t) or _title_year(t)]
    return sorted(named, key=lambda t: not (_agency_of_title(t) and _title_year(t)))


def _is_title(text: str) -> bool:
    body = _TITLE_HEAD.sub("", text)
    return len(body) <= _LONGEST_TITLE and not _NOT_TITLE.search(body) and _TITLE.search(body) is not None


def _title_year(title: str | None) -> int | None:
    year = _YEAR.search(squeeze(title or ""))
    return int(year.group(1)) if year else None


def _agency_of_title(title: str | None) -> str | None:
    """The title without year, form words and brackets: 2023年遂昌县政府信息公开工作年度报告 -> 遂昌县."""
    if title is None:
        return None
    printed = "".join(title.split())
    name = _YEAR.sub("", printed[: _tail_start(printed)]).strip("《》关于的、:： ")
    if name.endswith(("人民", "區人民", "縣人民")):
        name += "政府"
    return name if len(name) > 1 else None


def _tail_start(printed: str) -> int:
    tail = _TAIL.search(squeeze(printed))
    return tail.start() if tail else len(printed)


def _agency_before_title(texts: Sequence[str], folded: Sequence[str], title: str | None) -> str | None:
    """A title over two lines: the agency alone on the line before the year."""
    if title is None:
        return None
    at = next((i for i, text in enumerate(texts) if text.strip() and title.startswith(text.strip())), 0)
    before = next((i for i in range(at - 1, max(at - 4, -1), -1) if folded[i]), None)
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
    for text in folded:
        for m in _PERIOD.finditer(text):
            first, last = _date(m[1], m[2], m[3]), _date(m[4] or m[1], m[5], m[6])
            told = re.search("统计|期限|数据|自", text[max(m.start() - 25, 0) : m.start()])
            if first and last and first < last and told:
                return first, last
    return None


def _published_on(texts: Sequence[str]) -> dt.date | None:
    label = re.compile(f"(?<![\u4e00-\u9fff])(?:{'|'.join(words('published'))})")
    for text in texts[:_HEAD_LINES]:
        for m in label.finditer(text):
            date = _DATE.match(text, m.end())
            if date:
                return _date(*date.groups())
    return None


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
