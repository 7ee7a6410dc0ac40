"""Finds the sentences of a narrative that tell figures of the form, and reads them as statements."""

from __future__ import annotations

import re
from decimal import Decimal

from flows.documents import limits
from flows.prose import Prose
from flows.records import Statement
from flows.statements.passages import Passage, begin_of, clause, end_of, passage, printed
from flows.statements.scene import Scene, below
from flows.statements.sentences import Figure, read_sentence

_KEY = re.compile("申请|复议|诉讼|规范性文件|主动公开(?=[各政信])")
# It begins with one set of characters, which the search looks for at the speed of C.
_TELLS = re.compile(
    r"[件宗份起例条个项次单篇则未没无不](?:(?<=[\d万余多几].)|(?<=[一二两三四五六七八九十百千零][件宗份起例])"
    "|(?<=[未没无不])(?:[收接发产出引有被涉曾提受新存]|(?=因|政府信息|信息公开|行政|复议|依申请)))"
)
_NUMBERED = re.compile(r"(?:[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.]|[一二三四五六七八九十]是)")
_YEAR = re.compile(r"(20\d\d)年")
_BOUNDS = re.compile("[\n。]+")
_LONGEST_HEADING = 40


def statements_of(prose: Prose, year: int | None = None) -> list[Statement]:
    """Every figure of the year that the narrative tells for certain, in printed order.

    `year` is the one reported on; without it, it is the first one named. A sentence that could mean two things tells
    nothing.
    """
    text = prose.squeezed
    if not year and (first := _YEAR.search(text)):
        year = int(first[1])
    return _statements(prose, _of_one_body(_figures(text, year)))


def _figures(text: str, year: int | None) -> list[tuple[Passage, Figure]]:
    """What sentences with a noun of the form tell, those below a heading with one, and those that go on from them."""
    found: list[tuple[Passage, Figure]] = []
    start, scene, mark = 0, None, _TELLS.search(text)
    for _ in range(limits.SENTENCES):
        at = start
        if scene is None:
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
            told, scene = read_sentence(part.text, scene or Scene(year))
            found += [(part, figure) for figure in told]
            scene = scene.next() if told and text[end : end + 1] == "。" else None
            start = end + 1
        else:
            bounds = _BOUNDS.match(text, end) if mark.start() > end and _is_heading(text, start, end) else None
            scene = below(text[start:end], year) if bounds else None
            start = bounds.end() if bounds else end + 1
    return []


def _is_heading(text: str, start: int, end: int) -> bool:
    """Whether a sentence without a figure is a heading: numbered, short, naming one of the subjects."""
    return end - start <= _LONGEST_HEADING and bool(_NUMBERED.match(text, start) and _KEY.search(text, start, end))


def _of_one_body(found: list[tuple[Passage, Figure]]) -> list[tuple[Passage, Figure]]:
    """Without the figures of single bodies, where several are told one after the other."""
    bodies: dict[str, set[tuple[str, Decimal]]] = {}
    for _, figure in found:
        if figure.told.agency:
            bodies.setdefault(figure.told.fact.fact, set()).add((figure.told.agency, figure.value))
    if not bodies:
        return found
    return [(part, one) for part, one in found if not one.told.agency or len(bodies[one.told.fact.fact]) == 1]


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
