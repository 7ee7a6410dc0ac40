"""Signs that a document is an incomplete copy: what is missing from it proves nothing against the agency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from flows.documents.folding import squeeze
from flows.reading.layouts.labels import core, labels
from flows.reading.layouts.rows import FoundRow
from flows.reading.layouts.values import is_value
from flows.reading.prose import Prose

_FEWEST_ROWS, _FEWEST_LINES = 6, 20
_SHORTEST_PART, _NUMBERING = 2, 40
"""Limits for a part of a label: the fewest characters of it, and the most of number and remark around it."""
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")


def keeps_first_of_equal(prose: Prose, rows: Sequence[FoundRow]) -> bool:
    """Whether no line is printed twice although figures have lines of their own: a form full of zeros repeats lines."""
    if len(rows) < _FEWEST_ROWS or "|" in prose.squeezed:
        return False
    lines = [line for line in prose.squeezed.split("\n") if line]
    if len(lines) < _FEWEST_LINES or len(set(lines)) < len(lines):
        return False
    return any(is_value(line) for line in lines)


def cut_labels(prose: Prose, rows: Iterable[FoundRow], missing: Iterable[str]) -> list[str]:
    """The missing labels of which a part is printed alone: 本年新 of 本年新制作数量."""
    wanted = {label: core(label) for label in missing}
    longest = max(map(len, wanted.values()), default=0) + _NUMBERING
    printed = {part for part in re.split(r"[\n|]", prose.squeezed) if len(part) <= longest}
    printed |= {squeeze(label.text) for row in rows for label in row.header.labels}
    parts = {text for text in map(core, printed) if len(text) >= _SHORTEST_PART and text not in _whole()}
    return [label for label, whole in wanted.items() if any(_is_part(part, whole) for part in parts)]


def is_row_of_words(text: str) -> bool:
    """Whether an unknown row has a label of its own; without one it is the remains of a row that was cut."""
    return _IDEOGRAPH.search(text) is not None


def _is_part(part: str, label: str) -> bool:
    return len(part) < len(label) and (label.startswith(part) or label.endswith(part))


@lru_cache(maxsize=1)
def _whole() -> frozenset[str]:
    """The labels that the form prints whole, some of which are parts of others: 其他 of 其他结果."""
    return frozenset(
        text for text, found in labels().exact.items() if any(label.kind in ("row", "column") for label in found)
    )
