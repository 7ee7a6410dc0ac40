"""The bounds within which pages are searched for links; beyond those of reading a page it is refused."""

from __future__ import annotations

NODES = 300_000
"""Most elements and texts of a page."""

LINKS = 20_000
"""Most links of a page that are looked at; a list of reports has 10 to 500."""

TEXT = 400
"""Most characters of the text of a link, or of the text around one."""

HEADS = 200
"""Most headings of a page."""

SCRIPTS = 1_000_000
"""Most characters of the scripts of a page that are searched."""

PAGES = 500
"""Most further pages that one page of a list can name."""

ENTRIES = 20_000
"""Most entries of a list in JSON; also most values looked at for each."""

DEPTH = 40
"""Deepest nesting in JSON that is walked."""

ATTACHMENTS = 200
"""Most attachments of one page."""


class UnreadablePage(Exception):
    """A page in which no links can be looked for, with the reason as a clause: it is nested deeper than …."""
