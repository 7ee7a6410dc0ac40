"""What a sentence has made plain so far: its subject, its year, whose figures they are, what is nested in what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from flows.reading.statements.bodies import Own, names_a_body
from flows.reading.statements.labels import PROCEEDINGS, VAGUE, VOID, Said, subject_of
from flows.reading.statements.times import TIMES, Time
from flows.reading.statements.tokens import Piece, Token, pieces_of

NUMBERED = re.compile(r"(?:[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.]|[一二三四五六七八九十]是)")
_YEARS = re.compile(r"20\d\d")
_NESTING = ("其中", "(")
_WHOSE = frozenset({"office", "region", "government", "own"})
_SETTING = _WHOSE | TIMES | {"other"}
_SINCE = re.compile("截[至止]|自(?![觉查主身我然行]).")
_WHOLES = (None, "unnamed", "act", "total")
_DEEPEST = 3


class Scene(NamedTuple):
    """What one clause leaves to the next. It never changes, so that the reading of a clause can be remembered by it.

    `subject` is None where nothing or several things are spoken of; `act` is what was last done to requests; `last`
    and `parent` are kinds of facts, "other" of anything else, "unnamed" of a bare figure; `around` is what was plain
    before each open bracket, the innermost last. `astray` tells that another body was named. `open` are the proceedings
    counted without a result so far, `here` how many of them since the last semicolon. `withdrawn` are the doubts that
    came true (see `Told`).
    """

    year: int | None
    own: Own = Own()
    subject: str | None = None
    disclosed: bool = False
    act: str | None = None
    coverage: str | None = None
    time: Time = Time()
    astray: bool = False
    nested: bool = False
    timely: bool = False
    last: str | None = None
    parent: str | None = None
    around: tuple[tuple[str | None, str | None, bool, bool, str | None, str | None], ...] = ()
    open: tuple[str, ...] = ()
    here: int = 0
    withdrawn: frozenset[str] = frozenset()

    def next(self) -> Scene:
        """The same scene at the beginning of another sentence: what it is about stays, its time and nesting end."""
        return self._replace(time=self.time.next(), nested=False, last=None, parent=None, around=(), here=0)

    def enter(self, piece: Piece) -> Scene:
        """Take in the mark before a piece, its year and whose figures it tells."""
        scene = self
        if piece.opened == "(":
            now = (self.subject, self.act, self.astray, self.nested, self.last, self.parent)
            scene = self._replace(around=(*self.around, now)[-_DEEPEST:])
        elif piece.opened == ")" and self.around:
            subject, act, astray, nested, last, parent = self.around[-1]
            scene = self._replace(subject=subject, act=act, astray=astray, nested=nested, last=last, parent=parent)
            scene = scene._replace(around=self.around[:-1])
        elif piece.opened == ";":
            scene = self._replace(nested=False, here=0)
        if piece.opened in _NESTING:
            scene = scene._replace(nested=True, parent=scene.last)
        return scene._set(piece) if piece.kinds & _SETTING else scene

    def _set(self, piece: Piece) -> Scene:
        scene = self._whose(piece) if piece.kinds & _WHOSE else self
        if piece.kinds & TIMES:
            scene = scene._replace(time=scene.time.after(piece, scene.year))
        if "title" in piece.kinds and any(names_a_body(t.text, True, False) for t in piece.tokens if t.kind == "title"):
            scene = scene._replace(astray=True)
        return scene._replace(subject=None) if "other" in piece.kinds else scene

    def _whose(self, piece: Piece) -> Scene:
        """Whose figures follow: the body's own, or astray where the place or government named is another one."""
        named = [t for t in piece.tokens if t.kind in _WHOSE]
        coverage = {_coverage(t.kind, self.own) for t in named} - {None}
        first = next((t for t in piece.tokens if t.kind != "year"), piece.tokens[0])
        leads = first.start == piece.start or first is not piece.tokens[0]
        if not all(self._is_own(t) for t in named):
            return self._replace(astray=True) if "figure" in piece.kinds or leads else self
        return self._replace(coverage=next(iter(coverage)) if len(coverage) == 1 else None, astray=False)

    def _is_own(self, token: Token) -> bool:
        if token.kind == "own":
            return True
        if token.kind == "government" and not self.own.governs:
            return False
        return self.own.is_of(token.text, token.kind == "office")

    def topic(self, piece: Piece) -> Scene:
        """Take in a piece without a figure: 依申请公开方面 says what follows is about; a vaguer piece says nothing."""
        scene = self._vague(piece) if piece.tokens and "unknown" in piece.kinds else self
        if "noun" not in piece.kinds:
            return scene
        subject = subject_of(piece.tokens)
        if subject in PROCEEDINGS and "number" in piece.kinds:
            scene = scene._replace(open=(*scene.open, subject), here=scene.here + 1)
        if not piece.kinds & VOID:
            return scene._replace(subject=subject)
        return scene if subject == scene.subject else scene._replace(subject=None)

    def _vague(self, piece: Piece) -> Scene:
        """Take in unknown words: another body at their beginning or end, a time without a year at their beginning."""
        first, last = piece.tokens[0], piece.tokens[-1]
        begins = first.kind == "unknown" and first.start == piece.start
        ends = last.kind == "unknown" and last.start + len(last.text) == piece.end
        other = names_a_body(first.text, begins, False) or names_a_body(last.text, False, ends)
        scene = self._replace(astray=True) if other or "example" in piece.kinds else self
        if begins and _SINCE.match(first.text):
            scene = scene._replace(time=scene.time._replace(in_part=True))
        return scene

    def miss(self, label: Sequence[Token]) -> Scene:
        """Take in a figure that tells no fact: what is done to or by something unknown ends the subject."""
        kinds = {t.kind for t in label}
        subject, timely = self.subject, False
        last = "other" if kinds & VOID else None if kinds else "unnamed"
        if "noun" in kinds:
            subject = None if kinds & (VOID - {"timely"}) else subject_of(label)
        if "act" in kinds:
            timely = "timely" in kinds and not kinds & (VOID - {"timely"}) and subject == "requests"
            timely = timely and not self.nested and all(t.entry.fact_of(subject) for t in label if t.kind == "act")
            subject, last = (subject, "act") if timely else (None, last)
        found = self._replace(last=last, subject=subject, timely=timely, astray=self.astray or _is_of_another(label))
        return found.withdraw("late") if "late" in kinds else found

    def take(self, said: Said, label: Sequence[Token]) -> Scene:
        """Take in a figure that tells a fact."""
        fact = said.fact
        scene = self
        if fact.subject in PROCEEDINGS and fact.kind == "total":
            scene = self._replace(open=(*self.open, fact.subject), here=self.here + 1)
        elif fact.subject in PROCEEDINGS and (said.named or not self.shared):
            scene = self._replace(open=(), here=0)
        return scene._replace(
            last=self.last if fact.kind == "carry" and any(t.kind == "including" for t in label) else fact.kind,
            subject=None if fact.kind == "branch" else fact.subject,
            disclosed=self.disclosed or fact.subject == "requests",
            act=fact.fact if fact.kind == "act" else self.act,
            timely=self.timely and fact.kind != "act",
        )

    def withdraw(self, *doubts: str) -> Scene:
        """Tell that doubts came true."""
        return self._replace(withdrawn=self.withdrawn.union(doubts))

    @property
    def shared(self) -> bool:
        """Whether a result could be one of reviews and litigations alike: 行政复议3件,行政诉讼2件,其中维持4件."""
        return len(set(self.open)) > 1 and self.here != 1

    @property
    def is_own(self) -> bool:
        """Whether what is told here is told of the year and the body that reports."""
        return self.time.fits and not self.astray

    def admits(self, said: Said) -> bool:
        """Whether a fact may be told here: of the year and the body, and not as a part of what is itself a part."""
        fact = said.fact
        if not self.is_own or (self.nested and self.parent not in _WHOLES):
            return False
        if fact.kind == "outcome" and fact.subject in PROCEEDINGS and self.shared and not said.named:
            return False
        if fact.kind == "carry":
            other = (self.year or 0) + (1 if fact.fact == "requests_carried_out" else -1)
            return all(other == int(year) for year in _YEARS.findall(said.word))
        return fact.kind != "part" or self.act in (None, "requests_received")


def _coverage(kind: str, own: Own) -> str | None:
    return {"own": own.coverage, "government": None}.get(kind, kind)


def _is_of_another(label: Sequence[Token]) -> bool:
    """Whether the words beside a figure name someone unknown who acts or has it: 县教育局收到, 县公安局8件."""
    vague = [i for i, t in enumerate(label) if t.kind in VAGUE]
    if not vague:
        return False
    who = next((i for i, t in enumerate(label) if t.kind == "act" or t.kind in _WHOSE), 0)
    return vague[0] < who or names_a_body(label[vague[-1]].text, False, True)


@lru_cache(maxsize=1024)
def below(heading: str, year: int | None, own: Own) -> Scene:
    """The scene below a heading: 依申请公开情况 says what is spoken of, 第一季度情况 that it is not the year."""
    scene = Scene(year, own)
    numbered = NUMBERED.match(heading)
    pieces = pieces_of(heading[numbered.end() :] if numbered else heading)
    for piece in pieces:
        scene = scene.enter(piece).topic(piece)
    subject = subject_of([t for piece in pieces for t in piece.tokens])
    return Scene(year, own, subject, disclosed=True, time=scene.time.below(), astray=scene.astray)
