"""Whether a report speaks for one body, for a government with its departments, or for a region, as its words say.

Nothing is inferred from the kind of body alone, and what several places say differently stays open.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from expectations.catalogue import load
from flows.documents.folding import squeeze
from flows.reading.coverage.kinds import Kind, kind_of
from flows.reading.coverage.sentences import Sum, sums_of
from flows.reading.coverage.terms import DEPARTMENTS, LOWER, OURS, UNITS, VAGUE, WHOLE, covered_by, terms_in
from flows.reading.identity.identity import Identity
from flows.reading.identity.openings import sentence_at
from flows.reading.identity.ranking import no_surer_than
from flows.reading.identity.subjects import own_kinds
from flows.reading.prose import Prose, in_digits
from flows.reading.records import Cell, Evidence, Locator, Statement
from flows.reading.statements.bodies import names_of, with_own_name
from flows.reading.wordings import any_of, first_headings, words

_FIELD = "coverage"
# 基本局面, 资本局势; 我委托; the form's 本机关不掌握相关政府信息.
_PART_OF_WORD = tuple("基资日样版文原")
_PASSED_ON = re.compile("[托派员]|不掌握")


def coverage_of(prose: Prose, who: Identity, statements: Sequence[Statement], cells: Sequence[Cell]) -> Evidence | None:
    """The evidence for whose figures a report gives: `office`, `government` or `region`; None where nothing says so.

    `value` is None where its words contradict one another, or fit several: `candidates` has what they name.
    """
    own = frozenset() if who.agency else frozenset(own_kinds(prose))
    kind, names = kind_of(who.agency, who.agency_type, own), names_of(who.agency) if who.agency else ()
    sums = [*sums_of(prose, _first_heading(prose), names)]
    found = [*_of_sums(prose, sums, kind), *_of_title(who, kind, names), *_of_figures(statements, cells, kind)]
    if not found:
        found = [*_of_own_words(prose, kind)]
    left_out = {word for one in sums for word in one.left_out}
    agency = next((e for e in who.evidence if e.field == "agency"), None)
    chosen = _agreed(found, left_out)
    return no_surer_than(agency, chosen) if chosen else None


def _agreed(found: Sequence[Evidence], left_out: set[str]) -> Evidence | None:
    """The first of what was found, without a value where the others or what the report leaves out contradict it."""
    if not found:
        return None
    named = dict.fromkeys(name for one in found for name in (one.value or one.candidates or "").split("、"))
    first = found[0]
    is_left_out = LOWER in left_out and first.value == "region"
    is_left_out |= DEPARTMENTS in left_out and first.value in ("region", "government")
    if len(named) == 1 and not is_left_out and first.value:
        return first
    return first._replace(value=None, confidence="doubtful", candidates="、".join(named))


def _of_sums(prose: Prose, sums: Sequence[Sum], kind: Kind) -> Iterator[Evidence]:
    """What the sentences say that the report is compiled from."""
    for one in sums:
        value, confidence, candidates = covered_by(one.added)
        if not kind.can_sum_up:
            value, candidates = _of_single(one.added, value, candidates, kind)
        elif kind is Kind.UNKNOWN and value == "government":
            # 各部门 can be the departments of a bureau.
            value, candidates = None, ["government", "office"]
        elif kind is Kind.TERRITORY and value == "office":
            value = None
        if value or candidates:
            sure = "likely" if kind is Kind.UNKNOWN else confidence
            yield _evidence(value, "preface", sure, candidates, prose.where(one.at))


def _of_single(
    added: Collection[str], value: str | None, candidates: list[str], kind: Kind
) -> tuple[str | None, list[str]]:
    """What a body adds up that has nobody below it but its units.

    Others' figures in a department's report are a doubt. 全县 is what it works on; in a town, 各部门 are its own.
    """
    if added == {UNITS}:
        return "office", []
    if kind is Kind.TOWN or added == {WHOLE}:
        return None, []
    return None, candidates or [value or "", "office"]


def _of_title(who: Identity, kind: Kind, names: tuple[str, ...]) -> Iterator[Evidence]:
    """What the title says beside the name of the body: 2022年全县…年度报告, (区本级)."""
    title = next((e for e in who.evidence if e.field == "title" and e.value and e.confidence != "doubtful"), None)
    if title is None or not kind.can_sum_up:
        return
    text = with_own_name(in_digits(squeeze(title.value or "")), names)
    value, confidence, candidates = covered_by(terms_in(text) - {VAGUE, OURS, UNITS})
    if any(word in text for word in words("coverage_level")):
        value, candidates = None, ["office", "government"]
    if value or candidates:
        confidence = "likely" if value else confidence
        yield _evidence(value, "title", confidence, candidates, title.where)


def _of_figures(statements: Sequence[Statement], cells: Sequence[Cell], kind: Kind) -> Iterator[Evidence]:
    """Whose requests a sentence counts, where the table has the same figure: 全县共收到依申请公开115件."""
    values = {(c.section, c.item, c.measure): c.value for c in cells}
    for statement in statements:
        totals = _counted().get(statement.fact)
        value, is_plain = _of_figure(statement, kind) if totals and kind is not Kind.TOWN else (None, False)
        if value is None:
            continue
        sums = [sum(known) for total in totals or () if (known := _known(total, values))]
        is_same, is_proven = not sums or statement.value in sums, bool(sums) and statement.value > 0 and is_plain
        if is_same and (kind.can_sum_up if is_proven else kind in (Kind.TERRITORY, Kind.OFFICE)):
            yield _evidence(value, "sentence", "certain" if is_proven else "likely", [], statement.where)
        elif is_proven and (value == "office" if kind.can_sum_up else is_same and value == "region"):
            # The table of an office has not its own figure, or that of a department the figure of all of a county.
            yield _evidence(None, "sentence", "doubtful", ["office", "region"], statement.where)


def _of_figure(statement: Statement, kind: Kind) -> tuple[str | None, bool]:
    """Whose figure it is, and whether that is said plainly: 我县 can be the place or its government."""
    text = squeeze(statement.text)
    said = terms_in(text[: text.find(squeeze(statement.raw))])
    if statement.coverage == "office" and not said & {LOWER, DEPARTMENTS, WHOLE, OURS}:
        return (None if kind is Kind.TERRITORY else "office"), True
    is_open = VAGUE in said or (DEPARTMENTS in said and said & {WHOLE, OURS})
    if statement.coverage == "office" or (is_open and LOWER not in said):
        return None, False
    value, confidence, _ = covered_by({WHOLE} if said == {OURS} else said - {OURS, UNITS})
    return value, value == "region" and said != {OURS} and confidence != "doubtful"


def _known(total: Sequence[tuple[int, str, str]], values: dict[tuple[int, str, str], Decimal | None]) -> list[Decimal]:
    """The cells of a sum, if all have a value."""
    known = [value for cell in total if (value := values.get(cell)) is not None]
    return known if len(known) == len(total) else []


@lru_cache(maxsize=1)
def _counted() -> dict[str, list[list[tuple[int, str, str]]]]:
    """The facts on how many requests there were, with the sums of cells that each can be."""
    return {f.fact: f.sums for f in load().facts if f.subject == "requests" and f.kind == "act" and f.cells}


def _of_own_words(prose: Prose, kind: Kind) -> Iterator[Evidence]:
    """我局, 本单位: what the body calls itself; the office of a government does so in reports for all, too."""
    if kind is Kind.TERRITORY or (kind.can_sum_up and _says_ours(prose)):
        return
    own, text = any_of(words("own_body") + (words("own_self") if kind is Kind.SINGLE else ())), prose.dated
    for m in own.finditer(text):
        if text[m.start() - 1 : m.start()] in _PART_OF_WORD or _PASSED_ON.match(text, m.end()):
            continue
        sentence = sentence_at(text, m.start())
        # The labels of some forms say 本单位, too.
        if "|" not in sentence and not any(word in sentence for word in _not_own()):
            yield _evidence("office", "sentence", "likely", [], prose.where(m.start()))
            return


@lru_cache(maxsize=1)
def _not_own() -> tuple[str, ...]:
    """Words of sentences in which 我办 answers for or compiles the report of a government."""
    return (*words("contact"), *words("compiles"), *words("gathers"))


def _says_ours(prose: Prose) -> bool:
    """Whether the report speaks of 我县, as one for all of a county does."""
    return any(word in prose.squeezed for word in words("coverage_ours"))


def _first_heading(prose: Prose) -> int:
    lines = [
        i for first in first_headings() for i in prose.lines_with(first) if prose.squeezed_line(i).startswith(first)
    ]
    return prose.starts[min(lines)] if lines else 0


def _evidence(value: str | None, source: str, confidence: str, candidates: Sequence[str], where: Locator) -> Evidence:
    return Evidence(_FIELD, value, source, confidence if value else "doubtful", "、".join(candidates) or None, where)
