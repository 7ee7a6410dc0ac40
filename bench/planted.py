"""Plants wrong, blank and misstated cells in correct figures, and says which results follow."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bench.figures import ONE, Figures, Key
from tests.record_factory import OUTCOMES

Result = tuple[str, str, str, str]
"""(report_id, rule, scope, status)."""

# A cell that is one more than it should be, and the rules of its own report that fail.
_OUTCOME = ((3, "granted", "natural_person"), [("applicants_sum", "granted"), ("outcomes_sum", "natural_person")])
_WRONG: list[tuple[Key, list[tuple[str, str]]]] = [
    _OUTCOME,
    (
        (3, "processed_total", "enterprise"),
        [("applicants_sum", "processed_total"), ("outcomes_sum", "enterprise"), ("requests_balance", "enterprise")],
    ),
    ((4, "review", "upheld"), [("proceedings_sum", "review")]),
    (
        (3, "carried_in", "natural_person"),
        [("applicants_sum", "carried_in"), ("requests_balance", "natural_person")],
    ),
    ((2, "normative_documents", "in_force"), []),
]
_CARRY_OVER = ("carry_over", "natural_person")
_STOCK = ("documents_stock", "normative_documents")
# One year only: two wrong stocks in a row would cancel each other out.
_STOCK_YEAR = 2022

# Notices that reports have, and the rule that each makes fail.
NOTICES = {
    "label_misprint": "labels_as_form",
    "heading_misnumbered": "headings_numbered",
    "number_unusual": "numbers_plain",
    "header_damaged": "columns_as_form",
    "text_damaged": "text_whole",
}
BLANK = "cell_blank"
MISSTATED = "requests_carried_out"

# All rules that planted faults can break: for these the ledger must name only the planted reports.
RULES = {
    *(rule for _, results in _WRONG for rule, _ in results),
    *NOTICES.values(),
    _CARRY_OVER[0],
    _STOCK[0],
    "closed_sum",
    "items_stock",
    "cells_filled",
    "counts_not_negative",
    "counts_whole",
    "closed_rows",
    "edition_due",
    "granted_told",
    "figures_told",
}


class Neighbours(NamedTuple):
    """By agency: the id of its report of a year, and those of the years before and after, None where missing."""

    own: np.ndarray
    last: np.ndarray
    next: np.ndarray


def wrong_cells(
    rng: np.random.Generator, year: int, figures: Figures, who: np.ndarray, ids: Neighbours
) -> list[Result]:
    """Make one cell of each agency in `who` wrong, in place, and return what fails."""
    found: list[Result] = []
    for agency, kind in zip(who, rng.integers(0, len(_WRONG), len(who)), strict=True):
        cell, failing = _WRONG[kind]
        if cell[0] == 2 and year != _STOCK_YEAR:
            cell, failing = _OUTCOME
        figures.values[agency, figures.position(cell)] += ONE
        found += [(ids.own[agency], *result, "fail") for result in failing]
        if cell[1] == "carried_in" and ids.last[agency]:
            found.append((ids.own[agency], *_CARRY_OVER, "fail"))
        if cell[0] == 2:
            found += [(ids.own[agency], *_STOCK, "fail")] if ids.last[agency] else []
            found += [(ids.next[agency], *_STOCK, "fail")] if ids.next[agency] else []
    return found


def first_versions(figures: Figures, ids: np.ndarray) -> list[Result]:
    """Make every report of `figures` the wrong first version of one that was corrected."""
    cell, failing = _OUTCOME
    figures.values[:, figures.position(cell)] += ONE
    return [(report, *result, "fail") for report in ids for result in failing]


def blank_cells(
    rng: np.random.Generator, figures: Figures, who: np.ndarray, ids: np.ndarray
) -> tuple[np.ndarray, list[Result]]:
    """Choose a blank outcome for each row in `who`: its position among the keys, and what cannot be assessed then."""
    cells = [(3, OUTCOMES[number], "research") for number in rng.integers(0, len(OUTCOMES), len(who))]
    found: list[Result] = []
    for report, (_, item, measure) in zip(ids[who], cells, strict=True):
        found += [(report, "applicants_sum", item, "not_assessed"), (report, "outcomes_sum", measure, "not_assessed")]
        found.append((report, "cells_filled", "report", "fail"))
    return np.array([figures.position(cell) for cell in cells], dtype=np.int64), found
