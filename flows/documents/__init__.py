"""Turns bytes into lines and grids of text with their places. Knows file formats and nothing about the form."""

from flows.documents.formats import open_document
from flows.documents.model import Document, Grid, GridCell, Line, Opened, Unreadable

__all__ = ["Document", "Grid", "GridCell", "Line", "Opened", "Unreadable", "open_document"]
