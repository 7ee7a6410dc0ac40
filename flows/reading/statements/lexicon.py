"""The words of `facts.csv` and `wordings.csv` that sentences with figures are made of, built once."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from expectations.catalogue import load
from expectations.form import SUBJECTS, Fact
from flows.documents.folding import squeeze
from flows.reading.statements.bodies import OWN
from flows.reading.wordings import words

_LAST = ("上年", "上年度", "上一年", "上一年度", "去年")
_NEXT = ("下年", "下年度", "下一年", "下一年度", "次年", "明年")
_ANY_YEAR = r"20\d\d年度?"
YEAR = "<year>"
"""Stands in a word where a year may be printed."""

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
        """The fact the word tells of a subject: 维持 is one of reviews and one of litigations."""
        for fact in self.facts:
            if fact.subject == subject:
                return fact
        return None


@lru_cache(maxsize=1)
def lexicon() -> dict[str, Entry]:
    """Every known word, with `<year>` where a year may be printed."""
    found = {word: Entry(kind) for kind in _KINDS for word in _told(kind)}
    found[OWN] = Entry("own")
    found |= {word: Entry("noun", subject) for subject in SUBJECTS for word in _told(subject)}
    for fact in load().facts:
        for word in words_of(fact):
            same = found[word].facts if word in found else ()
            found[word] = Entry(fact.kind, fact.subject, (*same, fact))
    return found


def _told(used_for: str) -> tuple[str, ...]:
    return words(f"told_{used_for}")


def words_of(fact: Fact) -> list[str]:
    """The wordings of a fact, folded, with every way to say last year or next year."""
    found = []
    for word in fact.wordings:
        for mark, years in (("<last>", (*_LAST, YEAR)), ("<next>", (*_NEXT, YEAR))):
            if mark in word:
                found += [word.replace(mark, year) for year in years]
                break
        else:
            found.append(squeeze(word))
    return found


@lru_cache(maxsize=1)
def lengths() -> dict[str, tuple[int, ...]]:
    """The first two characters of every longer word -> how long the words are that begin with them, longest first."""
    found: dict[str, set[int]] = {}
    for word in lexicon():
        if len(word) > 1:
            found.setdefault(word[:2], set()).add(len(word))
    return {begin: tuple(sorted(sizes, reverse=True)) for begin, sizes in found.items()}


@lru_cache(maxsize=1)
def dated() -> dict[str, re.Pattern[str]]:
    """The words that hold a year, by their first character: 2022年结转, 结转至2024年."""
    found: dict[str, list[str]] = {}
    for word in sorted((word for word in lexicon() if YEAR in word), key=len, reverse=True):
        head, tail = word.split(YEAR)
        found.setdefault(head, []).append(re.escape(tail))
    patterns: dict[str, list[str]] = {}
    for head in sorted(found, key=len, reverse=True):
        patterns.setdefault(head[:1] or "2", []).append(f"{head}{_ANY_YEAR}(?:{'|'.join(found[head])})")
    return {char: re.compile("|".join(each)) for char, each in patterns.items()}


def entry_of(text: str) -> Entry:
    """The entry of a word with a year in it."""
    return lexicon()[re.sub(_ANY_YEAR, YEAR, text)]


@lru_cache(maxsize=1)
def totals() -> dict[str, Fact]:
    """The fact that the noun of a subject tells without any verb."""
    return {fact.subject: fact for fact in load().facts if fact.kind == "total"}


@lru_cache(maxsize=1)
def cumulative() -> tuple[str, ...]:
    """The words that may add up several years."""
    return _told("cumulative")
