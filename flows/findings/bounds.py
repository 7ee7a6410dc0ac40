"""Keeps the page small enough to open: everything about some documents, and nothing about the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple, Protocol

from flows.findings.queries import Marts
from flows.findings.unassessed import Unassessed
from flows.findings.wording import DUE

# A line takes half a kilobyte, and a browser opens ten megabytes without a pause.
LINES = 20_000


class _OfReport(Protocol):
    @property
    def report_id(self) -> str: ...


class Shown(NamedTuple):
    """What a page lists; `more_missing` and `more_gone` count the lines left out of those parts."""

    marts: Marts
    gaps: list[Unassessed]
    more_missing: int
    more_gone: int


def bounded(marts: Marts, gaps: Sequence[Unassessed]) -> Shown:
    """The content of a page of little more than LINES lines: documents with the most to correct come first.

    Documents are left out whole, so that what the page says about one is complete and every link has a target.
    Parts that belong to no document get up to a quarter of the lines each.
    """
    parts: list[Sequence[_OfReport]] = [marts.documents, marts.findings, marts.notices, gaps]
    lines = Counter(line.report_id for part in parts for line in part)
    few = LINES // 4
    some = marts._replace(missing=marts.missing[:few], unreadable=marts.unreadable[:few], gone=marts.gone[:few])
    more = (len(marts.missing) - len(some.missing), len(marts.gone) - len(some.gone))
    if lines.total() <= LINES:
        return Shown(some, list(gaps), *more)
    found = Counter(finding.report_id for finding in marts.findings)
    must = Counter(f.report_id for f in marts.findings if f.severity == "must" and f.state in DUE and not f.is_doubtful)
    gravest = sorted(lines, key=lambda report: (-must[report], -found[report]))
    so_far = accumulate(lines[report] for report in gravest)
    kept = {report for report, total in zip(gravest, so_far, strict=True) if total <= LINES}
    some = some._replace(
        documents=[line for line in marts.documents if line.report_id in kept],
        findings=[line for line in marts.findings if line.report_id in kept],
        notices=[line for line in marts.notices if line.report_id in kept],
    )
    return Shown(some, [line for line in gaps if line.report_id in kept], *more)
