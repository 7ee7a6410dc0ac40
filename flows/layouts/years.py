"""Whose year a table, a row or a column is of, by what is printed at its head."""

from __future__ import annotations

import re
from functools import lru_cache

from flows.documents.folding import squeeze
from flows.wordings import words

# A day is none, but for the first of a span of a year.
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?!(?!1月1日)\d{1,2}月)")
_WRITTEN = re.compile("二[〇零○Oo0][〇零○Oo0一二三四五六七八九]{2}(?=年)")
_DIGITS = str.maketrans("〇零○Oo一二三四五六七八九", "00000123456789")
_REMARK = re.compile(r"\(([^()]+)\)")
_LONGEST = 60
_SENTENCE = re.compile("[。;?!]|,.*[^:]$")
_BEGINS = re.compile(r"(?:[(]?[一二三四五六七八九十\d]{1,2}[)、.])?(?:19|20)\d\d年")


def is_of_another_year(text: str, year: int | None) -> bool | None:
    """Whether a line at the head of a table gives it to another year than `year`; None where it says nothing of that.

    A sentence says nothing, nor does a comparison: both may name any year.
    """
    if len(text) > 2 * _LONGEST or "。" in text or ("年" not in text and "期" not in text):
        return None
    plain = _in_digits(squeeze(text))
    if len(plain) > _LONGEST or _SENTENCE.search(plain) or ("," in plain and not _BEGINS.match(plain)):
        return None
    return _is_of_another(plain, year, plain)


@lru_cache(maxsize=16_384)
def label_is_of_another_year(label: str, year: int | None) -> bool:
    """Whether a label of the form is printed with another year: 行政许可(2022年), 行政许可(上年)."""
    plain = _in_digits(squeeze(label))
    return bool(_is_of_another(plain, year, "".join(_REMARK.findall(plain))))


def _in_digits(text: str) -> str:
    return _WRITTEN.sub(lambda m: m[0].translate(_DIGITS), text)


def _is_of_another(plain: str, year: int | None, named: str) -> bool | None:
    """`named` is what of the text may name the year before in words."""
    if any(word in plain for word in words("year_beside")):
        return None
    if years := {int(found) for found in _YEAR.findall(plain)}:
        return None if year is None else year not in years
    return True if any(word in named for word in words("last_year")) else None
