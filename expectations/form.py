"""The form as Python values: what one line of each CSV under `expectations/format/` means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple, TypeVar

from expectations.rule import Deadline, Likeness, Loss, ResultReason, Rule, Term, Threshold, Watched


class Edition(NamedTuple):
    """A form issued by the State Council's office, due from `first_year` to `last_year`."""

    edition: str
    first_year: int
    last_year: int | None
    closed_printing: str
    basis: str


class Row(NamedTuple):
    """A row of the form. `printing` names its printing, where rows can be printed in several ways: （六）其他处理."""

    section: int
    block: str
    item: str
    display_order: int
    number: str
    label: str
    label_en: str
    item_group: str
    printing: str
    from_edition: str
    to_edition: str


class Column(NamedTuple):
    """A column of the form. `kind` is count, change (signed) or amount; `unit` is the one the header prints.

    `measure_group` is the code of the fragment printed above several columns, whose labels stand a line lower.
    """

    section: int
    block: str
    measure: str
    display_order: int
    label: str
    label_en: str
    kind: str
    unit: str
    measure_group: str
    from_edition: str
    to_edition: str


class Label(NamedTuple):
    """Another wording of a label, seen in real documents: variant, misprint or converted."""

    kind: str
    section: int | None
    code: str
    label: str
    status: str


class Heading(NamedTuple):
    """One of the headings. It keeps its code `heading` when another edition changes its number, place or wording.

    `section` is the table below it, if any, which keeps its section however its heading is numbered.
    `sub_headings` is `numbered` where those between it and the next one count up by one.
    """

    heading: str
    display_order: int
    number: str
    label: str
    section: int | None
    sub_headings: str
    from_edition: str
    to_edition: str


class Block(NamedTuple):
    """A part of a table whose rows share their columns; `clause` is printed above it, where it has one.

    `layout` is `down` where each row has its label before its figures, `across` where the labels of the rows stand
    above the columns and all figures in one line. `subject` names the mart that its figures belong to.
    """

    section: int
    block: str
    display_order: int
    clause: str
    layout: str
    subject: str
    from_edition: str
    to_edition: str


class Group(NamedTuple):
    """A group of outcome rows, printed once at their left; without a span of editions, in all of them."""

    section: int
    item_group: str
    display_order: int
    number: str
    label: str
    label_en: str
    from_edition: str
    to_edition: str


class Note(NamedTuple):
    """Why a cell has no value."""

    note: str
    text_zh: str
    text_en: str


class Mark(NamedTuple):
    """What is printed in a cell in place of a number, and what it stands for: never for zero."""

    mark: str
    meaning: str


class Reason(NamedTuple):
    """Why a document is rejected."""

    reason: str
    text_zh: str
    text_en: str


class Wording(NamedTuple):
    """Words the reader looks for outside the tables, spelled as `spellings` says; several uses are separated by `|`."""

    used_for: str
    wording: str

    @property
    def uses(self) -> list[str]:
        """What the words are used for: each use is a list of words that one place in the reader asks for."""
        return self.used_for.split("|")


SUBJECTS = ("requests", "review", "litigation", "normative_documents", "information")
"""What a figure in the narrative can be about; its nouns are the wordings used for `told_` and the subject."""


_BRACES = re.compile(r"\{([^}]*)\}")


class Fact(NamedTuple):
    """A figure stated in the narrative. `words` name it, separated by `|`; `<last>` and `<next>` stand for the year.

    A part in braces stands for each of its spellings, see `spellings`.

    `kind` is act (what was done to the subject), part (of those received), carry, outcome, branch (of litigation), or
    total, which the noun of the subject tells alone. `cells` are the cells of the form it can be compared with:
    sums such as `3:received:total+3:carried_in:total`, separated by spaces where the word has several scopes.
    `rule` is the one that compares them.
    """

    fact: str
    subject: str
    kind: str
    label: str
    label_en: str
    words: str
    cells: str
    rule: str

    @property
    def sums(self) -> list[list[tuple[int, str, str]]]:
        """The sums of cells as (section, item, measure)."""
        return [[_cell(cell) for cell in total.split("+")] for total in self.cells.split()]

    @property
    def wordings(self) -> list[str]:
        """Every spelling of every word."""
        return [one for word in self.words.split("|") for one in spellings(word)] if self.words else []


