"""What a sentence has made plain so far: its subject, its year, whose figures they are, what is nested in what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from expectations.form import Fact
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


@dataclass
class Scene:
    """`subject` is None where nothing or several things are spoken of; `act` is what was last done to requests."""

    year: int | None
    subject: str | None = None
    disclosed: bool = False
    in_year: bool = True
    coverage: str | None = None
    act: Fact | None = None
    last: Fact | None = None
    nested: bool = False
    parent: Fact | None = None
    around: list[tuple[str | None, Fact | None, bool, Fact | None]] = field(default_factory=list)

    def next(self) -> Scene:
        """The same scene at the beginning of another sentence: what it is about stays, its time and nesting end."""
        self.in_year, self.nested, self.parent, self.last = True, False, None, None
        self.around.clear()
        return self

    def head(self, heading: str) -> None:
        """Take in a heading: 依申请公开情况 says what the sentences below are about."""
        self.subject = subject_of([t for piece in pieces_of(heading) for t in piece.tokens])
        self.act, self.disclosed = None, True

    def enter(self, piece: Piece) -> None:
        """Take in the mark before a piece, its year and whose figures it tells."""
        if piece.opened == "(":
            self.around.append((self.subject, self.act, self.nested, self.parent))
        elif piece.opened == ")" and self.around:
            self.subject, self.act, self.nested, self.parent = self.around.pop()
        elif piece.opened == ";":
            self.nested = False
        if piece.opened in _NESTING:
            self.nested, self.parent = True, self.last
        if piece.kinds & _SETTING:
            self._set(piece)

    def _set(self, piece: Piece) -> None:
        for part in piece.tokens:
            if part.kind == "year":
                self.in_year = self._is_year(part.text)
            elif part.kind == "past":
                self.in_year = False
            elif part.kind == "other":
                self.subject = None
        whose = piece.kinds & _WHOSE
        if whose:
            self.coverage = next(iter(whose)) if len(whose) == 1 else None

    def _is_year(self, text: str) -> bool:
        """Whether a time is the whole year reported on."""
        if _PART_OF_YEAR.search(text) and not _WHOLE_YEAR.search(text):
            return False
        return all(self.year == int(year) for year in _YEARS.findall(text))

    def topic(self, piece: Piece) -> None:
        """Take in a piece without a figure: 依申请公开方面 says what follows is about; a vaguer piece says nothing."""
        if "noun" in piece.kinds:
            plain = "unknown" not in piece.kinds and not piece.kinds & VOID
            subject = subject_of(piece.tokens)
            if plain or subject != self.subject:
                self.subject = subject if plain else None

    def miss(self, label: Sequence[Token]) -> None:
        """Take in a figure that tells no fact: what is done to something unknown ends the subject."""
        self.last = None
        if any(t.kind == "noun" for t in label):
            self.subject = None if any(t.kind in VOID for t in label) else subject_of(label)
        elif any(t.kind == "act" for t in label):
            self.subject = None

    def take(self, said: Said) -> None:
        """Take in a figure that tells a fact."""
        self.last = said.fact
        self.subject = None if said.fact.kind == "branch" else said.fact.subject
        self.disclosed = self.disclosed or said.fact.subject == "requests"
        if said.fact.kind == "act":
            self.act = said.fact

    def admits(self, said: Said) -> bool:
        """Whether a fact may be told here: in the year, and not as a part of something that is itself a part."""
        if not self.in_year or (self.nested and self.parent is not None and self.parent.kind not in ("act", "total")):
            return False
        if said.fact.kind == "carry":
            other = (self.year or 0) + (1 if said.fact.fact == "requests_carried_out" else -1)
            return all(other == int(year) for year in _YEARS.findall(said.word))
        return said.fact.kind != "part" or self.act is None or self.act.fact == "requests_received"
