"""The form as Python values: the meaning of a line of each CSV under `expectations/format/`."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

from expectations.indicators import Indicator
from expectations.rule import Deadline, Likeness, Loss, ResultReason, Rule, Term, Threshold, Watched
from expectations.words import Fact, Word, Wording, spellings


class Edition(NamedTuple):
    """A form issued by the State Council's office, due from `first_year` to `last_year`."""

    edition: str
    first_year: int
    last_year: int | None
    closed_printing: str
    basis: str


class Row(NamedTuple):
    """A row of the form. `printing` names the printing it belongs to, where some rows can be printed in several.

    `unit` is the one that a list prints beside the row; there `item_group` is the row that it is a part of.
    """

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
    unit: str


class Column(NamedTuple):
    """A column of the form. `kind` is count, change (signed) or amount; `unit` is the one the header prints.

    `measure_group` is the code of the fragment printed above several columns, whose labels are a line lower.
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
    """Another wording of a label, observed in real documents: variant, misprint or converted."""

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

    `layout` is `down` where each row has its label before its figures, `across` where the labels of the rows are above
    the columns and all figures on one line, `list` where each row has its own unit and a single figure. A list has no
    heading of the form: its `clause` is the name of the table. `subject` names the mart that its figures belong to.
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
    """What is printed in a cell in place of a number, and what it means: never zero."""

    mark: str
    meaning: str


class Reason(NamedTuple):
    """Why a document is rejected."""

    reason: str
    text_zh: str
    text_en: str


class Conformed(NamedTuple):
    """A concept: the sum of cells of a list that counts it, `earlier`, and the sum of cells of later tables, `later`.

    Sums are written as those of facts; where editions name the cell differently, `later` has one for each, parted by
    spaces. `agreement` is `same`, `near` where the reason says what else is counted, or `none`, without `later`.
    """

    concept: str
    earlier: str
    later: str
    agreement: str
    reason_zh: str
    reason_en: str


_Ordered = TypeVar("_Ordered", Row, Column, Block, Heading)


def _in_order(lines: Iterable[_Ordered]) -> list[_Ordered]:
    return sorted(lines, key=lambda line: line.display_order)


class AgencyEnding(NamedTuple):
    """How the name of an agency ends, and the ending that represents all its spellings; blank for none."""

    ending: str
    stands_for: str


class Body(NamedTuple):
    """A word in the names of bodies that are not departments of a county; of several, the lowest rank counts.

    `counted_in` is whose figures theirs belong to; blank where that differs. A blank `body` is one like any other.
    """

    wording: str
    body: str
    counted_in: str
    rank: int


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
    bodies: list[Body]
    likenesses: list[Likeness]
    losses: list[Loss]
    deadlines: list[Deadline]
    conformed: list[Conformed]
    indicators: list[Indicator]
    words: list[Word]

    @cached_property
    def measures(self) -> dict[tuple[str, int, str], tuple[str, ...]]:
        """(edition, section, item) -> the measures of that row from left to right."""
        found: dict[tuple[str, int, str], tuple[str, ...]] = {}
        for edition in self.editions:
            for row in _in_order(r for r in self.rows if in_edition(r, edition.edition)):
                key = (edition.edition, row.section, row.item)
                found[key] = tuple(c.measure for c in self.columns_of(edition.edition, row.section, row.block))
        return found

    @cached_property
    def nouns(self) -> dict[str, set[str]]:
        """The nouns of each subject of facts: the wordings used for `told_` and the subject, which may have none."""
        used = [(use, line.wording) for line in self.wordings for use in line.uses]
        return {
            subject: {word for use, wording in used if use == f"told_{subject}" for word in spellings(wording)}
            for subject in {fact.subject for fact in self.facts}
        }

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
        """The headings of an edition in printed order; where it is unknown, those of any, each in its last place."""
        own = sorted(self.headings, key=lambda h: h.from_edition)
        return _in_order({h.heading: h for h in own if edition is None or in_edition(h, edition)}.values())

    def severity_of(self, rule: Rule) -> str:
        """The severity of a rule: its own, or that of the notices that make it fail."""
        named = rule.notices.split("|")
        return rule.severity or next(kind.severity for kind in self.notices if kind.notice in named)

    def edition_due(self, year: int) -> str | None:
        """The edition required for a report on `year`; None before the first one known here."""
        for edition in self.editions:
            if edition.first_year <= year and (edition.last_year is None or year <= edition.last_year):
                return edition.edition
        return None
