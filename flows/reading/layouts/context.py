"""Decides what a label means where it stands: `其他` names a row and a column, `总计` too."""

from __future__ import annotations

from typing import NamedTuple

from expectations.shape import shape
from flows.reading.layouts.labels import Label
from flows.reading.layouts.stream import Hit, Stream


class Placed(NamedTuple):
    """A hit with the one meaning it has; `section` is the table it stands in."""

    label: Label
    section: int
    hit: Hit


def settle(stream: Stream, hits: list[Hit]) -> tuple[list[Placed], Hit | None]:
    """The hits that belong to a table of the form, each with its meaning; words of the narrative fall away.

    Ends where a second report begins, whose first hit is returned too: the form's first clause again.
    """
    placed: list[Placed] = []
    section: int | None = None
    row: str | None = None
    for hit in hits:
        label = _meaning(hit, section, row)
        if begins_report(label) and placed and placed[-1].section > (label.section or 0):
            return placed, hit
        if label.kind == "heading":
            if is_heading(stream, hit, label):
                section, row = label.section, None
            continue
        if label.kind in ("clause", "column", "fragment") and label.section != section and len(hit.meanings) == 1:
            section, row = label.section, None
        if section is None or label.section != section:
            continue
        if label.kind == "row":
            row = label.code
        placed.append(Placed(label, section, hit))
    return placed, None


def begins_report(label: Label) -> bool:
    """Whether a label is that of the clause with which the tables of a report begin."""
    return label.kind == "clause" and label.code in shape().opening


def is_heading(stream: Stream, hit: Hit, label: Label) -> bool:
    """Whether a heading's words stand as one: numbered as the form numbers it, or alone on a line."""
    if hit.number:
        return hit.number in label.numbers
    before = stream.text[stream.text.rfind("\n", 0, hit.start) + 1 : hit.start]
    return not before.strip(" |") and not stream.text[hit.end : stream.line_end(hit.end)].strip(" |")


def _meaning(hit: Hit, section: int | None, row: str | None) -> Label:
    meanings = hit.meanings
    if len(meanings) == 1:
        return meanings[0]
    by_kind = {(m.kind, m.section): m for m in meanings}
    column = by_kind.get(("column", section)) or next((m for m in meanings if m.kind == "column"), meanings[0])
    as_row = by_kind.get(("row", section)) or next((m for m in meanings if m.kind == "row"), None)
    if as_row is None:
        return column
    if column.kind != "column":
        return as_row
    if section != as_row.section:
        return column
    return as_row if hit.number in as_row.numbers or row in shape().before.get(as_row.code, ()) else column
