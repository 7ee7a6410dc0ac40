"""One sentence with figures, as the facts it tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from expectations.form import Fact
from flows.statements.labels import TELLING, VOID, Said, read_label
from flows.statements.lexicon import nothing_told
from flows.statements.numerals import number
from flows.statements.scene import Scene
from flows.statements.tokens import Piece, Token, pieces_of
from flows.wordings import words

_DISCLOSURE = re.compile("信息公开|政府信息|政务公开|申请公开|依申请")
_FIGURE = re.compile(r"([\d.,零〇一二两三四五六七八九十百千万亿]+)(件次|.)")
_DETAILS = frozenset({"outcome", "part", "carry", "branch"})
_FIRM = ("件", "宗", "份")


class Told(NamedTuple):
    """A fact with its figure, as printed at `start` of the sentence; `agency` is the unknown body it is told of."""

    fact: Fact
    value: Decimal
    raw: str
    unit: str | None
    start: int
    word: str
    counting: str | None
    coverage: str | None
    agency: str


def read_sentence(sentence: str, scene: Scene) -> list[Told]:
    """The facts a folded sentence tells; `scene` is what was plain before it, and takes in what it makes plain."""
    about = _DISCLOSURE.search(sentence)
    disclosed_at = about.start() if about else len(sentence)
    found: list[Told] = []
    for piece in pieces_of(sentence):
        scene.enter(piece)
        if "figure" in piece.kinds:
            _figures(piece, scene, disclosed_at, found)
        elif "none" in piece.kinds:
            found += _nothing(piece.tokens, scene, disclosed_at)
        else:
            scene.topic(piece)
    scene.disclosed = scene.disclosed or about is not None
    return _agreed(found)


def _figures(piece: Piece, scene: Scene, disclosed_at: int, found: list[Told]) -> None:
    """Add what the figures of a piece tell: 维持2件, 2件维持, 收到2件申请."""
    places = [i for i, t in enumerate(piece.tokens) if t.kind == "figure"]
    before, begin = len(found), 0
    for at, end in zip(places, [*places[1:], len(piece.tokens)], strict=True):
        left, right = piece.tokens[begin:at], piece.tokens[at + 1 : end]
        figure = piece.tokens[at]
        label, used = _label(left, right, end == len(piece.tokens))
        said = read_label(label, scene.subject, scene.disclosed or disclosed_at < figure.start)
        begin = at + 1 + used
        if said is None or not _closed(figure, right[used:]):
            scene.miss(label)
            continue
        if scene.admits(said):
            _tell(said, figure, label, scene, found)
        scene.take(said)
    if not used and any(t.kind in _DETAILS for t in right) and (len(places) > 1 or label[-1].kind in _DETAILS):
        # 复议2件维持1件纠正: which figure a word belongs to cannot be told.
        del found[before:]


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


def _tell(said: Said, figure: Token, label: list[Token], scene: Scene, found: list[Told]) -> None:
    counted = _counted(figure.text)
    if counted is None:
        return
    if said.fact.fact == "requests_carried_in" and (scene.nested or any(t.kind == "including" for t in label)):
        _include(found)
    if scene.nested and any(t.fact == said.fact for t in found):
        return
    new = said.word.startswith("新") or any(t.kind == "year" and t.text.startswith("本年") for t in label)
    counting = "new" if new and said.fact.kind in ("act", "total") else None
    agency = "".join([t.text for t in label if t.kind == "unknown"])
    agency = agency if agency and agency.endswith(words("agency_end")) else ""
    found.append(Told(said.fact, *counted, figure.start, said.word, counting, scene.coverage, agency))


def _counted(text: str) -> tuple[Decimal, str, str] | None:
    """The value of a figure, itself, and what it counts in; None for 30余件 or 三四件."""
    if len(text) < 12 and text[:-1].isascii() and text[:-1].isdecimal():
        return Decimal(text[:-1]), text, text[-1]
    exact = _FIGURE.fullmatch(text)
    value = number(exact[1]) if exact else None
    return None if exact is None or value is None else (value, text, exact[2])


def _include(found: list[Told]) -> None:
    """Mark the last figure of what was done as one that counts the requests carried in too."""
    for i in range(len(found) - 1, -1, -1):
        if found[i].fact.kind == "act":
            found[i] = found[i]._replace(counting="with_carried_in")
            return


def _nothing(tokens: list[Token], scene: Scene, disclosed_at: int) -> list[Told]:
    """未发生行政复议、行政诉讼: 0 of each. Nothing where anything else is said of them: 未发生行政诉讼败诉."""
    at = next(i for i, t in enumerate(tokens) if t.kind == "none")
    if not scene.in_year or any(t.kind in VOID for t in tokens[:at]):
        return []
    found = []
    for item in _items(tokens[at + 1 :]):
        nouns = [t for t in item if t.kind == "noun"]
        if nouns and any(t.kind not in ("noun", "office", "region", "year") for t in item):
            return []
        fact = nothing_told(nouns[-1].text, nouns[-1].entry.subject, tokens[at].text) if nouns else None
        if fact and (fact.subject == "requests" or scene.disclosed or disclosed_at < nouns[-1].start):
            word = tokens[at].text
            found.append(Told(fact, Decimal(0), word, None, tokens[at].start, word, None, scene.coverage, ""))
    return found


def _items(tokens: list[Token]) -> list[list[Token]]:
    items: list[list[Token]] = [[]]
    for part in tokens:
        if part.kind == "and":
            items.append([])
        else:
            items[-1].append(part)
    return items


def _agreed(found: list[Told]) -> list[Told]:
    """Without facts that one sentence tells twice in the same words with different figures: those of two bodies."""
    if len(found) < 2:
        return found
    values: dict[tuple[str, str], set[Decimal]] = {}
    for told in found:
        values.setdefault((told.fact.fact, told.word), set()).add(told.value)
    return [told for told in found if len(values[told.fact.fact, told.word]) == 1]
