"""What a page prints around a title on the line of the title itself."""

from __future__ import annotations

import re
from functools import lru_cache

from flows.documents.folding import squeeze
from flows.reading.wordings import words

_CRUMB = re.compile("[>＞›»→]+")


def without_furniture(text: str, *, with_fields: bool) -> str:
    """A printed line without the crumbs before a title and the fields behind one that has a label, or any one."""
    if with_fields or ":" in text or "：" in text:
        text = _without_fields(text, of_any=with_fields)
    return _behind_crumbs(text) if _CRUMB.search(text) else text


def _without_fields(text: str, *, of_any: bool) -> str:
    """A labelled title, or any, without the fields that the page prints behind it: 标题:… 发布日期:2024-01-19."""
    if not of_any and not squeeze(text).startswith(words("title_label")):
        return text
    behind = _fields().search(text)
    return text[: behind.start()] if behind else text


@lru_cache(maxsize=1)
def _fields() -> re.Pattern[str]:
    labels = [word for use in ("published", "written", "index_number", "issuer", "beside_date") for word in words(use)]
    field = rf"(?:{'|'.join(labels)}|20\d\d[-/.年]\d{{1,2}}[-/.月]\d)"
    return re.compile(rf"(?:(?<=报告|年报)|(?<=[)）]))\s*[\[(（【]?{field}")


def _behind_crumbs(text: str) -> str:
    """What the crumbs of a page lead to: 首页 > 政务公开 > 遂昌县司法局2023年年报."""
    return _CRUMB.split(text)[-1] if any(word in text for word in words("crumb")) else text
