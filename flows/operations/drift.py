"""Tells where a build differs from earlier ones of the same documents by more than chance or new reports explain.

What is compared is a line of `drift.csv`: which measure, whether a share or a number, in which direction, by how much
(a share by so many percentage points, a number by so many per cent of what it was), and of how many reports or
documents at least, before and now. Before is the median of the last builds.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from statistics import median
from typing import NamedTuple

from flows.operations.snapshots import Snapshot

_TABLE = Path(__file__).with_name("drift.csv")
_BUILDS, _BATCHES = 10, 5


class Limit(NamedTuple):
    """How far a measure may change; `of` is share or number, `change` is falls, rises or moves."""

    measure: str
    of: str
    change: str
    by: float
    least: int
    text: str


class Alarm(NamedTuple):
    """A measure that has changed too far; `is_new` where the build before did not raise the same."""

    measure: str
    subject: str
    text: str
    is_new: bool

    @property
    def key(self) -> str:
        """What makes it the same alarm at another build."""
        return f"{self.measure} {self.subject}".strip()


class _Pair(NamedTuple):
    """A figure before and now, and of how few reports or documents the smaller of the two is."""

    measure: str
    subject: str
    before: float
    now: float
    size: float


@cache
def limits() -> dict[str, Limit]:
    """The limits by measure."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    return {line["measure"]: Limit(**{**line, "by": float(line["by"]), "least": int(line["least"])}) for line in lines}  # type: ignore[arg-type]


def alarms(now: Snapshot, earlier: Sequence[Snapshot]) -> list[Alarm]:
    """What is to be told of a build, given earlier ones, the last one last; nothing where there is none."""
    if not earlier:
        return []
    known = set(earlier[-1].alarms)
    found = []
    for pair in _pairs(now, earlier[-_BUILDS:]):
        limit = limits()[pair.measure]
        if pair.size >= limit.least and _is_beyond(pair, limit):
            said = {"before": _said(pair.before, limit), "now": _said(pair.now, limit)}
            alarm = Alarm(pair.measure, pair.subject, limit.text.format(subject=pair.subject, **said), False)
            found.append(alarm._replace(is_new=alarm.key not in known))
    return found


def to_tell(found: Sequence[Alarm]) -> list[str]:
    """Of the alarms of a run, those that nobody has been told yet, as lines for operators."""
    return [alarm.text for alarm in found if alarm.is_new]


def _is_beyond(pair: _Pair, limit: Limit) -> bool:
    if limit.of == "share":
        change = 100 * (pair.now - pair.before)
    else:
        change = 100 * (pair.now / pair.before - 1) if pair.before else 0
    fallen, risen = change <= -limit.by, change >= limit.by
    return (fallen and limit.change != "rises") or (risen and limit.change != "falls")


def _said(figure: float, limit: Limit) -> str:
    return f"{100 * figure:.1f} %" if limit.of == "share" else f"{figure:,.0f}"


def _pairs(now: Snapshot, earlier: Sequence[Snapshot]) -> Iterator[_Pair]:
    last = earlier[-1]
    for layout in last.layouts:
        yield from _of_layout(layout, now, earlier)
    reports = min(last.reports, now.reports)
    for note in {*now.nulls, *last.nulls}:
        before = median(_share(one.nulls.get(note, 0), one.printed) for one in earlier)
        yield _Pair("nulls", note, before, _share(now.nulls.get(note, 0), now.printed), reports)
    before = median(_share(one.not_assessed, one.applicable) for one in earlier)
    yield _Pair("not_assessed", "", before, _share(now.not_assessed, now.applicable), reports)
    yield from _of_documents(now, earlier)


def _of_layout(layout: str, now: Snapshot, earlier: Sequence[Snapshot]) -> Iterator[_Pair]:
    past = [one.layouts[layout] for one in earlier if layout in one.layouts]
    before, known = past[-1], now.layouts.get(layout, [0, 0, 0])
    reports, valued = min(before[0], known[0]), median(_share(v, printed) for _, printed, v in past)
    cells = median(_share(printed, n) for n, printed, _ in past)
    yield _Pair("layout_reports", layout, before[0], known[0], before[0])
    yield _Pair("layout_valued", layout, valued, _share(known[2], known[1]), reports)
    yield _Pair("layout_cells", layout, cells, _share(known[1], known[0]), reports)
    if now.reader == earlier[-1].reader:
        # Among the many that were read before, the new ones would not show.
        new = [n - b for n, b in zip(known, before, strict=True)]
        yield _Pair("new_valued", layout, valued, _share(new[2], new[1]), new[0])
        yield _Pair("new_cells", layout, cells, _share(new[1], new[0]), new[0])


def _of_documents(now: Snapshot, earlier: Sequence[Snapshot]) -> Iterator[_Pair]:
    last = earlier[-1]
    rejected = median(_share(one.rejected, one.found) for one in earlier)
    yield _Pair("rejected", "", rejected, _share(now.rejected, now.found), min(last.found, now.found))
    yield _Pair("documents", "", last.found, now.found, last.found)
    if now.reader == last.reader:
        new = now.found - last.found
        yield _Pair("new_rejected", "", rejected, _share(now.rejected - last.rejected, new), new)
        batches = [one.read for one in earlier if one.read]
        if len(batches) >= _BATCHES:
            yield _Pair("batch", "", median(batches), now.read, now.read)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
