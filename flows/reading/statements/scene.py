"""What a sentence has established so far: its subject, its year, whose figures they are, what is a part of what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from flows.reading.statements.bodies import Reporter, names_a_body, with_own_name
from flows.reading.statements.labels import RECEIVED, VAGUE, VOID, Said, subject_of
from flows.reading.statements.lexicon import proceedings
from flows.reading.statements.tokens import Piece, Token, pieces_of

NUMBERED = re.compile(r"(?:[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.]|[一二三四五六七八九十]是)")
IN_TIME = "in_time"
"""The act where only those done in time are counted: 按期答复5件."""
ANOTHER = "another"
"""The coverage of figures that are another body's."""
_YEARS = re.compile(r"20\d\d")
_NESTING = ("其中", "(")
_WHOSE = frozenset({"office", "region", "government", "own"})
_TIMES = frozenset({"year", "past", "period", "whole", "rate", "cumulative", "during", "title"})
_SETTING = _WHOSE | _TIMES | {"other"}
_SINCE = re.compile("截[至止]|自(?![觉查主身我然行]).")
_WHOLES = ("", "unnamed", "act", "total")
_SOME = re.compile("月|半年|季度|[底末初]$")
_WHOLE = re.compile(
    r"(?<!\d)1月?(?:1日)?起?[至到—~-]+(?:20\d\d年)?12月(?!(?!31)\d)|一月?(?:份)?[至到—~-]+十二月|12月31日[前止]"
    r"|^截.*(?:12月(?!(?!31)\d)|年年?[底末]$)"
)


class Time(IntEnum):
    """The time of a figure, in order of decreasing fit to the year reported on."""

    NAMED = 0
    """The whole year reported on, named by the sentence."""
    YEAR = 1
    """The same, not named."""
    PART = 2
    OTHER = 3
    SEVERAL = 4
    """After a bare list of years: 2021年,2022年,2023年."""


