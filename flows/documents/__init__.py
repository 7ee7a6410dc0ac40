"""Bytes to lines and grids of text with their place. Knows file formats, knows nothing of the form."""

from flows.documents.model import Document, Grid, GridCell, Line, Opened, Unreadable
from flows.documents.opening import open_document

__all__ = ["Document", "Grid", "GridCell", "Line", "Opened", "Unreadable", "open_document"]
