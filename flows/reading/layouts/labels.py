"""Finds the labels of the form in text, in every wording the catalogue knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from expectations import form
from expectations.catalogue import load
from expectations.form import Catalogue, Spanned, in_edition
from expectations.shape import shape
from flows.documents.folding import squeeze

_QUOTES = re.compile("[“”\"'‘’＂「」『』]")
_STOPS = "、,:;。"
_NO_STOPS = dict.fromkeys(map(ord, _STOPS))
PREFIX = r"(?:\(?[一二三四五六七八九十]{1,2}[)、.,:]{0,2}|\(?[1-9]\d?[)、.,:]{1,2}|[1-9](?=[^\d\s]))"
_PREFIX = re.compile(PREFIX)
_OF_THESE = "其中"
_LEVELS = r"\d{1,2}(?:\.\d{1,2}){1,3}[.、]?"
_FIGURE = r"[\d/(+-]|—"
_LONGEST_REMARK = 220
_LONGEST_CELL = 1_000


class Label(NamedTuple):
    """What a wording means. `editions` are those in which the form uses it; empty for observed variants.

    `numbers` are those printed before it in any edition, without the marks around them.
    """

    kind: str
    section: int | None
    code: str
    numbers: frozenset[str]
    status: str
    editions: frozenset[str]


@lru_cache(maxsize=16_384)
def core(text: str) -> str:
    """A label as it is compared: folded, without quotes, stops and a remark in brackets at its end."""
    plain = _QUOTES.sub("", squeeze(text))
    return plain[: _remark_start(plain)].translate(_NO_STOPS)


def _remark_start(text: str) -> int:
    depth = 0
    for i in range(len(text) - 1, 0, -1) if text.endswith(")") else ():
        depth += (text[i] == ")") - (text[i] == "(")
        if depth == 0:
            return i
    return len(text)


def is_numbered(text: str) -> bool:
    """Whether a label is printed with a numbering before it, as row labels are: `3.其他`, `(七)总计`."""
    return _PREFIX.match(core(text)) is not None


def unnumbered(text: str) -> str:
    """A label as it is compared, without the numbering before it."""
    return _PREFIX.sub("", text, count=1)


def number_of(prefix: str) -> str:
    """A numbering without the marks around it."""
    return prefix.strip("()、.,:")


def meant(labels: list[Label], number: str) -> list[Label]:
    """The labels that words with a numbering can be: not columns, which are not numbered, nor parts of their labels.

    A column that is also a row printed only in some reports is that row only with a number of the form: 其他.
    """
    if not number:
        return labels
    lists = shape().lists
    rows = [label for label in labels if label.kind not in ("column", "fragment") or label.section in lists]
    return [label for label in rows if label.code not in shape().numbered or number in label.numbers]


class Labels:
    """All wordings: `exact` by compared text; `above_columns` are those printed above columns.

    `joined` matches what text may join to a label, a figure; `prefix` the numbering before it.
    """

    def __init__(self, wordings: Iterable[tuple[Label, str]], joined: str = _FIGURE, prefix: str = PREFIX) -> None:
        self.joined, self.prefix = re.compile(joined), re.compile(prefix)
        self.exact: dict[str, list[Label]] = {}
        self.wordings: dict[str, str] = {}
        for label, text in wordings:
            self._add(label, text)
        self.above_columns = [text for text, found in self.exact.items() if any(_is_above(label) for label in found)]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches any wording, and the numbering before it, in text without white space.

        Compiled when it is needed: that takes a third of the time of reading a single page, and tables need no pattern.
        """
        longest_first = sorted(self.wordings, key=len, reverse=True)
        alternatives = "|".join(f"(?:{self.wordings[text]})" for text in longest_first)
        return re.compile(f"(?P<prefix>{self.prefix.pattern})?(?P<label>{alternatives})")

    def _add(self, label: Label, text: str) -> None:
        key = core(text)
        self.wordings[key] = _flexible(key)
        merged = self.exact.setdefault(key, [])
        for i, other in enumerate(merged):
            if other[:3] == label[:3]:
                merged[i] = other._replace(
                    editions=other.editions | label.editions, numbers=other.numbers | label.numbers
                )
                return
        merged.append(label)

    def of_cell(self, text: str) -> list[Label]:
        """The labels that the whole text of a cell can be; a numbering before it is left out of account."""
        whole = core(text)
        if not whole or len(whole) > 80:
            return []
        if whole in self.exact:
            return self.exact[whole]
        prefix = self.prefix.match(whole)
        if prefix is None:
            return []
        number = number_of(prefix[0])
        return meant(self.exact.get(whole[prefix.end() :], []), number)


def _is_above(label: Label) -> bool:
    return label.kind in ("column", "fragment", "clause") or (label.kind == "row" and label.section in shape().across)


