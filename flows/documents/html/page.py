"""HTML: visible text in reading order, the innermost tables, and what the page calls itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flows.documents.alternatives import Alternatives, as_rows, in_rows
from flows.documents.content import Content
from flows.documents.folding import CUT
from flows.documents.html.damage import ended
from flows.documents.html.rows import rows_by_tree
from flows.documents.html.scan import ScannedPage, scan
from flows.documents.html.titles import titles_in
from flows.documents.html.tree import read_tree
from flows.documents.model import Opened


def read_html(data: bytes, text: str, encoding: str) -> Opened:
    """Read a page of these bytes and this text, without a tree where its tags allow.

    Raises Unreadable where it is nested deeper or has more cells than the limits allow.
    """
    is_utf_8, whole = encoding == "utf-8" and CUT not in text, ended(text)
    found = scan(data if is_utf_8 else text.encode("utf-8", "replace"), encoding) if whole is text else None
    page = found or read_tree(whole, encoding)
    return page._replace(title=titles_in(text))


def by_tree(data: bytes, opened: Opened, tables: Collection[int], pages: Iterable[int]) -> Alternatives:
    """A page that was first read without a tree, read again through the tree that a browser builds."""
    if not isinstance(opened, ScannedPage):
        return in_rows(data, opened, tables, pages)
    content = Content(data)
    return Alternatives(
        (lambda: as_rows(read_tree(content.page.text, content.page.encoding)),),
        lambda places: rows_by_tree(content.page.text, places),
    )
