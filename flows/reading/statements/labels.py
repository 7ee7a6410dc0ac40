"""What a figure counts, according to the words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from expectations.words import Fact
from flows.reading.statements.lexicon import proceedings, totals
from flows.reading.statements.tokens import Token

NAMING_KINDS = frozenset({"act", "part", "carry", "outcome", "branch", "noun"})
RECEIVED = "requests_received"
VAGUE = frozenset({"unknown", "number"})
VOID = VAGUE | {"blocker", "timely", "late", "other", "none", "compared", "past", "period", "rate"}


class Said(NamedTuple):
    """What a figure counts, the word that says so, and whether its subject is named beside it."""

    fact: Fact
    word: str
    named: bool = False


def subject_of(tokens: Sequence[Token]) -> str | None:
    """The subject named by the last noun; None where there is no noun, or several are listed together."""
    subject, listed = None, False
    for part in tokens:
        if part.entry.names_subject:
            if listed and subject != part.entry.subject:
                return None
            subject = part.entry.subject
        elif part.kind == "and":
            listed = subject is not None
    return subject


def read_label(tokens: Sequence[Token], subject: str | None, disclosed: bool) -> Said | None:
    """What the words before or after a figure say; None where they say nothing for certain.

    `subject` is what the sentence was about before, where a statement or a heading made that clear. `disclosed`
    says that information disclosure was mentioned: otherwise a review or litigation can be about anything.
    """
    naming: list[Token] = []
    named = False
    for part in _in_one(tokens):
        kind = part.kind
        if kind in VOID or (kind == "and" and naming):
            return None
        if kind in NAMING_KINDS:
            naming.append(part)
            named = named or part.entry.names_subject
    if not naming:
        return None
    subject = subject_of(tokens) if named else subject
    if subject is None or (not disclosed and subject in proceedings()):
        return None
    if subject != "information" and any(t.kind == "by" for t in tokens):
        return None
    said = _said(naming, subject, named)
    return said._replace(named=named) if said else None


def _in_one(tokens: Sequence[Token]) -> list[Token]:
    """The words without what else was done to the requests received: 收到和办理, 受理并答复."""
    found: list[Token] = []
    for part in tokens:
        if part.kind == "act" and [t.kind for t in found[-2:]] == ["act", "and"] and receives(found[-2]):
            found.pop()
        else:
            found.append(part)
    return found


def receives(act: Token) -> bool:
    """Whether a word for what was done means that requests were received."""
    return any(fact.fact == RECEIVED for fact in act.entry.facts)


def _said(naming: Sequence[Token], subject: str, named: bool) -> Said | None:
    """The one fact that all naming words agree on."""
    known: Said | None = None
    act: Said | None = None
    for part in naming:
        if part.kind == "noun":
            continue
        fact = part.entry.fact_of(subject)
        if fact is None:
            # 收到 and 办理 are used for reviews too; 维持 is never used for requests.
            if part.kind != "act" or subject not in proceedings():
                return None
        elif fact.kind == "act":
            if act and act.fact != fact:
                return None
            # What is done after carrying over is not an act of its own: 结转至下年度办理, but 办理上年结转.
            if not known or known.fact.kind != "carry":
                act = Said(fact, part.text)
        elif known and known.fact != fact:
            return None
        else:
            known = Said(fact, part.text)
    if known is None:
        return act or (_total(naming, subject) if named else None)
    return None if act and not _goes_with(known.fact, act.fact) else known


def _goes_with(fact: Fact, act: Fact) -> bool:
    """Whether a fact may count what an act was done to: of requests, those received have parts, others outcomes."""
    received = act.fact == RECEIVED
    if fact.kind == "part":
        return received or act.subject != "requests"
    return fact.kind == "outcome" and not received


def _total(naming: Sequence[Token], subject: str) -> Said | None:
    fact = totals().get(subject)
    word = next((t.text for t in naming if t.kind == "act"), naming[-1].text)
    return Said(fact, word) if fact else None
