"""The words of `wordings.csv`, folded like the text they are looked for in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from expectations.catalogue import load
from expectations.words import spellings
from flows.documents.folding import squeeze


def words(used_for: str) -> tuple[str, ...]:
    """All wordings with one use, longest first, so that a longer name wins over one contained in it."""
    return _words()[used_for]


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for line in load().wordings:
        spelled = {squeeze(word) for word in spellings(line.wording)}
        for use in line.uses:
            found.setdefault(use, set()).update(spelled)
    return {use: tuple(sorted(words, key=lambda w: (-len(w), w))) for use, words in found.items()}


def any_of(wanted: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of some words of two characters or more.

    A test of the first two characters rules out most places at the speed of C.
    """
    known = sorted(set(wanted))
    first, second = ("".join(map(re.escape, sorted({word[i] for word in known}))) for i in (0, 1))
    rest = "|".join(f"(?<={re.escape(word[0])}){re.escape(word[1:])}" for word in known)
    return re.compile(f"[{first}](?=[{second}])(?:{rest})")


@lru_cache(maxsize=1)
def main_numbers() -> tuple[str, ...]:
    """The beginnings of the main headings of the form, in order: 一、 and so on."""
    return tuple(dict.fromkeys(f"{h.number}、" for h in sorted(load().headings, key=lambda h: h.display_order)))


@lru_cache(maxsize=1)
def first_headings() -> tuple[str, ...]:
    """The first heading of each edition of the form, folded, number and all."""
    form = [load().headings_of(edition.edition) for edition in load().editions]
    first = [headings[0] for headings in form if headings]
    return tuple(dict.fromkeys(f"{h.number}、{squeeze(h.label)}" for h in first))
