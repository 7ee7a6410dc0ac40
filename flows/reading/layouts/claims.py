"""What lines beside a table say of its figures: that they are this report's, of another time, or none of its own."""

from __future__ import annotations

import re
from functools import lru_cache

from expectations.catalogue import load
from flows.documents.folding import squeeze
from flows.reading.layouts.years import clause_on_table, is_of_another_year
from flows.reading.wordings import any_of, words

OWN, OTHER_YEAR, OTHER_TABLE = "", "other_year", "other_table"
"""The second and third are codes of `notes.csv`."""

_LONGEST = 60
_REMARK = re.compile(r"\(([^()]+)\)$")
_HEADING = re.compile(r"[^,。;()]{0,40}\(([^(),%\d]{1,6})\)")
_FIRST = re.compile(r"^(?:[(\[【]*附?[表件]?[一二三四五六七八九十\d]{0,2}[)\]】]?[:、.]|[(\[【]+)?")


def claim_of(text: str, year: int | None, agency: str | None) -> str | None:
    """What a line says of the table it stands beside; None where it says nothing of it."""
    if (not_own := is_not_own(text)) is not None:
        return OTHER_TABLE if not_own else OWN
    if agency and (name := _headed_by(text)) and not (_is_within(name, agency) or _is_within(agency, name)):
        return OTHER_TABLE
    other_year = is_of_another_year(text, year)
    return None if other_year is None else OTHER_YEAR if other_year else OWN


@lru_cache(maxsize=4_096)
def is_not_own(text: str) -> bool | None:
    """Whether a line calls a table an example, a draft or withdrawn, or says that one is the true one; else None."""
    if len(text) > 2 * _LONGEST:
        return None
    if _told().search(text) is None:
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
def _told() -> re.Pattern[str]:
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
    """Whether a name is another one with characters left out."""
    rest = iter(name)
    return all(character in rest for character in short)
