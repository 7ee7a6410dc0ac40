"""Makes what is drawn over a page of a PDF part of it: form fields, stamps, reviewers' lines."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

Floats = NDArray[np.float32]
# Links and the windows of comments are not printed.
_UNPRINTED = frozenset((pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP))
_TYPED = frozenset((pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX))


def load_page(pdf: pypdfium2.PdfDocument, number: int) -> tuple[Any, Floats]:
    """A page, counted from 1, with its annotations drawn; and the boxes of fields whose value is not in the file.

    Boxes are n x 4: left, bottom, right, top. There is no page where it is damaged.
    """
    page = pdfium.FPDF_LoadPage(pdf.raw, number - 1)
    blank: list[list[float]] = []
    if page and pdfium.FPDFPage_GetAnnotCount(page) and _is_drawn_over(pdf, page, blank):
        _draw(pdf, page)
        pdfium.FPDF_ClosePage(page)
        page = pdfium.FPDF_LoadPage(pdf.raw, number - 1)
    return page, np.array(blank, np.float32).reshape(-1, 4)


def _is_drawn_over(pdf: pypdfium2.PdfDocument, page: Any, blank: list[list[float]]) -> bool:
    """Whether any annotation is printed; adds the boxes of fields without a value."""
    kinds = set()
    for i in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, i)
        if not annotation:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        kinds.add(kind)
        if kind == pdfium.FPDF_ANNOT_WIDGET and pdf.formenv and _is_blank(pdf, annotation):
            box = pdfium.FS_RECTF()
            pdfium.FPDFAnnot_GetRect(annotation, box)
            blank.append([box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top)])
        pdfium.FPDFPage_CloseAnnot(annotation)
    return bool(kinds - _UNPRINTED)


def _is_blank(pdf: pypdfium2.PdfDocument, annotation: Any) -> bool:
    assert pdf.formenv is not None
    form = pdf.formenv.raw
    if pdfium.FPDFAnnot_GetFormFieldType(form, annotation) not in _TYPED:
        return False
    return bool(pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0) <= ctypes.sizeof(ctypes.c_ushort))


def _draw(pdf: pypdfium2.PdfDocument, page: Any) -> None:
    """Make annotations part of the page, including those whose look the file leaves to the viewer."""
    if pdf.formenv:
        pdfium.FORM_OnAfterLoadPage(page, pdf.formenv.raw)
    bitmap = pdfium.FPDFBitmap_Create(1, 1, 0)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, 1, 1, 0, pdfium.FPDF_ANNOT)
    pdfium.FPDFBitmap_Destroy(bitmap)
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    if pdf.formenv:
        pdfium.FORM_OnBeforeClosePage(page, pdf.formenv.raw)
