"""The agency that a title or a sentence names, and whether the name is proven to be one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from flows.documents.folding import squeeze
from flows.reading.prose import in_digits
from flows.reading.regions.table import load
from flows.reading.wordings import words

YEAR = r"(?:(?<!\d)20\d\d年?度?[-—–~至])?(?:(?<!\d)\((?:19|20)\d\d\)年度?|(?<!\d)(?:19|20)\d\d(?:年(?:年?度)?|$))"
_PRINTED_YEARS = re.compile(rf"\({YEAR}\)|{YEAR}|\((?:19|20)\d\d\)|^(?:19|20)\d\d(?=[\u4e00-\u9fff])|\(\)")
_TAIL = re.compile(r"(?:政府)?信息公开.*$")
_CONCERNING = "关于(?:报送|印发|公布|发布|公开|转发)?"
_WORDS = f"{_CONCERNING}|法定主动公开内容|政务公开[和与及、]"
# After a body that forwards a report comes the name of the reporting body; one that publishes it is named alone.
_PASSES_ON = "(?<=[局厅委会室府办处心])(?:转发|印发|公布|发布|报送|上报)"
_BEFORE = re.compile(rf"^(?:.*[:：]|\[[^\]]*\]|{_WORDS}|[《》、·,;-])+")
_AFTER = re.compile(rf"(?:{_WORDS}|{_PASSES_ON}|(?<=[局厅委会室府办处心])(?:编制|撰写|更正|补发)|[《》的、·,;:-])+$")
_ABOUT = re.compile(rf".+(?:{_CONCERNING}|{_PASSES_ON})《?(?=.)")
_NAME = re.compile(r"(?:[\u4e00-\u9fff()·、]|第\d{1,3}){2,40}")
# 本溪 is a city; 全州, 全椒 and 全南 are counties.
_NO_NAME = re.compile("我|本(?!溪)|该|各|全(?![州椒南])")
_REMARK = re.compile("[(]([\u4e00-\u9fff]{1,8})[)](?=.)")
_LINE = re.compile("([\u4e00-\u9fff]{2,38})(?:\\(([\u4e00-\u9fff]{4,30})\\))?")
_LEVEL_ONLY = re.compile("[省市县区州旗盟镇乡]")
_GOVERNMENT = "人民政府"
_BRANCH = "分"
_PARTY = "中共"
_FULL = 3
"""城区 and 郊区 are divisions, and parts of other words."""


class Named(NamedTuple):
    """A name as printed. `proven` where it ends as agencies or regions do, and no other words can precede it."""

    name: str
    proven: bool


@lru_cache(maxsize=4_096)
def agency_of_title(title: str) -> Named | None:
    """The title without year, form words and brackets: 2023年遂昌县政府信息公开工作年度报告 -> 遂昌县."""
    text = without_remark(in_digits(squeeze(title)))
    own = _without_site(text)
    text = own if _TAIL.search(own) else text
    tail = _TAIL.search(text)
    name = _bare(text[: tail.start()] if tail else text)
    if name.endswith("人民"):
        name += "政府"
    found = _judged(name[1:-1] if name.startswith("(") and name.endswith(")") else name)
    if found is None:
        return None
    return Named(_as_printed(found.name, title, text), found.proven and not _is_of_two(found.name, title, text))


def without_remark(text: str) -> str:
    """A folded title without a leading word in brackets that is not a name: (图解)遂昌县2023年…."""
    remark = _REMARK.match(text)
    return text[remark.end() :] if remark and not is_name(remark[1]) and not division_of(remark[1]) else text


def _bare(text: str) -> str:
    name = _BEFORE.sub("", _AFTER.sub("", _PRINTED_YEARS.sub("", text)))
    about = _ABOUT.match(name)
    return name[about.end() :] if about else name


def _judged(name: str) -> Named | None:
    """The name, if it can be an agency's; proven where it begins and ends as names of agencies do."""
    if not _NAME.fullmatch(name) or _NO_NAME.match(name) or name.count("(") != name.count(")"):
        return None
    name = _without_site(name)
    if _is_site(name):
        return None
    if (after := _after_another(name)) is not None:
        return Named(after, proven=False) if ends_like_agency(after) else None
    division, ends = division_of(name), ends_like_agency(name)
    if not ends and (not division or _another().search(name, len(division))):
        return None
    return Named(name, ends and not _has_division_inside(name) and bool(division or not _LEVEL_ONLY.match(name)))


