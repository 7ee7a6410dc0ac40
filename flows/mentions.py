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
from flows.subjects import begins_proven, can_be_own, division_at, object_at, own_kinds, subject_at, town_at
from flows.titles import year_of
from flows.wordings import words

_READ = 100_000
_REPORT = re.compile(r"信息公开[^,。;:《》\n]{0,8}?(?:年度报告|工作报告|年报)")
_BOUNDARY = re.compile("[,。;:《》、(\n]")
_LONGEST_NAMED = 70
_CLAUSE = re.compile("(?:^|(?<=[\n。,;:]))(?=[\u4e00-\u9fff])")
_OPENING = re.compile(r"(?<=[\n。])(?:\([一二三四五六]\))?(?:(20\d\d)年度?(?:以来)?,?)?(?=[\u4e00-\u9fff])")
_FIRST_YEAR = re.compile(r"(?<=[\n。])(?:\([一二三四五六]\)[^\n。]{0,20}\n)?(?:在)?(20\d\d)年(?!\d{1,2}月)度?(?!.{0,6}[将拟])")
_OFFICE = "办"
_LEVEL = re.compile("[县市区旗州盟]$")
_SIGNED = re.compile(
    r"(?<=\n)(?:([\u4e00-\u9fff]{3,40})\n*)?"
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

    name: str | None
    day: dt.date
    at: int


def mentions_of(prose: Prose, first: int, last: int) -> list[Mention]:
    """Every mention, each kind in reading order; `first` and `last` are where heading 一 and the next one begin."""
    text = prose.dated[:_READ]
    kinds = own_kinds(prose)
    contacts = _contacts(text, is_office=_OFFICE in kinds)
    found = [*_named(text), *_compiled(text), *contacts, *_openings(prose, first, last)]
    signed = signature_of(prose, first)
    if signed and signed.name:
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


def _compiled(text: str) -> Iterator[Mention]:
    """由遂昌县司法局编制, 遂昌县司法局根据…编制本报告, and 遂昌县司法局(以下简称我局)."""
    by, subject, called = _verbs()
    for m in re.finditer("由(?=[\u4e00-\u9fff]{4})", text):
        name = subject_at(text, m.end()) or town_at(text, m.end(), by)
        if name and by.match(text, m.end() + len(name)) and "报告" in _sentence(text, m.start()):
            yield Mention(name, None, "preface", m.end())
    for m in _CLAUSE.finditer(text):
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


@lru_cache(maxsize=1)
def _verbs() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    verbs, own = "|".join(words("compiles")), "|".join(words("own_body"))
    return (
        re.compile(rf"[^,。;:\n]{{0,30}}?(?:{verbs})(?!的)"),
        re.compile(rf"(?:(?!{own})[^。;:\n]){{0,80}}?(?:{verbs})[^,。;:\n《》]{{0,40}}报告(?!的|编制|》的)"),
        re.compile(rf"\(以下简称[“\"「]?(?:{own}|本机关|本单位)"),
    )


def _contacts(text: str, *, is_office: bool) -> Iterator[Mention]:
    """请与遂昌县司法局联系, but not where one complains; an office of a government may answer for the government."""
    leads, behind = _contact()
    for m in leads.finditer(text):
        name = object_at(text, m.end(), behind)
        if name is None or (name.endswith(words("government_office")) and not is_office):
            continue
        if not any(word in _sentence(text, m.start()) for word in words("complaint")):
            yield Mention(name, None, "contact", m.end())


@lru_cache(maxsize=1)
def _contact() -> tuple[re.Pattern[str], re.Pattern[str]]:
    units = "|".join(words("unit_last"))
    return (
        re.compile("|".join(words("contact"))),
        re.compile(rf"(?:[\u4e00-\u9fff]{{0,8}}(?:{units}))?(?:{'|'.join(words('contact_behind'))}|[,。;:(\n]|$)"),
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
        if name:
            yield Mention(name, None, "sentence", m.end())


def _territory(prose: Prose, at: int) -> str | None:
    """The division that reports itself: no body of another kind is called 我局, and 全县 or 我县 is what is told of."""
    name = division_at(prose.dated, at)
    level = _LEVEL.search(name) if name else None
    if not level or own_kinds(prose):
        return None
    return name if any(f"{word}{level[0]}" in prose.squeezed for word in words("own_territory")) else None


def _sentence(text: str, at: int) -> str:
    begin = max(text.rfind("。", 0, at), text.rfind("\n", 0, at)) + 1
    ends = [end for stop in "。\n" if (end := text.find(stop, at)) >= 0]
    return text[begin : min(ends, default=len(text))]


def signature_of(prose: Prose, first: int) -> Signature | None:
    """The last date that stands alone behind the first heading, with the name of an agency above it."""
    found = None
    for m in _SIGNED.finditer(prose.dated, first):
        day = date_of(m[2], _number(m[3]), _number(m[4]))
        if day and m[1] and ends_like_agency(m[1]):
            found = Signature(m[1], day, m.start())
    return found


def _number(text: str) -> str:
    """A number up to 31 in digits: 二十一 is 21."""
    if text.isdigit():
        return text
    tens, ten, ones = text.rpartition("十")
    digits = "〇一二三四五六七八九"
    return str((digits.find(tens) if tens else 1) * 10 * bool(ten) + max(digits.find(ones) if ones else 0, 0))
