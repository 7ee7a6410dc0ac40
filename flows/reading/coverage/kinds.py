"""What kind of body reports, as far as that limits what its report can cover."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from expectations.catalogue import load
from flows.documents.folding import squeeze
from flows.reading.wordings import words

_COMMITTEES = ("管理委员会", "管委会", "")
_OFFICE = "办"
_TOWNS = {"镇", "乡", "街道"}
_TERRITORIES = ("zone", "corps")


class Kind(Enum):
    """The kinds of bodies: those of a territory can report for others, an office for its government or for itself."""

    TERRITORY = "territory"
    OFFICE = "office"
    TOWN = "town"
    SINGLE = "single"
    UNKNOWN = "unknown"

    @property
    def can_sum_up(self) -> bool:
        """Whether its report may add up other bodies' figures; unknown bodies may."""
        return self in (Kind.TERRITORY, Kind.OFFICE, Kind.UNKNOWN)


@lru_cache(maxsize=4_096)
def kind_of(agency: str | None, agency_type: str | None, own: frozenset[str] = frozenset()) -> Kind:
    """The kind of the body of this name; the committee of a zone and a division of the corps have a territory.

    Without a name, what the report calls its body shows it: `own` is 局 for 我局.
    """
    if agency is None:
        return Kind.TOWN if own & _TOWNS else Kind.SINGLE if own - {_OFFICE} else Kind.UNKNOWN
    name = squeeze(agency)
    if agency_type == "town":
        return Kind.TOWN
    if agency_type == "government" or _has_territory(name):
        return Kind.TERRITORY
    return Kind.OFFICE if name.endswith(words("government_office")) else Kind.SINGLE


def _has_territory(name: str) -> bool:
    """Whether a name ends with a word for a territory that is no division, or with that of its committee."""
    own = [body.wording for body in load().bodies if body.body in _TERRITORIES]
    return name.endswith(tuple(word + committee for word in own for committee in _COMMITTEES))
