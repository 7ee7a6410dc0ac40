"""Which cells are meant by sentences and lists that call a printed figure wrong or another matter's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from flows.documents.folding import fold, squeeze
from flows.documents.model import Line, Table
from flows.reading.layouts.claims import OTHER_TABLE, OTHER_YEAR, names_another_time
from flows.reading.layouts.labels import Label, core, labels
from flows.reading.layouts.remarks import UNITS
from flows.reading.layouts.rows import Remark
from flows.reading.prose import Prose
from flows.reading.records import Cell
from flows.reading.wordings import any_of, words

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_NUMBERS = re.compile(_NUMBER)
_ENDS = rf"\s*(?:{UNITS})?(?=$|[^\w%])"
_PAIR = re.compile(rf"{_NUMBER}\s*(?:{UNITS})?[\s|]+{_NUMBER}\s*(?:{UNITS})?[\s|]*$")
_STOPS = tuple("。；;！!？?）)")
_SENTENCE = re.compile("[。;；!！?？]")
_MARKS = re.compile("[“”\"'‘’「」『』]")
_USES = ("figure_of_other", "erratum_new", "erratum_fault", "erratum_list", "erratum_right")
_SHORTEST, _FULL = 3, 25
_MOST = 300


class _Named(NamedTuple):
    """The rows, by section and item, and the measures that a sentence names."""

    rows: frozenset[tuple[int | None, str]]
    measures: frozenset[str]


def without_corrected(cells: list[Cell], prose: Prose, remarks: Iterable[Remark], grids: Sequence[Table]) -> list[Cell]:
    """The cells, without the values that a sentence or list outside their tables calls wrong.

    The figure given in their place is not a printed cell, so it is not adopted.
    """
    beside = [remark.text for remark in remarks]
    if not _is_likely(prose.squeezed) and not any(map(_is_likely, beside)):
        return cells
    own = {cell.where.table for cell in cells}
    rows = (" ".join(row) for number, grid in enumerate(grids, start=1) if number not in own for row in grid.texts)
    texts = [*_texts(prose), *rows, *beside]
    is_listed = any(_announced().search(squeeze(text)) for text in texts)
    said = [sentence for text in texts for sentence in _sentences(text)]
    wrong = {cell[:3]: "corrected" for sentence in said for cell in _meant(sentence, cells, is_listed)}
    wrong |= {cell[:3]: why for sentence in said for cell, why in _of_other(squeeze(sentence), cells)}
    return [c._replace(value=None, note=wrong[c[:3]]) if c[:3] in wrong else c for c in cells] if wrong else cells


def _of_other(squeezed: str, cells: Sequence[Cell]) -> Iterator[tuple[Cell, str]]:
    """The cells that a note assigns to another time or calls no counts, with its code: 注:行政许可为上年数据."""
    if not _points(squeezed):
        return
    for clause in squeezed.split(","):
        if _any("figure_of_other").search(clause):
            why = OTHER_YEAR if names_another_time(clause) else OTHER_TABLE
            yield from ((cell, why) for cell in _of(_named(clause), cells) if cell.value is not None)


def _points(squeezed: str) -> bool:
    """Whether a sentence mentions a table or is a note."""
    return any(word in squeezed for word in words("erratum_place")) or _begins_note(squeezed)


def _texts(prose: Prose) -> Iterator[str]:
    """The lines outside of tables."""
    before, text = None, ""
    for line in prose.lines:
        if line.grid is not None:
            continue
        goes_on = before is not None and _goes_on(before, line)
        if text and not goes_on:
            yield text
        before, text = line, text + line.text if goes_on else line.text
    yield text


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a sentence that fills a line of the page continues on the next one."""
    is_open = len(before.text) >= _FULL and not before.text.rstrip().endswith(_STOPS)
    return is_open and line.page is not None and line.page == before.page and not _begins_note(squeeze(line.text))


def _begins_note(squeezed: str) -> bool:
    return squeezed.lstrip("(*※").startswith(words("note_lead"))


@lru_cache(maxsize=1)
def _likely() -> re.Pattern[str]:
    return any_of([word for use in _USES for word in words(use)])


def _is_likely(squeezed: str) -> bool:
    return _likely().search(squeezed) is not None


def _sentences(text: str) -> Iterator[str]:
    for said in _SENTENCE.split(text):
        plain = _MARKS.sub("", fold(said))
        if plain and len(plain) <= _MOST:
            yield plain


def _meant(said: str, cells: Sequence[Cell], is_listed: bool) -> list[Cell]:
    """The cells that a sentence, or a line of a list of corrections, calls wrong."""
    squeezed = squeeze(said)
    is_fault = _any("erratum_fault").search(squeezed) is not None
    new = {_number(found) for groups in _replaces(is_fault).findall(squeezed) for found in groups if found}
    is_pair = is_listed and _PAIR.search(said) is not None
    if not (new or is_fault or is_pair):
        return []
    old = {_number(found) for found in _NUMBERS.findall(said)} - new
    points = _points(squeezed)
    named = _named(squeezed)
    if not named.rows:
        return [cell for cell in cells if cell.value in old] if points and new else []
    of_rows = _of(named, cells)
    if wrong := [cell for cell in of_rows if cell.value in old]:
        return wrong
    is_set_right = any(cell.value in new for cell in of_rows)
    return [c for c in of_rows if c.value is not None] if (new or points) and not is_pair and not is_set_right else []


def _of(named: _Named, cells: Sequence[Cell]) -> list[Cell]:
    of_rows = [cell for cell in cells if (cell.section, cell.item) in named.rows]
    return [cell for cell in of_rows if cell.measure in named.measures] or of_rows


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


@lru_cache(maxsize=2)
def _replaces(is_fault: bool) -> re.Pattern[str]:
    """What names the right figure: 应为12件, 以12件为准; where a fault is reported also 改为12, 实际为12, 12→15."""
    word = "|".join([*words("erratum_new"), *(words("erratum_changed") if is_fault else ())])
    right = "|".join(words("erratum_right"))
    return re.compile(rf"(?:{word})[\s:为]*({_NUMBER}){_ENDS}|以\s*({_NUMBER})\s*(?:{UNITS})?\s*(?:{right})")


@lru_cache(maxsize=8)
def _any(use: str) -> re.Pattern[str]:
    return any_of(words(use))


@lru_cache(maxsize=1)
def _announced() -> re.Pattern[str]:
    """The heading of a list of corrections, or the text above its columns."""
    return re.compile(rf"{'|'.join(words('erratum_list'))}|误\|?正$")


@lru_cache(maxsize=4_096)
def _named(squeezed: str) -> _Named:
    """The rows and columns of the form that a sentence names, longer names first, without 其他 and 总计: too vague."""
    rest, rows, measures = core(squeezed + "。"), set(), set()
    for wording, meanings in _wordings():
        if wording in rest:
            rest = rest.replace(wording, "\n")
            rows |= {(label.section, label.code) for label in meanings if label.kind == "row"}
            measures |= {label.code for label in meanings if label.kind == "column"}
    return _Named(frozenset(rows), frozenset(measures))


@lru_cache(maxsize=1)
def _wordings() -> list[tuple[str, list[Label]]]:
    of_form = [
        (wording, meanings)
        for wording, meanings in labels().exact.items()
        if any(label.kind in ("row", "column") for label in meanings)
        and (len(wording) >= _SHORTEST or all(label.kind == "row" for label in meanings))
    ]
    return sorted(of_form, key=lambda x: -len(x[0]))
