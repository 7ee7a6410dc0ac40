"""PDF: characters and ruling lines to lines of text and tables, rejoined across pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from flows.documents import limits
from flows.documents.alternatives import Alternatives, as_rows, texts_at
from flows.documents.folding import CUT
from flows.documents.model import Document, Line, Opened, Unreadable
from flows.documents.pdf.annotations import load_page
from flows.documents.pdf.characters import is_figure, read_characters
from flows.documents.pdf.grids import find_tables
from flows.documents.pdf.pages import Page, without_furniture
from flows.documents.pdf.printed import printed
from flows.documents.pdf.rulings import read_drawing, straight_lines
from flows.documents.pdf.story import Story
from flows.documents.pdf.tables import tables_on
from flows.documents.pdf.text import rows_of
from flows.documents.pdf.visibility import UNSEEN, visibility_of

MEDIA_TYPE = "application/pdf"
_DPI = 200
# A page with its text drawn as outlines has hundreds of shapes; pictures of text cover most of their page.
_OUTLINES, _PICTURE = 100, 0.5
_NAMELESS = 0.3
# Optional content is named in the file, unless that part is compressed.
_LAYERED = (b"/OCProperties", b"/ObjStm")
Image = NDArray[np.uint8]
Boxes = NDArray[np.float32]


class _How(NamedTuple):
    """How to read a document: with its ruling lines, and looking for optional content."""

    is_ruled: bool
    is_layered: bool


def read_pdf(data: bytes, *, is_ruled: bool = True, only: Sequence[int] | None = None) -> Document:
    """Read a PDF; pages without text are recognised as scans. Without `is_ruled` its ruling lines are ignored.

    `only` names the pages to be read, counted from 1, unless all are.

    Raises Unreadable where it is encrypted, damaged, empty or beyond the limits, or needs the extra for scans.
    """
    pdf = _opened(data)
    how = _How(is_ruled, any(name in data for name in _LAYERED))
    try:
        if len(pdf) > limits.PAGES:
            raise Unreadable("too_many_pages", f"{len(pdf)} > {limits.PAGES}")
        pdf.init_forms()
        numbers = range(1, len(pdf) + 1) if only is None else only
        pages = without_furniture([_page(pdf, number, how) for number in numbers])
        pages = _recognised(pdf, pages)
    finally:
        pdf.close()
    if not any(page.has_text for page in pages):
        raise Unreadable("empty")
    return _document(pages)


def without_rulings(data: bytes, opened: Opened, tables: Collection[int], pages: Iterable[int]) -> Alternatives:
    """A PDF as plain text: text at one height is a line, whatever is drawn around it."""

    def lines(only: Sequence[int] | None) -> list[Line]:
        return read_pdf(data, is_ruled=False, only=only).lines

    ways = partial(lines, sorted(pages)), partial(lines, None), partial(as_rows, opened)
    return Alternatives(ways, partial(texts_at, opened.grids))


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        protected = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise Unreadable("encrypted" if protected else "damaged_file", "PDF") from error


def _page(pdf: pypdfium2.PdfDocument, number: int, how: _How) -> Page:
    page, blank = load_page(pdf, number)
    text_page = pdfium.FPDFText_LoadPage(page) if page else None
    try:
        if not text_page:
            raise Unreadable("damaged_file", f"PDF {number}")
        return _read_page(page, text_page, number, how, blank)
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)
        if page:
            pdfium.FPDF_ClosePage(page)


def _read_page(page: object, text_page: object, number: int, how: _How, blank: Boxes) -> Page:
    if pdfium.FPDFText_CountChars(text_page) > limits.CHARACTERS:
        raise Unreadable("too_many_objects", f"> {limits.CHARACTERS}")
    shown = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, shown)
    page_box = np.array([shown.left, shown.bottom, shown.right, shown.top], np.float32)
    drawing = read_drawing(page, page_box)
    characters = read_characters(text_page, page_box, drawing.invisible)
    if np.count_nonzero(characters.codes == ord(CUT)) > _NAMELESS * len(characters.codes):
        # A font that does not name its characters can still be read as a picture.
        return Page(number, [], [], True, is_nameless=True)
    visible = visibility_of(page, text_page, characters, drawing, how.is_layered)
    if drawing.image > _PICTURE and np.count_nonzero(visible.visibility == UNSEEN) * 2 > np.count_nonzero(
        is_figure(characters.codes)
    ):
        # The text of a scan, placed under its picture: only the picture is visible.
        return Page(number, [], [], True)
    lines = straight_lines(drawing.rulings, characters.turn, characters.em)
    ruled = find_tables(*lines, characters.em) if how.is_ruled else []
    rows = rows_of(*printed(characters, ruled, visible, drawing, blank))
    tables, outside = tables_on(ruled, rows, number, characters.em)
    return Page(number, outside, tables, drawing.image > _PICTURE or drawing.shapes > _OUTLINES)


def _recognised(pdf: pypdfium2.PdfDocument, pages: list[Page]) -> list[Page]:
    """The pages, those that are pictures read as such."""
    scanned = [page.number for page in pages if page.is_picture and not page.has_text]
    if not scanned:
        return pages
    from flows.documents.scans.document import read_page

    nameless = sum(page.is_nameless for page in pages)
    for count, most in ((len(scanned), limits.SCANNED_PAGES), (nameless, limits.NAMELESS_PAGES)):
        if count > most:
            raise Unreadable("too_many_pages", f"{count} > {most}")
    read = without_furniture([read_page(number, _rendered(pdf, number)) for number in scanned])
    return sorted([page for page in pages if page.number not in scanned] + read, key=lambda page: page.number)


def _rendered(pdf: pypdfium2.PdfDocument, number: int) -> Image:
    page = pdf[number - 1]
    width, height = page.get_size()
    scale = min(_DPI / 72, (limits.IMAGE_PIXELS / max(width * height, 1)) ** 0.5)
    image = page.render(scale=scale, rev_byteorder=True).to_numpy()
    page.close()
    return np.ascontiguousarray(image[:, :, :3])


def _document(pages: list[Page]) -> Document:
    story = Story()
    for page in pages:
        story.take(page)
    lines, grids = story.lines_and_grids()
    if sum(len(row) for grid in grids for row in grid.rows) > limits.CELLS:
        raise Unreadable("too_many_cells", f"> {limits.CELLS}")
    return Document(MEDIA_TYPE, None, lines, grids, any(page.is_recognised for page in pages))
