"""Finds the sentences with figures of the form in a narrative, and reads them as statements."""

from __future__ import annotations

import re

from flows.documents import limits
from flows.reading.prose import Prose
from flows.reading.records import Statement
from flows.reading.statements.bodies import Reporter, names_a_body, reporter_of, with_own_name
from flows.reading.statements.lexicon import subject_words
from flows.reading.statements.passages import Passage, begin_of, clause, end_of, passage, printed
from flows.reading.statements.scene import ANOTHER, NUMBERED, Scene, below
from flows.reading.statements.sentences import ALONE, Figure, read_sentence
from flows.reading.wordings import words

# It begins with a single set of characters, so that the search runs at the speed of C.
_TELLS = re.compile(
    r"[件宗份封起例条个项次单篇则未没无不为](?:(?<=[\d万余多几].)|(?<=[一二两三四五六七八九十百千零][件宗份封起例条次])"
    "|(?<=[数量]为)"
    "|(?<=[未没无不])(?:[收接发产出引有被涉曾提受新存上结]|(?=因|[公任政]|信息公开|行政|复议|依申请)))"
)
_YEAR = re.compile(r"(20\d\d)年")
_BOUNDS = re.compile("[\n。]+")
_LONGEST_HEADING = 40
_NEAR, _FAR = 300, 2000
"""How far back in its line sentences before one are considered, and how long a line may be."""
_LEADS = re.compile("(?<![^。\\n])[^。,;:\\n]{2,20}")
"""The beginnings of the sentences before one in its line."""
_FARTHEST = 6
"""How many lines above a sentence are searched for its heading."""
_COUNTED = re.compile(r"[\d万余多](?:条次?|篇次?|则|期)")
_PART = re.compile("其中[^。;]*")
# A line with a full date is one with the date of the page.
_LIMITS = re.compile(
    r"季度|半年|去年|上一?年度?(?!日)|月份|\d{1,2}月?[至到—~-]+\d{1,2}月(?!\d)|20\d\d年度?[^日\n]*(?:情况|概况|数据|回顾|如下:?)$"
)


def statements_of(prose: Prose, year: int | None = None, agency: str | None = None) -> list[Statement]:
    """Every figure of the year and the reporting body that the narrative states for certain, in printed order.

    `year` is the one reported on; if None, the first one named. Without `agency` no named body is known to be the one
    that reports. An ambiguous sentence gives nothing.
    """
    text = prose.dated
    if not year and (first := _YEAR.search(text)):
        year = int(first[1])
    return _statements(prose, _figures(text, reporter_of(agency, year)))


def _figures(text: str, reporter: Reporter) -> list[tuple[Passage, Figure]]:
    """What is stated in sentences with a noun of the form, below a heading with one, or continuing such sentences."""
    found: list[tuple[Passage, Figure]] = []
    start, scene, mark, begin = 0, None, _TELLS.search(text), 0
    for _ in range(limits.SENTENCES):
        at = start
        if scene is None:
            begin = len(found)
            key = subject_words().search(text, start)
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
            stated, scene = read_sentence(
                with_own_name(part.text, reporter.names), scene or _above(text, start, reporter)
            )
            found += [(part, figure) for figure in stated if _is_whole(text, part, figure)]
            if scene.withdrawn:
                found[begin:] = [one for one in found[begin:] if one[1].doubt not in scene.withdrawn]
            scene = scene.next() if (stated or scene.whose == ANOTHER) and text[end : end + 1] == "。" else None
            start = end + 1
        else:
            bounds = _BOUNDS.match(text, end) if mark.start() > end and _is_heading(text, start, end) else None
            scene = below(text[start:end], reporter) if bounds else None
            start = bounds.end() if bounds else end + 1
    return []


def _above(text: str, start: int, reporter: Reporter) -> Scene:
    """The scene before a sentence: the time named by the heading above it, another body named by the lines before."""
    stop = text.rfind("\n", max(start - _FAR, 0), start)
    leads = _LEADS.findall(text, max(stop + 1, start - _NEAR), start)
    bodies = [lead for lead in leads if names_a_body(lead, True, False)]
    plain = Scene(reporter, whose=below(bodies[-1], reporter).whose if bodies else None)
    for _ in range(_FARTHEST):
        if stop <= 0:
            break
        begin = text.rfind("\n", max(stop - _FAR, 0), stop) + 1
        if 0 < stop - begin <= _LONGEST_HEADING and text[stop - 1] not in "。;,、|":
            line = text[begin:stop]
            if _LIMITS.search(line) or (":" not in line and names_a_body(NUMBERED.sub("", line), True, False)):
                over = below(line, reporter)
                return plain._replace(time=over.time, usual=over.usual, whose=plain.whose or over.whose)
            break
        stop = begin - 1
    return plain


def _is_whole(text: str, part: Passage, figure: Figure) -> bool:
    """Whether a figure may stay: one of what was published must be the total of its paragraph, not of one field."""
    if figure.fact.subject != "information":
        return True
    start, end = part.offset(figure.start), part.offset(figure.end)
    floor = text.rfind("\n", 0, start) + 1
    begin = max(floor, text.rfind("。", floor, start) + 1)
    if any(word in text[begin:start] for word in words("one_field")):
        return False
    stop = text.find("\n", end)
    after = _PART.sub("", text[end + 1 : stop if stop >= 0 else len(text)])
    return figure.doubt != ALONE or not (_COUNTED.search(text, floor, start) or _COUNTED.search(after))


def _is_heading(text: str, start: int, end: int) -> bool:
    """Whether a sentence without a figure is a heading: numbered, short, naming one of the subjects."""
    if end - start > _LONGEST_HEADING or not NUMBERED.match(text, start):
        return False
    return subject_words().search(text, start, end) is not None


def _statements(prose: Prose, found: list[tuple[Passage, Figure]]) -> list[Statement]:
    statements: list[Statement] = []
    texts: dict[tuple[int, int], str] = {}
    for part, one in found:
        sentence = part.text
        begin, stop = sentence.rfind(";", 0, one.start) + 1, sentence.find(";", one.start)
        around = part.offset(begin), part.offset(len(sentence) if stop < 0 else stop)
        if around not in texts:
            texts[around] = clause(prose, *around)
        text, raw = texts[around], sentence[one.start : one.end]
        if raw not in text:
            raw = printed(prose, part.offset(one.start), part.offset(one.end - 1) + 1)
        kind = (one.word, one.counting, one.coverage, prose.where(part.offset(one.start)))
        statements.append(Statement(one.fact.fact, one.value, raw, one.unit, text, *kind))
    return statements
