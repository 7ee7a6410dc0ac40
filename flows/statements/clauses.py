"""One clause of a sentence: the facts it tells, given what was plain before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from expectations.form import Fact
from flows.statements.labels import TELLING, VOID, Said, read_label
from flows.statements.lexicon import nothing_told
from flows.statements.numerals import number
from flows.statements.scene import Scene
from flows.statements.tokens import Piece, Token, pieces_of
from flows.wordings import words

# Digits that only a counter follows and nothing before them belongs to: they are left out of what is remembered.
# What must not stand before is looked at behind the first digit, so that the search is for one set of characters.
PLAIN = re.compile(
    r"(\d(?<![A-Za-z\d/~%第约近超逾足少至—-]\d)(?<!\d[.,]\d)(?<!不到\d)(?<!超过\d)(?<!年到\d)\d{0,8})"
    "(?=[件宗份条](?![次多余]|以[上下内]|左右|上下))"
)
_DISCLOSURE = re.compile("信息公开|政府信息|政务公开|申请公开|依申请")
_FIGURE = re.compile(r"([\d.,零〇一二两三四五六七八九十百千万亿]+)(件次|.)")
_DETAILS = frozenset({"outcome", "part", "carry", "branch"})
_FIRM = ("件", "宗", "份")
_SHORT = 80
"""Longer clauses seldom come again, and would fill the memory."""


class Told(NamedTuple):
    """A fact that a clause tells, with its figure at `start`, behind `before` plain figures.

    `value` is None where the figure is itself a plain one. `agency` is the unknown body it is told of. `nested` tells
    that it is a part of something, `within` that it is counted in what was done, too.
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
    agency: str = ""
    nested: bool = False
    within: bool = False


class Clause(NamedTuple):
    """What a clause tells, how many plain figures it holds, and what it makes plain."""

    told: tuple[Told, ...]
    plain: int
    scene: Scene


def read_clause(text: str, scene: Scene) -> Clause:
    """What a clause tells. The words around figures are much the same in all reports, so it is remembered."""
    return _remembered(text, scene) if len(text) <= _SHORT else _read(text, scene)


def _read(clause: str, scene: Scene) -> Clause:
    plain = [m.start() for m in PLAIN.finditer(clause)]
    found: list[Told] = []
    for piece in pieces_of(clause):
        scene = scene.enter(piece)
        if "figure" in piece.kinds:
            told, scene = _figures(piece, scene, clause, plain)
            found += told
        elif "none" in piece.kinds:
            found += _nothing(piece.tokens, scene, clause, plain)
        else:
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
    found, begin = list[Told](), 0
    for at, end in zip(places, [*places[1:], len(piece.tokens)], strict=True):
        left, right = piece.tokens[begin:at], piece.tokens[at + 1 : end]
        figure = piece.tokens[at]
        label, used = _label(left, right, end == len(piece.tokens))
        said = read_label(label, scene.subject, scene.disclosed or _discloses(clause[: figure.start]))
        begin = at + 1 + used
        if said is None or not _closed(figure, right[used:]):
            scene = scene.miss(label)
            continue
        if scene.admits(said):
            found += _told(said, figure, label, scene, plain)
        scene = scene.take(said)
    if not used and any(t.kind in _DETAILS for t in right) and (len(places) > 1 or label[-1].kind in _DETAILS):
        # 复议2件维持1件纠正: which figure a word belongs to cannot be told.
        return [], scene
    return found, scene


def _label(left: list[Token], right: list[Token], last: bool) -> tuple[list[Token], int]:
    """The words that belong to the figure between, and how many of them stand behind it."""
    kinds = {t.kind for t in left} & TELLING
    if not kinds or (last and kinds == {"noun"} and any(t.kind == "outcome" for t in right)):
        return left + right, len(right)
    if "noun" in kinds or not right or right[0].kind != "noun":
        return left, 0
    return left + right[:1], 1


def _closed(figure: Token, behind: Sequence[Token]) -> bool:
    """Whether the figure counts what was named: not 答复申请15个工作日内, not 收到申请5件咨询."""
    if not behind or behind[0].start > figure.start + len(figure.text):
        return True
    kind = behind[0].kind
    return kind != "other" and (kind != "unknown" or figure.text.endswith(_FIRM))


def _told(said: Said, figure: Token, label: list[Token], scene: Scene, plain: list[int]) -> list[Told]:
    """The fact with its figure; nothing for 30余件 or 三四件."""
    exact = _FIGURE.fullmatch(figure.text)
    value = number(exact[1]) if exact else None
    if exact is None or value is None:
        return []
    within = said.fact.fact == "requests_carried_in" and (scene.nested or any(t.kind == "including" for t in label))
    new = said.word.startswith("新") or any(t.kind == "year" and t.text.startswith("本年") for t in label)
    counting = "new" if new and said.fact.kind in ("act", "total") else None
    agency = "".join([t.text for t in label if t.kind == "unknown"])
    agency = agency if agency and agency.endswith(words("agency_end")) else ""
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
        agency=agency,
        nested=scene.nested,
        within=within,
    )
    return [told]


def _nothing(tokens: list[Token], scene: Scene, clause: str, plain: list[int]) -> list[Told]:
    """未发生行政复议、行政诉讼: 0 of each. Nothing where anything else is said of them: 未发生行政诉讼败诉."""
    at = next(i for i, t in enumerate(tokens) if t.kind == "none")
    if not scene.in_year or any(t.kind in VOID for t in tokens[:at]):
        return []
    found, denial = list[Told](), tokens[at]
    before = bisect_left(plain, denial.start)
    for item in _items(tokens[at + 1 :]):
        nouns = [t for t in item if t.kind == "noun"]
        if nouns and any(t.kind not in ("noun", "office", "region", "year") for t in item):
            return []
        fact = nothing_told(nouns[-1].text, nouns[-1].entry.subject, denial.text) if nouns else None
        if fact and (fact.subject == "requests" or scene.disclosed or _discloses(clause[: nouns[-1].start])):
            word = denial.text
            told = Told(fact, Decimal(0), word, None, denial.start, before, word)
            found.append(told._replace(coverage=scene.coverage))
    return found


def _items(tokens: list[Token]) -> list[list[Token]]:
    items: list[list[Token]] = [[]]
    for part in tokens:
        if part.kind == "and":
            items.append([])
        else:
            items[-1].append(part)
    return items
