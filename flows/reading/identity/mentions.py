"""What the sentences of a report say about its agency and year: preface, contact, opening, signature."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from flows.reading.identity.agencies import agency_of_title, divisions_end, ends_like_agency, is_line_of_agency
from flows.reading.identity.dates import date_of
from flows.reading.identity.openings import Mention, is_about_territory, openings_of, sentence_at
from flows.reading.identity.subjects import (
    begins_proven,
    can_be_own,
    object_at,
    own_kinds,
    subject_at,
    subject_of_kind,
    town_at,
    without_unit,
)
from flows.reading.identity.title_text import year_of
from flows.reading.prose import Prose
from flows.reading.wordings import words

_READ = 100_000
_REPORT = re.compile(r"信息公开[^,。;:《》\n]{0,8}?(?:报告|年报)")
_BOUNDARY = re.compile("[,。;:《》、(\n]")
_LONGEST_NAMED = 70
_STOPS = re.compile("[,。;:\n]")
_CLAUSE = re.compile("(?:^|(?<=[\n。,;:]))(?=[\u4e00-\u9fff])")
_YEAR = re.compile(r"(20\d\d)年(?!\d{1,2}月)")
_OF_YEAR = re.compile(r"(?:\(以下简称[^()]{1,12}\))?(?:20\d\d年|(?:政府)?信息公开)")
_PASSED = re.compile(r"》(?:已|业|经|现)[^。\n》]{0,20}(?:审[议定核]|批准|同意|公[布开])")
_CLOSED = re.compile(r"\)")
_ITS_DISCLOSURE = re.compile(r"的?20\d\d年度?(?:政府|政务)?信息公开(?:工作)?的?(?:有关|相关)?情况(?:[,。;:\n]|$)")
_OF_DIVISION = re.compile("(?:(?<![镇乡])人民政府|[省市县区旗州盟])$")
# 统计期限为2022年度, 本报告数据截至2022年12月31日
_OF_FIGURES = (
    r"(?:统计|报告)[^,。;:\n]{0,14}(?:(?:期[限间]|时[限间段]|周期|范围|数据)(?:为|是|系)|截[至止](?:时间为|日期为|到)?)"
    r"(20\d\d)年(?:度|全年|12月31日|[,。;\n])"
)
_NEAR = 6
_OFFICE = "办"
# A commission calls itself 我局 as well, and signs by its name.
_DEPARTMENTS = frozenset("局委")
_SIGNED = re.compile(
    r"\n([\u4e00-\u9fff]{3,40})\n*"
    r"\(?(20\d\d)年([\d一二三四五六七八九十]{1,3})月([\d一二三四五六七八九十]{1,3})日\)?(?=\n|$)"
)


class Signature(NamedTuple):
    """The date below the text of a report, the name above it, and the place of both in `prose.dated`."""

    name: str
    day: dt.date
    at: int


def mentions_of(prose: Prose, first: int, last: int, title_ends: int | None = None) -> list[Mention]:
    """Every mention, each kind in reading order; `first` and `last` are where heading 一 and the next one begin.

    `title_ends` is the last line of the title, where the report has one. The office of a government compiles and
    answers for the government's report: it is itself the agency only where it says 我办.
    """
    text = prose.dated[:_READ]
    kinds = own_kinds(prose)
    offices = words("government_office") if _OFFICE not in kinds else ()
    mentions_found = [*_compiled(text, last, kinds), *openings_of(prose, first, last)]
    if is_about_territory(prose):
        mentions_found = [m for m in mentions_found if not str(m.name).endswith(offices)]
    contacts = [m for m in _contacts(text) if not str(m.name).endswith(offices)]
    found = [*_named(text), *_labelled(text), *_gathered(prose, first), *mentions_found, *contacts]
    signed = [*_signing(prose, first, kinds)]
    found += signed or ([] if title_ends is None else _below_title(prose, title_ends, first))
    signing = kinds | _DEPARTMENTS if kinds & _DEPARTMENTS else kinds
    return [m for m in found if m.name is None or can_be_own(m.name, signing if m.source == "signature" else kinds)]


def _signing(prose: Prose, first: int, kinds: set[str]) -> Iterator[Mention]:
    """The body that signs; if a unit of a body signs, that body, where the report calls itself one of its kind."""
    if signed := signature_of(prose, first):
        body = without_unit(signed.name)
        is_unit = bool(kinds) and can_be_own(body, kinds)
        yield Mention(body if is_unit else signed.name, None, "signature", signed.at)


def _below_title(prose: Prose, title_ends: int, first: int) -> Iterator[Mention]:
    """The name alone on a line between a title and the text; that of a government can be its site's."""
    after = range(title_ends + 1, min(title_ends + 1 + _NEAR, prose.index(first)))
    printed = [(i, text) for i in after if (text := prose.squeezed_line(i).strip("|-—"))][:2]
    names = [(i, text) for i, text in printed if is_line_of_agency(text) and begins_proven(text) and "(" not in text]
    if len(names) != 1 or names != printed[:1]:
        return
    at, name = names[0]
    if is_about_territory(prose) if _OF_DIVISION.search(name) else own_kinds(prose):
        yield Mention(name, None, "signature", prose.starts[at])


