"""All that is known about a document when notices are written, and what follows from it as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from expectations.catalogue import load
from expectations.shape import shape
from flows.reading.identity.identity import Identity
from flows.reading.layouts.editions import Form
from flows.reading.layouts.rows import Found, FoundRow
from flows.reading.notices.genre import has_attachments, old_parts
from flows.reading.notices.headings import Seen, ordinals
from flows.reading.notices.lists import ends_in_list
from flows.reading.notices.losses import keeps_first_of_equal
from flows.reading.prose import Prose
from flows.reading.records import Cell, Locator, Notice

SHOWN = 40
"""Characters of a text that a notice shows."""


class Reading(NamedTuple):
    """All that is known about a document when notices are written.

    `is_copy` where it is text that somebody copied from a page or file, without its pictures.
    """

    prose: Prose
    found: Found
    headings: Sequence[Seen]
    identity: Identity
    form: Form
    edition: str | None
    unusual: Sequence[Cell]
    unread: Sequence[FoundRow]
    has_pictures: bool
    is_copy: bool

    @property
    def reached(self) -> int:
        """The last heading that is printed or has rows: a cut document says nothing about later ones."""
        return max([*self._places, *(s.ordinal for s in self.headings)], default=0)

    @property
    def _places(self) -> list[int]:
        """For each row read, the ordinal of the heading above its table in the edition."""
        places = ordinals(self.edition)
        return [places.get(row.label.section or 0, 0) for row in self.found.rows]

    @property
    def truncated(self) -> bool:
        """Whether the document ends inside the form: rows are missing, and no later part is printed."""
        if self.is_of_unknown_form:
            return False
        if self.is_of_list:
            return ends_in_list(self.found.rows, self.edition, self.prose)
        last, tables = self.reached, ordinals(self.edition).values()
        if last < max(tables):
            return True
        rows = zip(self._places, self.found.rows, strict=True)
        return last in tables and not any(row.filled for place, row in rows if place == last)

    @property
    def is_of_list(self) -> bool:
        """Whether the form of the report is a list, with headings of the agency's own."""
        return self.edition is not None and self.edition not in shape().tabled

    @property
    def has_lost_lines(self) -> bool:
        """Whether the document is a copy that keeps only the first of equal lines."""
        return self.is_copy and keeps_first_of_equal(self.prose, self.found.rows)

    @property
    def is_of_unknown_form(self) -> bool:
        """Whether the report is of a period or kind whose tables are unknown."""
        if self.found.rows or self.form.edition is not None:
            return False
        if self.identity.year is not None:
            due = load().edition_due(self.identity.year)
            return due is None or not shape().tables(due)
        return old_parts(self.prose) > len(self.headings) + 1

    @property
    def are_tables_lost(self) -> bool:
        """Whether the tables may be in parts that were not copied: pictures, or files that the document names."""
        return self.has_pictures or has_attachments(self.prose)

    @property
    def first(self) -> int:
        """The ordinal of the first heading to expect: 1, except in a document without a title that begins later.

        A document that begins inside a part has lost the heading of that part.
        """
        headings = [s.ordinal for s in self.headings]
        rows = [place + 1 for place in self._places]
        return 1 if self.identity.title is not None else min([*headings, *rows], default=1)


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    return {kind.notice: kind.text_zh for kind in load().notices}


def notice(code: str, detail: str = "", where: Locator | None = None) -> Notice:
    """A notice in the words of `notices.csv`."""
    return Notice(code, _texts()[code].replace("{detail}", detail), where or Locator())
