"""Prints reports as PDF: ruled tables drawn in every way seen, cut by pages at any row or inside one."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from tests.rendering.chinese_font import FONT, chinese_font
from tests.rendering.pieces import Document, Piece, Prose, Table

WIDTHS = {2: (5, 4, 4, 4), 3: (1.6, 2.4, 5, *[1.8] * 7), 4: (1,) * 15}
_PAD = 2.0

Edge = tuple[float, float, float, float]
Borders = Callable[[Canvas, list[Edge]], None]


def _lines(canvas: Canvas, edges: list[Edge]) -> None:
    for edge in edges:
        canvas.line(*edge)


def _thin(canvas: Canvas, edges: list[Edge]) -> None:
    for x0, y0, x1, y1 in edges:
        canvas.rect(min(x0, x1), min(y0, y1), max(abs(x1 - x0), 0.5), max(abs(y1 - y0), 0.5), stroke=0, fill=1)


def _double(canvas: Canvas, edges: list[Edge]) -> None:
    for x0, y0, x1, y1 in edges:
        dx, dy = (1.0, 0) if x0 == x1 else (0, 1.0)
        canvas.line(x0 - dx, y0 - dy, x1 - dx, y1 - dy)
        canvas.line(x0 + dx, y0 + dy, x1 + dx, y1 + dy)


def _one_path(canvas: Canvas, edges: list[Edge]) -> None:
    path = canvas.beginPath()
    for x0, y0, x1, y1 in edges:
        path.moveTo(x0, y0)
        path.lineTo(x1, y1)
    canvas.drawPath(path)


def _form(canvas: Canvas, edges: list[Edge]) -> None:
    name = f"table{id(edges)}"
    canvas.beginForm(name)
    for x0, y0, x1, y1 in edges:
        canvas.line(x0 / 2, y0 / 2, x1 / 2, y1 / 2)
    canvas.endForm()
    canvas.saveState()
    canvas.scale(2, 2)
    canvas.doForm(name)
    canvas.restoreState()


def _dashed(canvas: Canvas, edges: list[Edge]) -> None:
    for x0, y0, x1, y1 in edges:
        steps = max(int((abs(x1 - x0) + abs(y1 - y0)) / 4), 1)
        for i in range(steps):
            a, b = i / steps, (i + 0.6) / steps
            canvas.line(x0 + (x1 - x0) * a, y0 + (y1 - y0) * a, x0 + (x1 - x0) * b, y0 + (y1 - y0) * b)


BORDERS: dict[str, Borders] = {
    "lines": _lines,
    "thin": _thin,
    "double": _double,
    "one_path": _one_path,
    "form": _form,
    "dashed": _dashed,
}


class Print(NamedTuple):
    """How a report is printed; `start` moves everything down by this many points, so that pages break elsewhere."""

    borders: str = "lines"
    size: float = 9.0
    height: float = 842.0
    start: float = 0.0
    repeats: bool = False
    splits: bool = False
    one_sided: bool = False
    turned: int = 0
    bold: bool = False
    numbered: bool = True
    extra: Callable[[Canvas], None] | None = None


class _Cell(NamedTuple):
    piece: Piece
    row: int
    column: int
    lines: list[str]


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The lines a text takes; only labels are wrapped."""
    found = []
    for part in text.split("\n"):
        line = ""
        for letter in part:
            if line and pdfmetrics.stringWidth(line + letter, FONT, size) > width and not part.isascii():
                found.append(line)
                line = ""
            line += letter
        found.append(line)
    return found


def cells_of(table: Table, xs: list[float], size: float) -> list[_Cell]:
    """Every cell with the row and column it starts in."""
    taken: set[tuple[int, int]] = set()
    found = []
    for number, row in enumerate(table.rows):
        column = 0
        for piece in row:
            while (number, column) in taken:
                column += 1
            taken |= {(number + d, column + a) for d in range(piece.down) for a in range(piece.across)}
            width = xs[column + piece.across] - xs[column] - 2 * _PAD
            found.append(_Cell(piece, number, column, wrapped(piece.text, width, size)))
            column += piece.across
    return found


