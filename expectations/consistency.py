"""What must hold between the lines of the catalogue; each function reports the first line that breaks it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from expectations import (
    ambiguity,
    comparison_checks,
    conformed_checks,
    deadline_checks,
    indicator_checks,
    narrative_figures,
    rule_checks,
)
from expectations.form import Block, Catalogue, Column, Edition, Group, Row, Spanned, in_edition
from expectations.rule import Term, Watched
from expectations.rule_checks import Fail, unique

LAYOUTS = ("down", "across", "list")
SUBJECTS = ("disclosures", "requests", "proceedings", "statistics")
"""The marts that hold the figures of blocks; those of the statistics are only in that of all cells."""

COUNTED_IN = {"": "", "vertical": "line", "corps": "corps", "zone": "territory", "branch": ""}
"""Kind of a body that is no department of a county -> whose figures its own belong to; blank where that differs."""

Places = dict[int, str]
"""id of a catalogue line -> `file:line`."""


class CatalogueError(ValueError):
    """A line of the catalogue that cannot be right; the message names file, line and what is wrong."""


def check(catalogue: Catalogue, places: Places) -> None:
    """Raise CatalogueError for the first line that contradicts another."""
    form_steps = (_codes, _keys, _spans, _years, _tables, _blocks, _groups, ambiguity.check, _texts, _words, _bodies)
    rule_steps = (
        rule_checks.check,
        comparison_checks.check,
        narrative_figures.check,
        deadline_checks.check,
        conformed_checks.check,
        indicator_checks.check,
    )
    for step in (*form_steps, *rule_steps):
        step(catalogue, lambda line, message: _fail(places, line, message))


_OPEN = ("not_applicable", "not_assessed")


def _fail(places: Places, line: Any, message: str) -> None:
    raise CatalogueError(f"{places[id(line)]}: {message}")


def _codes(c: Catalogue, fail: Fail) -> None:
    lists: dict[str, list[Any]] = {
        "item": [*c.rows],
        "measure": [*c.columns],
        "block": [*c.blocks],
        "item_group": [*c.groups],
        "rule": [*c.rules],
        "fact": [*c.facts],
        "indicator": [*c.indicators],
    }
    for field, lines in lists.items():
        for line in lines:
            if not re.fullmatch("[a-z][a-z0-9_]*", getattr(line, field)):
                fail(line, f"{field} {getattr(line, field)!r} is not a code: lower-case letters, digits and _")


def _keys(c: Catalogue, fail: Fail) -> None:
    unique(c.editions, lambda e: e.edition, "edition", fail)
    unique(c.blocks, lambda b: b.block, "block", fail)
    unique(c.rules, lambda r: r.rule, "rule", fail)
    unique(c.notes, lambda n: n.note, "note", fail)
    unique(c.notices, lambda n: n.notice, "notice", fail)
    unique(c.reasons, lambda r: r.reason, "reason", fail)
    unique(c.result_reasons, lambda r: r.reason, "reason", fail)
    unique(c.marks, lambda m: m.mark, "mark", fail)
    unique(c.wordings, lambda w: (w.used_for, w.wording), "wording", fail)
    unique(c.facts, lambda f: f.fact, "fact", fail)
    unique(c.agency_endings, lambda e: e.ending, "ending", fail)
    unique(c.bodies, lambda b: b.wording, "wording", fail)
    for edition in c.editions:
        name = edition.edition
        unique((r for r in c.rows if in_edition(r, name)), lambda r: (r.section, r.item), f"{name}: row", fail)
        columns = [k for k in c.columns if in_edition(k, name)]
        unique(columns, lambda k: (k.section, k.block, k.measure), f"{name}: column", fail)
        unique((h for h in c.headings if in_edition(h, name)), lambda h: h.heading, f"{name}: heading", fail)
        unique((g for g in c.groups if in_edition(g, name)), lambda g: g.item_group, f"{name}: group", fail)


def _spans(c: Catalogue, fail: Fail) -> None:
    known = {e.edition for e in c.editions}
    lines: list[Spanned] = [*c.rows, *c.columns, *c.blocks, *c.headings, *c.groups, *c.rules, *c.terms, *c.watched]
    for line in lines:
        for edition in filter(None, (line.from_edition, line.to_edition)):
            if edition not in known:
                fail(line, f"edition {edition!r} is not in editions.csv")
        begins = line.from_edition or isinstance(line, Term | Watched | Group)
        if not begins or (line.to_edition and line.to_edition < line.from_edition):
            fail(line, "the span of editions is empty or has no beginning")


def _years(c: Catalogue, fail: Fail) -> None:
    for edition in c.editions:
        if edition.last_year is not None and edition.last_year < edition.first_year:
            fail(edition, "the last year is before the first")
        if not edition.basis.strip():
            fail(edition, f"edition {edition.edition!r} has no basis")
    pairs: Iterable[tuple[Edition, Edition]] = zip(c.editions, c.editions[1:], strict=False)
    for earlier, later in pairs:
        if earlier.last_year is None or earlier.last_year + 1 != later.first_year:
            fail(earlier, f"years must run on to edition {later.edition}")


def _tables(c: Catalogue, fail: Fail) -> None:
    for edition in (e.edition for e in c.editions):
        below = {b.section: b for b in c.blocks_of(edition) if b.layout != "list"}
        above = {h.section: h for h in c.headings_of(edition) if h.section is not None}
        for section in below.keys() ^ above.keys():
            line = below.get(section) or above[section]
            fail(line, f"edition {edition} has section {section} in only one of blocks.csv and headings.csv")


def _blocks(c: Catalogue, fail: Fail) -> None:
    blocks = {(b.section, b.block) for b in c.blocks}
    for block in c.blocks:
        if block.layout not in LAYOUTS or block.subject not in SUBJECTS:
            fail(block, f"{block.layout!r} or {block.subject!r} is unknown")
        _list(block, fail)
    lines: list[Row | Column] = [*c.rows, *c.columns]
    for line in lines:
        if (line.section, line.block) not in blocks:
            fail(line, f"block {line.block!r} of section {line.section} is not in blocks.csv")
    for row in c.rows:
        for edition in c.editions:
            if in_edition(row, edition.edition) and not c.columns_of(edition.edition, row.section, row.block):
                fail(row, f"row {row.item!r} has no column in edition {edition.edition}")
    for column in c.columns:
        if column.kind not in ("count", "change", "amount"):
            fail(column, f"kind {column.kind!r} is not one of count, change, amount")


def _list(block: Block, fail: Fail) -> None:
    if block.layout == "list" and not block.clause:
        fail(block, f"list {block.block!r} has no name in `clause`")


def _groups(c: Catalogue, fail: Fail) -> None:
    known = {g.item_group for g in c.groups} | {r.item for r in c.rows}
    printings = {r.printing for r in c.rows} - {""}
    for row in c.rows:
        if row.item_group and row.item_group not in known:
            fail(row, f"group {row.item_group!r} is not in groups.csv")
    fragments = {(label.section, label.code) for label in c.labels if label.kind == "fragment"}
    for column in c.columns:
        if column.measure_group and (column.section, column.measure_group) not in fragments:
            fail(column, f"no fragment of labels.csv is printed above columns of the group {column.measure_group!r}")
    for heading in c.headings:
        if heading.sub_headings not in ("", "numbered"):
            fail(heading, f"sub_headings is blank or numbered, not {heading.sub_headings!r}")
    for edition in c.editions:
        if edition.closed_printing and edition.closed_printing not in printings:
            fail(edition, f"no row is of the printing {edition.closed_printing!r}")


def _texts(c: Catalogue, fail: Fail) -> None:
    texts: list[Any] = [*c.notes, *c.notices, *c.reasons, *c.result_reasons, *c.thresholds]
    for line in texts:
        if not line.text_zh.strip() or not line.text_en.strip():
            fail(line, "the text is missing in Chinese or English")
    labelled: list[Any] = [*c.rows, *c.columns, *c.groups]
    for line in labelled:
        if not line.label.strip() or not line.label_en.strip():
            fail(line, "the label is missing in Chinese or English")
    for notice in c.notices:
        if notice.severity not in rule_checks.SEVERITIES:
            fail(notice, f"severity {notice.severity!r} is not one of {', '.join(rule_checks.SEVERITIES)}")
    for reason in c.result_reasons:
        if reason.status not in _OPEN:
            fail(reason, f"status {reason.status!r} is not one of {', '.join(_OPEN)}")


def _words(c: Catalogue, fail: Fail) -> None:
    unique(c.words, lambda w: (w.mart, w.column, w.code), "code", fail)
    for line in c.words:
        if not line.word.strip():
            fail(line, f"code {line.code!r} of {line.column!r} has no word")


def _bodies(c: Catalogue, fail: Fail) -> None:
    for line in c.bodies:
        if COUNTED_IN.get(line.body) != line.counted_in:
            fail(line, f"body {line.body!r} is none of {', '.join(filter(None, COUNTED_IN))}, or not counted there")
