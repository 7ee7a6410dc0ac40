"""Recognises printed text in pictures of single lines, and marks figures that are not certain."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import rapidocr

from flows.documents.folding import CUT
from flows.documents.scans.sheet import Image

# Below this probability of any of its characters a figure is not certain.
_CERTAIN = 0.9
_BATCH = 16
# The least part of the height of its line that a figure fills; a dash does not.
_LEAST_HEIGHT = 0.5
# Margin around the characters, in their heights: a figure must be read alike with either.
_NEAR, _FAR = 0.15, 0.35
_LONGEST = 100
"""A line of text is at most this many times as long as it is high; memory grows with the square."""

_FIGURE = re.compile(r"[^\u3400-\u9fff]*|[-+增减]?\d(?!\d?[.、,，．:：)）]\s*[^\d\s]).*", re.DOTALL)
_PLAIN = re.compile(r"[-+]?\d[\d.,]*")
_NO_FIGURE = re.compile(r"[^\d.,+-]")


@lru_cache(maxsize=1)
def _engine() -> rapidocr.RapidOCR:
    """One recogniser per process, with the models of its package: nothing is downloaded."""
    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.return_word_box": True,
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            "Rec.rec_img_shape": [3, 48, 48],
            "Rec.rec_batch_num": _BATCH,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def read_crops(gray: Image, ink: Image, boxes: Sequence[tuple[int, int, int, int]]) -> list[str]:
    """The text in each box (left, top, right, bottom) of a page; `CUT` after figures that are not certain."""
    texts = _recognised([_crop(gray, box, _NEAR) for box in boxes])
    figures = [i for i, (text, _) in enumerate(texts) if _FIGURE.fullmatch(text)]
    again = dict(zip(figures, _recognised([_crop(gray, boxes[i], _FAR) for i in figures]), strict=True))
    read = [text for text, _ in texts]
    for i in figures:
        (text, sure), (other, other_sure) = texts[i], again[i]
        if text != other or min(sure, other_sure) < _CERTAIN or not _counts(text, ink, boxes[i]):
            read[i] = _NO_FIGURE.sub("", text) + CUT
    return read


def find_lines(gray: Image) -> list[tuple[int, int, int, int]]:
    """Boxes around lines of text anywhere on a page."""
    if gray.min() > 128:
        return []
    scale = min(1.0, 1280 / max(gray.shape))
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    try:
        page = cv2.cvtColor(small, cv2.COLOR_GRAY2RGB)
        found = _within_memory(lambda: _engine().detect_and_crop(page, {}))[1].boxes
    except rapidocr.main.RapidOCRError:
        return []
    corners = np.asarray(found, np.float64).reshape(-1, 4, 2) / scale
    low, high = corners.min(axis=1), corners.max(axis=1)
    limit = np.array(gray.shape[::-1])
    return [
        (int(a), int(b), int(c), int(d))
        for (a, b), (c, d) in zip(low.clip(0, limit), high.clip(0, limit), strict=True)
        if c - a >= 4 and d - b >= 4
    ]


def _recognised(crops: list[Image]) -> list[tuple[str, float]]:
    """The text of each crop and the lowest probability of its characters; no text where it is too long to be a line."""
    lines = [i for i, crop in enumerate(crops) if crop.shape[1] <= _LONGEST * crop.shape[0]]
    texts = [("", 0.0)] * len(crops)
    if lines:
        found: Any = _within_memory(lambda: _engine().recognize_txt([crops[i] for i in lines]))
        confidences = [min(words.confs, default=0.0) for words in found.word_results]
        for i, text, sure in zip(lines, found.txts, confidences, strict=True):
            texts[i] = "".join(text.split()), sure
    return texts


def _within_memory(recognise: Callable[[], Any]) -> Any:
    """Run the recogniser, raising MemoryError where it runs out of memory."""
    try:
        return recognise()
    except Exception as error:
        if "bad_alloc" in str(error):
            raise MemoryError from error
        raise


def _crop(gray: Image, box: tuple[int, int, int, int], room: float) -> Image:
    left, top, right, bottom = box
    pad = max(round(room * (bottom - top)), 2)
    part = cv2.copyMakeBorder(gray[top:bottom, left:right], pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(255,))
    return np.asarray(cv2.cvtColor(part, cv2.COLOR_GRAY2RGB), np.uint8)


def _counts(text: str, ink: Image, box: tuple[int, int, int, int]) -> bool:
    """Whether a plain number is as high as its line and nothing of it can have been left out.

    Either every character is a piece of ink of its own, and digits are too close to one another for a faint point
    between them; or they touch, and the number of digits read fits the width. Digits are 0.65 to 0.8 of their
    height apart; with a point in between, 1.1.
    """
    if not _PLAIN.fullmatch(text):
        return True
    left, top, right, bottom = box
    height = np.count_nonzero(ink[top:bottom, left:right].max(axis=1))
    if height < _LEAST_HEIGHT * (bottom - top):
        return False
    inked = np.concatenate([[False], ink[top:bottom, left:right].max(axis=0) > 0, [False]])
    begins, ends = np.flatnonzero(inked[1:] & ~inked[:-1]), np.flatnonzero(inked[:-1] & ~inked[1:])
    if len(begins) == len(text):
        steps = np.diff(begins + ends) / 2
        return not text.isdigit() or bool((steps < 0.95 * height).all())
    gaps = begins[1:] - ends[:-1]
    width = (right - left) / height
    fits = 0.5 * (len(text) - 1) <= width <= 0.8 * len(text)
    return text.isdigit() and bool(fits and (gaps < 0.5 * height).all())
