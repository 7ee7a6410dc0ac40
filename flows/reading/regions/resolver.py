"""Decides which division an agency belongs to, or that it cannot be decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from flows.documents.folding import simplify
from flows.reading.regions.chain import Chain, follow
from flows.reading.regions.table import Division, load

_LONGEST_AGENCY = 60
_LONGEST_PARENT = 24


class Region(NamedTuple):
    """The division of an agency by its code in the year asked for; None where it is not certain.

    `source` is agency (its name says so), hints (its name and the texts around it), site (its name and where it was
    published) or nowhere. `confidence` is certain, likely, or doubtful where `code` is None. `candidates` are the codes
    and full names it could be.
    """

    code: str | None
    source: str
    confidence: str
    candidates: tuple[tuple[str, str], ...]


_NOWHERE = Region(None, "nowhere", "doubtful", ())


def resolve(agency: str | None, year: int | None, hints: Sequence[str] = (), within: Collection[str] = ()) -> Region:
    """The division that `agency`, as printed in simplified script, belongs to.

    A town, a department and a zone belong to the division in their name. A name that several divisions had in `year`
    needs a parent, in the name itself or in one of the `hints`: short texts about this agency, such as its title, the
    name of the site or the body that issues it; else it is the only one of the codes `within`. Without `year`, or with
    one that the table does not cover, the last known one is used.
    """
    if not agency or len(agency) > _LONGEST_AGENCY or (year is not None and year < load().years[0]):
        return _NOWHERE
    known = year is not None and year <= load().years[1]
    asked = year if year is not None and known else load().years[1]
    chain = _chain(agency, asked)
    source = "agency"
    if hints and not chain.closed and len(chain.found) != 1:
        found = _in_hints(chain.found, asked, hints) if chain.found else _before(agency, asked, hints)
        if found is not None:
            chain, source = Chain((found,), sure=False), "hints"
    inside = tuple(division for division in chain.found if division.code in within)
    if len(chain.found) > 1 and len(inside) == 1 and not chain.closed:
        chain, source = Chain(inside, sure=False), "site"
    return _region(chain, asked, source, known)


@lru_cache(maxsize=8_192)
def _chain(agency: str, year: int) -> Chain:
    chain = follow(agency, year)
    return chain if chain.found else follow(simplify(agency), year)


@lru_cache(maxsize=8_192)
def _region(chain: Chain, year: int, source: str, known: bool) -> Region:
    candidates = tuple((division.code, _full_name(division, year)) for division in chain.found)
    if chain.closed or len(chain.found) != 1:
        return Region(None, source if chain.found else "nowhere", "doubtful", candidates)
    return Region(chain.found[0].code, source, "certain" if chain.sure and known else "likely", candidates)


def _full_name(division: Division, year: int) -> str:
    return load().full_name(division, min(max(year, division.first_year), division.last_year))


def _in_hints(found: Sequence[Division], year: int, hints: Sequence[str]) -> Division | None:
    """The only division whose parent is named; None if the parents of none or of several are."""
    text = "\n".join(hints)
    parents = {division: load().above(division, year) for division in found}
    near = {d for d, above in parents.items() if above[:1] and _names(text, above[0], d)}
    far = {d for d, above in parents.items() if above and above[-1].name in text}
    decided = near if not far else far if not near else near & far
    return next(iter(decided)) if len(decided) == 1 else None


def _names(text: str, parent: Division, division: Division) -> bool:
    forms = (parent.name, *parent.other_forms, parent.short_name + division.name)
    return any(form in text for form in forms)


def _before(agency: str, year: int, hints: Sequence[str]) -> Division | None:
    """The division named directly before the agency, where a hint repeats it with its place: 遂昌县 before 教育局."""
    found = set()
    for hint in hints:
        end = hint.find(agency)
        if end > 0:
            found.add(_named_at_end(hint[max(0, end - _LONGEST_PARENT) : end], year))
    return found.pop() if len(found) == 1 else None


def ending(text: str, year: int | None) -> Division | None:
    """The division whose name, including those above it, ends a text: 欢迎访问湖州市吴兴区."""
    first, last = load().years
    return _named_at_end(text[-_LONGEST_PARENT:], min(max(year or last, first), last))


def _named_at_end(text: str, year: int) -> Division | None:
    """The division whose chain of names ends the text, wherever the chain begins."""
    for start in range(len(text) - 1):
        chain = _chain(text[start:], year)
        if chain.found and chain.sure:
            whole = chain.end == len(text) - start and not chain.closed and len(chain.found) == 1
            return chain.found[0] if whole else None
    return None
