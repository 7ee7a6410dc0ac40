"""The words of `wordings.csv`, folded as the text they are looked for in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from expectations.catalogue import load
from expectations.form import spellings
from flows.documents.folding import squeeze


@lru_cache(maxsize=64)
def words(used_for: str) -> tuple[str, ...]:
    """All wordings with one use, longest first, so that a longer name wins over one it contains."""
    found = {squeeze(word) for w in load().wordings if w.used_for == used_for for word in spellings(w.wording)}
    return tuple(sorted(found, key=lambda w: (-len(w), w)))


def any_of(wanted: Iterable[str]) -> re.Pattern[str]:
    """What finds any of some words of two characters or more.

    Their first two characters tell that none begins at most places, at the speed of C.
    """
    known = sorted(set(wanted))
    first, second = ("".join(map(re.escape, sorted({word[i] for word in known}))) for i in (0, 1))
    rest = "|".join(f"(?<={re.escape(word[0])}){re.escape(word[1:])}" for word in known)
    return re.compile(f"[{first}](?=[{second}])(?:{rest})")


@lru_cache(maxsize=1)
def main_numbers() -> tuple[str, ...]:
    """What the main headings of the form begin with, in their order: 一、 and so on."""
    return tuple(dict.fromkeys(f"{h.number}、" for h in sorted(load().headings, key=lambda h: h.ordinal)))


@lru_cache(maxsize=1)
def first_headings() -> tuple[str, ...]:
    """The first heading of each edition of the form, folded, number and all."""
    first = min(h.ordinal for h in load().headings)
    return tuple({f"{h.number}、{squeeze(h.label)}": None for h in load().headings if h.ordinal == first})
