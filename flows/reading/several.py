"""Documents that hold several reports: which tables belong to the one that is read."""

from __future__ import annotations

from flows.documents import Opened
from flows.documents.model import Table
from flows.reading.finding import Printed, find_rows
from flows.reading.identity.identity import Identity, region_of, type_of
from flows.reading.identity.titles import titles_of
from flows.reading.layouts.around import Owner, Surroundings, surroundings_of
from flows.reading.layouts.rows import Found
from flows.reading.notices.headings import headings_of
from flows.reading.prose import Prose
from flows.reading.records import Locator, Unread


def own_report(printed: Printed, opened: Opened, identity: Identity) -> tuple[Printed, Surroundings]:
    """What a document prints of the report named in its title, and what is said around that report's tables."""
    if (
        identity.next_title_line is not None
        and identity.next_title_line < len(printed.prose.lines) - opened.lines_after_tables
    ):
        printed = printed._replace(found=_of_first_report(printed.found, opened))
    owner = Owner(identity.year, identity.agency)
    around = surroundings_of(printed.found, printed.outlined, owner)
    found, second = printed.found, printed.found.second_report
    if second and second.table and found.rows and all(row.key in around.others for row in found.rows):
        # The report that says whose it is comes after another one.
        printed = find_rows(opened, range(second.table - 1))
        around = surroundings_of(printed.found, printed.outlined, owner)
    return printed, around


def _of_first_report(found: Found, opened: Opened) -> Found:
    """Drop the tables after the title of a second report, which may have some that the first lacks."""
    lines = opened.outside(())
    whole = Prose(lines)
    first = next((seen.at for seen in headings_of(whole) if seen.ordinal == 1), None)
    titles = titles_of(whole)
    own = {(title.agency, title.year) for title in titles if first is not None and title.at < first}
    others = [title.at for title in titles if first is not None and title.at > first]
    second = next((title.at for title in titles if title.at in others and (title.agency, title.year) not in own), None)
    if not own or second is None:
        return found
    grid = min((line.grid for line in lines[second:] if line.grid is not None), default=None)
    number = lines[second].number
    title = Locator() if grid is None else Locator(grid + 1, _row_of(lines[second].text, opened.grids[grid]))
    rows = [row for row in found.rows if not _is_after(row.where, title, number)]
    if len(rows) == len(found.rows):
        return found
    where = Locator(line=number) if grid is None else title
    return found._replace(rows=rows, second_report=found.second_report or where)


def passed_over(opened: Opened, identity: Identity) -> list[Unread]:
    """The reports after the first one, as named by titles below which another form begins."""
    whole = Prose(opened.outside(()))
    first = next((seen.at for seen in headings_of(whole) if seen.ordinal == 1), None)
    later = [title for title in titles_of(whole) if first is not None and title.at > first]
    found: dict[tuple[str | None, int | None], Unread] = {}
    ends = [*(title.at for title in later), len(whole.lines)][1:]
    for title, end in zip(later, ends, strict=True):
        agency = title.agency.name if title.agency else None
        if (agency, title.year) != (identity.agency, identity.year) and headings_of(Prose(whole.lines[title.at : end])):
            region = region_of(agency, title.year, title.text)
            unread = Unread(agency, type_of(agency), region, title.year, "several_reports")
            found.setdefault((agency, title.year), unread)
    return list(found.values())


def _row_of(title: str, grid: Table) -> int:
    """The row of a sheet with a title; 0 where the title is above the table."""
    rows = enumerate(grid.texts, start=1)
    return next((number for number, texts in rows if [text.strip() for text in texts if text.strip()] == [title]), 0)


def _is_after(where: Locator, title: Locator, line: int | None) -> bool:
    """Whether a row comes after a title, which may be in a table, above one, or on a line."""
    if line is not None and where.line is not None:
        return where.line > line
    return title.table is not None and (where.table or 0, where.row or 0) > (title.table, title.row or 0)
