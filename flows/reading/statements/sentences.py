"""Reads one sentence with figures as the facts it states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from expectations.words import Fact
from flows.reading.statements.denials import denied
from flows.reading.statements.labels import NAMING_KINDS, RECEIVED, Said, read_label, receives
from flows.reading.statements.lexicon import proceedings
from flows.reading.statements.numerals import number
from flows.reading.statements.scene import IN_TIME, Scene
from flows.reading.statements.tokens import Piece, Token, pieces_of
from flows.reading.wordings import words

ALONE = "alone"
"""The doubt about a figure that is a total only if no other channel of publication is counted beside it."""
_DISCLOSURE = re.compile("信息公开|政府信息|政务公开|申请公开|依申请")
_FIGURE = re.compile(r"([\d.,零〇一二两三四五六七八九十百千万亿]+)(件次|.)?")
_DETAILS = frozenset({"outcome", "part", "carry", "branch"})
_FIRM = ("件", "宗", "份", "封")
_ABOUT = re.compile("涉及|针对|关于|有关|相关")
_BARE = frozenset({"blocker", "including", "and", "year", "whole", "own", "office", "region"})
_UNDONE = re.compile("的(?!(?:政府|政务)?信息|依申请|申请|行政|复议|诉讼|规范)|[仍尚未不]|逾期|超期|超时")
# Requests carried in come before the word that names requests: 上年结转2件,新收到政府信息公开申请31件.
_OF_ONE = "[^,;。复诉]{0,12}"
_CARRIED = re.compile(rf"(?:20\d\d年度?,)?{_OF_ONE}结转{_OF_ONE}[,、]{_OF_ONE}[收受]{_OF_ONE}申请")


class Figure(NamedTuple):
    """A fact with its figure, between two offsets of the sentence.

    `doubt` is what would make it wrong if stated later: "late", that only a part was done in time; the subject of
    proceedings, that only some of them are about disclosure; "alone", that more was published through other channels.
    """

    fact: Fact
    value: Decimal
    start: int
    end: int
    word: str
    unit: str | None = None
    counting: str | None = None
    coverage: str | None = None
    doubt: str = ""


class _Counted(NamedTuple):
    """A figure in a piece: the words that say what it counts, those after it that do not, and all text around it."""

    figure: Token
    label: list[Token]
    rest: list[Token]
    around: str


def read_sentence(sentence: str, scene: Scene) -> tuple[list[Figure], Scene]:
    """The facts in a folded sentence, and the scene after it; `scene` is the one before it."""
    if scene.subject is None and "结转" in sentence and _CARRIED.match(sentence):
        scene = scene._replace(subject="requests")
    found: list[Figure] = []
    for piece in pieces_of(sentence):
        scene = scene.enter(piece)
        if "figure" in piece.kinds:
            found, scene = _figures(piece, scene, sentence, found)
        else:
            scene = _without_figures(piece, scene, sentence, found)
    if not scene.disclosed and _discloses(sentence):
        scene = scene._replace(disclosed=True)
    return _agreed(found), scene


def _discloses(text: str) -> bool:
    return _DISCLOSURE.search(text) is not None


def _figures(piece: Piece, scene: Scene, sentence: str, found: list[Figure]) -> tuple[list[Figure], Scene]:
    """The facts found so far and those of a piece with figures: 维持2件, 2件维持, 收到2件申请."""
    counted, before = _counted(piece, sentence), found
    for one in counted:
        at = one.figure.start
        said = read_label(one.label, scene.subject, scene.disclosed or _discloses(sentence[:at]))
        if said and said.fact.subject == "requests" and scene.subject in proceedings() and _ABOUT.search(one.around):
            said, scene = None, scene.withdraw(*proceedings())
        if said is None or _goes_on(one.label, sentence) or not _closed(one, sentence):
            scene = _partly(scene, one.label, one.around).miss(one.label)
            continue
        fact, before_it = said.fact, sentence[piece.start : at]
        if fact.kind == "total" and fact.subject in scene.open and _discloses(before_it):
            scene = scene.withdraw(fact.subject)
        if scene.admits(said):
            found = _with(found, said, one, scene, _doubt(fact, one.label, scene, before_it))
        scene = scene.take(said, one.label)
    return before if _is_unclear(counted) else found, scene


def _counted(piece: Piece, sentence: str) -> list[_Counted]:
    places = [i for i, t in enumerate(piece.tokens) if t.kind == "figure"]
    found, begin, at_text = list[_Counted](), 0, piece.start
    for at, end in zip(places, [*places[1:], len(piece.tokens)], strict=True):
        left, right = piece.tokens[begin:at], piece.tokens[at + 1 : end]
        used = _used(left, right, end == len(piece.tokens))
        around = sentence[at_text : piece.tokens[end].start if end < len(piece.tokens) else piece.end]
        found.append(_Counted(piece.tokens[at], left + right[:used], right[used:], around))
        begin, at_text = at + 1 + used, _end(piece.tokens[at])
    return found


def _used(left: list[Token], right: list[Token], last: bool) -> int:
    """How many of the words after a figure belong to it."""
    kinds = {t.kind for t in left} & NAMING_KINDS
    if not kinds or (last and kinds == {"noun"} and any(t.kind == "outcome" for t in right)):
        return len(right)
    return 0 if "noun" in kinds or not right or right[0].kind != "noun" else 1


def _end(token: Token) -> int:
    return token.start + len(token.text)


def _is_unclear(counted: Sequence[_Counted]) -> bool:
    """Whether a word could belong to either of two figures: 复议2件维持1件纠正."""
    last = counted[-1]
    if not any(t.kind in _DETAILS for t in last.rest) or last.label[-1].start > last.figure.start:
        return False
    return len(counted) > 1 or last.label[-1].kind in _DETAILS


def _partly(scene: Scene, label: list[Token], around: str) -> Scene:
    """The scene after a figure that says how many proceedings are about disclosure: the others are not."""
    if _discloses(around) and all(t.kind in _BARE for t in label):
        return scene.withdraw(*proceedings())
    return scene


def _goes_on(label: Sequence[Token], sentence: str) -> bool:
    """Whether something is still being done: 办理中1件, 还在办理1件."""
    acts = [t for t in label if t.kind == "act"]
    return any(
        sentence.startswith("中", _end(t)) or (sentence[t.start - 1 : t.start] == "在" and not receives(t))
        for t in acts
    )


def _closed(one: _Counted, sentence: str) -> bool:
    """Whether the figure counts what was named: not 答复申请15个工作日内, 收到申请5件咨询, 收到申请5件的单位."""
    end = _end(one.figure)
    if _UNDONE.match(sentence, end):
        return False
    if not one.rest or one.rest[0].start > end:
        return True
    kind = one.rest[0].kind
    return kind != "other" and (kind != "unknown" or one.figure.text.endswith(_FIRM))


def _doubt(fact: Fact, label: Sequence[Token], scene: Scene, before: str) -> str | None:
    """What would make a fact wrong if stated later; None where it is wrong already."""
    if fact.subject == "information":
        return _doubt_of_ways(label, before)
    if scene.act == IN_TIME and fact.kind == "outcome":
        return "late"
    return fact.subject if fact.subject in proceedings() and not _discloses(before) else ""


def _doubt_of_ways(label: Sequence[Token], before: str) -> str | None:
    """`ALONE` where all channels are named or only the site published; None where one is: 通过门户网站主动公开."""
    if any(t.kind == "by" for t in label):
        return ALONE
    if any(word in before for word in words("one_way")):
        return None
    return ALONE if any(t.kind == "noun" and t.text.startswith(words("website")) for t in label) else ""


def _with(found: list[Figure], said: Said, one: _Counted, scene: Scene, doubt: str | None) -> list[Figure]:
    """The facts found so far plus that of a figure; nothing is added for 30余件 or 三四件."""
    fact, text = said.fact, one.figure.text
    exact = _FIGURE.fullmatch(text)
    value = number(exact[1]) if exact else None
    if exact is None or value is None or doubt is None:
        return found
    nested = scene.inside is not None
    if fact.kind == "carry" and "<last>" in fact.words and (nested or any(t.kind == "including" for t in one.label)):
        found = _including(found)
    if nested and fact.kind != "outcome" and any(other.fact == fact for other in found):
        return found
    new = said.word.startswith("新") or any(t.kind == "year" and t.text.startswith("本年") for t in one.label)
    counting = "new" if new and fact.kind in ("act", "total") else None
    at = one.figure.start
    return [*found, Figure(fact, value, at, at + len(text), said.word, exact[2], counting, scene.whose, doubt)]


def _including(found: list[Figure]) -> list[Figure]:
    """The facts found, with the last act marked as also counting the requests carried in."""
    at = next((i for i in reversed(range(len(found))) if found[i].fact.kind == "act"), None)
    return [one._replace(counting="with_carried_in") if i == at else one for i, one in enumerate(found)]


def _without_figures(piece: Piece, scene: Scene, sentence: str, found: list[Figure]) -> Scene:
    """The scene after a piece without figures. What it denies is added to the facts found, as 0."""
    if "none" in piece.kinds:
        denial, facts = denied(piece, scene, sentence)
        place = denial.start, _end(denial), denial.text
        found += [Figure(fact, Decimal(0), *place, coverage=scene.whose) for fact in facts]
        scene = scene._replace(act=RECEIVED) if facts else scene
    said = sentence[piece.start : piece.end]
    if scene.last == "unnamed" and scene.subject in proceedings() and _ABOUT.search(said):
        scene = _partly(scene, [], said)
    return scene.topic(piece)


def _agreed(found: list[Figure]) -> list[Figure]:
    """Drop facts that one sentence states twice with different figures, in the same words or as results."""
    values: dict[tuple[str, str], set[Decimal]] = {}
    for one in found:
        values.setdefault(_same(one), set()).add(one.value)
    return [one for one in found if len(values[_same(one)]) == 1]


def _same(one: Figure) -> tuple[str, str]:
    return one.fact.fact, "" if one.fact.kind == "outcome" else one.word
