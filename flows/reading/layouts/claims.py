"""Whose a table, row or column is, by the text at its head: this report's, another year's, or not counts at all."""

from __future__ import annotations

import re
from functools import lru_cache

from expectations.catalogue import load
from flows.documents.folding import squeeze
from flows.reading.prose import in_digits
from flows.reading.wordings import any_of, words

OWN, OTHER_YEAR, OTHER_TABLE = "", "other_year", "other_table"
"""The second and third are codes of `notes.csv`."""

_LONGEST = 60
_REMARK = re.compile(r"\(([^()]+)\)$")
_HEADING = re.compile(r"[^,。;()]{0,40}\(([^(),%\d]{1,6})\)")
_FIRST = re.compile(r"^(?:[(\[【]*附?[表件]?[一二三四五六七八九十\d]{0,2}[)\]】]?[:、.]|[(\[【]+)?")


def claim_of(text: str, year: int | None, agency: str | None) -> str | None:
    """What a line says about the table next to it; None where it says nothing about it."""
    if (not_own := is_not_own(text)) is not None:
        return OTHER_TABLE if not_own else OWN
    if agency and (name := _headed_by(text)) and not (_is_within(name, agency) or _is_within(agency, name)):
        return OTHER_TABLE
    other_year = is_of_another_year(text, year)
    return None if other_year is None else OTHER_YEAR if other_year else OWN


@lru_cache(maxsize=4_096)
def is_not_own(text: str) -> bool | None:
    """Whether a line marks a table as an example, a draft or withdrawn; False where it is called valid, else None."""
    if len(text) > 2 * _LONGEST:
        return None
    if _not_own_words().search(text) is None:
        return True if text.endswith((")", "）")) and _is_headed_so(squeeze(text)) else None
    plain = squeeze(text)
    plain = clause_on_table(plain) or plain
    if len(plain) > _LONGEST:
        return None
    if any(word in plain for word in words("table_own")):
        return False
    return True if any(word in plain for word in words("table_not_own")) else None


def _is_headed_so(plain: str) -> bool:
    """Whether the heading of a table ends with a remark that its figures are plans or shares: (预算), (历年累计)."""
    found = _HEADING.fullmatch(plain)
    return found is not None and any(word in found[1] for word in words("label_not_own"))


def is_label_not_own(label: str) -> bool:
    """Whether a label is printed with a remark that its figures are examples, plans or shares: 行政许可(计划数)."""
    remarks = _REMARK.findall(squeeze(label)) if label.endswith((")", "）")) else ()
    return any(word in remark for remark in remarks for word in (*words("label_not_own"), *words("table_not_own")))


@lru_cache(maxsize=1)
def _not_own_words() -> re.Pattern[str]:
    return any_of((*words("table_own"), *words("table_not_own")))


@lru_cache(maxsize=4_096)
def _headed_by(text: str) -> str | None:
    """The name of an agency with which the heading of a table or report begins."""
    if len(text) > _LONGEST or not ("年" in text or any(heading.label in text for heading in load().headings)):
        return None
    found = _headed().match(_FIRST.sub("", squeeze(text)))
    name: str = found["name"] if found else ""
    is_name = name.endswith(words("agency_end")) and not name.startswith(words("own_territory"))
    return name if is_name else None


@lru_cache(maxsize=1)
def _headed() -> re.Pattern[str]:
    parts = "|".join(re.escape(heading.label) for heading in load().headings)
    return re.compile(rf"(?P<name>[\u4e00-\u9fff]{{4,25}}?)(?:(?:19|20)\d\d年|{parts})")


def _is_within(short: str, name: str) -> bool:
    """Whether a name is another one with some characters left out."""
    rest = iter(name)
    return all(character in rest for character in short)


# A date does not count, except for the first of a span of a year.
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?!(?!1月1日)\d{1,2}月)")
# Several years together, whichever they are.
_YEARS = re.compile(r"((?:19|20)\d\d)年?[至到—–~-]+((?:19|20)\d\d)年")
_REMARKS = re.compile(r"\(([^()]+)\)")
_SENTENCE = re.compile("[。;?!]|,.*[^:]$")
_BEGINS = re.compile(r"(?:[(]?[一二三四五六七八九十\d]{1,2}[)、.])?(?:19|20)\d\d年")
_CLAUSE = re.compile("[。;?!,]")
_LEAD = re.compile(r"^[(\[【*]*(?:[^:]{0,4}:)?")
_YEAR_OR_NOT = r"(?:(?:19|20)\d\d年)?"
_MONTHS = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:月(?:份|\d{{1,2}}日)?)?起?[至到—–~-]+{_YEAR_OR_NOT}(\d{{1,2}})月"
    rf"|截[至止]{_YEAR_OR_NOT}(\d{{1,2}})月"
)
_TIMES = "年期季月"


@lru_cache(maxsize=4_096)
def is_of_another_year(text: str, year: int | None) -> bool | None:
    """Whether a line at the head of a table assigns it to a time other than the year; None where it does not say.

    A sentence counts only if it is about the table, a comparison never does: both may name any year.
    """
    if len(text) > 2 * _LONGEST or not any(mark in text for mark in _TIMES):
        return None
    plain = in_digits(squeeze(text))
    if pointing := clause_on_table(plain):
        return _is_of_another(pointing, year, pointing)
    is_sentence = "," in plain and plain[-1] != ":" and not _BEGINS.match(plain)
    if is_sentence or len(plain) > _LONGEST or _SENTENCE.search(plain):
        return None
    return _is_of_another(plain, year, plain)


def clause_on_table(plain: str) -> str | None:
    """The clause of a sentence that begins with a reference to the table next to it: 下表为2022年数据."""
    for clause in _CLAUSE.split(plain):
        if _LEAD.sub("", clause).startswith(_pointers()):
            return clause
    return None


def is_pointing_up(text: str) -> bool:
    """Whether a line is about a table above it."""
    return any(word in text for word in words("table_above"))


@lru_cache(maxsize=1)
def _pointers() -> tuple[str, ...]:
    return (*words("table_above"), *words("table_below"))


def label_is_of_another_year(label: str, year: int | None) -> bool:
    """Whether a label of the form is printed with another time: 行政许可(2022年), 行政许可(上年), 行政许可(上半年)."""
    plain = in_digits(squeeze(label))
    return bool(_is_of_another(plain, year, "".join(_REMARKS.findall(plain))))


def names_another_time(remark: str) -> bool:
    """Whether a remark after a figure assigns it to the year before or to part of a year."""
    return bool(_is_of_another(remark, None, remark))


def _is_of_another(plain: str, year: int | None, named: str) -> bool | None:
    """Whether a text names another time; `named` is the part that may do so in words: last year, a part of this one."""
    if any(word in plain for word in words("year_beside")):
        return None
    if _is_part(named) or any(first != last for first, last in _YEARS.findall(plain)):
        return True
    if years := {int(found) for found in _YEAR.findall(plain)}:
        return None if year is None else year not in years
    return True if any(word in named for word in words("last_year")) else None


def _is_part(named: str) -> bool:
    """Whether a text names a part of a year, and not the whole year as well: 上半年, 1—6月."""
    if any(word in named for word in words("year_whole")):
        return False
    if any(word in named for word in words("year_part")):
        return True
    return any((first or "1", last or until) != ("1", "12") for first, last, until in _MONTHS.findall(named))
