"""One clause of a sentence: the facts it tells, given what was plain before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from expectations.form import Fact
from flows.reading.statements.bodies import PLACE, Own
from flows.reading.statements.denials import denied
from flows.reading.statements.labels import PROCEEDINGS, RECEIVED, TELLING, Said, read_label, receives
from flows.reading.statements.numerals import number
from flows.reading.statements.publishing import doubt_of_ways
from flows.reading.statements.scene import Scene
from flows.reading.statements.tokens import Piece, Token, pieces_of

# Digits that only a counter follows and nothing before them belongs to: they are left out of what is remembered.
# What must not stand before is looked at behind the first digit, so that the search is for one set of characters.
PLAIN = re.compile(
    r"(\d(?<![A-Za-z\d/~%第约近超逾足少至—-]\d)(?<!\d[.,]\d)(?<!不到\d)(?<!超过\d)(?<!年到\d)\d{0,8})"
    "(?=[件宗份封条](?![次多余]|以[上下内]|左右|上下))"
)
_DISCLOSURE = re.compile("信息公开|政府信息|政务公开|申请公开|依申请")
_FIGURE = re.compile(r"([\d.,零〇一二两三四五六七八九十百千万亿]+)(件次|.)?")
_DETAILS = frozenset({"outcome", "part", "carry", "branch"})
_FIRM = ("件", "宗", "份", "封")
_ABOUT = re.compile("涉及|针对|关于|有关|相关")
_BARE = frozenset({"blocker", "including", "and", "year", "whole", "own", "office", "region"})
_UNDONE = re.compile("的(?!(?:政府|政务)?信息|依申请|申请|行政|复议|诉讼|规范)|[仍尚未不]|逾期|超期|超时")
ANYONE = Own()
"""Who reports matters only where a place is named: what is said elsewhere is remembered for all."""

_SHORT = 80
"""Longer clauses seldom come again, and would fill the memory."""


class Told(NamedTuple):
    """A fact that a clause tells, with its figure at `start`, behind `before` plain figures.

    `value` is None where the figure is itself a plain one. `nested` tells that it is a part of something, `within` that
    it is counted in what was done, too. `doubt` is what would make it wrong, if a later clause says so:
    "late" that only a part was done in time; the subject of proceedings that only some of them are about disclosure;
    "alone" that more was published in other ways.
    """

    fact: Fact
    value: Decimal | None
    raw: str
    unit: str | None
    start: int
    before: int
    word: str
    counting: str | None = None
    coverage: str | None = None
    nested: bool = False
    within: bool = False
    doubt: str = ""


class Clause(NamedTuple):
    """What a clause tells, how many plain figures it holds, and what it makes plain."""

    told: tuple[Told, ...]
    plain: int
    scene: Scene


def read_clause(text: str, scene: Scene) -> Clause:
    """What a clause tells. The words around figures are much the same in all reports, so it is remembered."""
    if len(text) > _SHORT:
        return _read(text, scene)
    if scene.own is ANYONE or PLACE.search(text):
        return _remembered(text, scene)
    found = _remembered(text, scene._replace(own=ANYONE))
    return found._replace(scene=found.scene._replace(own=scene.own))


def _read(clause: str, scene: Scene) -> Clause:
    plain = [m.start() for m in PLAIN.finditer(clause)]
    found: list[Told] = []
    for piece in pieces_of(clause):
        scene = scene.enter(piece)
        if "figure" in piece.kinds:
            told, scene = _figures(piece, scene, clause, plain)
            found += told
        else:
            if "none" in piece.kinds and (nothing := _nothing(piece, scene, clause, plain)):
                found += nothing
                scene = scene._replace(act=RECEIVED)
            if (
                scene.last == "unnamed"
                and scene.subject in PROCEEDINGS
                and _ABOUT.search(clause, piece.start, piece.end)
            ):
                scene = _partly(scene, [], clause[piece.start : piece.end])
            scene = scene.topic(piece)
    if not scene.disclosed and _discloses(clause):
        scene = scene._replace(disclosed=True)
    return Clause(tuple(found), len(plain), scene)


_remembered = lru_cache(maxsize=4096)(_read)


def _discloses(text: str) -> bool:
    return _DISCLOSURE.search(text) is not None


def _figures(piece: Piece, scene: Scene, clause: str, plain: list[int]) -> tuple[list[Told], Scene]:
    """What the figures of a piece tell: 维持2件, 2件维持, 收到2件申请."""
    places = [i for i, t in enumerate(piece.tokens) if t.kind == "figure"]
    found, begin, at_text = list[Told](), 0, piece.start
    for at, end in zip(places, [*places[1:], len(piece.tokens)], strict=True):
        left, right = piece.tokens[begin:at], piece.tokens[at + 1 : end]
        figure = piece.tokens[at]
        label, used = _label(left, right, end == len(piece.tokens))
        said = read_label(label, scene.subject, scene.disclosed or _discloses(clause[: figure.start]))
        begin = at + 1 + used
        around = clause[at_text : piece.tokens[end].start if end < len(piece.tokens) else piece.end]
        explicit = _discloses(clause[piece.start : figure.start])
        at_text = figure.start + len(figure.text)
        if said and said.fact.subject == "requests" and scene.subject in PROCEEDINGS and _ABOUT.search(around):
            said, scene = None, scene.withdraw(*PROCEEDINGS)
        if said is None or _goes_on(label, clause) or not _closed(figure, right[used:], clause):
            scene = _partly(scene, label, around).miss(label)
            continue
        if explicit and said.fact.kind == "total" and said.fact.subject in scene.open:
            scene = scene.withdraw(said.fact.subject)
        if scene.admits(said):
            doubt = _doubt(said, label, scene, clause[piece.start : figure.start])
            found += [] if doubt is None else _told(said, figure, label, scene, plain, doubt)
        scene = scene.take(said, label)
    if not used and any(t.kind in _DETAILS for t in right) and (len(places) > 1 or label[-1].kind in _DETAILS):
        # 复议2件维持1件纠正: which figure a word belongs to cannot be told.
        return [], scene
    return found, scene


def _partly(scene: Scene, label: list[Token], around: str) -> Scene:
    """The scene after a figure that says how many proceedings are about disclosure: the others are not."""
    if _DISCLOSURE.search(around) and all(t.kind in _BARE for t in label):
        return scene.withdraw(*PROCEEDINGS)
    return scene


def _label(left: list[Token], right: list[Token], last: bool) -> tuple[list[Token], int]:
    """The words that belong to the figure between, and how many of them stand behind it."""
    kinds = {t.kind for t in left} & TELLING
    if not kinds or (last and kinds == {"noun"} and any(t.kind == "outcome" for t in right)):
        return left + right, len(right)
    if "noun" in kinds or not right or right[0].kind != "noun":
        return left, 0
    return left + right[:1], 1


def _goes_on(label: Sequence[Token], clause: str) -> bool:
    """Whether what was done is not done yet: 办理中1件, 还在办理1件."""
    acts = [t for t in label if t.kind == "act"]
    if any(clause.startswith("中", t.start + len(t.text)) for t in acts):
        return True
    return any(clause[t.start - 1 : t.start] == "在" and not receives(t) for t in acts)


def _closed(figure: Token, behind: Sequence[Token], clause: str) -> bool:
    """Whether the figure counts what was named: not 答复申请15个工作日内, 收到申请5件咨询, 收到申请5件的单位."""
    end = figure.start + len(figure.text)
    if _UNDONE.match(clause, end):
        return False
    if not behind or behind[0].start > end:
        return True
    kind = behind[0].kind
    return kind != "other" and (kind != "unknown" or figure.text.endswith(_FIRM))


def _doubt(said: Said, label: Sequence[Token], scene: Scene, before: str) -> str | None:
    """What would make a fact wrong, if more is told of it; None where it is wrong already."""
    subject = said.fact.subject
    if subject == "information":
        return doubt_of_ways(label, before)
    if scene.timely and said.fact.kind == "outcome":
        return "late"
    return subject if subject in PROCEEDINGS and not _discloses(before) else ""


def _told(said: Said, figure: Token, label: list[Token], scene: Scene, plain: list[int], doubt: str) -> list[Told]:
    """The fact with its figure; nothing for 30余件 or 三四件."""
    exact = _FIGURE.fullmatch(figure.text)
    value = number(exact[1]) if exact else None
    if exact is None or value is None:
        return []
    within = said.fact.fact == "requests_carried_in" and (scene.nested or any(t.kind == "including" for t in label))
    new = said.word.startswith("新") or any(t.kind == "year" and t.text.startswith("本年") for t in label)
    counting = "new" if new and said.fact.kind in ("act", "total") else None
    told = Told(
        fact=said.fact,
        value=None if figure.start in plain else value,
        raw=figure.text,
        unit=exact[2],
        start=figure.start,
        before=bisect_left(plain, figure.start),
        word=said.word,
        counting=counting,
        coverage=scene.coverage,
        nested=scene.nested,
        within=within,
        doubt=doubt,
    )
    return [told]


def _nothing(piece: Piece, scene: Scene, clause: str, plain: list[int]) -> list[Told]:
    """0 of each fact that a piece denies, with the word that does."""
    denial, facts = denied(piece, scene, clause)
    word, start = denial.text, denial.start
    before = bisect_left(plain, start)
    return [Told(fact, Decimal(0), word, None, start, before, word, coverage=scene.coverage) for fact in facts]
