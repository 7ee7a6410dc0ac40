"""Text in a CSV file that people open in a spreadsheet, which must not take it for a formula. Loads nothing."""

from __future__ import annotations

import re

# A spreadsheet takes a text that begins like this for a formula; an apostrophe before it marks it as text.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text as it is written."""
    return f"'{text}" if _FORMULA.match(text) else text


def bare(text: str) -> str:
    """The text that was written."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
