"""The words of `wordings.csv`, folded as the text they are looked for in."""

from __future__ import annotations

from functools import lru_cache

from expectations.catalogue import load
from expectations.form import spellings
from flows.documents.folding import squeeze


@lru_cache(maxsize=64)
def words(used_for: str) -> tuple[str, ...]:
    """All wordings with one use, longest first, so that a longer name wins over one it contains."""
    found = {squeeze(word) for w in load().wordings if w.used_for == used_for for word in spellings(w.wording)}
    return tuple(sorted(found, key=lambda w: (-len(w), w)))
