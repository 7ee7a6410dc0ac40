"""The words for those whose figures a text adds up: lower governments, departments, the units of one body."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from flows.reading.wordings import words

LOWER, DEPARTMENTS, VAGUE, WHOLE, OURS, UNITS = "lower", "departments", "vague", "whole", "ours", "units"
OPEN = "open"
"""Instead of a class: what is added up names others, in words of its own."""
_CLASSES = (LOWER, DEPARTMENTS, VAGUE, WHOLE, OURS, UNITS)
_MASKED = "masked"
# 健全市场… and 安全区域 contain 全市 and 全区 as parts of other words; 全州县 is a county.
# 各设区市人民政府, in whatever words.
_GOVERNMENTS = "各[^,。;、和及与以各]{0,6}[市县区旗州盟镇乡](?:人民)?政府(?!各|及|工作|组成|部门)"
# 崇头镇、石塘镇 and 青田县 are lower governments without a word for them.
_PLACE = re.compile("[\u4e00-\u9fff][镇乡县区](?![政级直府属委村域])(?<!城乡)(?<!社区)|街道")
# 各乡镇水利站 and 各县(市、区)教育局 are bodies of one line, not the governments themselves.
_OF_BODY = re.compile("[\u4e00-\u9fff()]{1,8}(?:站|所|院|校|学|队|中心|局)(?=[^\u4e00-\u9fff]|[和及与以的报数情])")
_PART = {WHOLE: (re.compile("[健安完保齐周]$"), re.compile("[场域容]|政(?![府务])|(?<=州)县"))}


def terms_in(text: str) -> set[str]:
    """The classes of the words in a folded text; where words overlap, the first and longest counts."""
    return {kind for m in _terms().finditer(text) if (kind := _class(text, m)) is not None}


def names_places(text: str) -> bool:
    """Whether a folded text names towns or counties; before a known word, 县 is only the level of what it says."""
    return _PLACE.search(_terms().sub("级", text)) is not None


def _class(text: str, found: re.Match[str]) -> str | None:
    kind = _classes().get(found[0], LOWER)
    before, after = _PART.get(kind, (None, None))
    if before and after and (before.search(text[: found.start()]) or after.match(text, found.end())):
        return None
    if kind == LOWER and _OF_BODY.match(text, found.end()):
        return OPEN
    return None if kind == _MASKED else kind


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    return {word: kind for kind in (*_CLASSES, _MASKED) for word in words(f"coverage_{kind}")}


@lru_cache(maxsize=1)
def _terms() -> re.Pattern[str]:
    return re.compile("|".join((_GOVERNMENTS, *map(re.escape, sorted(_classes(), key=len, reverse=True)))))


def covered_by(kinds: Collection[str]) -> tuple[str | None, str, list[str]]:
    """What a sum of these is: its coverage, how sure that is, and what it can be where it is not plain.

    全市各部门 can leave the towns out or not, and 各单位 can be anyone.
    """
    if LOWER in kinds and UNITS not in kinds:
        return "region", "certain", []
    if DEPARTMENTS in kinds and not {WHOLE, OPEN} & set(kinds):
        return "government", "likely", []
    if {DEPARTMENTS, VAGUE, OPEN, LOWER} & set(kinds):
        return None, "doubtful", ["government", "region"]
    if WHOLE in kinds:
        return "region", "likely", []
    return ("office", "likely", []) if UNITS in kinds else (None, "doubtful", [])
