"""Whose figures a sentence gives: the words for the body that reports, and those for any other."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from flows.documents.folding import squeeze

OWN = "\ufdd0"
"""Replaces each character of the report's own name: no document contains it, as it is not a valid character."""

_LEVEL = re.compile("[省市县区旗盟镇乡]|州(?!市)|街道")
# In 城市管理局 and 市场监督管理局 the 市 is not a level.
_NO_LEVEL = re.compile("城市(?=管|建|规|综|更|运)|市场|市政|市容|城乡|乡村|社区|城镇|区域|园区")
_SEAT = re.compile("(?:人民)?政府(?:办公[室厅]|办)?$|办事处$|(?<=街道)办$")
_RANKS = {"省": 0, "市": 1, "州": 1, "盟": 1, "县": 2, "区": 2, "旗": 2, "镇": 3, "乡": 3, "街道": 3}
_SHORTEST = 3

_BODIES = (
    "局|厅|委|委员会|街道|镇|乡|村|中心|公司|医院|学校|大学|法院|检察院|支队|大队|管委会|办公室|办公厅|办"
    "|办事处|单位|部门"
)
_ENDS = re.compile(rf"(?:{_BODIES}|政府|[省市县区旗州盟]|某)$")
# 加强部门协同 and 优化城市治理 begin with what is done, 县教育局高度重视 and 丽水市高度重视 with who does it.
_DONE = "加强推督指对向深健完优提落明规组压抓坚围按根依结配协联统为与和同及在经把将以充积严拓着建办处办答收受"
_BEGINS = re.compile(
    rf"[^{_DONE}]{{1,10}}?(?:局|厅|委员会|街道|[镇乡](?!村)|公司|医院|法院|检察院|支队|大队|管委会|单位|部门)"
    rf"|[^{_DONE}一二三四五六七八九十]{{1,5}}[省市县区旗州盟](?![场政民容域])"
)


class Reporter(NamedTuple):
    """The body that reports: its year, its level, whether it is a government or the office of one, its names.

    `coverage` is what its name implies about whose figures are given; `names` are those of `names_of`.
    """

    year: int | None = None
    level: str = ""
    governs: bool = True
    coverage: str | None = None
    names: tuple[str, ...] = ()

    def is_named(self, word: str, kind: str) -> bool:
        """Whether a word for a place, a government or an office (全市, 县政府, 县府办) may be the body's own.

        全县 may be: reports of districts and towns use it for what they report. A 街道 calls itself just that.
        """
        found = _LEVEL.search(word)
        if kind == "government" and not self.governs:
            return False
        if found is None or (word.startswith("各") and not word.startswith(("各县", "各区"))):
            return True
        if word == found[0]:
            return word == self.level
        if kind == "office" and not self.governs and "政府" in word:
            return False
        if not self.level or (found[0] == "县" and word.startswith(("全", "我"))):
            return True
        return _RANKS[found[0]] == _RANKS[self.level] and (found[0] == self.level or "市" not in (found[0], self.level))


def reporter_of(agency: str | None, year: int | None) -> Reporter:
    """What the name of the body that reports shows about it."""
    if not agency:
        return Reporter(year)
    name = _plain(agency)
    levels = _LEVEL.findall(name)
    governs = _SEAT.search(name) is not None or (bool(levels) and name.endswith(levels[-1]))
    return Reporter(year, levels[-1] if levels else "", governs, None if governs else "office", names_of(agency))


def names_of(agency: str) -> tuple[str, ...]:
    """Every way the body that reports names itself or its place, the longest first: 遂昌县教育局, 县教育局, 教育局.

    The last one is a part of all others. For a government it is the place: 政府 and 政府办公室 are words of their own.
    """
    name, plain = squeeze(agency), _plain(agency)
    ends = [level.end() for level in _LEVEL.finditer(plain)]
    seat = _SEAT.search(plain)
    place = name[: seat.start()] if seat else name
    found = {place, *(place[at:] for at in ends)}
    if seat is None and ends and ends[-1] < len(name):
        found |= {place[end - 1 :] for end in ends}
    return tuple(sorted((one for one in found if len(one) >= _SHORTEST), key=len, reverse=True))


def places_of(agency: str | None) -> list[str]:
    """The places and the body in the name of an agency, folded, the longest first: 遂昌县, 教育局, and 遂昌 too."""
    if not agency:
        return []
    name = squeeze(agency)
    ends = [0, *(level.end() for level in _LEVEL.finditer(_plain(agency))), len(name)]
    parts = [name[begin:end] for begin, end in pairwise(ends)]
    found = {part for part in parts if len(part) > 1} | {part[:-1] for part in parts[:-1] if len(part) > 2}
    return sorted(found, key=lambda part: (-len(part), part))


def _plain(agency: str) -> str:
    """A folded name with the characters masked that only look like a level; its length is kept."""
    return _NO_LEVEL.sub(lambda m: "-" * len(m[0]), squeeze(agency))


def with_own_name(text: str, names: tuple[str, ...]) -> str:
    """A text with the names of the body that reports, full or short, replaced by `OWN`; its length is kept."""
    if names and names[-1] in text:
        for name in names:
            text = text.replace(name, OWN * len(name))
    if names and names[-1][-1] in text and names[-1][0] in text and (short := _short(names)):
        text = short.sub(lambda m: OWN * len(m[0]), text)
    return text


@lru_cache(maxsize=256)
def _short(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """遂昌县人社局 is 遂昌县人力资源和社会保障局: after the place its first character, its last and some between."""
    whole = names[-1]
    places = [name.removesuffix(whole) for name in names[:-1]]
    if not places or not whole.endswith("局") or len(whole) <= _SHORTEST:
        return None
    between = "".join(f"{re.escape(char)}?" for char in whole[1:-1])
    return re.compile(rf"(?:{'|'.join(map(re.escape, places))}){re.escape(whole[0])}(?!局){between}局")


def names_a_body(text: str, begins: bool, ends: bool) -> bool:
    """Whether unknown text, at the beginning or end of a phrase, names a body."""
    return bool((ends and _ENDS.search(text)) or (begins and _BEGINS.match(text)))
