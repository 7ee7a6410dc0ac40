"""A sentence as words and figures, cut into the pieces between its commas, brackets and lists."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.reading.statements.lexicon import ANY_YEAR, Entry, lengths, lexicon

_NUMERALS = "零〇一二两三四五六七八九十百千万亿"
_COUNTERS = "件次|件|宗|份|封|起|例|条|个(?!月|工作日|自然日|小时)|项|次|单|篇|则"
_FIGURE = (
    r"(?P<figure>(?:第|[大仅]?约|将?近|超过?|逾|不足|不到|至少|[数几上](?=[十百千万]))?"
    rf"(?:(?<![A-Za-z\d/~%-])(?<!\d[.,])\d[\d,.]*[余多几来]?[万亿]?|(?<![{_NUMERALS}])[{_NUMERALS}]+)"
    rf"[余多几来]?(?:{_COUNTERS})(?:以上|左右|以下|以内|上下|多|余)?"
    rf"|(?<=[数量]为)(?:\d[\d,]*|[{_NUMERALS}]+)(?=[,;()。]|$))"
)
_COMPARED = r"(?P<compared>[较比与同和](?:20\d\d年度?|去年|上一?年度?)(?:同期)?)"
_TITLE = r"(?P<title>《[^》\n]{0,80}(?:报告|年报|公报|通报)[^》\n]{0,10}》)"
_GIVEN = (
    r"(?P<filler>(?:《[^》\n]{0,80}》[、和及与]?)+等?"
    r"|因[^,。;:、()|\d]{1,24}(?:等(?:原因|情形|情况)?|而(?=无法|不[能予])))"
)
_WAYS = "载体|平台|渠道|方式|形式|途径|媒体|媒介|新媒体|阵地"
_BY = (
    rf"(?P<by>(?:通过|依托|利用|借助)(?:[^,。;:()|\d]{{1,60}}等[^,。;:()|\d]{{0,6}}?|[各多][^,。;:()|\d]{{1,10}}?)"
    rf"(?:{_WAYS}))"
)
_MONTHS = r"(?:\d{1,2}月?(?:\d{1,2}日)?起?[至到—~-]+(?:20\d\d年)?)?\d{1,2}月(?:\d{1,2}日|底|末|份)?[前止]?"
_WRITTEN = "[一二三四五六七八九十]+(?:月份?)?(?:[至到—~-]+[一二三四五六七八九十]+)?月份?底?"
_WHEN = (
    r"(?P<year>(?:截[至止]到?)?(?:(?:20\d\d年|[今本当]年|这一年)(?:度|以来)?的?"
    rf"(?:{_MONTHS}|{_WRITTEN}|[上下]半年|第?[一二三四]季度|[至到—~-]+20\d\d年?|年?[底末初])?|{_MONTHS}|{_WRITTEN}))"
)
_SPANS = (
    r"(?P<past>去年|上一?年度?|(?:过去|最近|近|前|这|连续)[一二三四五六七八九十两\d]+个?年[来间里中]?"
    r"|[一二三四五六七八九十两]+年[来间]|\d{1,2}年[度来间]?)"
    r"|(?P<period>[前头后近][一二三四五六七八九十两\d]+个?(?:月|季度?|周))"
)
_NUMBER = r"(?P<number>\d[\d.,]*)"
_BEGINS = {
    "0123456789": (_FIGURE, _WHEN, _SPANS, _NUMBER),
    _NUMERALS: (_FIGURE, _WHEN, _SPANS),
    "第大仅约将超逾不至数几": (_FIGURE,),
    "近上": (_FIGURE, _SPANS),
    "去过最前头后连": (_SPANS,),
    "今本当截": (_WHEN,),
    "这": (_WHEN, _SPANS),
    "较比与同和": (_COMPARED,),
    "《": (_TITLE, _GIVEN),
    "因": (_GIVEN,),
    "通依利借": (_BY,),
}
_NUMBERING = re.compile(r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[、.](?!\d)|(?<=[一二三四五六七八九十])是)")
_SHAPES = {char: re.compile("|".join(each)) for chars, each in _BEGINS.items() for char in chars}
_ENTRIES = {
    name: Entry(name) for name in ("filler", "figure", "compared", "year", "past", "period", "title", "number", "by")
}
_UNKNOWN = Entry("unknown")
_YEAR = re.compile(r"20\d\d(?=年)")


class Token(NamedTuple):
    """A word, figure or unknown text; `kind` is that of its entry."""

    kind: str
    text: str
    start: int
    entry: Entry


class Piece(NamedTuple):
    """The tokens between two marks. `opened` is the mark before them: a comma, a bracket, 其中, or none."""

    tokens: list[Token]
    opened: str
    kinds: set[str]
    start: int
    end: int


def pieces_of(sentence: str) -> list[Piece]:
    """The pieces of a folded sentence, longest words first; text not covered is `unknown`, fillers are left out.

    、 and 和 separate pieces only after a figure: before one they list what it counts.
    """
    found, tokens, opened, begin = list[Piece](), list[Token](), "", 0
    undated = _YEAR.sub(ANY_YEAR, sentence)
    at = done = _numbering_end(sentence, 0)
    has_figure = False
    while at < len(sentence):
        end, entry = _word(sentence, undated, at)
        if entry is None:
            at += 1
            continue
        if done < at:
            tokens.append(Token("unknown", sentence[done:at], done, _UNKNOWN))
        kind = entry.kind
        if kind == "mark" or (kind == "and" and has_figure):
            found.append(_piece(tokens, opened, begin, at))
            tokens, has_figure, opened, begin = [], False, sentence[at:end], end
            at = done = _numbering_end(sentence, end)
            continue
        if kind != "filler":
            tokens.append(Token(kind, sentence[at:end], at, entry))
            has_figure = has_figure or kind == "figure"
        at = done = end
    if done < at:
        tokens.append(Token("unknown", sentence[done:], done, _UNKNOWN))
    return [*found, _piece(tokens, opened, begin, at)]


def _piece(tokens: list[Token], opened: str, start: int, end: int) -> Piece:
    return Piece(tokens, opened, {t.kind for t in tokens}, start, end)


def _numbering_end(sentence: str, at: int) -> int:
    """Where the numbering of a sentence or a part of it ends: 1.收到, 一是收到."""
    found = _NUMBERING.match(sentence, at)
    return found.end() if found else at


def _word(sentence: str, undated: str, at: int) -> tuple[int, Entry | None]:
    """The end and the entry of the longest word, figure, year or title at an offset; no entry for an unknown one."""
    known = lexicon()
    end, entry = at + 1, known.get(sentence[at])
    for length in lengths().get(undated[at : at + 2], ()):
        if longer := known.get(undated[at : at + length]):
            end, entry = at + length, longer
            break
    shape = _SHAPES.get(sentence[at])
    found = shape.match(sentence, at) if shape else None
    if found and (entry is None or found.end() > end):
        return found.end(), _ENTRIES[found.lastgroup or ""]
    return end, entry
