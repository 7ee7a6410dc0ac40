"""Finds the sentences of a narrative that tell figures of the form, and reads them as statements."""

from __future__ import annotations

import re

from flows.documents import limits
from flows.reading.prose import Prose
from flows.reading.records import Statement
from flows.reading.statements.bodies import names_a_body, names_of, own_of, with_own_name
from flows.reading.statements.passages import Passage, begin_of, clause, end_of, passage, printed
from flows.reading.statements.publishing import is_total
from flows.reading.statements.scene import NUMBERED, Scene, below
from flows.reading.statements.sentences import Figure, read_sentence

_KEY = re.compile("申请|复议|诉讼|规范性文件|公开(?=[各政信的])(?<=[动共计外会年度增]公开)")
# It begins with one set of characters, which the search looks for at the speed of C.
_TELLS = re.compile(
    r"[件宗份封起例条个项次单篇则未没无不为](?:(?<=[\d万余多几].)|(?<=[一二两三四五六七八九十百千零][件宗份封起例条次])"
    "|(?<=[数量]为)"
    "|(?<=[未没无不])(?:[收接发产出引有被涉曾提受新存上结]|(?=因|[公任政]|信息公开|行政|复议|依申请)))"
)
_YEAR = re.compile(r"(20\d\d)年")
_BOUNDS = re.compile("[\n。]+")
_LONGEST_HEADING = 40
_NEAR, _FAR = 300, 2000
"""How far before a sentence those of its line are looked at, and how long a line may be."""
_LEADS = re.compile("(?<![^。\\n])[^。,;:\\n]{2,20}")
"""The beginnings of the sentences before one in its line."""
_FARTHEST = 6
"""Lines above a sentence among which its heading is looked for."""
# A line with a day is one with the date of the page.
_LIMITS = re.compile(
    r"季度|半年|去年|上一?年度?(?!日)|月份|\d{1,2}月?[至到—~-]+\d{1,2}月(?!\d)|20\d\d年度?[^日\n]*(?:情况|概况|数据|回顾|如下:?)$"
)


def statements_of(prose: Prose, year: int | None = None, agency: str | None = None) -> list[Statement]:
    """Every figure of the year and the body that reports which the narrative tells for certain, in printed order.

    `year` is the one reported on; without it, it is the first one named. Without `agency` no named body is known to be
    the one that reports. A sentence that could mean two things tells nothing.
    """
    text = prose.dated
    if not year and (first := _YEAR.search(text)):
        year = int(first[1])
    return _statements(prose, _figures(text, Scene(year, own_of(agency)), names_of(agency)))


def _figures(text: str, plain: Scene, names: tuple[str, ...]) -> list[tuple[Passage, Figure]]:
    """What sentences with a noun of the form tell, those below a heading with one, and those that go on from them.

    `plain` is what is plain before a sentence of which nothing is known.
    """
    found: list[tuple[Passage, Figure]] = []
    start, scene, mark, begin = 0, None, _TELLS.search(text), 0
    for _ in range(limits.SENTENCES):
        at = start
        if scene is None:
            begin = len(found)
            key = _KEY.search(text, start)
            if key is None:
                return found
            start, at = begin_of(text, start, key.start()), key.end()
        if mark and mark.start() < start:
            mark = _TELLS.search(text, start)
        if mark is None:
            return found
        end = end_of(text, at)
        if mark.start() < end and end - start <= limits.SENTENCE:
            part = passage(text, start, end)
            told, scene = read_sentence(with_own_name(part.text, names), scene or _above(text, start, plain, names))
            found += [(part, figure) for figure in told if _is_whole(text, part, figure)]
            if scene.withdrawn:
                found[begin:] = [one for one in found[begin:] if one[1].told.doubt not in scene.withdrawn]
            scene = scene.next() if (told or scene.astray) and text[end : end + 1] == "。" else None
            start = end + 1
        else:
            bounds = _BOUNDS.match(text, end) if mark.start() > end and _is_heading(text, start, end) else None
            scene = below(with_own_name(text[start:end], names), plain.year, plain.own) if bounds else None
            start = bounds.end() if bounds else end + 1
    return []


def _above(text: str, start: int, plain: Scene, names: tuple[str, ...]) -> Scene:
    """What is plain before a sentence: a time that the heading above it names, another body the lines before it do."""
    stop = text.rfind("\n", max(start - _FAR, 0), start)
    astray = False
    for lead in _LEADS.findall(text, max(stop + 1, start - _NEAR), start):
        if names_a_body(lead, True, False):
            astray = below(with_own_name(lead, names), plain.year, plain.own).astray
    plain = plain._replace(astray=True) if astray else plain
    for _ in range(_FARTHEST):
        if stop <= 0:
            break
        begin = text.rfind("\n", max(stop - _FAR, 0), stop) + 1
        if 0 < stop - begin <= _LONGEST_HEADING and text[stop - 1] not in "。;,、|":
            line = text[begin:stop]
            if _LIMITS.search(line) or (":" not in line and names_a_body(NUMBERED.sub("", line), True, False)):
                over = below(with_own_name(line, names), plain.year, plain.own)
                return plain._replace(time=over.time, astray=plain.astray or over.astray)
            break
        stop = begin - 1
    return plain


def _is_whole(text: str, part: Passage, figure: Figure) -> bool:
    """Whether a figure of what was published is the total; any other is judged by its sentence alone."""
    if figure.told.fact.subject != "information":
        return True
    return is_total(text, part.offset(figure.start), part.offset(figure.end), figure.told.doubt)


def _is_heading(text: str, start: int, end: int) -> bool:
    """Whether a sentence without a figure is a heading: numbered, short, naming one of the subjects."""
    return end - start <= _LONGEST_HEADING and bool(NUMBERED.match(text, start) and _KEY.search(text, start, end))


def _statements(prose: Prose, found: list[tuple[Passage, Figure]]) -> list[Statement]:
    statements: list[Statement] = []
    texts: dict[tuple[int, int], str] = {}
    for part, (told, value, start, end) in found:
        sentence = part.text
        begin, stop = sentence.rfind(";", 0, start) + 1, sentence.find(";", start)
        around = part.offset(begin), part.offset(len(sentence) if stop < 0 else stop)
        if around not in texts:
            texts[around] = clause(prose, *around)
        text, raw = texts[around], sentence[start:end]
        if raw not in text:
            raw = printed(prose, part.offset(start), part.offset(end - 1) + 1)
        where = prose.where(part.offset(start))
        kind = (told.word, told.counting, told.coverage, where)
        statements.append(Statement(told.fact.fact, value, raw, told.unit, text, *kind))
    return statements