class Scene(NamedTuple):
    """What one piece of a sentence leaves to the next.

    `subject` is None where nothing or several things are mentioned; `act` is what was last done to requests; `last` is
    the kind of the last fact, "other" for anything else, "unnamed" for a bare figure; `inside` is the kind of fact that
    the following is a part of, None where it is not a part. `whose` is the coverage of the figures, or `ANOTHER`.
    `usual` is the time of a sentence that names none. `open` are the proceedings counted without a result so far, with
    a blank for each semicolon. `withdrawn` are the doubts that came true (see `Figure`); `outer` is the scene before an
    open bracket.
    """

    reporter: Reporter = Reporter()
    subject: str | None = None
    act: str | None = None
    last: str = ""
    inside: str | None = None
    whose: str | None = None
    disclosed: bool = False
    time: Time = Time.YEAR
    usual: Time = Time.YEAR
    open: tuple[str, ...] = ()
    withdrawn: frozenset[str] = frozenset()
    outer: Scene | None = None

    def next(self) -> Scene:
        """The same scene at the beginning of another sentence: what it is about stays, its time and nesting end."""
        return self._part()._replace(time=self.usual, last="", outer=None)

    def _part(self) -> Scene:
        """The same scene after a semicolon."""
        return self._replace(inside=None, open=(*self.open, "") if self.open and self.open[-1] else self.open)

    def enter(self, piece: Piece) -> Scene:
        """Take in the mark before a piece, its year and whose figures it gives."""
        scene = self
        if piece.opened == "(":
            scene = self._replace(outer=self)
        elif piece.opened == ")" and (out := self.outer):
            scene = self._replace(subject=out.subject, act=out.act, last=out.last, inside=out.inside)
            scene = scene._replace(whose=out.whose, outer=out.outer)
        elif piece.opened == ";":
            scene = self._part()
        if piece.opened in _NESTING:
            scene = scene._replace(inside=scene.last)
        return scene._set(piece) if piece.kinds & _SETTING else scene

    def _set(self, piece: Piece) -> Scene:
        scene = self._whose(piece) if piece.kinds & _WHOSE else self
        if piece.kinds & _TIMES:
            scene = scene._when(piece)
        if "title" in piece.kinds and any(names_a_body(t.text, True, False) for t in piece.tokens if t.kind == "title"):
            scene = scene._replace(whose=ANOTHER)
        return scene._replace(subject=None) if "other" in piece.kinds else scene

    def _whose(self, piece: Piece) -> Scene:
        """Whose figures follow: the body's own, or those of another place or government that is named."""
        named = [t for t in piece.tokens if t.kind in _WHOSE]
        coverage = {_coverage(t.kind, self.reporter) for t in named} - {None}
        first = next((t for t in piece.tokens if t.kind != "year"), piece.tokens[0])
        leads = first.start == piece.start or first is not piece.tokens[0]
        if not all(self.reporter.is_named(t.text, t.kind) for t in named):
            return self._replace(whose=ANOTHER) if "figure" in piece.kinds or leads else self
        return self._replace(whose=next(iter(coverage)) if len(coverage) == 1 else None)

    def _when(self, piece: Piece) -> Scene:
        """The scene with the time that a piece names."""
        kinds = piece.kinds
        scene, has_figure = self, "figure" in kinds
        if "year" in kinds:
            scene = self._in_years(piece)
        elif "whole" in kinds:
            usual = self.usual if self.time == Time.PART else self.time
            scene = self._replace(time=Time.NAMED if usual == Time.YEAR else usual)
        time = scene.time
        is_rate = "rate" in kinds and (has_figure or "unknown" not in kinds)
        is_other_title = "title" in kinds and not self._is_dated(piece, "title")
        if is_rate or is_other_title or "past" in kinds or ("cumulative" in kinds and time == Time.YEAR):
            time = max(time, Time.OTHER)
        if "period" in kinds or ("during" in kinds and not has_figure and "unknown" in kinds):
            time = max(time, Time.PART)
        return scene._replace(time=Time.OTHER if has_figure and time == Time.SEVERAL else time)

    def _in_years(self, piece: Piece) -> Scene:
        years = [t.text for t in piece.tokens if t.kind == "year"]
        is_year = self._is_dated(piece, "year")
        if not is_year or self.time == Time.SEVERAL:
            several = self.time == Time.SEVERAL or piece.kinds == {"year"}
            return self._replace(time=Time.SEVERAL if several else Time.OTHER)
        if any(_SOME.search(text) and not _WHOLE.search(text) for text in years):
            return self._replace(time=Time.PART)
        named = self.time == Time.NAMED or not years[-1].startswith("截")
        return self._replace(time=Time.NAMED if named else Time.YEAR, usual=Time.YEAR)

    def _is_dated(self, piece: Piece, kind: str) -> bool:
        """Whether all years in words of a kind are the one reported on."""
        years = (year for t in piece.tokens if t.kind == kind for year in _YEARS.findall(t.text))
        return all(self.reporter.year == int(year) for year in years)

    def topic(self, piece: Piece) -> Scene:
        """Take in a piece without a figure: 依申请公开方面 sets the subject; a vaguer piece has no effect."""
        scene = self._vague(piece) if piece.tokens and "unknown" in piece.kinds else self
        if "noun" not in piece.kinds:
            return scene
        subject = subject_of(piece.tokens)
        if subject in proceedings() and "number" in piece.kinds:
            scene = scene._replace(open=(*scene.open, subject))
        if not piece.kinds & VOID:
            return scene._replace(subject=subject)
        return scene if subject == scene.subject else scene._replace(subject=None)

    def _vague(self, piece: Piece) -> Scene:
        """Take in unknown words: another body at their beginning or end, a time without a year at their beginning."""
        first, last = piece.tokens[0], piece.tokens[-1]
        begins = first.kind == "unknown" and first.start == piece.start
        ends = last.kind == "unknown" and last.start + len(last.text) == piece.end
        other = names_a_body(first.text, begins, False) or names_a_body(last.text, False, ends)
        scene = self._replace(whose=ANOTHER) if other or "example" in piece.kinds else self
        if begins and _SINCE.match(first.text):
            scene = scene._replace(time=max(scene.time, Time.PART))
        return scene

    def miss(self, label: Sequence[Token]) -> Scene:
        """Take in a figure that gives no fact: an act of or on something unknown ends the subject."""
        kinds = {t.kind for t in label}
        void = kinds & (VOID - {"timely"})
        subject, act, last = self.subject, self.act, "other" if kinds & VOID else "" if kinds else "unnamed"
        if "noun" in kinds:
            subject = None if void else subject_of(label)
        if "act" in kinds:
            is_known = all(t.entry.fact_of(subject) for t in label if t.kind == "act")
            if "timely" in kinds and not void and subject == "requests" and self.inside is None and is_known:
                act, last = IN_TIME, "act"
            else:
                subject = None
        whose = ANOTHER if _is_of_another(label) else self.whose
        found = self._replace(last=last, subject=subject, act=act, whose=whose)
        return found.withdraw("late") if "late" in kinds else found

    def take(self, said: Said, label: Sequence[Token]) -> Scene:
        """Take in a figure that gives a fact."""
        fact, opened = said.fact, self.open
        if fact.subject in proceedings() and fact.kind == "total":
            opened = (*opened, fact.subject)
        elif fact.subject in proceedings() and (said.named or not self.shared):
            opened = ()
        return self._replace(
            last=self.last if fact.kind == "carry" and any(t.kind == "including" for t in label) else fact.kind,
            subject=None if fact.kind == "branch" else fact.subject,
            disclosed=self.disclosed or fact.subject == "requests",
            act=fact.fact if fact.kind == "act" else self.act,
            open=opened,
        )

    def withdraw(self, *doubts: str) -> Scene:
        """The scene after text that made doubts come true."""
        return self._replace(withdrawn=self.withdrawn.union(doubts))

    @property
    def shared(self) -> bool:
        """Whether a result could be one of reviews and litigations alike: 行政复议3件,行政诉讼2件,其中维持4件."""
        return len(set(self.open) - {""}) > 1 and self.open[-2:-1] != ("",)

    @property
    def is_own(self) -> bool:
        """Whether this part is about the year and the body that reports."""
        return self.time <= Time.YEAR and self.whose != ANOTHER

    def admits(self, said: Said) -> bool:
        """Whether a fact may be given here: about the year and the body, and not as a part of a part."""
        fact = said.fact
        if not self.is_own or (self.inside is not None and self.inside not in _WHOLES):
            return False
        if fact.kind == "outcome" and fact.subject in proceedings() and self.shared and not said.named:
            return False
        if fact.kind == "carry":
            other = (self.reporter.year or 0) + (1 if "<next>" in fact.words else -1)
            return all(other == int(year) for year in _YEARS.findall(said.word))
        return fact.kind != "part" or fact.subject != "requests" or self.act in (None, RECEIVED)