def _after_another(name: str) -> str | None:
    """The part after the complete name of another body or a site: 沛县教育局 in 丰县财政局沛县教育局."""
    if not begins_with_division(name.removeprefix(_PARTY)):
        _, _, after = name.rpartition(_GOVERNMENT)
        return after if after != name and begins_with_division(after) else None
    found = [name[m.end() :] for m in _another().finditer(name)]
    others = [text for text in found if (division := division_of(text)) and not text.startswith(_BRANCH, len(division))]
    return others[-1] if others else None


@lru_cache(maxsize=1)
def _another() -> re.Pattern[str]:
    return re.compile("|".join((*words("agency_end"), "(?<=[省市县区旗州盟镇乡])委(?!员会)")))


def _without_site(name: str) -> str:
    """The part after the name of a site and its column: 龙泉市人民政府门户网站部门龙泉市民政局."""
    if name.startswith(words("agency_begin")):
        return name
    ends = [m.end() for m in _sites().finditer(name) if begins_with_division(name[m.end() :])]
    return name[ends[-1] :] if ends else name


@lru_cache(maxsize=1)
def _sites() -> re.Pattern[str]:
    return re.compile("|".join((*words("site"), *words("site_last"))))


def _is_site(name: str) -> bool:
    """Whether a name is that of a site or one of its columns rather than of a body: 遂昌县人民政府门户网站."""
    return name.endswith(words("site_last")) or any(word in name for word in words("only_site"))


def _has_division_inside(name: str) -> bool:
    """Whether a division is named after words that do not belong before one, so that the name may begin there."""
    at = divisions_end(name, next((len(word) for word in words("agency_begin") if name.startswith(word)), 0))
    inside = (i for i in range(at, len(name)) if name[i - 1 : i] != "(" and len(division_of(name[i:])) >= _FULL)
    first = next(inside, None)
    return first is not None and (at > 0 or name[:first] not in load().by_short_name)


def _is_of_two(name: str, title: str, text: str) -> bool:
    """Whether white space follows what could be a name of its own: 遂昌县财政局 遂昌县教育局."""
    start, end = text.find(name), 0
    for piece in title.split():
        end += len(piece)
        if start < end < start + len(name) and text[:end].endswith(words("agency_end")):
            return True
    return False


def _as_printed(name: str, title: str, text: str) -> str:
    """The name in the script of the title, character for character."""
    at = text.find(name)
    printed = "".join(title.split())
    return printed[at : at + len(name)] if at >= 0 and len(printed) == len(text) else name


def begins_with_division(text: str) -> bool:
    """Whether a folded text begins with the full name of a division, of whatever year."""
    return bool(division_of(text))


def divisions_end(text: str, at: int = 0) -> int:
    """Where the nested divisions named at `at` end; `at` itself where none is named."""
    while division := division_of(text[at:]):
        at += len(division)
    return at


def division_of(text: str) -> str:
    """The longest name of a division, of whatever year, with which a folded text begins; else nothing."""
    table = load()
    forms = (text[:length] for length in table.name_lengths.get(text[:2], ()))
    return next((form for form in forms if form in table.by_name or form in table.by_other_form), "")


def ends_like_agency(text: str) -> bool:
    """Whether a folded text ends as the name of an agency or of a region does."""
    return text.rstrip(")").endswith(words("agency_last"))


def is_line_of_agency(line: str) -> bool:
    """Whether a folded line holds the name of an agency, perhaps with its second one in brackets, and nothing else."""
    found = _LINE.fullmatch(_AFTER.sub("", line))
    if found is None or (found[2] and not is_name(found[2])):
        return False
    line = found[1]
    return line.endswith(words("agency_end")) or (begins_with_division(line) and ends_like_agency(line))


def same_body(a: str, b: str) -> bool:
    """Whether two names can denote one body: one without its place, or a region and its government."""
    if a == b:
        return True
    one, other = (re.sub("(?:人民)?政府$", "", squeeze(name)) for name in (a, b))
    return one.endswith(other) or other.endswith(one)


def is_name(text: str) -> bool:
    """Whether a text set apart, in brackets or before a colon, is the name of an agency: 试行 is not."""
    name = squeeze(text)
    return begins_with_division(name) or (len(name) > 2 and name.endswith(words("agency_end")))
