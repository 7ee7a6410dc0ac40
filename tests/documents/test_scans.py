"""Pictures of pages: recognised values are right or null; nothing is downloaded, or loaded before it is needed."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from flows.documents import Unreadable, limits, open_document
from flows.documents.folding import CUT
from flows.reading.document import read
from flows.reading.layouts.proofs import distrusted
from flows.reading.layouts.values import parse
from flows.reading.records import Cell, Locator
from tests.gold_files import SHARED, differences, score

pillow = pytest.importorskip("PIL.Image", reason="the optional packages for scans are not installed")
pytest.importorskip("cv2", reason="the optional packages for scans are not installed")
pytest.importorskip("rapidocr", reason="the optional packages for scans are not installed")

with_samples = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the real documents ({SHARED}) are not there")


def _encoded(image: np.ndarray, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    pillow.fromarray(image).save(file, kind)
    return file.getvalue()


def _ruled(texts: list[list[str]]) -> np.ndarray:
    """A small table with figures drawn by OpenCV, 200 x 80 pixels a cell."""
    import cv2

    rows, columns = len(texts), len(texts[0])
    image = np.full((rows * 80 + 80, columns * 200 + 80, 3), 255, np.uint8)
    for row, line in enumerate(texts):
        for column, text in enumerate(line):
            x, y = 40 + column * 200, 40 + row * 80
            cv2.rectangle(image, (x, y), (x + 200, y + 80), (0, 0, 0), 2)
            cv2.putText(image, text, (x + 30, y + 55), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 2)
    return image


def test_a_ruled_table_is_read_cell_by_cell_and_blanks_stay_blank() -> None:
    texts = [["12", "", "305"], ["7730.28", "1", "0"], ["-", "100", "86"]]
    for kind in ("PNG", "TIFF", "BMP", "WEBP"):
        found = open_document(_encoded(_ruled(texts), kind))
        assert found.media_type == f"image/{kind.lower()}"
        assert [[cell.text.removesuffix(CUT) for cell in row] for row in found.grids[0].rows] == texts
        assert [parse(cell.text).note for cell in found.grids[0].rows[0]] == [None, "blank", None]


def test_a_damaged_picture_is_rejected() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    for kind in ("PNG", "JPEG"):
        whole = _encoded(noise, kind)
        with pytest.raises(Unreadable) as refused:
            open_document(whole[: len(whole) // 2])
        assert refused.value.reason == "damaged_file"


def test_a_picture_of_too_many_pixels_is_rejected_before_it_is_decoded() -> None:
    small = bytearray(_encoded(np.zeros((8, 8, 3), np.uint8)))
    side = int(limits.PICTURE_PIXELS**0.5) + 1
    small[16:24] = struct.pack(">II", side, side)
    import zlib

    small[29:33] = struct.pack(">I", zlib.crc32(small[12:29]))
    with pytest.raises(Unreadable) as refused:
        open_document(bytes(small))
    assert refused.value.reason == "image_too_large"


def test_a_picture_without_text_is_empty() -> None:
    with pytest.raises(Unreadable) as refused:
        open_document(_encoded(np.full((300, 200, 3), 255, np.uint8)))
    assert refused.value.reason == "empty"


def test_text_documents_load_no_recogniser_and_scans_report_a_missing_one() -> None:
    script = (
        "import sys, flows.documents; loaded = {'cv2', 'onnxruntime', 'rapidocr', 'PIL'} & set(sys.modules);"
        "assert not loaded, loaded; sys.modules['rapidocr'] = None;"
        f"data = {_encoded(np.zeros((40, 40, 3), np.uint8))!r};"
        "from flows.reading.document import read; print(read(data, 'x').reason.split(':')[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.strip() == "needs_ocr"


def test_uncertain_text_has_no_value() -> None:
    assert parse("12" + CUT).note == "broken_number"
    assert parse(CUT).value is None
    assert parse(f"1{CUT}2").value is None


def _table_three(changed: dict[tuple[str, str], int]) -> list[Cell]:
    columns = ("natural_person", "enterprise", "research", "public_interest", "legal_service", "other_organisation")
    rows = {"received": 5, "carried_in": 1, "processed_total": 4, "carried_out": 2}
    figures = {(row, column): n for row, n in rows.items() for column in columns}
    figures |= {(row, "total"): 6 * n for row, n in rows.items()}
    figures |= changed
    return [Cell(3, i, m, Decimal(n), str(n), None, None, None, Locator()) for (i, m), n in figures.items()]


def test_a_figure_that_two_sums_contradict_loses_its_value_and_no_other_does() -> None:
    cells = _table_three({("received", "enterprise"): 8})
    lost = [cell for cell in distrusted(cells) if cell.note == "sum_distrusted"]
    assert [(cell.item, cell.measure, cell.value, cell.raw) for cell in lost] == [("received", "enterprise", None, "8")]


def test_a_figure_that_one_sum_confirms_keeps_its_value() -> None:
    consistent = _table_three({})
    assert distrusted(consistent) == consistent
    review = [
        Cell(4, "review", measure, Decimal(n), str(n), None, None, None, Locator())
        for measure, n in {"upheld": 10, "corrected": 1, "other": 0, "pending": 0, "total": 0}.items()
    ]
    assert distrusted(review) == review


@with_samples
def test_a_page_of_a_real_report_is_read_as_printed() -> None:
    from tests.scan_files import pictures, read_pictures, real_report

    gold = real_report()
    found = read_pictures(pictures(gold.data, 200)[3:4])
    assert not differences(gold, found)
    assert score(gold, found).right == 78


@pytest.mark.heavy
@with_samples
@pytest.mark.parametrize("dpi", [200, 150])
def test_a_bad_scan_gives_no_wrong_numbers(dpi: int) -> None:
    from tests.scan_files import DAMAGES, pictures, read_pictures, real_report

    gold = real_report()
    pages = pictures(gold.data, dpi)
    for name, damage in DAMAGES.items():
        found = read_pictures([damage(page) for page in pages])
        assert not differences(gold, found), name
        if name not in ("faxed", "bad"):
            assert score(gold, found).right >= 0.95 * 186, name


@pytest.mark.heavy
@with_samples
def test_an_image_only_pdf_reads_like_its_text() -> None:
    from tests.scan_files import pictures, real_report

    gold = real_report()
    first, *others = [pillow.fromarray(page) for page in pictures(gold.data, 200)]
    file = io.BytesIO()
    first.save(file, "PDF", save_all=True, append_images=others, resolution=200)
    found = read(file.getvalue(), "scan.pdf")
    assert not differences(gold, found)
    assert score(gold, found).missed == 0
