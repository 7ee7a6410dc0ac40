"""Text as crawled: every line with its number; what separates cells is for the layouts to tell."""

from __future__ import annotations

from flows.documents.folding import clean
from flows.documents.model import Document, Line


def read_text(text: str, encoding: str) -> Document:
    """One `Line` per line of the file, empty ones too: in some layouts they stand for blank cells."""
    lines = [Line(line, number, None) for number, line in enumerate(clean(text).split("\n"), start=1)]
    return Document("text/plain", encoding, lines, [])
