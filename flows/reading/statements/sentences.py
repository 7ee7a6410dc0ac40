"""One sentence with figures, as the facts it tells."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from flows.reading.statements.bodies import PLACE
from flows.reading.statements.clauses import ANYONE, PLAIN, Told, read_clause
from flows.reading.statements.lexicon import cumulative
from flows.reading.statements.scene import Scene

_WHOLE = re.compile(r"《|\d,")
# What was carried in is told before it is plain that it is requests: 上年结转2件,新收到政府信息公开申请31件.
_OF_ONE = "[^,;。复诉]{0,12}"
_CARRIED = re.compile(rf"(?:20\d\d年度?,)?{_OF_ONE}结转{_OF_ONE}[,、]{_OF_ONE}[收受]{_OF_ONE}申请")
_CLAUSE = re.compile("[,;:()][^,;:()]*|[^,;:()]+")


class Figure(NamedTuple):
    """A fact with its figure, between two offsets of the sentence."""

    told: Told
    value: Decimal
    start: int
    end: int


def read_sentence(sentence: str, scene: Scene) -> tuple[list[Figure], Scene]:
    """The facts a folded sentence tells, and what it makes plain; `scene` is what was plain before it."""
    own = scene.own
    if not PLACE.search(sentence):
        scene = scene._replace(own=ANYONE)
    parts = PLAIN.split(sentence)
    plain, text = parts[1::2], "0".join(parts[::2])
    found: list[Figure] = []
    if any(word in sentence for word in cumulative()):
        scene = scene._replace(time=scene.time._replace(spans=False))
    if scene.subject is None and "结转" in sentence and _CARRIED.match(sentence):
        scene = scene._replace(subject="requests")
    at = before = 0
    for part in [text] if _WHOLE.search(text) else _CLAUSE.findall(text):
        clause = read_clause(part, scene)
        for told in clause.told:
            _add(found, told, at, plain, before + told.before)
        at, before, scene = at + len(part), before + clause.plain, clause.scene
    return _agreed(found), scene if scene.own is own else scene._replace(own=own)


def _add(found: list[Figure], told: Told, at: int, plain: list[str], before: int) -> None:
    """Add what a clause tells that begins at `at`, where the digits of all plain figures are one character."""
    if told.within:
        _include(found)
    if told.nested and told.fact.kind != "outcome" and any(one.told.fact == told.fact for one in found):
        return
    start = at + told.start + sum(map(len, plain[:before])) - before
    if told.value is None:
        digits = plain[before]
        found.append(Figure(told, Decimal(digits), start, start + len(digits) + len(told.raw) - 1))
    else:
        found.append(Figure(told, told.value, start, start + len(told.raw)))


def _include(found: list[Figure]) -> None:
    """Mark the last figure of what was done as one that counts the requests carried in too."""
    for i in range(len(found) - 1, -1, -1):
        if found[i].told.fact.kind == "act":
            found[i] = found[i]._replace(told=found[i].told._replace(counting="with_carried_in"))
            return


def _agreed(found: list[Figure]) -> list[Figure]:
    """Without facts that one sentence tells twice with different figures, in the same words or as results."""
    if len(found) < 2:
        return found
    values: dict[tuple[str, str], set[Decimal]] = {}
    for one in found:
        values.setdefault(_same(one), set()).add(one.value)
    return found if len(values) == len(found) else [one for one in found if len(values[_same(one)]) == 1]


def _same(one: Figure) -> tuple[str, str]:
    return one.told.fact.fact, "" if one.told.fact.kind == "outcome" else one.told.word
