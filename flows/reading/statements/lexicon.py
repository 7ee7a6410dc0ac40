"""The words of `facts.csv` and `wordings.csv` used in sentences with figures, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from expectations.catalogue import load
from expectations.narrative_figures import names_subject
from expectations.words import Fact
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
    """What a word does in a sentence: `kind` is that of a fact, noun, or a use of `wordings.csv`.

    `names_subject` says that the word alone makes plain what the sentence is about.
    """

    kind: str
    subject: str = ""
    facts: tuple[Fact, ...] = ()
    names_subject: bool = False

    def fact_of(self, subject: str | None) -> Fact | None:
        """The fact that the word names for a subject: 维持 is one of reviews and one of litigations."""
        for fact in self.facts:
            if fact.subject == subject:
                return fact
        return None


@lru_cache(maxsize=1)
def lexicon() -> dict[str, Entry]:
    """Every known word, with `ANY_YEAR` where a year may be printed."""
    form = load()
    found = {word: Entry(kind) for kind in _KINDS for word in words(f"told_{kind}")}
    found[OWN] = Entry("own")
    for subject, nouns in form.nouns.items():
        found |= {squeeze(noun): Entry("noun", subject, names_subject=True) for noun in nouns}
    for fact in form.facts:
        for word in words_of(fact):
            same = found[word].facts if word in found else ()
            found[word] = Entry(fact.kind, fact.subject, (*same, fact), names_subject(form, fact))
    return found


@lru_cache(maxsize=1)
def subject_words() -> re.Pattern[str]:
    """A word that makes plain what its sentence is about: sentences without one are not looked at."""
    naming = {word for word, entry in lexicon().items() if entry.names_subject}
    shortest = sorted(word for word in naming if naming.isdisjoint(_parts(word)))
    return re.compile("|".join(re.escape(max(word.split(ANY_YEAR), key=len)) for word in shortest))


def _parts(word: str) -> Iterator[str]:
    """Every shorter text within a word."""
    return (word[i:j] for i, j in combinations(range(len(word) + 1), 2) if j - i < len(word))


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


@lru_cache(maxsize=1)
def proceedings() -> frozenset[str]:
    """The subjects that can be about anything else than disclosure: those counted in the tables of proceedings."""
    sections = {block.section for block in load().blocks if block.subject == "proceedings"}
    return frozenset(f.subject for f in load().facts if any(cell[0] in sections for total in f.sums for cell in total))
