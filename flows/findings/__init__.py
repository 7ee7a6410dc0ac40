"""The supervisors' report: every finding with its place, as a workbook. This file loads nothing."""

from __future__ import annotations

from typing import NamedTuple


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
