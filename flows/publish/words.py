"""The Chinese words for codes, as files for Excel show them: the one place for them is `words.csv` beside this file.

A line without a mart is the word in every mart that has no lines of its own for the column. Why a cell has no number,
and why a rule was not assessed, is said in the words of `notes.csv` and `result_reasons.csv` of the form.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from expectations.catalogue import load

FILE = Path(__file__).with_name("words.csv")


def words(mart: str, column: str) -> dict[str, str]:
    """The word for each code of a column; empty where its values are no codes."""
    return _words().get((mart, column)) or _words().get(("", column), {})


@cache
def _words() -> dict[tuple[str, str], dict[str, str]]:
    reasons = {reason.reason: reason.text_zh for reason in load().result_reasons}
    found = {
        ("fct_cells", "note"): {note.note: note.text_zh for note in load().notes},
        ("fct_rule_results", "reason"): reasons,
        ("mart_filing_status", "reason"): reasons,
    }
    with FILE.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            found.setdefault((line["mart"], line["column"]), {})[line["code"]] = line["word"]
    return found
