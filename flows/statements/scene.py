"""What a sentence has made plain so far: its subject, its year, whose figures they are, what is nested in what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from flows.statements.labels import VOID, Said, subject_of
from flows.statements.tokens import Piece, Token, pieces_of

_YEARS = re.compile(r"20\d\d")
_PART_OF_YEAR = re.compile("月|半年|季度")
_WHOLE_YEAR = re.compile(
    r"(?<!\d)1月?(?:1日)?起?[至到—~-]+(?:20\d\d年)?12月(?!(?!31)\d)|12月31日[前止]|^截.*12月(?!(?!31)\d)"
)
_NESTING = ("其中", "(")
_WHOSE = frozenset({"office", "region"})
_SETTING = _WHOSE | {"year", "past", "other"}
_DEEPEST = 3


class Scene(NamedTuple):
    """What one clause leaves to the next. It never changes, so that the reading of a clause can be remembered by it.

    `subject` is None where nothing or several things are spoken of; `act` is what was last done to requests; `last`
    and `parent` are kinds of facts; `around` is what was plain before each open bracket, the innermost last.
    """

    year: int | None
    subject: str | None = None
    disclosed: bool = False
    act: str | None = None
    coverage: str | None = None
    in_year: bool = True
    nested: bool = False
    last: str | None = None
    parent: str | None = None
    around: tuple[tuple[str | None, str | None, bool, str | None], ...] = ()

    def next(self) -> Scene:
        """The same scene at the beginning of another sentence: what it is about stays, its time and nesting end."""
        return Scene(self.year, self.subject, self.disclosed, self.act, self.coverage)

    def enter(self, piece: Piece) -> Scene:
        """Take in the mark before a piece, its year and whose figures it tells."""
        scene = self
        if piece.opened == "(":
            now = (self.subject, self.act, self.nested, self.parent)
            scene = self._replace(around=(*self.around, now)[-_DEEPEST:])
        elif piece.opened == ")" and self.around:
            subject, act, nested, parent = self.around[-1]
            scene = self._replace(subject=subject, act=act, nested=nested, parent=parent, around=self.around[:-1])
        elif piece.opened == ";":
            scene = self._replace(nested=False)
        if piece.opened in _NESTING:
            scene = scene._replace(nested=True, parent=self.last)
        return scene._set(piece) if piece.kinds & _SETTING else scene

    def _set(self, piece: Piece) -> Scene:
        in_year, subject, coverage = self.in_year, self.subject, self.coverage
        for part in piece.tokens:
            if part.kind == "year":
                in_year = self._is_year(part.text)
            elif part.kind == "past":
                in_year = False
            elif part.kind == "other":
                subject = None
        whose = piece.kinds & _WHOSE
        if whose:
            coverage = next(iter(whose)) if len(whose) == 1 else None
        return self._replace(in_year=in_year, subject=subject, coverage=coverage)

    def _is_year(self, text: str) -> bool:
        """Whether a time is the whole year reported on."""
        if _PART_OF_YEAR.search(text) and not _WHOLE_YEAR.search(text):
            return False
        return all(self.year == int(year) for year in _YEARS.findall(text))

    def topic(self, piece: Piece) -> Scene:
        """Take in a piece without a figure: 依申请公开方面 says what follows is about; a vaguer piece says nothing."""
        if "noun" not in piece.kinds:
            return self
        subject = subject_of(piece.tokens)
        if "unknown" not in piece.kinds and not piece.kinds & VOID:
            return self._replace(subject=subject)
        return self if subject == self.subject else self._replace(subject=None)

    def miss(self, label: Sequence[Token]) -> Scene:
        """Take in a figure that tells no fact: what is done to something unknown ends the subject."""
        subject = self.subject
        if any(t.kind == "noun" for t in label):
            subject = None if any(t.kind in VOID for t in label) else subject_of(label)
        elif any(t.kind == "act" for t in label):
            subject = None
        changed = self.last is not None or subject != self.subject
        return self._replace(last=None, subject=subject) if changed else self

    def take(self, said: Said) -> Scene:
        """Take in a figure that tells a fact."""
        fact = said.fact
        return self._replace(
            last=fact.kind,
            subject=None if fact.kind == "branch" else fact.subject,
            disclosed=self.disclosed or fact.subject == "requests",
            act=fact.fact if fact.kind == "act" else self.act,
        )

    def admits(self, said: Said) -> bool:
        """Whether a fact may be told here: in the year, and not as a part of something that is itself a part."""
        if not self.in_year or (self.nested and self.parent not in (None, "act", "total")):
            return False
        if said.fact.kind == "carry":
            other = (self.year or 0) + (1 if said.fact.fact == "requests_carried_out" else -1)
            return all(other == int(year) for year in _YEARS.findall(said.word))
        return said.fact.kind != "part" or self.act in (None, "requests_received")


@lru_cache(maxsize=1024)
def below(heading: str, year: int | None) -> Scene:
    """The scene below a heading: 依申请公开情况 says what the sentences are about."""
    return Scene(year, subject_of([t for piece in pieces_of(heading) for t in piece.tokens]), disclosed=True)