def _gathered(prose: Prose, first: int) -> Iterator[Mention]:
    """综合2022年遂昌县各乡镇和县政府各部门的报告编制: the division whose bodies' reports make up this one."""
    if not is_about_territory(prose):
        return
    for m in _gathers().finditer(prose.dated[:first]):
        name, sentence = m[1], sentence_at(prose.dated, m.start())
        is_report = any(word in sentence for word in words("compiles")) and "报告" in sentence[:_LONGEST_NAMED]
        if is_report and divisions_end(name) == len(name) and is_about_territory(prose, name[-1]):
            yield Mention(name, None, "preface", m.start(1))


@lru_cache(maxsize=1)
def _gathers() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{'|'.join(words('gathers'))})(?:20\d\d年度?)?([\u4e00-\u9fff]{{2,16}}?)(?:所属|所辖|下辖|全县|全市|全区)?各[^,。;\n]{{0,30}}(?:部门|单位)"
    )


def _named(text: str) -> Iterator[Mention]:
    """现公布遂昌县司法局2021年政府信息公开工作年度报告, and the same in 《》 after such a verb."""
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


def _labelled(text: str) -> Iterator[Mention]:
    """编制单位:遂昌县司法局, 报告年度:2022年, 本机关(遂昌县司法局), and 现将遂昌县司法局2022年…情况报告如下."""
    labels, years, own, introduced, announced = _labels()
    patterns = ((labels, _after_label()), (own, _CLOSED), (introduced, _OF_YEAR), (announced, _ITS_DISCLOSURE))
    for pattern, after in patterns:
        for m in pattern.finditer(text):
            if name := object_at(text, m.end(), after):
                year = None if pattern is labels else _YEAR.match(text, m.end() + len(name) + (pattern is own))
                yield Mention(name, int(year[1]) if year else None, "preface", m.end())
    for m in years.finditer(text):
        yield Mention(None, int(m[1] or m[2]), "preface", m.start())


@lru_cache(maxsize=1)
def _labels() -> tuple[re.Pattern[str], ...]:
    own = "|".join((*words("own_body"), *words("own_self")))
    return (
        re.compile(rf"(?<![\u4e00-\u9fff])(?:{'|'.join(words('reporter_label'))})(?:\([\u4e00-\u9fff]{{2,4}}\))?[:|]+"),
        re.compile(rf"(?:{'|'.join(words('year_label'))})[:|]+(20\d\d)|{_OF_FIGURES}"),
        re.compile(rf"(?:{own})\((?=[\u4e00-\u9fff]{{4}})"),
        re.compile(rf"(?:{'|'.join(words('introduces'))})(?=[^。\n]*(?:{'|'.join(words('introduced_last'))}))"),
        re.compile("|".join(words("announced"))),
    )


@lru_cache(maxsize=1)
def _after_label() -> re.Pattern[str]:
    return re.compile(rf"[^\u4e00-\u9fff]|$|{'|'.join((*words('behind_label'), *words('address')))}")


def _presented_from(text: str, at: int) -> int | None:
    """Where the name begins by which a sentence introduces this report, after a verb or as its subject."""
    low = max(text.rfind("\n", 0, at) + 1, at - _LONGEST_NAMED)
    verbs = [text.rfind(word, low, at) + len(word) for word in words("presents") if text.rfind(word, low, at) >= 0]
    bounds = [m.end() for m in _BOUNDARY.finditer(text, low, at)]
    verb, bound = max(verbs, default=-1), max(bounds, default=low)
    if verb >= bound:
        return verb
    if text[bound - 1 : bound] == "《":
        verbs_end = bound - 1 - (text[bound - 2 : bound - 1] == "了")
        is_passed = _PASSED.match(text, text.find("》", at)) is not None
        return bound if is_passed or text.endswith(words("presents"), low, verbs_end) else None
    line_end = text.find("\n", at)
    is_sentence = any(stop in text[at : line_end if line_end >= 0 else None] for stop in ",。")
    is_subject = bound == low or text[bound - 1] in ",。;"
    return bound if is_sentence and is_subject else None


