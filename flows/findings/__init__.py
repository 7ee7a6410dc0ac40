"""The supervisors' report: every finding with its place, as a workbook. This file loads nothing."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

_LONGEST = 40


def workbook_name(year: int | None, region: str | None) -> str:
    """The file of a workbook: `findings.xlsx` has everything, `findings-2023-洪泽.xlsx` what was chosen.

    A region of which a file name cannot have all, or that could be a year, is told from others by a code.
    """
    safe = re.sub(r"\W", "_", region or "")[:_LONGEST]
    if region and (safe != region or region.isdigit()):
        safe += f"_{hashlib.sha256(region.encode('utf-8', 'replace')).hexdigest()[:8]}"
    return "-".join(filter(None, ("findings", str(year) if year is not None else "", safe))) + ".xlsx"


class Summary(NamedTuple):
    """What the report counts; `not_assessed` counts rule results, however few lines show them.

    `must` and `should` are findings still to be corrected, without the `doubtful`, which may be reading errors;
    `settled` are those unfounded, accepted, or corrected by another version.
    """

    documents: int
    extracted: int
    rejected: int
    duplicate: int
    reports: int
    cells: int
    must: int
    should: int
    doubtful: int
    not_assessed: int
    settled: int
