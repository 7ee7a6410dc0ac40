"""What a harvest brought from each site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flows.harvest.counts import Count

SHOWN = 20
"""Most problems of a site that are told one by one."""

_SITES = 300
"""Most sites that the record of a harvest has one by one."""

_LONGEST = 1_000


@dataclass
class Result:
    """What came of one site.

    `found` counts the reports that its lists link to; `documents` the pages and files by outcome: new, changed,
    unchanged, put off, failed. `failing` tells whether the next harvest may bring what this one could not, `fewer`
    whether a list has fewer reports than before, or than are due.
    """

    site: str
    found: int = 0
    documents: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    bytes: int = 0
    failing: bool = False
    fewer: bool = False
    problems: list[str] = field(default_factory=list)
    counted: list[Count] = field(default_factory=list)
    """How many reports the lists have that were read to their end, and all together if all were."""

    def fail(self, message: str, failing: bool) -> None:
        """Note what went wrong, on one line: addresses are the servers' words."""
        self.problems.append("".join(each if each.isprintable() else "?" for each in message)[:_LONGEST])
        self.failing |= failing

    def line(self) -> str:
        """The counts of the site on one line."""
        names = ("new", "changed", "unchanged", *(["put off"] if self.documents["put off"] else []), "failed")
        counts = ", ".join(f"{self.documents[name]} {name}" for name in names)
        return f"{self.site}: {self.found} found, {counts}; {self.requests} requests, {self.bytes} bytes"

    def told(self) -> list[str]:
        """The problems of the site, the first of them if there are many."""
        more = len(self.problems) - SHOWN
        return [*self.problems[:SHOWN], *([f"and {more} more problems"] if more > 0 else [])]


def counts_of(results: Sequence[Result]) -> dict[str, Any]:
    """What the record of a harvest has: counts of all sites, and of each, those with something wrong first."""
    documents = sum((result.documents for result in results), Counter[str]())
    listed = sorted(results, key=lambda result: (not (result.failing or result.fewer), result.site))[:_SITES]
    return {
        "of sites": len(results),
        "found": sum(result.found for result in results),
        **documents,
        "sites": {
            each.site: {"found": each.found, **each.documents, "failing": each.failing, "fewer": each.fewer}
            for each in listed
        },
    }
