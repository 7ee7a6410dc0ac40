"""Calls into pdfium that are made once per character or drawn object, bound to take plain addresses.

An address in place of a ctypes object makes a call three times as fast, and fills NumPy arrays in place.
Nothing here is safe to use from several threads: pdfium is not.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import count, repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_ADDRESS, _INT = ctypes.c_void_p, ctypes.c_int


def _bound(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(getattr(pdfium, name), _ADDRESS).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_loose_box = _bound("FPDFText_GetLooseCharBox", _INT, _ADDRESS, _INT, _ADDRESS)
_char_matrix = _bound("FPDFText_GetMatrix", _INT, _ADDRESS, _INT, _ADDRESS)
_map_error = _bound("FPDFText_HasUnicodeMapError", _INT, _ADDRESS, _INT)
_unicode = _bound("FPDFText_GetUnicode", ctypes.c_uint, _ADDRESS, _INT)
_text_object = _bound("FPDFText_GetTextObject", _ADDRESS, _ADDRESS, _INT)
_page_object = _bound("FPDFPage_GetObject", _ADDRESS, _ADDRESS, _INT)
_form_object = _bound("FPDFFormObj_GetObject", _ADDRESS, _ADDRESS, ctypes.c_ulong)
_form_count = _bound("FPDFFormObj_CountObjects", _INT, _ADDRESS)
_bounds = _bound("FPDFPageObj_GetBounds", _INT, _ADDRESS, *[_ADDRESS] * 4)
_matrix = _bound("FPDFPageObj_GetMatrix", _INT, _ADDRESS, _ADDRESS)
_draw_mode = _bound("FPDFPath_GetDrawMode", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
_segment = _bound("FPDFPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT)
_point = _bound("FPDFPathSegment_GetPoint", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
_segment_type = _bound("FPDFPathSegment_GetType", _INT, _ADDRESS)
_segment_closes = _bound("FPDFPathSegment_GetClose", _INT, _ADDRESS)
_fill_colour = _bound("FPDFPageObj_GetFillColor", _INT, *[_ADDRESS] * 5)
_clip_path = _bound("FPDFPageObj_GetClipPath", _ADDRESS, _ADDRESS)
_clip_paths = _bound("FPDFClipPath_CountPaths", _INT, _ADDRESS)
_clip_segments = _bound("FPDFClipPath_CountPathSegments", _INT, _ADDRESS, _INT)
_clip_segment = _bound("FPDFClipPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT, _INT)
_count_marks = _bound("FPDFPageObj_CountMarks", _INT, _ADDRESS)
_mark = _bound("FPDFPageObj_GetMark", _ADDRESS, _ADDRESS, ctypes.c_ulong)
_param_type = _bound("FPDFPageObjMark_GetParamValueType", _INT, _ADDRESS, ctypes.c_char_p)
_set_active = _bound("FPDFPageObj_SetIsActive", _INT, _ADDRESS, _INT)
_tight_box = _bound("FPDFText_GetCharBox", _INT, _ADDRESS, _INT, *[_ADDRESS] * 4)
_font = _bound("FPDFTextObj_GetFont", _ADDRESS, _ADDRESS)
_font_name = _bound("FPDFFont_GetBaseFontName", ctypes.c_size_t, _ADDRESS, ctypes.c_char_p, ctypes.c_size_t)
_has_transparency = _bound("FPDFPageObj_HasTransparency", _INT, _ADDRESS)
count_segments = _bound("FPDFPath_CountSegments", _INT, _ADDRESS)
"""Of a path; -1 for any other object."""
render_mode = _bound("FPDFTextObj_GetTextRenderMode", _INT, _ADDRESS)
"""Of a text; -1 for any other object."""
object_type = _bound("FPDFPageObj_GetType", _INT, _ADDRESS)
_LONGEST_NAME = 200
_MODE = (_INT * 2)()
_MODE_AT = ctypes.addressof(_MODE)
INVISIBLE = frozenset((3, 7))
"""Render modes that leave no mark on the page."""
OUTLINED = frozenset((1, 4, 5, 6))
"""Render modes of text that is not only filled."""
UNUSUAL = INVISIBLE | OUTLINED
IMAGE, FORM, SHADING = pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_SHADING


def address_of(handle: Any) -> int:
    """The address a handle of the `raw` interface points to."""
    return ctypes.addressof(handle.contents)


def codes(text_page: Any) -> NDArray[np.int32]:
    """The code point of every character, also of the white space that pdfium adds."""
    total = max(pdfium.FPDFText_CountChars(text_page), 0)
    units = np.zeros(total + 1, np.uint16)
    pointer = units.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort))
    written = pdfium.FPDFText_GetText(text_page, 0, total, pointer)
    # The text leaves out characters without a meaning and writes rare ones as two units.
    if written == total + 1 and not ((units >= 0xD800) & (units < 0xE000)).any():
        return units[:total].astype(np.int32)
    address = address_of(text_page)
    return np.fromiter((_unicode(address, i) for i in range(total)), np.int32, total)


def boxes(text_page: int, total: int) -> Floats:
    """Left, top, right, bottom of each character: the width it advances by, the height of its font."""
    return _filled(_loose_box, text_page, range(total), np.zeros((total, 4), np.float32))


def matrices(text_page: int, indices: NDArray[np.intp]) -> Floats:
    """The matrix (a, b, c, d, e, f) of the text each of these characters is in; (e, f) is on its base line."""
    return _filled(_char_matrix, text_page, indices.tolist(), np.zeros((len(indices), 6), np.float32))


def _filled(call: Callable[..., Any], text_page: int, indices: Sequence[int], out: Floats) -> Floats:
    start, width = out.ctypes.data, out.strides[0]
    deque(map(call, repeat(text_page), indices, count(start, width)), maxlen=0)
    return out


def unmapped(text_page: int, indices: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether pdfium knows no meaning of a character: its code is then a number inside the font."""
    found = map(_map_error, repeat(text_page), indices.tolist())
    return np.fromiter(found, np.intc, len(indices)).astype(np.bool_)


