"""What the sentences of a report say of whose it is and of which year: preface, contact, opening, signature."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from flows.agencies import agency_of_title, ends_like_agency
from flows.dates import date_of
from flows.prose import Prose
from flows.regions import resolve
from flows.regions.table import load
from flows.subjects import (
    bare_subject_at,
    begins_proven,
    can_be_own,
    division_at,
    object_at,
    own_kinds,
    subject_at,
    town_at,
    without_unit,
)
from flows.titles import year_of
from flows.wordings import words

_READ = 100_000
_REPORT = re.compile(r"信息公开[^,。;:《》\n]{0,8}?(?:报告|年报)")
_BOUNDARY = re.compile("[,。;:《》、(\n]")
_LONGEST_NAMED = 70
_STOPS = re.compile("[,。;:\n]")
_CLAUSE = re.compile("(?:^|(?<=[\n。,;:]))(?=[\u4e00-\u9fff])")
_OPENING = re.compile(
    r"(?<=[\n。])(?:\([一二三四五六]\))?(?:(20\d\d)年度?(?:以来)?,?)?(?:在[^。\n]{0,40}?下,)?(?=[\u4e00-\u9fff])"
)
_FIRST_YEAR = re.compile(
    r"(?<=[\n。])(?:\([一二三四五六]\)[^\n。]{0,20}\n)?(?:在)?(20\d\d)年(?!\d{1,2}月)度?(?!.{0,6}[将拟])"
)
_OFFICE = "办"
_LEVELS = ("province", "prefecture", "county")
_RANKS = ("省", "市州盟", "县区旗")
_LEVEL = re.compile("[县市区旗州盟]$")
_SIGNED = re.compile(
    r"(?<=\n)([\u4e00-\u9fff]{3,40})\n*"
    r"\(?(20\d\d)年([\d一二三四五六七八九十]{1,3})月([\d一二三四五六七八九十]{1,3})日\)?(?=\n|$)"
)


class Mention(NamedTuple):
    """The agency, the year or both that a sentence tells; `at` is its place in `prose.dated`."""

    name: str | None
    year: int | None
    source: str
    at: int


class Signature(NamedTuple):
    """The date below the text of a report, the name above it, and the place of both in `prose.dated`."""

    name: str
    day: dt.date
    at: int


def mentions_of(prose: Prose, first: int, last: int) -> list[Mention]:
    """Every mention, each kind in reading order; `first` and `last` are where heading 一 and the next one begin.

    The office of a government compiles and answers for what that reports: it is the agency where it says 我办.
    """
    text = prose.dated[:_READ]
    kinds = own_kinds(prose)
    offices = words("government_office") if _OFFICE not in kinds else ()
    told = [*_compiled(text, last), *_openings(prose, first, last)]
    if _tells_of_territory(prose):
        told = [m for m in told if not str(m.name).endswith(offices)]
    contacts = [m for m in _contacts(text) if not str(m.name).endswith(offices)]
    found = [*_named(text), *told, *contacts]
    signed = signature_of(prose, first)
    if signed:
        found.append(Mention(signed.name, None, "signature", signed.at))
    return [m for m in found if m.name is None or can_be_own(m.name, kinds)]


def _named(text: str) -> Iterator[Mention]:
    """现公布遂昌县司法局2021年政府信息公开工作年度报告, and the same in 《》 behind such a verb."""
    for m in _REPORT.finditer(text):
        begin = _presented_from(text, m.start())
        end = m.end() + (text[m.end() : m.end() + 1] == "》")
        if begin is None or text.startswith(words("not_presented"), end):
            continue
        printed = text[begin : m.end()]
        agency = agency_of_title(printed)
        is_proven = agency is not None and agency.proven and begins_proven(agency.name)
        year = year_of(printed)
        if is_proven or year:
            yield Mention(agency.name if agency and is_proven else None, year, "preface", begin)


def _presented_from(text: str, at: int) -> int | None:
    """Where the name of a report begins that a sentence presents as this one: behind a verb, or as its subject."""
    low = max(text.rfind("\n", 0, at) + 1, at - _LONGEST_NAMED)
    verbs = [text.rfind(word, low, at) + len(word) for word in words("presents") if text.rfind(word, low, at) >= 0]
    bounds = [m.end() for m in _BOUNDARY.finditer(text, low, at)]
    verb, bound = max(verbs, default=-1), max(bounds, default=low)
    if verb >= bound:
        return verb
    if text[bound - 1 : bound] == "《":
        return bound if text.endswith(words("presents"), low, bound - 1) else None
    line_end = text.find("\n", at)
    is_sentence = any(stop in text[at : line_end if line_end >= 0 else None] for stop in ",。")
    is_subject = bound == low or text[bound - 1] in ",。;"
    return bound if is_sentence and is_subject else None


def _compiled(text: str, last: int) -> Iterator[Mention]:
    """由遂昌县司法局编制, 遂昌县司法局根据…编制本报告, and 遂昌县司法局(以下简称我局)."""
    by, directly, subject, called = _verbs()
    for m in re.finditer("由(?=[\u4e00-\u9fff]{4})", text):
        name = subject_at(text, m.end()) or object_at(text, m.end(), directly) or town_at(text, m.end(), by)
        if name and _is_report(text, m.start()) and by.match(text, m.end() + len(name)):
            yield Mention(without_unit(name), None, "preface", m.end())
    for m in _CLAUSE.finditer(text, 0, last):
        name = subject_at(text, m.start())
        if name is None:
            continue
        behind = m.start() + len(name)
        if called.match(text, behind) or subject.match(text, behind):
            yield Mention(name, None, "preface", m.start())
    for m in re.finditer("|".join(words("covers")), text):
        name = object_at(text, m.end(), re.compile(r"20\d\d年"))
        if name:
            yield Mention(name, None, "preface", m.end())


def _is_report(text: str, at: int) -> bool:
    """Whether it is the report of which a sentence tells at 由: 本报告根据《条例》由…, not 报告所附表格由…."""
    sentence = _sentence(text, at)
    subject = _STOPS.split(text[max(at - _LONGEST_NAMED, 0) : at])[-1]
    if not subject:
        return text[at - 1 : at] == "\n" or any(word in sentence for word in words("report"))
    grounds = [at for word in words("grounds") if (at := subject.find(word)) >= 0]
    return subject[: min(grounds, default=len(subject))].endswith(words("report"))


@lru_cache(maxsize=1)
def _verbs() -> tuple[re.Pattern[str], ...]:
    verbs, own = "|".join(words("compiles")), "|".join(words("own_body"))
    return (
        re.compile(rf"[^,。;:\n]{{0,30}}?(?:{verbs})(?:的(?=[^,。;\n]{{0,30}}报告[,。;:\n])|(?!的))"),
        re.compile(verbs),
        re.compile(rf"(?:(?!{own})[^。;:\n]){{0,80}}?(?:{verbs})[^,。;:\n《》]{{0,40}}报告(?!的|编制|》的)"),
        re.compile(rf"\(以下简称[“\"「]?(?:{own}|{'|'.join(words('own_self'))})"),
    )


def _contacts(text: str) -> Iterator[Mention]:
    """请与遂昌县司法局联系, but not where one complains."""
    leads, behind = _contact()
    for m in leads.finditer(text):
        name = object_at(text, m.end(), behind)
        if name and not any(word in _sentence(text, m.start()) for word in words("complaint")):
            yield Mention(name, None, "contact", m.end())


@lru_cache(maxsize=1)
def _contact() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile("|".join(words("contact"))),
        re.compile(rf"(?:{'|'.join(words('contact_behind'))}|[,。;:(\n]|$)"),
    )


def _openings(prose: Prose, first: int, last: int) -> Iterator[Mention]:
    """2022年,遂昌县司法局坚持…: the subject with which the text below the first heading begins, and its year."""
    text, own = prose.dated[:last], words("own_body")
    told = _FIRST_YEAR.search(text, max(first - 1, 0))
    if told:
        yield Mention(None, int(told[1]), "sentence", told.start(1))
    for m in _OPENING.finditer(text, max(first - 1, 0)):
        sentence = _sentence(text, m.end())
        if any(word in sentence for word in own):
            continue
        name = subject_at(text, m.end()) or (_territory(prose, m.end()) if m[1] else None)
        if name and _is_above(prose, name):
            continue
        bare = bare_subject_at(text, m.end()) if name is None else None
        if name or bare:
            yield Mention(name or bare, None, "sentence" if name else "bare_name", m.end())


def _territory(prose: Prose, at: int) -> str | None:
    """The division that reports itself: no body of another kind is called 我局, and 全县 or 我县 is what is told of."""
    name = division_at(prose.dated, at)
    level = _LEVEL.search(name) if name else None
    return name if level and not own_kinds(prose) and _tells_of_territory(prose, level[0]) else None


def _is_above(prose: Prose, name: str) -> bool:
    """Whether a body is of a higher division than any the report tells of as its own: 安徽省… where 全市 is told of."""
    told = [rank for rank, levels in enumerate(_RANKS) if _tells_of_territory(prose, levels)]
    code = resolve(name, None).code if told else None
    ranks = [_LEVELS.index(division.level) for division in load().by_code.get(code or "", ())]
    return any(rank < min(told) for rank in ranks)


def _tells_of_territory(prose: Prose, levels: str = "省市县区旗州盟") -> bool:
    """Whether the report tells of all of a division of such a level: 全县, 我县."""
    return any(f"{word}{level}" in prose.squeezed for word in words("own_territory") for level in levels)


def _sentence(text: str, at: int) -> str:
    begin = max(text.rfind("。", 0, at), text.rfind("\n", 0, at)) + 1
    ends = [end for stop in "。\n" if (end := text.find(stop, at)) >= 0]
    return text[begin : min(ends, default=len(text))]


def signature_of(prose: Prose, first: int) -> Signature | None:
    """The last date that stands alone below the name of an agency, behind the first heading; else the first before."""
    behind = [s for m in _SIGNED.finditer(prose.dated, first) if (s := _signature(m))]
    if behind:
        return behind[-1]
    before = [s for m in _SIGNED.finditer(prose.dated, 0, first) if (s := _signature(m)) and begins_proven(s.name)]
    return before[0] if before else None


def _signature(found: re.Match[str]) -> Signature | None:
    name, day = found[1], date_of(*found.groups()[1:])
    is_name = ends_like_agency(name) and not any(word in name for word in words("no_name"))
    return Signature(name, day, found.start()) if day and is_name else None
