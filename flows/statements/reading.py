"""Finds the sentences of a narrative that tell figures of the form, and reads them as statements."""

from __future__ import annotations

import re
from decimal import Decimal

from flows.documents import limits
from flows.documents.folding import fold
from flows.prose import Prose
from flows.records import Statement
from flows.statements.passages import Clauses, Passage, begin_of, end_of, passage
from flows.statements.scene import Scene
from flows.statements.sentences import Told, read_sentence

_KEY = re.compile("申请|复议|诉讼|规范性文件|主动公开(?=[各政信])")
# It begins with one set of characters, which the search looks for at the speed of C.
_TELLS = re.compile(
    r"[件宗份起例条个项次单篇则未没无不](?:(?<=[\d万余多几].)|(?<=[一二两三四五六七八九十百千零][件宗份起例])"
    "|(?<=[未没无不])(?:[收接发产出引有被涉曾提受新存]|(?=因|政府信息|信息公开|行政|复议|依申请)))"
)
_NUMBERED = re.compile(r"(?:[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.]|[一二三四五六七八九十]是)")
_YEAR = re.compile(r"(20\d\d)年")
_BOUNDS = "\n。"
_LONGEST_HEADING = 40


def statements_of(prose: Prose, year: int | None = None) -> list[Statement]:
    """Every figure of the year that the narrative tells for certain, in printed order.

    `year` is the one reported on; without it, it is the first one named. A sentence that could mean two things tells
    nothing.
    """
    text = prose.squeezed
    first = _YEAR.search(text)
    year = year or (int(first[1]) if first else None)
    found = [(part, told) for part, facts in _passages(text, year) for told in facts]
    clauses = Clauses(prose)
    return [_statement(prose, part, told, clauses) for part, told in _of_one_body(found)]


def _passages(text: str, year: int | None) -> list[tuple[Passage, list[Told]]]:
    """The sentences that tell something. They are found by their figures, the rarest thing in a narrative."""
    found: list[tuple[Passage, list[Told]]] = []
    done, scene, goes_on_at = 0, Scene(year), -1
    for _ in range(limits.SENTENCES):
        mark = _TELLS.search(text, done)
        if mark is None:
            return found
        start, end = begin_of(text, done, mark.start()), end_of(text, mark.end())
        done = end + 1
        if end - start > limits.SENTENCE:
            continue
        if start != goes_on_at:
            heading = _heading(text, start)
            if heading is None and not _KEY.search(text, start, end):
                continue
            scene = Scene(year)
            if heading is not None:
                scene.head(heading)
        part = passage(text, start, end)
        if facts := read_sentence(part.text, scene.next()):
            found.append((part, facts))
            goes_on_at = done if text[end:done] == "。" else -1
    return []


def _heading(text: str, start: int) -> str | None:
    """The heading right above a sentence: numbered, short, naming one of the subjects, without a figure."""
    at = start
    while at > 0 and text[at - 1] in _BOUNDS:
        at -= 1
    if at == start:
        return None
    heading = text[begin_of(text, max(0, at - _LONGEST_HEADING - 1), at) : at]
    known = len(heading) <= _LONGEST_HEADING and _NUMBERED.match(heading) and _KEY.search(heading)
    return heading if known and not _TELLS.search(heading) else None


def _of_one_body(found: list[tuple[Passage, Told]]) -> list[tuple[Passage, Told]]:
    """Without the figures of single bodies, where several are told one after the other."""
    bodies: dict[str, set[tuple[str, Decimal]]] = {}
    for _, told in found:
        if told.agency:
            bodies.setdefault(told.fact.fact, set()).add((told.agency, told.value))
    if not bodies:
        return found
    return [(part, told) for part, told in found if not told.agency or len(bodies[told.fact.fact]) == 1]


def _statement(prose: Prose, part: Passage, told: Told, clauses: Clauses) -> Statement:
    begin, end = part.text.rfind(";", 0, told.start) + 1, part.text.find(";", told.start)
    text = clauses.printed(part.offset(begin), part.offset(len(part.text) if end < 0 else end))
    raw = told.raw if told.raw in text else _raw(told.raw, text)
    where = prose.where(part.offset(told.start))
    return Statement(told.fact.fact, told.value, raw, told.unit, text, told.word, told.counting, told.coverage, where)


def _raw(raw: str, text: str) -> str:
    """A folded figure as it is printed in a text: with its spaces, full width or in traditional script."""
    found = re.search(r"\s*".join(map(re.escape, raw)), fold(text))
    return text[found.start() : found.end()] if found else raw
