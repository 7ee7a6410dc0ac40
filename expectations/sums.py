"""The query that adds up the cells of rows and columns, for the sums that a report by itself holds or does not."""

from __future__ import annotations

from collections.abc import Iterator

from expectations.form import Catalogue, in_edition
from expectations.rule import Rule, Term
from expectations.sql import Places, among, landed, text

Cells = frozenset[tuple[int, str]]
"""The cells that are summed in each row or column: section, and item or measure."""

_OTHER = {"item": "measure", "measure": "item"}


def terms_of(catalogue: Catalogue, rule: Rule) -> list[Term]:
    """The terms of a sum, in the order of terms.csv."""
    return [term for term in catalogue.terms if term.rule == rule.rule]


def is_in_place(catalogue: Catalogue, rule: Rule) -> bool:
    """Whether a rule adds up cells of one row or column of one report, and nothing else."""
    terms = terms_of(catalogue, rule) if rule.kind == "sum" else []
    return bool(terms) and all(not term.year_offset and not getattr(term, rule.scope_by) for term in terms)


def sums(catalogue: Catalogue, rules: list[Rule], scope_by: str, places: Places) -> str:
    """A row for each row or column of a report, with two columns for each rule: the sum computed and that reported.

    Both are null where the rule does not apply or a term has no value. Cells are summed before anything is joined.
    """
    added = _Sums()
    columns = [
        f"case\n    {cases}\n  end as {rule.rule}_{side}"
        for rule in rules
        for side in ("computed", "reported")
        for cases in ["\n    ".join(_cases(catalogue, rule, side, added))]
    ]
    every = ",\n  ".join(["report_id", "scope", *columns])
    return (
        f"select\n  {every}\nfrom (\n{added.of_cells(places, scope_by)}\n) as summed\ninner join (\n"
        f"  select report_id, edition, {_printing(catalogue)} as printing\n  from {landed(places, 'reports')}\n"
        ") as forms using (report_id)"
    )


class _Sums:
    """What is summed of the cells of each row or column, by the name of its column."""

    def __init__(self) -> None:
        self._flags: dict[Cells, str] = {}
        self._columns: dict[str, str] = {}

    def column(self, function: str, cells: Cells) -> str:
        """The name of the column with the `sum` or the `count` of the values of these cells."""
        flag = self._flags.setdefault(cells, f"in_{len(self._flags)}")
        self._columns[f"{function}_{flag}"] = f"{function}(value) filter (where {flag})"
        return f"{function}_{flag}"

    def of_cells(self, places: Places, scope_by: str) -> str:
        """The query: joined to the few cells that count, which is twice as fast as to compare names in every sum."""
        other = _OTHER[scope_by]
        columns = ",\n    ".join(f"{expression} as {name}" for name, expression in self._columns.items())
        known = sorted({cell for cells in self._flags for cell in cells})
        cells = ",\n".join(f"    ({section}, {text(code)}, {self._marks((section, code))})" for section, code in known)
        return (
            f"  select\n    report_id,\n    {scope_by} as scope,\n    {columns}\n  from {landed(places, 'cells')}\n"
            f"  inner join (values\n{cells}\n  ) as terms (section, {other}, {', '.join(self._flags.values())})\n"
            f"    using (section, {other})\n  group by report_id, {scope_by}"
        )

    def _marks(self, cell: tuple[int, str]) -> str:
        return ", ".join(str(cell in cells).lower() for cells in self._flags)


def _printing(catalogue: Catalogue) -> str:
    """The printing that counts: the one of the report, or else that of its edition."""
    own = " ".join(f"when {text(e.edition)} then {text(e.closed_printing)}" for e in catalogue.editions)
    return f"coalesce(closed_printing, case edition {own} end)"


def _cases(catalogue: Catalogue, rule: Rule, side: str, added: _Sums) -> Iterator[str]:
    """The sum of one side in every form that a rule is valid in; what it needs of the cells is entered in `added`."""
    terms = terms_of(catalogue, rule)
    for edition in (e.edition for e in catalogue.editions if in_edition(rule, e.edition)):
        valid = [term for term in terms if in_edition(term, edition)]
        scopes = among("scope", _scopes(catalogue, rule, valid, edition))
        for printing in dict.fromkeys(term.printing for term in valid if term.printing) or [""]:
            counted = [term for term in valid if term.printing in ("", printing)]
            form = f"edition = {text(edition)}" + (f" and printing = {text(printing)}" if printing else "")
            whole = f"{added.column('count', _cells(rule, counted))} = {len(counted)}"
            own = [term for term in counted if term.side == side]
            yield f"when {form} and {whole} and {scopes} then {_added(rule, own, added)}"


def _added(rule: Rule, terms: list[Term], added: _Sums) -> str:
    by_weight: dict[int, list[Term]] = {}
    for term in terms:
        by_weight.setdefault(term.weight, []).append(term)
    sums = {weight: added.column("sum", _cells(rule, own)) for weight, own in by_weight.items()}
    return " + ".join(name if weight == 1 else f"{weight} * {name}" for weight, name in sums.items())


def _cells(rule: Rule, terms: list[Term]) -> Cells:
    return frozenset((term.section, getattr(term, _OTHER[rule.scope_by])) for term in terms)


def _scopes(catalogue: Catalogue, rule: Rule, terms: list[Term], edition: str) -> list[str]:
    """The rows or columns of an edition that a sum is about; rows of a printing count in every edition."""
    of_a_printing = {row.item for row in catalogue.rows if row.printing}
    editions = {e.edition for e in catalogue.editions if in_edition(rule, e.edition)}
    return [
        item if rule.scope_by == "item" else measure
        for (own, section, item), measures in catalogue.measures.items()
        if own == edition or (own in editions and rule.scope_by == "item" and item in of_a_printing)
        for measure in measures
        if any(t.section == section and t.item in ("", item) and t.measure in ("", measure) for t in terms)
    ]
