"""Pictures of reports whose figures are known: pages as produced by a scanner or a fax machine.

`python -m tests.scan_files` prints how well the real report is read from each.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from flows.documents.model import Document
from flows.documents.scans.document import read_scans
from flows.reading.document import _read
from flows.reading.records import Extraction
from tests.gold_files import SHARED, Gold, differences, score

Image = NDArray[np.uint8]
REAL = "hongze_2023"


def real_report() -> Gold:
    """A real report of five pages with a text layer, which its page images lack."""
    import json

    says = json.loads((SHARED / "gold" / f"{REAL}.json").read_text(encoding="utf-8"))
    return Gold(REAL, SHARED / "samples" / f"{REAL}.pdf", says)


def pictures(data: bytes, dpi: int) -> list[Image]:
    """The pages of a PDF as arrays of height x width x 3, red first."""
    pdf = pypdfium2.PdfDocument(data)
    return [
        np.ascontiguousarray(pdf[i].render(scale=dpi / 72, rev_byteorder=True).to_numpy()[:, :, :3])
        for i in range(len(pdf))
    ]


def _as_image(array: object) -> Image:
    return np.asarray(array, np.uint8)


def rotated(image: Image, degrees: float = 1.0) -> Image:
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return _as_image(cv2.warpAffine(image, turn, (width, height), borderValue=(255, 255, 255)))


def blurred(image: Image) -> Image:
    return _as_image(cv2.GaussianBlur(image, (0, 0), 1.5))


def compressed(image: Image) -> Image:
    return _as_image(cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], cv2.IMREAD_COLOR))


def noisy(image: Image) -> Image:
    noise = np.random.default_rng(1).normal(0, 25, image.shape)
    return (image + noise).clip(0, 255).astype(np.uint8)


def shaded(image: Image) -> Image:
    """Grey paper, darker to the right as at a book's fold; faint ink."""
    shade = np.linspace(0.85, 0.6, image.shape[1])[None, :, None]
    return ((60 + image * (195 / 255)) * shade).clip(0, 255).astype(np.uint8)


def faxed(image: Image) -> Image:
    """Noise and blur, then black and white only."""
    return np.where(blurred(noisy(image)) < 180, 0, 255).astype(np.uint8)


def bad(image: Image) -> Image:
    """Everything at once."""
    return compressed(noisy(blurred(rotated(shaded(image), -0.7))))


DAMAGES: dict[str, Callable[[Image], Image]] = {
    "clean": lambda image: image,
    "rotated": rotated,
    "blurred": blurred,
    "compressed": compressed,
    "noisy": noisy,
    "shaded": shaded,
    "faxed": faxed,
    "bad": bad,
}


def read_pictures(images: list[Image]) -> Extraction:
    """What is read from pages given only as pictures."""
    lines, grids = read_scans(list(enumerate(images, start=1)))
    return _read(Document("application/pdf", None, lines, grids), b"", "scan", "0" * 64)


def table(names: list[str]) -> str:
    """A line for each damage and resolution: right, wrong, missed, null, CPU seconds a page."""
    gold = real_report()
    lines = [f"{'':20}{'right':>7}{'wrong':>7}{'missed':>7}{'null':>7}{'s/page':>8}"]
    for dpi in (200, 150):
        pages = pictures(gold.data, dpi)
        for name in names or DAMAGES:
            began = time.process_time()
            found = read_pictures([DAMAGES[name](page) for page in pages])
            spent = (time.process_time() - began) / len(pages)
            counted = score(gold, found)
            lines.append(f"{dpi} {name:16}" + "".join(f"{n:7}" for n in counted) + f"{spent:8.2f}")
            lines += differences(gold, found)
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table(sys.argv[1:]) + "\n" if SHARED.is_dir() else f"{SHARED} is not there\n")
