"""What a sentence denies: no request came, no review or litigation followed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from expectations.catalogue import load
from expectations.words import Fact
from flows.reading.statements.labels import RECEIVED, VOID, Said
from flows.reading.statements.lexicon import proceedings, totals
from flows.reading.statements.scene import Scene
from flows.reading.statements.tokens import Piece, Token
from flows.reading.wordings import words

_DENIED = frozenset({"noun", "office", "region", "government", "own", "year", "whole"})
_CARRIED = _DENIED | {"carry", "act"}


def denied(piece: Piece, scene: Scene, sentence: str) -> tuple[Token, list[Fact]]:
    """The denial in a piece that has one, and the facts it denies.

    未收到申请 and 未发生行政复议、行政诉讼 mean 0 of each, 未发生行政诉讼败诉 means nothing. Reviews and
    litigations are denied only where requests were mentioned before: elsewhere such a denial stands for the table.
    """
    tokens = piece.tokens
    at = next(i for i, t in enumerate(tokens) if t.kind == "none")
    facts: list[Fact] = []
    if not scene.is_own or scene.inside is not None or any(t.kind in VOID or _is_of_some(t) for t in tokens[:at]):
        return tokens[at], facts
    after = tokens[at + 1 :]
    for item in _items(after or _proceedings(tokens[:at])):
        nouns = [t for t in item if t.kind == "noun"]
        carried = next((t for t in item if t.kind == "carry"), None)
        if nouns and any(t.kind not in (_CARRIED if carried else _DENIED) for t in item):
            return tokens[at], []
        fact = _fact_of(nouns[-1], tokens[at].text, carried) if nouns else None
        stated = _alone(tokens[at:], piece, sentence) if fact and fact.subject == "requests" else scene.act or facts
        if fact and stated and (carried is None or scene.admits(Said(fact, carried.text))):
            facts.append(fact)
    return tokens[at], facts


def _is_of_some(token: Token) -> bool:
    """Whether a word names bodies below the one that reports: 各乡镇未收到申请 says nothing about the whole."""
    return token.kind == "region" and token.text.startswith("各")


def _proceedings(tokens: Sequence[Token]) -> Sequence[Token]:
    """What comes before a denial at the end of a piece: 行政复议、行政诉讼均未发生. Requests come after theirs."""
    return tokens if all(t.entry.subject in proceedings() for t in tokens if t.kind == "noun") else ()


def _fact_of(noun: Token, denial: str, carried: Token | None) -> Fact | None:
    """The fact that a noun names. 无申请 may be about anything, 未收到申请 may not; 无申请结转 denies carried ones."""
    subject = noun.entry.subject
    if carried is not None:
        return carried.entry.fact_of(subject)
    if subject == "requests":
        return _received() if "公开" in noun.text or denial.endswith(words("denied_request")) else None
    return totals().get(subject) if subject != "information" else None


@lru_cache(maxsize=1)
def _received() -> Fact:
    return next(fact for fact in load().facts if fact.fact == RECEIVED)


def _items(tokens: Sequence[Token]) -> list[list[Token]]:
    items: list[list[Token]] = [[]]
    for part in tokens:
        if part.kind == "and":
            items.append([])
        else:
            items[-1].append(part)
    return items


def _alone(tokens: Sequence[Token], piece: Piece, sentence: str) -> bool:
    """Whether nothing but requests is denied: not 没有按照依申请公开规定, 未收到申请的."""
    ends = [t.start + len(t.text) for t in tokens]
    begins = [*(t.start for t in tokens[1:]), piece.end]
    between = [sentence[end:begin] for end, begin in zip(ends, begins, strict=True)]
    return not between[-1].endswith("的") and all(_beside().fullmatch(text) for text in between)


@lru_cache(maxsize=1)
def _beside() -> re.Pattern[str]:
    """What may come between a denial and the requests it denies, and after them."""
    return re.compile(f"(?:{'|'.join(map(re.escape, words('beside_denial')))})*")
