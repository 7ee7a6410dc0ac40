"""The labelled fields that a page prints around a report, and titles without the rest of their line."""

from __future__ import annotations

import re
from functools import lru_cache

from flows.documents.folding import squeeze
from flows.reading.prose import HEAD_LINES, Prose
from flows.reading.records import Locator
from flows.reading.wordings import words

_CRUMB = re.compile("[>＞›»→]+")
_INDEX_NUMBER = "[:|]*\n?([A-Za-z0-9][A-Za-z0-9/._()—–―−~-]{4,60})"
_ONLY_DAY = re.compile(r"20\d\d[-/.]\d{1,2}[-/.]\d{1,2}")
_LABELS = ("published", "written", "index_number", "beside_date")


def index_number_of(prose: Prose) -> tuple[str, Locator] | None:
    """The index number in the head of the page, and its place; a date after the label does not count."""
    found = _labelled(prose, "index_number", _INDEX_NUMBER)
    return found if found and not _ONLY_DAY.fullmatch(found[0]) else None


def issuer_of(prose: Prose) -> tuple[str, Locator] | None:
    """The body that issues the page, from a field in its head, and its place."""
    return _labelled(prose, "issuer", rf"[:|]*([\u4e00-\u9fff]{{2,30}}?)(?={_any(*_LABELS)}|[^\u4e00-\u9fff]|$)")


def _labelled(prose: Prose, used_for: str, value: str) -> tuple[str, Locator] | None:
    end = prose.starts[HEAD_LINES] if len(prose.starts) > HEAD_LINES else len(prose.squeezed)
    head = prose.squeezed[:end]
    # Compiling takes longer than a page to search, and few of the labels are in any.
    found = (_pattern(word, value).search(head) for word in words(used_for) if word in head)
    return next(((m[1], prose.where(m.start())) for m in found if m), None)


@lru_cache(maxsize=64)
def _pattern(label: str, value: str) -> re.Pattern[str]:
    return re.compile(re.escape(label) + value)


@lru_cache(maxsize=4)
def _any(*uses: str) -> str:
    return "|".join(word for use in uses for word in words(use))


def without_fields(text: str, *, with_any: bool) -> str:
    """A printed line without the breadcrumbs before a title, and without the fields after one.

    Fields are cut off a title that has a label, 标题:… 发布日期:2024-01-19; with `with_any`, off every title.
    """
    if with_any or ((":" in text or "：" in text) and squeeze(text).startswith(words("title_label"))):
        field = _fields().search(text)
        text = text[: field.start()] if field else text
    if _CRUMB.search(text) and any(word in text for word in words("crumb")):
        return _CRUMB.split(text)[-1]
    return text


@lru_cache(maxsize=1)
def _fields() -> re.Pattern[str]:
    field = rf"(?:{_any(*_LABELS, 'issuer')}|20\d\d[-/.年]\d{{1,2}}[-/.月]\d)"
    return re.compile(rf"(?:(?<=报告|年报)|(?<=[)）]))\s*[\[(（【]?{field}")
