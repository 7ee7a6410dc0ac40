"""The words of `facts.csv` and `wordings.csv` used in sentences with figures, compiled once."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from expectations.catalogue import load
from expectations.form import SUBJECTS, Fact
from flows.documents.folding import squeeze
from flows.reading.statements.bodies import OWN
from flows.reading.wordings import words

ANY_YEAR = "\ufdd1" * 4
"""Replaces, in a word, the digits of any year."""
_DATED = (f"{ANY_YEAR}年", f"{ANY_YEAR}年度")
_YEARS = {
    "<last>": ("上年", "上年度", "上一年", "上一年度", "去年", *_DATED),
    "<next>": ("下年", "下年度", "下一年", "下一年度", "次年", "明年", *_DATED),
}

_KINDS = (
    *("filler", "blocker", "timely", "late", "other", "none", "including", "mark", "and"),
    *("office", "government", "region", "whole", "past", "period", "rate", "cumulative", "during", "example"),
)


class Entry(NamedTuple):
    """What a word does in a sentence: `kind` is that of a fact, noun, or a use of `wordings.csv`."""

    kind: str
    subject: str = ""
    facts: tuple[Fact, ...] = ()

    def fact_of(self, subject: str | None) -> Fact | None:
        """The fact that the word names for a subject: 维持 is one of reviews and one of litigations."""
        for fact in self.facts:
            if fact.subject == subject:
                return fact
        return None


@lru_cache(maxsize=1)
def lexicon() -> dict[str, Entry]:
    """Every known word, with `ANY_YEAR` where a year may be printed."""
    found = {word: Entry(kind) for kind in _KINDS for word in _wordings(kind)}
    found[OWN] = Entry("own")
    found |= {word: Entry("noun", subject) for subject in SUBJECTS for word in _wordings(subject)}
    for fact in load().facts:
        for word in words_of(fact):
            same = found[word].facts if word in found else ()
            found[word] = Entry(fact.kind, fact.subject, (*same, fact))
    return found


def _wordings(used_for: str) -> tuple[str, ...]:
    return words(f"told_{used_for}")


def words_of(fact: Fact) -> list[str]:
    """The wordings of a fact, folded, with every way to say last year or next year."""
    found = []
    for word in fact.wordings:
        mark = next((mark for mark in _YEARS if mark in word), None)
        found += [word.replace(mark, year) for year in _YEARS[mark]] if mark else [squeeze(word)]
    return found


@lru_cache(maxsize=1)
def lengths() -> dict[str, list[int]]:
    """The first two characters of every longer word -> how long the words are that begin with them, longest first."""
    found: dict[str, set[int]] = {}
    for word in lexicon():
        if len(word) > 1:
            found.setdefault(word[:2], set()).add(len(word))
    return {begin: sorted(sizes, reverse=True) for begin, sizes in found.items()}


@lru_cache(maxsize=1)
def totals() -> dict[str, Fact]:
    """The fact that the noun of a subject names on its own, without a verb."""
    return {fact.subject: fact for fact in load().facts if fact.kind == "total"}
