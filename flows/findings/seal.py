"""A code for a row of the list of findings, by which a row that was altered is noticed when the list comes back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal


def seal(cells: Iterable[object]) -> str:
    """The code of these cells, the same after a spreadsheet program has saved them again."""
    text = "\x1f".join(plain(cell) for cell in cells)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def plain(cell: object) -> str:
    """A cell as text: a figure in one way of writing it, a text without what programs do to blanks."""
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        # A sheet keeps every figure as a float.
        return f"{Decimal(repr(float(cell))).normalize():f}"
    visible = "".join(character if character.isprintable() else " " for character in str(cell or ""))
    return " ".join(visible.split())
