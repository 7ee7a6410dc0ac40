"""Word documents (DOCX): visible text in order, and the innermost tables."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from flows.documents import limits
from flows.documents.archives.containers import Parts, parse_xml
from flows.documents.folding import cleaned
from flows.documents.markup import BLOCK, RAISED, settled
from flows.documents.model import FIELD, UNCLEAR, Document, Grid, Line, Unreadable
from flows.documents.numbers import whole
from flows.documents.word.numbering import NUMBERED, Numbering
from flows.documents.word.styles import Styles, may_be_unseen, styles_may_hide
from flows.documents.word.tables import WordCell, WordTable
from flows.documents.word.visible import LOOKED_AT, leave_unchanged, leave_visible

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WORD = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    }
)
_MATH = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}t",
    "{http://purl.oclc.org/ooxml/officeDocument/math}t",
)
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
# Replaces characters that the file does not store as text; a symbol may be anything, even a digit.
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "\u25a1"}
_TRACKED = (b":del ", b":moveFrom ", b"PrChange ")
_STRUCTURE = ("p", "tbl", "tr", "tc", "gridSpan", "gridBefore", "vMerge", "hMerge")


class _Open(NamedTuple):
    """An element that is still open: the body, a table, a row or a cell; and what is read into it."""

    element: etree._Element
    table: WordTable | None
    cell: WordCell | None


class _Walk:
    """One pass over the elements that matter, in document order, by their tags."""

    def __init__(self, body: etree._Element, word: str, numbering: Numbering | None) -> None:
        self.lines: list[tuple[str, int | None]] = []
        self.tables: list[WordTable] = []
        self.path = [_Open(body, None, None)]
        self.known = {body}
        self.cells = 0
        self.numbering = numbering
        self.buffer: list[str] = []
        self.word = word
        self.paragraph = body
        self.is_doubted = False

    def read(self, *, look_out: bool) -> bool:
        """Read all; with `look_out`, give up where something is not visible, or not in the order of the file."""
        tags = _tags(self.word, look_out)
        steps = {"p": self._paragraph, "tc": self._cell, "tr": self._row, "tbl": self._table}
        append = self.buffer.append
        for element in self.path[0].element.iter(*tags):
            name = tags[element.tag]
            if name == "t":
                append(element.text or "")
            elif name in steps:
                steps[name](element)
            elif name in _CHARACTERS:
                append(_CHARACTERS[name])
            elif name in LOOKED_AT:
                if LOOKED_AT[name](element, self.word, self.path[-1].cell is not None):
                    return False
            else:
                self._property(name, element.get(f"{{{self.word}}}val"))
        self._end_paragraph()
        return not (look_out and self.is_doubted)

    def _close_to(self, element: etree._Element) -> None:
        """Close what does not contain an element; the nearest ancestor becomes the last of the path."""
        self._end_paragraph()
        parent = element.getparent()
        while parent is not self.path[-1].element:
            if parent in self.known:
                self.known.remove(self.path.pop().element)
            else:
                parent = parent.getparent()

    def _push(self, element: etree._Element, table: WordTable, cell: WordCell | None) -> None:
        self.path.append(_Open(element, table, cell))
        self.known.add(element)

    def _paragraph(self, element: etree._Element) -> None:
        self._close_to(element)
        self.paragraph = element
        cell = self.path[-1].cell
        if cell is not None and cell.parts:
            cell.parts.append(BLOCK)

    def _table(self, element: etree._Element) -> None:
        self._close_to(element)
        around = self.path[-1].table
        if around is not None:
            around.nested = True
        self.tables.append(WordTable(len(self.tables)))
        self._push(element, self.tables[-1], None)

    def _row(self, element: etree._Element) -> None:
        self._close_to(element)
        table = self.path[-1].table
        if table is not None:
            table.rows.append([])
            self._push(element, table, None)

    def _cell(self, element: etree._Element) -> None:
        self._close_to(element)
        table = self.path[-1].table
        if table is None or not table.rows:
            return
        self.cells += 1
        if self.cells > limits.CELLS:
            raise Unreadable("too_many_cells", f"> {limits.CELLS}")
        cell = WordCell()
        table.rows[-1].append(cell)
        self._push(element, table, cell)

    def _property(self, name: str, value: str | None) -> None:
        _, table, cell = self.path[-1]
        if name in NUMBERED:
            if self.numbering is not None:
                self.numbering.note(name, value)
        elif name == "gridBefore" and table is not None:
            table.before[len(table.rows) - 1] = 0 if value == "0" else _span(value)
        elif cell is not None and name == "gridSpan":
            cell.colspan = _span(value)
        elif cell is not None and name == "vMerge":
            cell.down = value or "continue"
        elif cell is not None:
            cell.across = value or "continue"

    def _end_paragraph(self) -> None:
        """Take the text read since the last paragraph began as lines, and as a paragraph of its cell."""
        label = self.numbering.label() if self.numbering is not None else ""
        if not self.buffer:
            return
        text = "".join(self.buffer)
        if len(self.buffer) > 1 and self.path[-1].cell is not None and any(map(str.isdigit, text)):
            self.is_doubted |= self._is_uneven()
        self.buffer.clear()
        # Joined to a figure it would change it: 1. and 5 are not 1.5.
        text = label + text if text[:1].isalpha() else text
        _, table, cell = self.path[-1]
        if cell is not None:
            cell.parts.append(text)
        index = None if table is None else table.index
        for line in (text,) if text.isprintable() else _shown(text):
            if line and not line.isspace():
                self.lines.append((line.strip(), index))

    def _is_uneven(self) -> bool:
        """Whether the runs with figures in a paragraph have several sizes."""
        word = f"{{{self.word}}}"
        figures = [
            run
            for run in self.paragraph.iter(f"{word}r")
            if any(map(str.isdigit, "".join(text.text or "" for text in run.iterfind(f"{word}t"))))
        ]
        sizes = [run.find(f"{word}rPr/{word}sz") for run in figures] if len(figures) > 1 else []
        return len({None if size is None else size.get(f"{word}val") for size in sizes}) > 1


def _shown(text: str) -> list[str]:
    """The lines of a text without marks."""
    text = text.replace(UNCLEAR, "").replace(FIELD, "")
    if RAISED in text:
        text = settled(cleaned(text))
    return text.split("\n")


@lru_cache(maxsize=8)
def _tags(word: str, look_out: bool) -> dict[str, str]:
    """Names by tag of the elements that are read."""
    names = (*_STRUCTURE, *NUMBERED, *_CHARACTERS, *(LOOKED_AT if look_out else ()), "t")
    other = (
        {_ALTERNATIVES: "AlternateContent"} | dict.fromkeys(_MATH, "math") if look_out else dict.fromkeys(_MATH, "t")
    )
    return {f"{{{word}}}{name}": name for name in names} | other


def _span(value: str | None) -> int:
    return min(max(whole(value, 1), 1), limits.COLSPAN)


def read_docx(data: bytes) -> Document:
    """Read a DOCX file. Raises Unreadable where it is broken, or beyond the limits."""
    parts = Parts(data)
    name = "word/document.xml"
    xml = parts.read(name if name in parts.sizes else parts.main() or name)
    body = _body(parse_xml(xml))
    word = etree.QName(body).namespace
    walk = _read_in_order(body, word, parts, xml)
    if walk is None:
        leave_visible(body, word, Styles.of(parts, word))
        walk = _Walk(body, word, Numbering.of(parts))
        walk.read(look_out=False)
    return _document(walk)


def _read_in_order(body: etree._Element, word: str, parts: Parts, xml: bytes) -> _Walk | None:
    """A body that is all visible and in the order of the file once tracked changes are removed; else None."""
    if may_be_unseen(xml) or styles_may_hide(parts, xml):
        return None
    walk = _Walk(body, word, Numbering.of(parts))
    if walk.read(look_out=True):
        return walk
    if not any(mark in xml for mark in _TRACKED):
        return None
    leave_unchanged(body, word)
    walk = _Walk(body, word, Numbering.of(parts))
    return walk if walk.read(look_out=True) else None


def _body(root: etree._Element) -> etree._Element:
    body = root.find("{*}body")
    for found in root.iter("{*}body") if body is None else (body,):
        if etree.QName(found).namespace in _WORD:
            return found
    raise Unreadable("damaged_file", "body")


def _document(walk: _Walk) -> Document:
    inner = [table for table in walk.tables if not table.nested]
    index: dict[int | None, int] = {table.index: i for i, table in enumerate(inner)}
    lines, grids = walk.lines, [table.grid() for table in inner]
    text = "\n".join([text for text, _ in lines])
    if cleaned(text) != text:
        lines = [(cleaned(text), at) for text, at in lines]
        grids = [Grid([[cell._replace(text=cleaned(cell.text)) for cell in row] for row in g.rows]) for g in grids]
    return Document(MEDIA_TYPE, None, [Line(text, None, index.get(at)) for text, at in lines], grids)