def _flexible(key: str) -> str:
    between = f"[{_STOPS}“”\"'‘’「」『』]?"
    return between.join(re.escape(c) for c in key) + "[“”\"'‘’「」『』]?"


def _all(c: Catalogue) -> list[tuple[Label, str]]:
    """The wordings of all tables but the lists, whose labels are looked for by themselves."""
    found: list[tuple[Label, str]] = []
    for h in c.headings:
        found.append((_label("heading", h.section, h.heading, h.number), h.label))
    for g in c.groups:
        found.append((_label("group", g.section, g.item_group, g.number), g.label))
    for b in filter(lambda b: b.clause and b.section not in shape().lists, c.blocks):
        found.append((_label("clause", b.section, b.block), b.clause))
    lines = [(label, text) for label, text in _lines(c) if label.section not in shape().lists]
    return found + lines


def _lines(c: Catalogue) -> Iterable[tuple[Label, str]]:
    """The labels of all rows and columns, and all variants."""
    yield from ((_label("row", r.section, r.item, r.number, _span(c, r)), r.label) for r in c.rows)
    yield from ((_label("column", k.section, k.measure, "", _span(c, k)), k.label) for k in c.columns)
    yield from ((_variant(c, x), x.label) for x in c.labels)


def _span(c: Catalogue, line: Spanned) -> frozenset[str]:
    return frozenset(e.edition for e in c.editions if in_edition(line, e.edition))


def _label(
    kind: str, section: int | None, code: str, number: str = "", editions: frozenset[str] = frozenset()
) -> Label:
    numbers = frozenset([number_of(number)] if number else [])
    return Label(kind, section, code, numbers, "form", editions)


def _variant(c: Catalogue, x: form.Label) -> Label:
    kind, section, code, _, status = x
    lines: list[tuple[str, str]] = [("row", r.number) for r in c.rows if r.item == code]
    lines += [("heading", h.number) for h in c.headings if h.heading == code]
    numbers = frozenset(number_of(number) for of_kind, number in lines if of_kind == kind and number)
    if kind == "heading":
        section = next(h.section for h in c.headings if h.heading == code)
    return Label(kind, section, code, numbers, status, frozenset())


@lru_cache(maxsize=1_024)
def form_wording(label: Label, edition: str | None) -> str:
    """What an edition of the form calls a row or column; if it has none, what the last edition calls it."""
    c = load()
    rows = [(row, row.label) for row in c.rows if (label.kind, row.section, row.item) == label[:3]]
    columns = [(k, k.label) for k in c.columns if (label.kind, k.section, k.measure) == label[:3]]
    lines: list[tuple[Spanned, str]] = [*(rows if label.kind == "row" else columns)]
    own = [text for line, text in lines if edition is not None and in_edition(line, edition)]
    return (own or [text for _, text in lines] or [""])[-1]


@lru_cache(maxsize=1)
def labels() -> Labels:
    """The labels of the shipped catalogue, compiled once a process."""
    return Labels(_all(load()))


@lru_cache(maxsize=1)
def list_labels() -> Labels:
    """The labels of lists; those of rows also after 其中. The unit may be joined to them."""
    found = [(label, text) for label, text in _lines(load()) if label.section in shape().lists]
    after = [(label, _OF_THESE + text) for label, text in found if label.kind == "row"]
    units = "|".join([*sorted({row.unit for row in load().rows if row.unit}, key=len, reverse=True), "[百千万]*元"])
    return Labels([*found, *after], rf"(?:{units})?(?:{_FIGURE})", rf"(?:{_LEVELS}|{PREFIX})")


@lru_cache(maxsize=16_384)
def cell_labels(text: str) -> Sequence[Label]:
    """The labels that the whole text of a cell can be."""
    return labels().of_cell(text) if len(text) < _LONGEST_CELL else ()


def remark_end(text: str, start: int) -> int:
    """The end of a balanced remark in brackets that begins at `start`; `start` itself where there is none.

    A bracket that is never closed ends with the text: the document was cut inside it.
    """
    if start >= len(text) or text[start] != "(" or re.match(r"\([一二三四五六七八九十\d]{1,2}\)", text[start:]):
        return start
    depth = 0
    for i in range(start, min(len(text), start + _LONGEST_REMARK)):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0:
            return i + 1
    return len(text) if len(text) - start <= _LONGEST_REMARK else start


def begins_report(label: Label) -> bool:
    """Whether a label is that of the clause with which the tables of a report begin."""
    return label.kind == "clause" and label.code in shape().opening


@lru_cache(maxsize=16)
def figures_of(section: int) -> Label:
    """The item of the single row of such a table, whose cells belong to several items of the form."""
    return Label("row", section, shape().across[section].block, frozenset(), "form", frozenset())


def is_of_figures(label: Label) -> bool:
    """Whether a label denotes the single row of such a table."""
    across = shape().across.get(label.section or 0)
    return across is not None and label.code == across.block
