"""HTML: visible text in reading order, and the innermost tables."""

from __future__ import annotations

from flows.documents.html_scan import ScannedPage, scan
from flows.documents.html_tree import read_tree
from flows.documents.model import Document


def read_html(text: str, encoding: str | None) -> Document | ScannedPage:
    """Read a page, without a tree where its tags allow.

    Raises Unreadable where it is nested deeper or has more cells than the limits allow.
    """
    return scan(text.encode("utf-8", "replace"), encoding) or read_tree(text, encoding)