def _coverage(kind: str, reporter: Reporter) -> str | None:
    return {"own": reporter.coverage, "government": None}.get(kind, kind)


def _is_of_another(label: Sequence[Token]) -> bool:
    """Whether the words beside a figure name someone unknown it belongs to: 县教育局收到, 县公安局8件."""
    vague = [i for i, t in enumerate(label) if t.kind in VAGUE]
    if not vague:
        return False
    who = next((i for i, t in enumerate(label) if t.kind == "act" or t.kind in _WHOSE), 0)
    return vague[0] < who or names_a_body(label[vague[-1]].text, False, True)


@lru_cache(maxsize=1024)
def below(heading: str, reporter: Reporter) -> Scene:
    """The scene below a heading: 依申请公开情况 sets the subject, 第一季度情况 a time other than the year."""
    scene = Scene(reporter)
    numbered = NUMBERED.match(heading)
    pieces = pieces_of(with_own_name(heading[numbered.end() :] if numbered else heading, reporter.names))
    for piece in pieces:
        scene = scene.enter(piece).topic(piece)
    subject = subject_of([t for piece in pieces for t in piece.tokens])
    time = Time.YEAR if scene.time <= Time.YEAR else Time.OTHER
    return Scene(
        reporter, subject, whose=scene.whose if scene.whose == ANOTHER else None, disclosed=True, time=time, usual=time
    )
