"""A made-up edition 2026 of the form: the lines it adds to the files of the catalogue, and nothing else.

It has one more reason not to disclose, one reason not to process fewer, so that those after it are renumbered, and
another name for one column of table two.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from pathlib import Path

from expectations.catalogue import FORMAT_DIR
from tests.record_factory import Figures

EDITION, NEW_ROW, GONE_ROW = "2026", "denied_trade_secret", "refused_publication"
OLD_COLUMN, NEW_COLUMN = "现行有效件数", "年末有效件数"

Lines = list[tuple[Mapping[str, str], Mapping[str, str]]]

_CHANGED: dict[str, Lines] = {
    "editions": [({"edition": "2021"}, {"last_year": "2025"})],
    "rows": [
        ({"item": GONE_ROW}, {"to_edition": "2021"}),
        ({"item": "refused_excessive"}, {"to_edition": "2021"}),
        ({"item": "refused_reconfirmation"}, {"to_edition": "2021"}),
    ],
    "columns": [({"measure": "in_force"}, {"to_edition": "2021"})],
    "terms": [({"rule": "outcomes_sum", "item": GONE_ROW}, {"to_edition": "2021"})],
    "facts": [
        (
            {"fact": "requests_denied"},
            {"cells": f"{{cells}}+3:{NEW_ROW}:total"},
        )
    ],
    "indicators": [({"indicator": "denied"}, {"cells": f"{{cells}}+3:{NEW_ROW}:total"})],
}
"""By file: lines, identified by some of their fields, and the fields that change."""

_FROM_2026 = {"from_edition": EDITION, "to_edition": ""}
_ADDED: dict[str, Lines] = {
    "editions": [({"edition": "2021"}, {"edition": EDITION, "first_year": "2026", "last_year": "", "basis": "2026"})],
    "rows": [
        (
            {"item": "denied_administrative_inquiry"},
            {"item": NEW_ROW, "display_order": "205", "number": "9", "label": "属于商业秘密"} | _FROM_2026,
        ),
        ({"item": "refused_excessive"}, {"number": "3"} | _FROM_2026),
        ({"item": "refused_reconfirmation"}, {"number": "4"} | _FROM_2026),
    ],
    "columns": [({"measure": "in_force"}, {"label": NEW_COLUMN} | _FROM_2026)],
    "terms": [
        (
            {"rule": "outcomes_sum", "item": "denied_administrative_inquiry"},
            {"item": NEW_ROW, "position": "24"} | _FROM_2026,
        )
    ],
}
"""By file: the line that one more is like, and the fields in which it is not."""


def with_2026(folder: Path) -> Path:
    """A folder with the shipped form plus the lines of edition 2026."""
    return with_lines(folder, _CHANGED, _ADDED)


def with_lines(folder: Path, changed: Mapping[str, Lines], added: Mapping[str, Lines]) -> Path:
    """A folder with the shipped form, some lines changed and others added, by file."""
    shutil.copytree(FORMAT_DIR, folder)
    for name in {**changed, **added}:
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        more = [_found(lines, like) | changes for like, changes in added.get(name, [])]
        for like, changes in changed.get(name, []):
            for line in (line for line in lines if like.items() <= line.items()):
                line |= {field: text.replace("{cells}", line.get(field, "")) for field, text in changes.items()}
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, lines[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows([*lines, *more])
    return folder


def _found(lines: list[dict[str, str]], like: Mapping[str, str]) -> dict[str, str]:
    return next(line for line in lines if like.items() <= line.items())


def of_2026(values: Figures) -> Figures:
    """Figures of edition 2021 rearranged for edition 2026: the removed row's figures move to the new one."""
    return {(s, NEW_ROW if item == GONE_ROW else item, measure): n for (s, item, measure), n in values.items()}