def _compiled(text: str, last: int, kinds: set[str]) -> Iterator[Mention]:
    """由遂昌县司法局编制, 遂昌县司法局根据…编制本报告, and 遂昌县司法局(以下简称我局)."""
    by, directly, subject, called = _verbs()
    for m in re.finditer("(?:由|(?<=报告)是|(?<=年报)是)(?=[\u4e00-\u9fff]{4})", text):
        name = subject_at(text, m.end()) or object_at(text, m.end(), directly) or town_at(text, m.end(), by)
        name = name or subject_of_kind(text, m.end(), set())
        if name and _is_report(text, m.start()) and by.match(text, m.end() + len(name)):
            yield Mention(without_unit(name), None, "preface", m.end())
    for m in _CLAUSE.finditer(text, 0, last):
        name = subject_at(text, m.start()) or (subject_of_kind(text, m.start(), kinds) if kinds else None)
        if name is None:
            continue
        after = m.start() + len(name)
        if called.match(text, after) or subject.match(text, after):
            yield Mention(name, None, "preface", m.start())
    for m in re.finditer("|".join(words("covers")), text):
        name = object_at(text, m.end(), re.compile(r"20\d\d年"))
        if name:
            yield Mention(name, None, "preface", m.end())


def _is_report(text: str, at: int) -> bool:
    """Whether the 由 of a sentence is about the report: 本报告根据《条例》由…, not 报告所附表格由…."""
    sentence = sentence_at(text, at)
    subject = _STOPS.split(text[max(at - _LONGEST_NAMED, 0) : at])[-1]
    if not subject:
        is_named = text[at - 1 : at] in ("", "\n") or any(word in sentence for word in words("report"))
        return is_named or (sentence.startswith(words("grounds")) and sentence.endswith(words("compiles")))
    grounds = [at for word in words("grounds") if (at := subject.find(word)) >= 0]
    return subject[: min(grounds, default=len(subject))].endswith(words("report"))


@lru_cache(maxsize=1)
def _verbs() -> tuple[re.Pattern[str], ...]:
    verbs, own = "|".join(words("compiles")), "|".join(words("own_body"))
    return (
        re.compile(rf"[^,。;:\n]{{0,30}}?(?:{verbs})(?:的(?=[^,。;\n]{{0,30}}报告[,。;:\n]|[,。;])|(?!的))"),
        re.compile(verbs),
        re.compile(
            rf"(?:(?!{own})[^。;:\n]){{0,80}}?(?:{verbs})(?:完成)?了?《?[^,。;:\n《》]{{0,40}}报告(?!的|编制|》的)"
        ),
        re.compile(rf"\(以下简称[“\"「]?(?:{own}|{'|'.join(words('own_self'))})"),
    )


def _contacts(text: str) -> Iterator[Mention]:
    """请与遂昌县司法局联系, but not for complaints, nor where the line ends: the name may continue below."""
    leads, after = _contact()
    for m in leads.finditer(text):
        name = object_at(text, m.end(), after)
        if name and m[0][-1] != ":" and text.startswith("\n", m.end() + len(name)):
            continue
        if name and not any(word in sentence_at(text, m.start()) for word in words("complaint")):
            yield Mention(name, None, "contact", m.end())


@lru_cache(maxsize=1)
def _contact() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(f"(?:{'|'.join(words('contact'))}):?"),
        re.compile(rf"(?:{'|'.join(words('contact_behind'))}|[,。;:(\n]|$)"),
    )


def signature_of(prose: Prose, first: int) -> Signature | None:
    """The last date alone below the name of an agency after the first heading; else the first before it."""
    after = [s for m in _SIGNED.finditer(prose.dated, first) if (s := _signature(m))]
    if after:
        return after[-1]
    before = [s for m in _SIGNED.finditer(prose.dated, 0, first) if (s := _signature(m)) and begins_proven(s.name)]
    return before[0] if before else None


def _signature(found: re.Match[str]) -> Signature | None:
    name, day = found[1], date_of(*found.groups()[1:])
    is_name = ends_like_agency(name) and not any(word in name for word in words("no_name"))
    return Signature(name, day, found.start(1)) if day and is_name else None
