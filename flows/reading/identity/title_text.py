"""What makes a line the title of a report: its kind, its year, and what may surround these."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from flows.documents.folding import fold, squeeze
from flows.reading.identity.agencies import (
    Named,
    agency_of_title,
    begins_with_division,
    division_of,
    ends_like_agency,
    is_name,
)
from flows.reading.prose import in_digits
from flows.reading.wordings import main_numbers, words

_FILE = r"\.(?:docx?|wps|pdf|ofd|xlsx?|html?)"
_SITE = r"[-_|—–]+[\u4e00-\u9fff]{2,30}"
_OF_TITLES = r"(?:年度报告|工作报告|年报|(?<=信息公开)报告|(?<=工作|公开)情况的?报告|(?<=工作)的报告|(?<=年度\))报告)"
# A site cuts long titles short: 2022年政府信息公开工作年…
_CUT_SHORT = r"(?:年度?报?|工作报)(?:…+|\.{3,6})"
_TITLE = re.compile(
    rf"(?:政府)?信息公开.{{0,8}}?(?:{_OF_TITLES}|{_CUT_SHORT})》?(?:[(\[]((?:[^()]|\([^()]*\)){{1,30}})[)\]])?(的(?:通知|公告|公示|函))?(?:{_FILE})?((?:{_SITE})*)$"
)
_NOT_TITLE = re.compile(r"[>》。;]|^本(?!溪)|^当前|[上下]一[篇条]|相关|\d月份?(?:政府)?信息公开")
LONGEST_TITLE = 70
_DATE = r"20\d\d(?:([-./])\d{1,2}\1\d{1,2}|年\d{1,2}月(?:\d{1,2}日)?+)(?!\s*至)(?:\s*\d{1,2}:\d\d(?::\d\d)?)?"
_NUMBER = r"\(?\d{1,2}[.、)](?!\d)|[A-Za-z0-9/_.-]{6,}(?=[\s\u4e00-\u9fff])(?!\s*年)"
_LABEL = r"[^:]{1,12}:|\[[^\]]*\]|\([\u4e00-\u9fff]{1,8}\)|附件(?:\s*\d{1,2}(?!\d))?|[●•·◆■□★☆※#*—-]"
YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:年度?(?![-—–~至](?:19|20)\d\d|\d{1,2}月)|(?=\)|(?:政府)?信息公开)|(?<=^....)(?=[\u4e00-\u9fff]))"
)
_NO_LABEL = re.compile(r"\d{2}年(?!\d)|关于|\(")
_PARTED = re.compile(r"(?<=\d)\s+(?=[\d年])")
_ISSUED = {
    "的函": "关于(?:报送|上报|呈报)",
    "的通知": "关于(?:印发|公布|发布|公开|转发)",
    "的公告": "关于",
    "的公示": "关于",
}
_YEAR_FIRST = re.compile(r"(?:关于)?\(?20\d\d年?")
_YEAR_LAST = re.compile(r"(?<!\d)20\d\d年?度?$")
_FULL = 3
_DASH = re.compile(r"\s*[-—–|_]+\s*")
_COLUMN = re.compile(r"[^\d]*(?:信息公开|年报|年度报告)")
_SITE_LAST = ("网", "网站", "门户", "公开", "平台", "专栏", "栏目", "年报")
ANCHOR = "信息公开"
# Sites are named after their government: after a title that name is the site's.
_OF_SITE = re.compile("[省市县区旗州盟](?:人民政府|政府|$)")


@lru_cache(maxsize=4_096)
def year_of(text: str) -> int | None:
    """The year nearest before the words of the report, else the first after; the last of a span.

    One farther away is the folder of the page: 年报2022年遂昌县司法局2021年政府信息公开工作年度报告.
    """
    text = in_digits(squeeze(text))
    years = list(YEAR.finditer(text))
    before = [m for m in years if m.end() <= text.rfind(ANCHOR)]
    return int((before[-1] if before else years[0])[1]) if years else None


def is_title(text: str) -> bool:
    """Whether a squeezed text, its years in digits, is the title of an annual report."""
    if not ("报告" in text or "年报" in text or "…" in text or "..." in text) or not _TITLE.search(text):
        return False
    body = unlabelled(text)
    if len(body) > LONGEST_TITLE:
        return False
    found = _TITLE.search(body)
    if found is None or any(word in body for word in words("part_of_year")):
        return False
    remark, issued, sites = found.groups()
    if issued and not re.search(_ISSUED[issued], body):
        return False
    closed = body.replace("》", "", 1) if issued else body
    refused = (
        text.startswith(main_numbers())
        or closed.startswith(main_numbers())
        or _NOT_TITLE.search(text.replace("》", "", 1) if issued else text)
        or _NOT_TITLE.search(closed)
    )
    return not refused and _is_remark(remark) and all(map(_is_site, re.split("[-_|—–]+", sites)))


def _is_remark(text: str | None) -> bool:
    """Whether a title with brackets after it is still one, as it is unless they say otherwise."""
    if text is None or (is_name(text) and ends_like_agency(text)):
        return True
    return not any(word in text for word in (*words("not_a_report"), *words("not_presented")))


def _is_site(text: str) -> bool:
    return not text or ends_like_agency(text) or text.endswith(_SITE_LAST)


def agency_after_title(text: str) -> Named | None:
    """The agency after the words of a title, in brackets or with a dash, or after the name of a column.

    2023年政府信息公开工作年度报告(遂昌县自然资源局); 2023年政府信息公开工作年度报告-某某官网-遂昌县教育局,
    where the body below a government counts; 首页政府信息公开年报2022年遂昌县司法局2021年政府信息公开工作年度报告.
    """
    text = in_digits(squeeze(text))
    found = _TITLE.search(text)
    if found and found[1] and is_name(found[1]) and (agency := agency_of_title(found[1])):
        return agency
    parts = re.split("[-_|—–]+", found[3]) if found else []
    named = {part for part in parts if begins_with_division(part) and not _OF_SITE.search(part)}
    agency = agency_of_title(named.pop()) if len(named) == 1 else None
    if agency is None and (column := text.find(ANCHOR)) >= 0:
        begins = range(column + len(ANCHOR), text.rfind(ANCHOR))
        begin = next((at for at in begins if len(division_of(text[at:])) >= _FULL), None)
        agency = agency_of_title(text[begin:]) if begin is not None else None
    return agency._replace(proven=False) if agency else None


def named_first(text: str) -> str:
    """【遂昌县自然资源局】2023年…, and 遂昌县自然资源局:2023年…: a label that is the name of an agency."""
    label = re.match(r"\s*(?:[\[(]([^\])]+)[\])]|([^:]+):)", fold(text))
    name = (label[1] or label[2]) if label else ""
    return name if is_name(name) else ""


def unlabelled(text: str) -> str:
    """A printed text without the labels, numbers, dates and page words before the title."""
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


def without_crumbs(text: str, name: str) -> str:
    """A title without the breadcrumbs that the page has run into its agency: 首页年报2022年遂昌县司法局2021年…."""
    at = text.rfind(name)
    if at <= 0 or ANCHOR not in text[at:] or not any(word in text[:at] for word in (ANCHOR, *words("crumb"))):
        return text
    year = None if _YEAR_FIRST.match(text, at + len(name)) else _YEAR_LAST.search(text, 0, at)
    return text[year.start() if year else at :]


def _before_dash(text: str) -> int:
    """Where a title begins after the names of site and column, each followed by a dash: 年报 - 遂昌县…."""
    dashes = [m.end() for m in _DASH.finditer(text) if ANCHOR in squeeze(text[m.end() :])]
    return next((end for end in reversed(dashes) if begins_with_division(squeeze(text[end : end + 20]))), 0)


@lru_cache(maxsize=1)
def _before_title() -> re.Pattern[str]:
    known = "|".join(words("before_title"))
    return re.compile(rf"(?:{_DATE}|{_LABEL}|{_NUMBER}|{known}|\s)+")