def spellings(word: str) -> list[str]:
    """Every way to write a word with alternatives in braces: {予以;同意;}公开 is 予以公开, 同意公开 and 公开."""
    parts = _BRACES.split(word)
    return ["".join(chosen) for chosen in product(*(p.split(";") if i % 2 else [p] for i, p in enumerate(parts)))]


_Ordered = TypeVar("_Ordered", Row, Column, Block, Heading)


def _in_order(lines: Iterable[_Ordered]) -> list[_Ordered]:
    return sorted(lines, key=lambda line: line.display_order)


def _cell(text: str) -> tuple[int, str, str]:
    section, item, measure = text.split(":")
    return int(section), item, measure


class AgencyEnding(NamedTuple):
    """How the name of an agency ends, and the ending that stands for all its spellings; blank for none."""

    ending: str
    stands_for: str


class NoticeKind(NamedTuple):
    """Something damaged, missing or unknown in a document; `{detail}` in the texts is filled in by the reader."""

    notice: str
    severity: str
    text_zh: str
    text_en: str


Spanned = Row | Column | Block | Heading | Group | Rule | Term | Watched
"""A line that is valid in some editions: up to any where `to_edition` is blank."""


def in_edition(line: Spanned, edition: str) -> bool:
    """Whether a line of the catalogue is valid in an edition; editions sort by their year.

    A group without a beginning is valid from the first one on, a term or a watched cell as long as its rule is.
    """
    return line.from_edition <= edition and (not line.to_edition or edition <= line.to_edition)


@dataclass(frozen=True)
class Catalogue:
    """The whole form; every list keeps the order of its file."""

    editions: list[Edition]
    blocks: list[Block]
    rows: list[Row]
    columns: list[Column]
    groups: list[Group]
    headings: list[Heading]
    labels: list[Label]
    rules: list[Rule]
    terms: list[Term]
    watched: list[Watched]
    thresholds: list[Threshold]
    marks: list[Mark]
    wordings: list[Wording]
    facts: list[Fact]
    reasons: list[Reason]
    result_reasons: list[ResultReason]
    notes: list[Note]
    notices: list[NoticeKind]
    agency_endings: list[AgencyEnding]
    likenesses: list[Likeness]
    losses: list[Loss]
    deadlines: list[Deadline]

    @cached_property
    def measures(self) -> dict[tuple[str, int, str], tuple[str, ...]]:
        """(edition, section, item) -> the measures of that row from left to right."""
        found: dict[tuple[str, int, str], tuple[str, ...]] = {}
        for edition in self.editions:
            for row in _in_order(r for r in self.rows if in_edition(r, edition.edition)):
                key = (edition.edition, row.section, row.item)
                found[key] = tuple(c.measure for c in self.columns_of(edition.edition, row.section, row.block))
        return found

    def blocks_of(self, edition: str) -> list[Block]:
        """The blocks of one edition, in printed order."""
        return _in_order(b for b in self.blocks if in_edition(b, edition))

    def columns_of(self, edition: str, section: int, block: str) -> list[Column]:
        """The columns of one block in one edition, in printed order."""
        own = (c for c in self.columns if (c.section, c.block) == (section, block))
        return _in_order(c for c in own if in_edition(c, edition))

    def rows_of(self, edition: str, section: int) -> list[Row]:
        """The rows of one section in one edition, those of every printing included, in printed order."""
        return _in_order(r for r in self.rows if r.section == section and in_edition(r, edition))

    def headings_of(self, edition: str | None) -> list[Heading]:
        """The headings of an edition in printed order; where it is not known, those of any, each in its last place."""
        own = sorted(self.headings, key=lambda h: h.from_edition)
        return _in_order({h.heading: h for h in own if edition is None or in_edition(h, edition)}.values())

    def severity_of(self, rule: Rule) -> str:
        """The severity of a rule: its own, or that of the notices it fails by."""
        named = rule.notices.split("|")
        return rule.severity or next(kind.severity for kind in self.notices if kind.notice in named)

    def edition_due(self, year: int) -> str | None:
        """The edition the law asks for in a report on `year`; None before the first one known here."""
        for edition in self.editions:
            if edition.first_year <= year and (edition.last_year is None or year <= edition.last_year):
                return edition.edition
        return None