class Printer:
    """Draws one report, page by page."""

    def __init__(self, how: Print) -> None:
        chinese_font()
        self.how, self.file = how, io.BytesIO()
        size = (595.0, how.height)
        self.canvas = Canvas(self.file, pagesize=size if how.turned % 180 == 0 else size[::-1], invariant=1)
        self.page = 0
        self.y = 0.0
        self.leading = how.size * 1.3
        self._begin()
        self.y -= how.start

    def _begin(self) -> None:
        self.page += 1
        self.y = self.how.height - 50
        self.canvas.setLineWidth(0.5)
        if self.how.turned:
            width, height = self.canvas._pagesize
            self.canvas.translate(*{90: (width, 0), 180: (width, height), 270: (0, height)}[self.how.turned])
            self.canvas.rotate(self.how.turned)
        if self.how.extra:
            self.how.extra(self.canvas)

    def _end(self) -> None:
        if self.how.numbered:
            self._text(290, 25, f"- {self.page} -")
        self.canvas.showPage()

    def _text(self, x: float, y: float, text: str, size: float | None = None) -> None:
        self.canvas.setFont(FONT, size or self.how.size)
        for shift in (0, 0.3) if self.how.bold else (0,):
            self.canvas.drawString(x + shift, y, text)

    def _room(self, height: float) -> bool:
        return self.y - height >= 45

    def _new_page(self) -> None:
        self._end()
        self._begin()

    def prose(self, block: Prose) -> None:
        size = self.how.size * (1.6 if block.kind == "title" else 1.2)
        for line in wrapped(block.text, 495, size):
            if not self._room(size * 1.6):
                self._new_page()
            self.y -= size * 1.6
            self._text(50, self.y, line, size)

    def table(self, table: Table) -> None:
        unit = 495 / sum(WIDTHS[table.section])
        xs = [50 + unit * sum(WIDTHS[table.section][:i]) for i in range(table.width + 1)]
        cells = cells_of(table, xs, self.how.size)
        rows = len(table.rows)
        heights = [0.0] * rows
        for down in (1, 2, 3, 100):
            for cell in cells:
                last = cell.row + cell.piece.down
                if cell.piece.down <= down:
                    need = len(cell.lines) * self.leading + 3 * _PAD
                    heights[last - 1] += max(0.0, need - sum(heights[cell.row : last]))
        head = next((i for i, row in enumerate(table.rows) if any(p.key for p in row)), 0) if self.how.repeats else 0
        for slice_ in self._slices(heights, head):
            self._slice(cells, xs, slice_)
        self.y -= 6

    def _slices(self, heights: list[float], head: int) -> Iterator[list[tuple[int, float, float]]]:
        """For each page the rows on it, each as (row, where in the row it begins, where it ends) in points."""
        here: list[tuple[int, float, float]] = []
        room = self.y - 45
        for row, height in enumerate(heights):
            done = 0.0
            while height - done > room + 0.01:
                lines = int((room - 2 * _PAD) / self.leading) if self.how.splits and not done else 0
                cut = _PAD + lines * self.leading if lines and row >= head else 0.0
                if cut and cut < height - _PAD:
                    here.append((row, 0.0, cut))
                    done = cut
                if here:
                    yield here
                self._new_page()
                room = self.y - 45
                here = [(i, 0.0, heights[i]) for i in range(head)] if row >= head else []
                room -= sum(heights[:head]) if row >= head else 0
            here.append((row, done, height))
            room -= height - done
        yield here

    def _slice(self, cells: list[_Cell], xs: list[float], rows: list[tuple[int, float, float]]) -> None:
        tops, y = {}, self.y
        for row, start, end in rows:
            tops[row] = (y, start, y - (end - start))
            y -= end - start
        edges: list[Edge] = []
        for cell in cells:
            shown = [r for r in range(cell.row, cell.row + cell.piece.down) if r in tops]
            if not shown:
                continue
            top, start, _ = tops[shown[0]]
            bottom = tops[shown[-1]][2]
            left, right = xs[cell.column], xs[cell.column + cell.piece.across]
            edges += [(left, top, right, top), (left, bottom, left, top)]
            if not self.how.one_sided or right == xs[-1]:
                edges.append((right, bottom, right, top))
            if not self.how.one_sided or bottom == y:
                edges.append((left, bottom, right, bottom))
            self._cell(cell, left, right, top, bottom, start, shown[0] == cell.row)
        self.y = y
        BORDERS[self.how.borders](self.canvas, edges)

    def _cell(
        self, cell: _Cell, left: float, right: float, top: float, bottom: float, start: float, is_first: bool
    ) -> None:
        if not is_first:
            return
        for i, line in enumerate(cell.lines):
            offset = _PAD + (i + 1) * self.leading - start
            if offset <= _PAD or offset > top - bottom:
                continue
            width = pdfmetrics.stringWidth(line, FONT, self.how.size)
            x = left + _PAD if cell.piece.kind == "label" else (left + right - width) / 2
            self._text(x, top - offset + self.how.size * 0.3, line)

    def done(self) -> bytes:
        self._end()
        self.canvas.save()
        return self.file.getvalue()


def pdf_of(document: Document, how: Print = Print()) -> bytes:  # noqa: B008
    """The report as a PDF."""
    printer = Printer(how)
    for block in document:
        if isinstance(block, Prose):
            printer.prose(block)
        else:
            printer.table(block)
    return printer.done()


def printed_by(program: str, page: Path) -> bytes:
    """A page as printed by a program on this machine; skips the test if the program is not installed."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    target = page.with_suffix(".pdf")
    orders = {
        "chromium": ["--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={target}", str(page)],
        "soffice": [
            f"-env:UserInstallation={page.parent.as_uri()}/office",
            *("--headless", "--convert-to", "pdf:writer_web_pdf_Export"),
            *("--outdir", str(page.parent), str(page)),
        ],
    }
    subprocess.run([program, *orders[program]], capture_output=True, timeout=120, check=False)
    if not target.is_file():
        pytest.skip(f"{program} printed nothing here")
    return target.read_bytes()
