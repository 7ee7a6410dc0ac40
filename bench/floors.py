"""What reading is measured against: the bare parser of each format, and what most people would write."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache

import pandas as pd
import pypdfium2
from lxml import etree
from python_calamine import CalamineWorkbook
from selectolax.lexbor import LexborHTMLParser

from expectations.catalogue import load

Parse = Callable[[bytes], object]


def lexbor(data: bytes) -> object:
    return LexborHTMLParser(data.decode())


def calamine(data: bytes) -> object:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def zip_and_lxml(data: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return etree.fromstring(file.read("word/document.xml"))


def pdfium(data: bytes) -> object:
    pdf = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in pdf]


def pandas_and_labels(data: bytes) -> object:
    """pandas.read_html, then every row by its label and every column by the label above it."""
    found: dict[tuple[str, str], str] = {}
    for table in pd.read_html(io.BytesIO(data), flavor="lxml", encoding="utf-8"):
        measures: dict[int, str] = {}
        for row in table.itertuples(index=False):
            cells = [_plain(str(cell)) for cell in row]
            item = next((_items()[cell] for cell in cells if cell in _items()), None)
            for column, cell in enumerate(cells):
                if item is None and cell in _measures():
                    measures[column] = _measures()[cell]
                elif item is not None and column in measures:
                    found[item, measures[column]] = cell
    return found


@cache
def _items() -> dict[str, str]:
    return {_plain(row.number + row.label): row.item for row in load().rows} | {
        _plain(row.label): row.item for row in load().rows
    }


@cache
def _measures() -> dict[str, str]:
    return {_plain(column.label): column.measure for column in load().columns}


def _plain(text: str) -> str:
    return re.sub(r"[\s.、()（）:：,，]", "", text)


FLOORS: dict[str, tuple[str, Parse]] = {
    "clean": ("Lexbor", lexbor),
    "word": ("Lexbor", lexbor),
    "docx": ("zip + lxml", zip_and_lxml),
    "xlsx": ("calamine", calamine),
    "pdf": ("pdfium text", pdfium),
}
RIVALS: dict[str, tuple[str, Parse]] = dict.fromkeys(("clean", "word"), ("pandas.read_html", pandas_and_labels))
