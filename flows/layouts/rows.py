"""What a layout finds: a labelled row with what is printed behind the label, not yet placed in columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flows.layouts.headers import Header, HeaderLabel
from flows.layouts.labels import Label
from flows.records import Locator

MOST_UNKNOWN = 100
"""Rows the form does not have that are told of; a document with more is no longer a report with a few of them."""


class Slot(NamedTuple):
    """One cell as printed; blank where `raw` holds only white space."""

    raw: str
    where: Locator


class FoundRow(NamedTuple):
    """A row of the form and what follows its label.

    `slots` are explicit cells, blanks included, where the layout marks every cell; `lead` is then the number
    of cells up to the label. Without marks `slots` is None and `tokens` holds the printed figures, `gaps` the
    line feeds before the first, between them, and behind the last (-1 where a row ends its table).
    `column` is the grid column in which the first cell behind the label begins.
    """

    label: Label
    wording: str
    header: Header
    where: Locator
    slots: Sequence[Slot] | None
    lead: int
    tokens: Sequence[Slot]
    gaps: list[int] | None
    column: int = 0

    @property
    def filled(self) -> Sequence[Slot]:
        """The cells in which something is printed."""
        return self.tokens if self.slots is None else [s for s in self.slots if s.raw.strip()]


class Found(NamedTuple):
    """All that a layout finds in a document, in reading order.

    `filling` names the sections in which labels that span columns are followed by blank cells. `another` is
    where a second report begins, of which nothing is read.
    """

    rows: list[FoundRow]
    headers: list[HeaderLabel]
    unknown: list[Slot]
    cut: bool
    filling: frozenset[int]
    another: Locator | None
