"""HTML: visible text in reading order, and the innermost tables."""

from __future__ import annotations

from flows.documents.folding import CUT
from flows.documents.html_scan import scan
from flows.documents.html_tree import read_tree
from flows.documents.model import Opened


def read_html(data: bytes, text: str, encoding: str) -> Opened:
    """Read a page of these bytes and this text, without a tree where its tags allow.

    Raises Unreadable where it is nested deeper or has more cells than the limits allow.
    """
    is_whole = encoding == "utf-8" and CUT not in text
    return scan(data if is_whole else text.encode("utf-8", "replace"), encoding) or read_tree(text, encoding)
