"""The sentences by which a report says from whose reports or figures it is compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from flows.documents import limits
from flows.reading.coverage.terms import DEPARTMENTS, LOWER, OPEN, names_places, terms_in
from flows.reading.prose import Prose
from flows.reading.statements.bodies import with_own_name
from flows.reading.statements.passages import begin_of, end_of, passage
from flows.reading.wordings import any_of, words

_READ = 100_000
_CLAUSES = re.compile("[,;:]")
_QUOTED = re.compile('《[^《》]*》|“[^“”]*”|「[^「」]*」|"[^"]*"')
_OUTSIDE = re.compile("以?外")


class Sum(NamedTuple):
    """Whom a sentence says the report adds up, as classes of words, and whom it leaves out; `at` is its place."""

    added: frozenset[str]
    left_out: frozenset[str]
    at: int


def sums_of(prose: Prose, first: int, names: tuple[str, ...]) -> Iterator[Sum]:
    """Every sentence that says what the report is compiled from; `first` is the offset of its first heading.

    Above the first heading a sentence is about the report by its place, below it must say 本报告: bodies also gather
    opinions and lists. `names` are those of the body that reports.
    """
    text, done = prose.dated[:_READ], 0
    for verb in _tells().finditer(text):
        if verb.start() < done:
            continue
        begin, done = begin_of(text, done, verb.start()), end_of(text, verb.end())
        if done - begin > limits.SENTENCE:
            continue
        sentence = _QUOTED.sub("", passage(text, begin, done).text)
        found = _sum(with_own_name(sentence, names), begin, is_preface=done <= first)
        if found:
            yield found


def _sum(sentence: str, at: int, *, is_preface: bool) -> Sum | None:
    is_own = any(word in sentence for word in words("coverage_self"))
    if not is_own and not (is_preface and _is_of_report(sentence)):
        return None
    clauses = _CLAUSES.split(sentence)
    said, left_out = zip(*(_without_excluded(clause) for clause in clauses), strict=True)
    excluded = frozenset[str]().union(*left_out)
    added, others = _added([_source(clause) for clause in said])
    if DEPARTMENTS in added and (LOWER in terms_in(others) or names_places(others)):
        added.add(OPEN)
    return Sum(frozenset(added), excluded, at) if added or excluded & {LOWER, DEPARTMENTS} else None


def _added(clauses: Sequence[str]) -> tuple[set[str], str]:
    """The classes that the clauses with a verb add up, and the text of all clauses.

    The clause before counts with it where it says who sent something: 由各乡镇报送,县政府办公室汇总.
    """
    adding: set[int] = set()
    for i, clause in enumerate(clauses):
        if _verbs().search(clause):
            adding |= {i, i - 1} if i and any(word in clauses[i - 1] for word in words("coverage_material")) else {i}
    return terms_in(",".join(clauses[i] for i in sorted(adding))), ",".join(clauses)


def _is_of_report(sentence: str) -> bool:
    """Whether a sentence without 本报告 tells how a report was made: 综合…年度报告编制而成."""
    has_report = any(word in sentence for word in words("report"))
    return has_report and any(word in sentence for word in (*words("compiles"), *words("gathers")))


def _without_excluded(clause: str) -> tuple[str, frozenset[str]]:
    """A clause up to 不含…, and the classes of the words after it; 除…外 is taken out alone."""
    found = _excludes().search(clause)
    if found is None:
        return clause, frozenset()
    outside = _OUTSIDE.search(clause, found.end())
    end = outside.end() if outside else len(clause)
    return clause[: found.start()] + clause[end:], frozenset(terms_in(clause[found.end() : end]))


def _source(clause: str) -> str:
    """What of a clause can say whose figures are added up, rather than by what order, or what others publish."""
    if any(word in clause for word in words("coverage_apart")):
        return ""
    return clause[max((m.end() for m in _orders().finditer(clause)), default=0) :]


@lru_cache(maxsize=1)
def _verbs() -> re.Pattern[str]:
    masked = "|".join(words("coverage_masked"))
    verbs = "|".join((*words("gathers"), *words("coverage_spans")))
    grounds, material = "|".join(words("coverage_from")), "|".join(words("coverage_material"))
    return re.compile(rf"(?!{masked})(?:{verbs}|(?:{grounds})(?=[^,。;:\n]*(?:{material})))")


@lru_cache(maxsize=1)
def _tells() -> re.Pattern[str]:
    """Any word of sentences to be looked at: most of what it finds is about something else."""
    uses = ("gathers", "coverage_spans", "coverage_from", "coverage_excludes")
    return any_of(word for use in uses for word in words(use) if len(word) > 1)


@lru_cache(maxsize=1)
def _excludes() -> re.Pattern[str]:
    return re.compile("|".join(words("coverage_excludes")))


@lru_cache(maxsize=1)
def _orders() -> re.Pattern[str]:
    return re.compile("|".join(words("coverage_no_source")))
