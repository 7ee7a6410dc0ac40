"""Chooses between what several places of a document say of one thing: the strongest counts, who disagrees lowers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flows.records import Evidence, Locator

# The strongest first. A title of another report never wins; alone, it leaves the field open.
_SOURCES = (
    "title",
    "line_before_title",
    "page_title",
    "period",
    "preface",
    "signature",
    "contact",
    "sentence",
    "other_title",
)
_TITLES = frozenset(_SOURCES[:3])
_OTHER = _SOURCES[-1]


class Candidate(NamedTuple):
    """A value that a place of the document tells, the kind of place, and how sure it is if nothing disagrees."""

    value: str
    source: str
    confidence: str
    where: Locator


def strongest(field: str, candidates: Sequence[Candidate], same: Callable[[str, str], bool]) -> Evidence | None:
    """The evidence of a field: the value of the strongest source, there the one told most often, or none.

    `same` tells whether two values say the same. What a title says is doubted by other titles and by the period,
    not by sentences: an office compiles, signs and answers for what its government reports.
    """
    if not candidates:
        return None
    rank = min(_SOURCES.index(c.source) for c in candidates)
    best = [c for c in candidates if _SOURCES.index(c.source) == rank]
    told = [sum(same(c.value, other.value) for other in best) for c in best]
    winner = best[told.index(max(told))]
    rivals = [c for c in candidates if not same(c.value, winner.value) and _doubts(c, winner)]
    values = "、".join(dict.fromkeys(c.value for c in rivals)) or None
    if winner.source == _OTHER:
        values = "、".join(dict.fromkeys(c.value for c in best))
        return Evidence(field, None, "title", "doubtful", values, Locator())
    if any(n == max(told) and not same(c.value, winner.value) for n, c in zip(told, best, strict=True)):
        values = "、".join(dict.fromkeys(c.value for c in best))
        return Evidence(field, None, winner.source, "doubtful", values, Locator())
    return Evidence(field, winner.value, winner.source, "doubtful" if rivals else winner.confidence, values, winner.where)


def _doubts(other: Candidate, winner: Candidate) -> bool:
    if winner.source in _TITLES:
        return other.source in (_OTHER, "period")
    return other.source != _OTHER
