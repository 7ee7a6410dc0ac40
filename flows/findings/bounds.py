"""Keeps the page small enough to be opened: all that is told of some documents, and nothing of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import Protocol

from flows.findings.queries import Marts
from flows.findings.unassessed import Unassessed

# A line takes half a kilobyte, and a browser opens ten megabytes without a pause.
LINES = 20_000


class _OfReport(Protocol):
    @property
    def report_id(self) -> str: ...


def bounded(marts: Marts, gaps: Sequence[Unassessed]) -> tuple[Marts, list[Unassessed]]:
    """What a page of at most LINES lines tells: documents with the most findings that must be mended come first.

    Documents are left out whole, so that what the page says of one is all there is, and every link leads somewhere.
    """
    told: list[Sequence[_OfReport]] = [marts.documents, marts.findings, marts.notices, gaps]
    lines = Counter(line.report_id for part in told for line in part)
    if lines.total() <= LINES:
        return marts, list(gaps)
    found = Counter(finding.report_id for finding in marts.findings)
    must = Counter(finding.report_id for finding in marts.findings if finding.severity == "must")
    gravest = sorted(lines, key=lambda report: (-must[report], -found[report]))
    so_far = accumulate(lines[report] for report in gravest)
    kept = {report for report, total in zip(gravest, so_far, strict=True) if total <= LINES}
    some = marts._replace(
        documents=[line for line in marts.documents if line.report_id in kept],
        findings=[line for line in marts.findings if line.report_id in kept],
        notices=[line for line in marts.notices if line.report_id in kept],
    )
    return some, [line for line in gaps if line.report_id in kept]
