"""Chooses between what several places of a document say about a field: the strongest counts, dissent lowers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flows.reading.identity.agencies import same_body
from flows.reading.records import Evidence, Locator

# The strongest first. A title of another report never wins; alone, it leaves the field open.
_SOURCES = (
    "title",
    "line_before_title",
    "page_title",
    "period",
    "doubted_title",
    "preface",
    "label",
    "written",
    "below_title",
    "signature",
    "sentence",
    "contact",
    "issuer",
    "bare_name",
    "other_title",
)
_OTHER = _SOURCES[-1]
_LEVELS = ("certain", "likely", "doubtful")
_RANKS = {name: rank for order in (_SOURCES, _LEVELS) for rank, name in enumerate(order)}

# Other titles and the period cast doubt on a title, sentences do not: an office compiles, signs and answers for its
# government's report. Every source except other titles casts doubt on anything else.
_DOUBTED_BY = {
    "title": {_OTHER, "period"},
    "line_before_title": {_OTHER, "period"},
    "page_title": set[str](),
}
_DOUBTED_BY_ANY = set(_SOURCES) - {_OTHER}


class Candidate(NamedTuple):
    """A value that a place of the document gives, the kind of place, and how sure it is if nothing disagrees."""

    value: str
    source: str
    confidence: str
    where: Locator = Locator()


class _Choice(NamedTuple):
    """How a field is chosen: which values are equivalent, whether the most frequent wins, how dissent lowers it."""

    same: Callable[[str, str], bool] = str.__eq__
    is_by_vote: bool = False
    with_rivals: str = "doubtful"


_FIRST = _Choice()
"""The first of the strongest candidates, as for all fields that are not listed."""

_CHOICES = {
    "agency": _Choice(same_body, is_by_vote=True),
    "year": _Choice(is_by_vote=True),
    "published_on": _Choice(with_rivals="likely"),
    "written_on": _Choice(with_rivals="likely"),
}


def strongest(field: str, candidates: Sequence[Candidate]) -> Evidence | None:
    """The evidence for a field: the value of the strongest source, or that several are possible; None without any."""
    if not candidates:
        return None
    choice = _CHOICES.get(field, _FIRST)
    best = _of_strongest_source(candidates)
    winner, is_tied = _most_frequent(best, choice.same) if choice.is_by_vote and len(best) > 1 else (best[0], False)
    if is_tied or winner.source == _OTHER:
        source, where = ("title", winner.where) if winner.source == _OTHER else (winner.source, Locator())
        return Evidence(field, None, source, "doubtful", _listed(best), where)
    doubting = _DOUBTED_BY.get(winner.source, _DOUBTED_BY_ANY)
    rivals = [c for c in candidates if c.source in doubting and not choice.same(c.value, winner.value)]
    confidence = choice.with_rivals if rivals else winner.confidence
    return Evidence(field, winner.value, winner.source, confidence, _listed(rivals), winner.where)


def _of_strongest_source(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    ranks = [(_RANKS[c.source], _RANKS[c.confidence]) for c in candidates]
    top = min(ranks)
    return [c for rank, c in zip(ranks, candidates, strict=True) if rank == top]


def _most_frequent(best: Sequence[Candidate], same: Callable[[str, str], bool]) -> tuple[Candidate, bool]:
    """The first of the most frequent values, and whether another one is as frequent."""
    votes = [sum(same(c.value, other.value) for other in best) for c in best]
    winner = best[votes.index(max(votes))]
    return winner, any(n == max(votes) and not same(c.value, winner.value) for n, c in zip(votes, best, strict=True))


def no_surer_than(other: Evidence | None, evidence: Evidence) -> Evidence:
    """Evidence derived from other evidence."""
    confidence = max(evidence.confidence, other.confidence if other else "certain", key=_RANKS.__getitem__)
    return evidence._replace(confidence=confidence)


def _listed(candidates: Sequence[Candidate]) -> str | None:
    return "、".join(dict.fromkeys(c.value for c in candidates)) or None
