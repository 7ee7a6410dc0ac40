"""Pictures of pages: files of images, and pages of a PDF that are pictures. Needs the extra for recognition."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from flows.documents import limits
from flows.documents.model import Document, Grid, Line, Unreadable
from flows.documents.pdf.pages import Page, without_furniture
from flows.documents.pdf.story import Story

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

Image = NDArray[np.uint8]

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
_EXTRA = ("PIL", "cv2", "onnxruntime", "rapidocr")


def read_image(data: bytes) -> Document:
    """Recognise a picture of a report; every frame of a TIFF is a page.

    Raises Unreadable where the picture is damaged or beyond the limits, or the extra is not installed.
    """
    media_type, images = _opened(data)
    lines, grids = read_scans(list(enumerate(images, start=1)))
    if not lines:
        raise Unreadable("empty")
    return Document(media_type, None, lines, grids, recognised=True)


def read_scans(images: list[tuple[int, Image]]) -> tuple[list[Line], list[Grid]]:
    """Recognise pages, each with its number: arrays of height x width x 3, red first."""
    story = Story()
    for page in without_furniture([read_page(number, image) for number, image in images]):
        story.take(page)
    return story.lines_and_grids()


def read_page(number: int, image: Image) -> Page:
    """Recognise one page. Raises Unreadable where the extra is not installed."""
    try:
        from flows.documents.scans import pages as scan_pages
    except ModuleNotFoundError as error:
        raise _missing(error) from error
    return scan_pages.read_page(number, image)


def _missing(error: ModuleNotFoundError) -> Unreadable | ModuleNotFoundError:
    return Unreadable("needs_ocr") if (error.name or "").split(".")[0] in _EXTRA else error


def _opened(data: bytes) -> tuple[str, Sequence[Image]]:
    try:
        from PIL import Image as pillow
    except ModuleNotFoundError as error:
        raise _missing(error) from error
    try:
        with warnings.catch_warnings(action="error", category=pillow.DecompressionBombWarning):
            picture = pillow.open(io.BytesIO(data), formats=_FORMATS)
        frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        if frames > limits.SCANNED_PAGES:
            raise Unreadable("too_many_pages", f"{frames} > {limits.SCANNED_PAGES}")
        return picture.get_format_mimetype() or "image", [_frame(picture, i) for i in range(frames)]
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning) as error:
        raise Unreadable("image_too_large", f"> {limits.PICTURE_PIXELS}") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unreadable("damaged_file", "image") from error


def _frame(picture: Picture, number: int) -> Image:
    """One frame ready to be examined: rotated as its EXIF says, and no larger than the picture of a PDF page."""
    from PIL import Image as pillow
    from PIL import ImageOps

    picture.seek(number)
    width, height = picture.size
    if width * height > limits.PICTURE_PIXELS:
        raise Unreadable("image_too_large", f"{width} x {height} > {limits.PICTURE_PIXELS}")
    upright = ImageOps.exif_transpose(picture)
    if "A" in upright.getbands() or "transparency" in upright.info:
        paper = pillow.new("RGBA", upright.size, "white")
        upright = pillow.alpha_composite(paper, upright.convert("RGBA"))
    image = upright.convert("RGB")
    shrink = (limits.IMAGE_PIXELS / (width * height)) ** 0.5
    if shrink < 1:
        image = image.resize((int(image.width * shrink), int(image.height * shrink)), pillow.Resampling.BOX)
    return np.asarray(image)
