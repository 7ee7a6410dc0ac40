"""What follows from the lines of the form as a whole: the layout of its tables, and which rows are neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from expectations.ambiguity import compared
from expectations.catalogue import load
from expectations.form import Block, Catalogue, Row, in_edition
from expectations.rule import Rule, Term


class Across(NamedTuple):
    """A table with all figures on one line: its block, and by edition its items with the measures of each."""

    block: str
    editions: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]

    def columns(self, edition: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Item and measure of every figure from left to right; of the last edition where the edition is unknown."""
        known = edition is not None and edition in self.editions
        items, measures = self.editions[edition] if known and edition else list(self.editions.values())[-1]
        return tuple(item for item in items for _ in measures), measures * len(items)

    @property
    def widths(self) -> Mapping[int, int]:
        """How many figures the line can have, and how many of these belong to one item."""
        return {len(items) * len(measures): len(measures) for items, measures in self.editions.values()}


class Shape(NamedTuple):
    """The tables of the form by section.

    `names` are their names. `parted` are those whose blocks are each below a clause, `plain` those of rows below one
    header. `opening` are the blocks that a report begins with. `totals` names the measure to which the others of a row
    add up, `crossed` are the sections that also have column sums.
    """

    names: Mapping[int, str]
    editions: Mapping[str, Mapping[int, str]]
    """Edition -> the sections that have a table in it, and what it calls them."""
    lists: Mapping[int, str]
    """Sections whose rows have one figure each, read by their own labels, with the last edition that has them."""
    tabled: tuple[str, ...]
    """The editions that have other tables than lists."""
    parted: frozenset[int]
    plain: frozenset[int]
    across: Mapping[int, Across]
    opening: frozenset[str]
    amounts: frozenset[int]
    """Sections with a column of amounts."""
    totals: Mapping[int, str]
    crossed: frozenset[int]
    groups: Mapping[str, str]
    """Item -> the group that it shares with other rows."""
    before: Mapping[str, frozenset[str]]
    """Item -> those that can directly precede it, for rows whose label also names a column: 其他, 总计."""
    after: Mapping[str, frozenset[str]]
    numbered: frozenset[str]
    """Those of these rows that only some reports print: their number distinguishes them from the column."""
    printings: Mapping[str, frozenset[str]]
    """How some rows can be printed, the one of most rows first -> the items printed so."""

    def tables(self, edition: str | None) -> dict[int, str]:
        """The tables of an edition by section, and their names; of the last edition where it is unknown."""
        return dict(self.editions.get(edition or "", list(self.editions.values())[-1]))

    def name(self, section: int, edition: str | None) -> str:
        """The name of a table in an edition; in the last one that has it, if the edition has none or is unknown."""
        return self.editions.get(edition or "", self.names).get(section, self.names[section])


@lru_cache(maxsize=1)
def shape() -> Shape:
    """The shape of the form, computed once per process."""
    c = load()
    lists = {b.section: e.edition for e in c.editions for b in c.blocks_of(e.edition) if b.layout == "list"}
    tables = {b.section for b in c.blocks} - lists.keys()
    parted = frozenset(b.section for b in c.blocks if b.clause) & tables
    across = {b.section: _across(c, b) for b in c.blocks if b.layout == "across"}
    before, after = _beside(c)
    printed = {row.item: row.printing for row in c.rows if row.printing}
    names = {e.edition: _names(c, e.edition) for e in c.editions}
    own_blocks = {e.edition: [b for b in c.blocks_of(e.edition) if b.section in tables] for e in c.editions}
    return Shape(
        names={section: name for own in names.values() for section, name in own.items()},
        editions=names,
        lists=lists,
        tabled=tuple(edition for edition, blocks in own_blocks.items() if blocks),
        parted=parted,
        plain=frozenset(tables - parted - across.keys()),
        across=across,
        opening=frozenset(blocks[0].block for blocks in own_blocks.values() if blocks),
        amounts=frozenset(k.section for k in c.columns if k.kind == "amount"),
        totals=totals_of(c),
        crossed=frozenset(term.section for terms in _sums(c, "measure") for term in terms) & tables,
        groups={row.item: row.item_group for row in c.rows if row.item_group in {g.item_group for g in c.groups}},
        before=before,
        after=after,
        numbered=frozenset(before.keys() & printed.keys()),
        printings=_printings(printed),
    )


def _names(c: Catalogue, edition: str) -> dict[int, str]:
    """The names of the tables of an edition by section: by the number of their heading, or the name of a list."""
    lists = {b.section: b.clause for b in c.blocks_of(edition) if b.layout == "list"}
    return {h.section: f"表{h.number}" for h in c.headings_of(edition) if h.section} | lists


def _across(c: Catalogue, block: Block) -> Across:
    found = {}
    for edition in (e.edition for e in c.editions if in_edition(block, e.edition)):
        items = tuple(row.item for row in c.rows_of(edition, block.section) if row.block == block.block)
        found[edition] = items, tuple(k.measure for k in c.columns_of(edition, block.section, block.block))
    return Across(block.block, found)


def binding_sums(c: Catalogue) -> list[Rule]:
    """The sums that every report must hold."""
    kind = ("sum", "report", "must", "active")
    return [rule for rule in c.rules if (rule.kind, rule.level, rule.severity, rule.state) == kind]


def _sums(c: Catalogue, scope_by: str) -> Iterable[list[Term]]:
    """The terms of each sum that every report must hold, by item or by measure."""
    for rule in (rule for rule in binding_sums(c) if rule.scope_by == scope_by):
        yield [term for term in c.terms if term.rule == rule.rule]


def totals_of(c: Catalogue) -> dict[int, str]:
    """The measure to which the others of a row add up, by section: where there are such sums, that of most terms."""
    most: dict[int, tuple[int, str]] = {}
    for terms in _sums(c, "item"):
        reported = {(t.section, t.measure) for t in terms if t.side == "reported"}
        for section, measure in reported if len(reported) == 1 else ():
            most[section] = max(most.get(section, (0, "")), (len(terms), measure), key=lambda one: one[0])
    return {section: measure for section, (_, measure) in most.items()}


def _printings(printed: Mapping[str, str]) -> dict[str, frozenset[str]]:
    kinds = {kind: frozenset(item for item, own in printed.items() if own == kind) for kind in printed.values()}
    return dict(sorted(kinds.items(), key=lambda kind: -len(kind[1])))


def _beside(c: Catalogue) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """The neighbours of the rows whose label is also that of a column of the same table."""
    columns = {(k.section, compared(k.label)) for k in c.columns}
    before: dict[str, frozenset[str]] = {}
    after: dict[str, frozenset[str]] = {}
    for edition in c.editions:
        for section in {b.section for b in c.blocks_of(edition.edition)}:
            rows = c.rows_of(edition.edition, section)
            for i, row in enumerate(rows):
                if (section, compared(row.label)) in columns:
                    before[row.item] = before.get(row.item, frozenset()) | _directly_before(rows[:i], row)
                    after[row.item] = after.get(row.item, frozenset()) | {r.item for r in rows[i + 1 : i + 2]}
    return before, after


def _directly_before(rows: Sequence[Row], row: Row) -> frozenset[str]:
    """Rows of a printing may be missing: others of the same printing precede one of them, any of them another row."""
    found: set[str] = set()
    for other in reversed(rows):
        if row.printing and other.printing != row.printing:
            break
        found.add(other.item)
        if not other.printing:
            break
    return frozenset(found)
