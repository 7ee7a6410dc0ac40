"""The Chinese words for codes, the same in pages, papers, workbook, terminal, CSV files and Data Docs.

The one place for them is `format/words.csv`. A line without a mart is the word in every mart that has no lines of its
own for the column. Why a cell has no number, and why a rule was not assessed, is said in the words of `notes.csv` and
`result_reasons.csv`.
"""

from __future__ import annotations

from functools import cache

from expectations.catalogue import load


def words(mart: str, column: str) -> dict[str, str]:
    """The word for each code of a column, in the order of the file; empty where its values are no codes.

    A blank mart asks for the words that are the same everywhere.
    """
    return _words().get((mart, column)) or _words().get(("", column), {})


@cache
def _words() -> dict[tuple[str, str], dict[str, str]]:
    form = load()
    reasons = {reason.reason: reason.text_zh for reason in form.result_reasons}
    found = {
        ("fct_cells", "note"): {note.note: note.text_zh for note in form.notes},
        ("fct_rule_results", "reason"): reasons,
        ("mart_filing_status", "reason"): reasons,
    }
    for line in form.words:
        found.setdefault((line.mart, line.column), {})[line.code] = line.word
    return found
