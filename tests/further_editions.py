"""Made editions 2026 of the form with other tables than the ones before: each is lines in the files of the catalogue.

`COLUMN` has a column more in table three, and calls one group of its rows otherwise. `WITHOUT_FOUR` has no table four,
so that the headings after it count anew. `WITH_FIVE` has a new table five, before headings that move down.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from expectations import catalogue
from flows.reading.document import read
from flows.reading.records import to_tables
from flows.warehouse.rules import Rules
from tests.edition_2026 import EDITION, Lines, with_lines
from tests.record_factory import Figures, figures

UNTIL_2021 = {"to_edition": "2021"}
FROM_2026 = {"from_edition": EDITION, "to_edition": ""}
YEARS = [({"edition": "2021"}, {"last_year": "2025"})]
NEXT = [({"edition": "2021"}, {"edition": EDITION, "first_year": "2026", "last_year": "", "basis": "2026"})]

NEW_COLUMN = "news_media"
_TERM = {"rule": "applicants_sum", "measure": "other_organisation"}
_ORGANISATIONS = {"fact": "requests_from_organisations"}

_PROCEEDINGS = ("review", "litigation_direct", "litigation_after_review")
_RESULTS = ("upheld", "corrected", "other", "pending", "total")


def _renumbered(**numbers: tuple[int, str]) -> tuple[Lines, Lines]:
    """The headings that get another place and number: the line that ends, and the one that follows it."""
    ended: Lines = [({"heading": heading}, UNTIL_2021) for heading in numbers]
    begun: Lines = [
        ({"heading": heading}, {"display_order": str(place), "number": number} | FROM_2026)
        for heading, (place, number) in numbers.items()
    ]
    return ended, begun


_UP = _renumbered(problems=(4, "四"), other_matters=(5, "五"))
_DOWN = _renumbered(problems=(6, "六"), other_matters=(7, "七"))
_OF_FOUR: Lines = [({"section": "4", "item": item}, UNTIL_2021) for item in _PROCEEDINGS]

CHANGED: Mapping[str, Mapping[str, Lines]] = {
    "column": {
        "groups": [({"item_group": "refused"}, UNTIL_2021)],
        "facts": [(_ORGANISATIONS, {"cells": f"{{cells}}+3:received:{NEW_COLUMN}"})],
    },
    "without_four": {
        "headings": [({"heading": "review_and_litigation"}, UNTIL_2021), *_UP[0]],
        "blocks": [({"block": "proceedings"}, UNTIL_2021)],
        "rows": _OF_FOUR,
        "columns": [({"section": "4", "measure": measure}, UNTIL_2021) for measure in _RESULTS],
        "rules": [({"rule": "proceedings_sum"}, UNTIL_2021)],
        "watched": _OF_FOUR,
    },
    "with_five": {"headings": _DOWN[0]},
}
"""By edition and file: lines, told by some of their fields, and the fields of these that change."""

_FIVE = {"section": "5", "block": "complaints"} | FROM_2026
ADDED: Mapping[str, Mapping[str, Lines]] = {
    "column": {
        "columns": [
            (
                {"measure": "other_organisation"},
                {"measure": NEW_COLUMN, "display_order": "235", "label": "新闻媒体"} | FROM_2026,
            )
        ],
        "groups": [({"item_group": "refused"}, {"label": "不再处理"} | FROM_2026)],
        "terms": [(_TERM, {"measure": NEW_COLUMN, "position": "8"} | FROM_2026)],
    },
    "without_four": {"headings": _UP[1]},
    "with_five": {
        "headings": [
            (
                {"heading": "requests"},
                {"heading": "complaints", "display_order": "5", "number": "五", "label": "政府信息公开举报情况"}
                | {"section": "5"}
                | FROM_2026,
            ),
            *_DOWN[1],
        ],
        "blocks": [({"block": "requests"}, {"display_order": "80", "subject": "proceedings"} | _FIVE)],
        "rows": [
            ({"item": "review"}, {"item": f"complaints_{item}", "display_order": place, "label": label} | _FIVE)
            for item, place, label in (("by_citizens", "380", "公民举报"), ("by_organisations", "390", "组织举报"))
        ],
        "columns": [
            ({"measure": "upheld"}, {"measure": measure, "display_order": place, "label": label} | _FIVE)
            for measure, place, label in (
                ("complained", "300", "举报件数"),
                ("investigated", "310", "查实件数"),
                ("dismissed", "320", "不实件数"),
            )
        ],
        "labels": [
            ({"kind": "fragment", "section": "3", "code": ""}, {"section": "5", "label": "举报来源"}),
        ],
    },
}
"""By edition and file: the line that one more is like, and the fields in which it is not."""


def with_edition(name: str, folder: Path) -> Path:
    """A folder of the form as it is shipped, with the lines of one of these editions."""
    return with_lines(folder, CHANGED[name] | {"editions": YEARS}, ADDED[name] | {"editions": NEXT})


def of_edition(name: str, seed: int) -> Figures:
    """Right figures of a report in one of these editions."""
    found = figures(Random(seed), "2021", "three_rows")
    if name == "without_four":
        return {key: n for key, n in found.items() if key[0] != 4}
    if name == "with_five":
        items, measures = ("by_citizens", "by_organisations"), ("complained", "investigated", "dismissed")
        keys = [(5, f"complaints_{item}", measure) for item in items for measure in measures]
        return found | {key: type(found[3, "received", "total"])(n) for n, key in enumerate(keys, start=1)}
    for section, item, measure in [key for key in found if key[0] == 3 and key[2] == "total"]:
        # What other organisations have, news media have as well; so sums of rows and columns hold.
        found[3, item, NEW_COLUMN] = found[3, item, "other_organisation"]
        found[section, item, measure] += found[3, item, NEW_COLUMN]
    return found


def main() -> None:
    """Print as JSON what each document of a folder says by the form that the environment names, and its results."""
    read_all = {path.name: read(path.read_bytes(), path.name) for path in sorted(Path(sys.argv[1]).iterdir())}
    with Rules() as rules:
        assessed = {name: rules.assess(to_tables([found])) for name, found in read_all.items()}
    said: dict[str, Any] = {
        name: {
            "edition": found.report.edition if found.report else None,
            "numbers": [[*cell[:3], f"{cell.value:f}"] for cell in found.cells if cell.value is not None],
            "notices": [[notice.code, notice.message] for notice in found.notices],
            "results": [
                [line[field] for field in ("rule", "scope", "status", "reason", "reported", "computed")]
                for line in assessed[name].results.to_pylist()
            ],
            "findings": [[line["rule"], line["message"]] for line in assessed[name].findings.to_pylist()],
        }
        for name, found in read_all.items()
    }
    sys.stdout.write(json.dumps({"form": str(catalogue.FORMAT_DIR), "said": said}, default=str, ensure_ascii=False))
