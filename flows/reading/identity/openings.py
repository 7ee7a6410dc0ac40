"""The subject and the year with which the text of a report begins: 2022年,遂昌县司法局认真贯彻…."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from flows.reading.identity.subjects import (
    bare_subject_at,
    division_at,
    own_kinds,
    subject_at,
    subject_of_kind,
    whole_of,
)
from flows.reading.prose import NUMERALS, Prose
from flows.reading.regions import resolve
from flows.reading.regions.table import load
from flows.reading.wordings import words

_FIRST_YEAR = re.compile(
    rf"(?<=[\n。])(?:\([{NUMERALS}]\)[^\n。]{{0,20}}\n)?(?:在)?(20\d\d)年(?!\d{{1,2}}月)度?(?!.{{0,6}}[将拟])"
)
# A year can be that of a plan being followed: 2021年政务公开工作要点.
_PLANS = "要点|计划|方案|通知|意见|部署|安排|任务|重点"
_YEAR = re.compile(rf"(?<!\d)(20\d\d)年(?!\d{{1,2}}月|以来|[^,。\n\d]{{0,16}}(?:{_PLANS}))")
_LEADING_YEAR = re.compile(r"在?(20\d\d)年度?,")
_LEVELS = ("province", "prefecture", "county")
_RANKS = ("省", "市州盟", "县区旗")
_LEVEL = re.compile("[县市区旗州盟]$")
_LEAD_LINES, _HEAD = 8, 4_000


class Mention(NamedTuple):
    """The agency, the year or both that a sentence states; `at` is its place in `prose.dated`."""

    name: str | None
    year: int | None
    source: str
    at: int


def openings_of(prose: Prose, first: int, last: int) -> Iterator[Mention]:
    """The subjects and years of the sentences from heading 一 to the next, and of the lines that lead up to it."""
    kinds, text = own_kinds(prose), prose.dated[:last]
    yield from _leading(prose, first, kinds)
    begun = [*_FIRST_YEAR.finditer(text, max(first - 1, 0))]
    stated = begun[0] if begun else _year_before(prose, first)
    if stated and len({m[1] for m in begun}) < 2:
        yield Mention(None, int(stated[1]), "sentence", stated.start(1))
    is_first, is_of_kind = True, bool(kinds) or not _calls_itself(prose)
    for m in _opening().finditer(text, max(first - 1, 0)):
        sentence = sentence_at(text, m.end())
        if _says_own_body(sentence):
            continue
        name = subject_at(text, m.end()) or (_territory(prose, m.end()) if m[1] else None)
        if name is None and is_first and is_of_kind:
            name = subject_of_kind(text, m.end(), kinds)
        bare = bare_subject_at(text, m.end()) if name is None else None
        year = _only_year(sentence) if is_first and not stated else None
        if name and not _is_above(prose, name):
            yield Mention(name, year, "sentence", m.end())
        elif bare:
            yield Mention(whole_of(bare, text[max(first - _HEAD, 0) : first]), year, "bare_name", m.end())
        else:
            continue
        is_first = False


def _leading(prose: Prose, first: int, kinds: set[str]) -> Iterator[Mention]:
    """2022年,遂昌县司法局扎实推进公开,现将有关情况报告如下: the lines that lead up to the first heading."""
    until = prose.index(first)
    for i in range(max(until - _LEAD_LINES, 0), until) if first else ():
        line, begin = prose.dated_line(i), prose.starts[i]
        if not line.endswith((":", "。", *words("introduced_last"))) or not _leads_on().search(line):
            continue
        opening = _opening().match(prose.dated, begin)
        at = opening.end() if opening else begin
        name = subject_at(prose.dated, at) or subject_of_kind(prose.dated, at, kinds)
        if name and not _is_above(prose, name) and not _says_own_body(line):
            yield Mention(name, _only_year(line), "sentence", at)


def _year_before(prose: Prose, first: int) -> re.Match[str] | None:
    """The year with which the sentence just above the first heading begins."""
    line = prose.index(first) - 1 if first else -1
    is_sentence = line >= 0 and "。" in prose.squeezed_line(line)
    return _LEADING_YEAR.match(prose.dated, prose.starts[line]) if is_sentence else None


def _says_own_body(text: str) -> bool:
    """Whether a text refers to its own body: 我局."""
    return any(word in text for word in words("own_body"))


def _calls_itself(prose: Prose) -> bool:
    """Whether the report refers to its body as 本单位 or to its place as 我市, so that it need not name it."""
    return any(word in prose.squeezed for word in words("own_self")) or is_about_territory(prose)


def _only_year(text: str) -> int | None:
    years = set(_YEAR.findall(text))
    return int(years.pop()) if len(years) == 1 else None


@lru_cache(maxsize=1)
def _leads_on() -> re.Pattern[str]:
    return re.compile(f"信息公开.*(?:{'|'.join((*words('introduces'), *words('introduced_last')))})|信息公开工作在")


@lru_cache(maxsize=1)
def _opening() -> re.Pattern[str]:
    """What may precede the subject of a sentence: a part number, the time, under whom, by what rule."""
    grounds = "|".join(words("before_subject"))
    time = r"(20\d\d)年度?(?:以来)?,?|[^,。\n]{1,4}年(?:以来|来|度|期间)?,"
    return re.compile(
        rf"(?:^|(?<=[\n。]))(?:\([{NUMERALS}]\)(?:[^\n。,]{{0,20}}。)?)?"
        rf"(?:{time}|(?:{grounds})[^,。\n]{{1,60}},){{0,3}}(?=[\u4e00-\u9fff])"
    )


def _territory(prose: Prose, at: int) -> str | None:
    """The division that itself reports: no other kind of body is called 我局, and the report is about 全县 or 我县."""
    name = division_at(prose.dated, at)
    level = _LEVEL.search(name) if name else None
    return name if level and not own_kinds(prose) and is_about_territory(prose, level[0]) else None


def _is_above(prose: Prose, name: str) -> bool:
    """Whether a body belongs to a higher division than any the report calls its own: 安徽省… in a report on 全市."""
    own_ranks = [rank for rank, levels in enumerate(_RANKS) if is_about_territory(prose, levels)]
    code = resolve(name, None).code if own_ranks else None
    ranks = [_LEVELS.index(division.level) for division in load().by_code.get(code or "", ())]
    return any(rank < min(own_ranks) for rank in ranks)


def is_about_territory(prose: Prose, levels: str = "省市县区旗州盟") -> bool:
    """Whether the report is about all of a division of this level: 全县, 我县."""
    return any(f"{word}{level}" in prose.squeezed for word in words("own_territory") for level in levels)


def sentence_at(text: str, at: int) -> str:
    """The sentence, within its line, at an offset of a text."""
    first, last = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    last = last if last >= 0 else len(text)
    begin, end = text.rfind("。", first, at), text.find("。", at, last)
    return text[begin + 1 if begin >= 0 else first : end if end >= 0 else last]
