"""All kinds of damage, in the order they happen to a report: to its tables, its figures, its characters, its bytes."""

from __future__ import annotations

from random import Random

from tests.rendering import (
    harm_columns,
    harm_context,
    harm_figures,
    harm_labels,
    harm_tables,
    harm_text,
    harm_values,
    harm_visibility,
)
from tests.rendering.draft import Draft, Harm


def _later(draft: Draft, _: Random) -> Draft:
    """Placeholder for damage to the bytes: see LATE."""
    return draft


HARMS: dict[str, Harm] = {
    "other_edition": _later,
    **harm_labels.HARMS,
    **harm_tables.HARMS,
    **harm_values.HARMS,
    **harm_context.HARMS,
    **harm_columns.HARMS,
    **harm_figures.HARMS,
    **harm_visibility.HARMS,
    "spam": harm_text.spam,
    "traditional": harm_text.traditional,
    "full_width": harm_text.full_width,
    "zero_width": harm_text.zero_width,
    "pinyin": harm_text.pinyin,
    "broken_bytes": harm_text.broken_characters,
    "encoding": _later,
    "truncated": _later,
}
LATE = ("broken_bytes", "encoding", "truncated")
_TEXTUAL = ("html", "text", "markdown")
# These print every column of the grid: a lost cell looks like a blank there.
_GRIDS = ("tabs", "pandoc", "bold_labels", "padded")
_PADDED = (*_GRIDS, "markdownify")


def suits(name: str, format: str, layout: str) -> bool:
    """Whether a damage can occur in a document of this format and layout."""
    if name in ("broken_bytes", "encoding"):
        return format in _TEXTUAL
    if name in harm_figures.HARMS:
        return harm_figures.suits(name, layout)
    if name in harm_visibility.HARMS:
        return harm_visibility.suits(format, layout)
    if name == "split_digits":
        # Word's own pages and text are cut by their writers.
        return (format == "html" and layout not in ("word", "pre", "divs")) or format == "docx"
    if format == "pdf" and name in ("traditional", "zero_width", "pinyin"):
        # The standard PDF fonts lack these characters; pinyin comes from mirrors of pages.
        return False
    if name == "cells_dropped":
        return layout not in _GRIDS and format not in ("xlsx", "pdf")
    return name != "cells_glued" or layout not in _PADDED