def text_objects(text_page: int, indices: NDArray[np.intp]) -> list[int | None]:
    """The address of the text object each of these characters belongs to."""
    return list(map(_text_object, repeat(text_page), indices.tolist()))


def page_objects(page: int, total: int) -> list[int]:
    return list(map(_page_object, repeat(page), range(total)))


def form_objects(form: int, most: int) -> list[int]:
    """The objects drawn inside a form, up to the number asked for."""
    return list(map(_form_object, repeat(form), range(min(max(_form_count(form), 0), most))))


def bounds(objects: list[int]) -> Floats:
    """Left, bottom, right, top of each object, in the space it is drawn in."""
    out = np.zeros((len(objects), 4), np.float32)
    place = out.ctypes.data
    for item in objects:
        _bounds(item, place, place + 4, place + 8, place + 12)
        place += 16
    return out


def matrix(item: int) -> Floats:
    """The matrix of an object as 3 x 3, for row vectors (x, y, 1)."""
    out = np.array([1, 0, 0, 1, 0, 0], np.float32)
    _matrix(item, out.ctypes.data)
    return np.array([[out[0], out[1], 0], [out[2], out[3], 0], [out[4], out[5], 1]], np.float32)


def is_stroked(path: int) -> bool:
    _draw_mode(path, _MODE_AT, _MODE_AT + ctypes.sizeof(_INT))
    return bool(_MODE[1])


def is_filled(path: int) -> bool:
    _draw_mode(path, _MODE_AT, _MODE_AT + ctypes.sizeof(_INT))
    return bool(_MODE[0])


def fill_colours(items: Sequence[int]) -> NDArray[np.uint32]:
    """Red, green, blue and opacity (0 to 255) of the fill of objects; opacity 0 where the fill is not a colour."""
    out = np.zeros((len(items), 4), np.uint32)
    at = out.ctypes.data
    known = list(map(_fill_colour, items, count(at, 16), count(at + 4, 16), count(at + 8, 16), count(at + 12, 16)))
    out[np.flatnonzero(np.array(known) == 0), 3] = 0
    return out


def are_transparent(items: Sequence[int]) -> NDArray[np.bool_]:
    """Which objects are transparent, wholly or in part."""
    return np.fromiter(map(_has_transparency, items), np.bool_, len(items))


def are_clipped(items: Sequence[int]) -> NDArray[np.bool_]:
    """Which objects are clipped by a path."""
    return np.fromiter(map(_clip_paths, map(_clip_path, items)), np.intc, len(items)) > 0


def clip_boxes(item: int) -> Iterator[Floats]:
    """The outer bounds of each path an object is clipped by: left, bottom, right, top, in the space it is drawn in."""
    clip = _clip_path(item)
    place = np.zeros(2, np.float32)
    for path in range(max(_clip_paths(clip), 0)):
        points = []
        for i in range(max(_clip_segments(clip, path), 0)):
            _point(_clip_segment(clip, path, i), place.ctypes.data, place.ctypes.data + 4)
            points.append(place.copy())
        if points:
            yield np.concatenate([np.min(points, axis=0), np.max(points, axis=0)])


def is_marked(item: int) -> bool:
    """Whether an object is marked content, which may be optional and not shown."""
    return bool(_count_marks(item) > 0)


def is_respelled(item: int) -> bool:
    """Whether the file declares a replacement text for an object, which is read in place of its characters."""
    return any(_param_type(_mark(item, at), b"ActualText") > 0 for at in range(_count_marks(item)))


def fonts_of(items: Sequence[int]) -> list[int | None]:
    """The address of the font of each of these texts."""
    return list(map(_font, items))


def font_name(font: int) -> str:
    """The name of a font, without the tag of a subset."""
    buffer = ctypes.create_string_buffer(_LONGEST_NAME)
    _font_name(font, buffer, _LONGEST_NAME)
    name = buffer.value.decode("latin-1")
    return name[7:] if name[6:7] == "+" else name


def set_active(item: int, is_active: bool) -> None:
    """Have an object drawn with its page, or not."""
    _set_active(item, int(is_active))


def tight_box(text_page: int, index: int) -> Floats:
    """Left, bottom, right, top of the ink of a character."""
    box = np.zeros(4, np.float64)
    place = box.ctypes.data
    _tight_box(text_page, index, place, place + 16, place + 8, place + 24)
    return box.astype(np.float32)


def edges(path: int, total: int) -> Iterator[tuple[float, float, float, float]]:
    """The straight lines of a path in its own space, including those that close a figure."""
    place = np.zeros(2, np.float32)
    start = here = (0.0, 0.0)
    for i in range(total):
        segment = _segment(path, i)
        kind = _segment_type(segment)
        _point(segment, place.ctypes.data, place.ctypes.data + 4)
        there = (float(place[0]), float(place[1]))
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = there
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield (*here, *there)
        if _segment_closes(segment):
            yield (*there, *start)
        here = there
