"""Chooses between what several places of a document say of one thing: the strongest counts, who disagrees lowers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flows.reading.records import Evidence, Locator

# The strongest first. A title of another report never wins; alone, it leaves the field open.
_SOURCES = (
    "title",
    "line_before_title",
    "page_title",
    "period",
    "preface",
    "signature",
    "sentence",
    "contact",
    "issuer",
    "bare_name",
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
    equals = [c for n, c in zip(told, best, strict=True) if n == max(told) and not same(c.value, winner.value)]
    if equals or winner.source == _OTHER:
        source = "title" if winner.source == _OTHER else winner.source
        return Evidence(field, None, source, "doubtful", _listed(best), Locator())
    rivals = [c for c in candidates if not same(c.value, winner.value) and _doubts(c, winner)]
    confidence = "doubtful" if rivals else winner.confidence
    return Evidence(field, winner.value, winner.source, confidence, _listed(rivals), winner.where)


def _listed(candidates: Sequence[Candidate]) -> str | None:
    return "、".join(dict.fromkeys(c.value for c in candidates)) or None


def _doubts(other: Candidate, winner: Candidate) -> bool:
    if winner.source in _TITLES:
        return other.source in (_OTHER, "period")
    return other.source != _OTHER
