"""Reads a corpus and counts what is right, wrong and missed, by format and damage.

Works on anything shaped like an extraction, so that only `read` is needed from the reader.
"""

from __future__ import annotations

import argparse
import sys
import traceback
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from tests.corpus import STATISTICS, TABLES, Sample, corpus
from tests.rendering import judging

IDENTITY = (
    "title",
    "agency",
    "agency_type",
    "region_code",
    "year",
    "edition",
    "closed_printing",
    "published_on",
    "period_start",
    "period_end",
)
COLUMNS = ("documents", "crashed", "rejected", "numbers", "right", "wrong", "noted", "missed", "blanked", "unsound")
_LATER = ("id_right", "id_wrong", "id_null", "facts", "fact_right", "fact_wrong")


class Verdict(NamedTuple):
    """The score of one reading; the lists name each cell, field or figure at fault."""

    counts: Counter[str]
    wrong: list[str]
    missed: list[str]
    noted: list[str]
    identity: list[str]
    stated: list[str]
    unsound: list[str]


def judge(sample: Sample, found: Any) -> Verdict:
    """Compare a reading with what the document says."""
    wrong = judging.wrong(found, sample.cells) + judging.wrong_units(found, sample.units)
    notes = {judging.key(cell): cell.note for cell in found.cells}
    read = judging.values(found)
    gaps = sorted(key for key in sample.printed if key not in read)
    noted = [f"{key}: printed {sample.cells[key].text!r}, note {notes[key]}" for key in gaps if notes.get(key)]
    missed = [f"{key}: printed {sample.cells[key].text!r}, not listed" for key in gaps if not notes.get(key)]
    # Reporting a printed number as blank is a wrong reason, and as bad as a wrong value.
    blanked = [line for line in noted if line.endswith("note blank")]
    identity, fields = _identity(sample, found)
    stated, figures = _stated(sample, found)
    unsound = judging.unsound(found)
    counts = Counter(
        documents=1,
        rejected=int(found.status == "rejected"),
        numbers=len(sample.printed),
        right=len(sample.printed) - len(gaps) - sum(key_wrong(w, sample.printed) for w in wrong),
        wrong=len(wrong),
        noted=len(noted),
        missed=len(missed),
        blanked=len(blanked),
        unsound=len(unsound),
    )
    return Verdict(counts + fields + figures, wrong, missed, noted, identity, stated, unsound)


def key_wrong(wrong: str, printed: Iterable[Any]) -> bool:
    """Whether a wrong value is in a cell that counts as printed."""
    return any(wrong.startswith(f"{key}:") for key in printed)


def _identity(sample: Sample, found: Any) -> tuple[list[str], Counter[str]]:
    faults, counts = [], Counter[str]()
    for field in IDENTITY if found.report is not None else ():
        says, truth = getattr(found.report, field), getattr(sample.identity, field)
        if says is None:
            counts["id_null"] += 1
        elif _plain(says) == _plain(truth):
            counts["id_right"] += 1
        else:
            counts["id_wrong"] += 1
            faults.append(f"{field}: read {says!r}, is {truth!r}")
    return faults, counts


def _plain(value: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(value)).split())


def _stated(sample: Sample, found: Any) -> tuple[list[str], Counter[str]]:
    stated = {(one.fact, one.value) for one in sample.stated}
    facts = {fact for fact, _ in stated}
    read = {(one.fact, one.value) for one in found.statements}
    wrong = [f"{fact}: read {value}, stated {sorted(stated)}" for fact, value in read - stated if fact in facts]
    wrong += [f"{fact}: read {value}, stated nowhere" for fact, value in read - stated if fact not in facts]
    return wrong, Counter(facts=len(stated), fact_right=len(read & stated), fact_wrong=len(wrong))


def main() -> None:
    from flows.reading.document import read

    parser = argparse.ArgumentParser(prog="python -m tests.corpus")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--format", action="append")
    parser.add_argument("--layout")
    parser.add_argument("--statistics", action="store_true", help="reports with the statistics table of 2014 to 2018")
    parser.add_argument("--damage", action="append", help="none for undamaged; all damages by default")
    parser.add_argument("--by", choices=("damage", "layout"), default="damage")
    parser.add_argument("--show", type=int, default=0, metavar="K", help="the first faults of K documents")
    parser.add_argument("--dump", metavar="FOLDER", help="write the documents shown there")
    options = parser.parse_args()
    damage = None if not options.damage else [name for name in options.damage if name != "none"]
    table: dict[tuple[str, str], Counter[str]] = {}
    shown = 0
    kind = STATISTICS if options.statistics else TABLES
    for sample in corpus(options.seed, options.n, options.format, damage, kind):
        if options.layout not in (None, sample.layout):
            continue
        verdict = _judged(sample, read)
        group = sample.layout if options.by == "layout" else "+".join(sample.damages) or "none"
        for name in ("all", group if options.by == "layout" or len(sample.damages) < 2 else "several"):
            table.setdefault((sample.format, name), Counter()).update(verdict.counts)
        if shown < options.show:
            shown += _shown(sample, verdict, options.dump)
    _print_table(table)


def _judged(sample: Sample, read: Callable[[bytes, str], Any]) -> Verdict:
    """The verdict; a reader that raises has read nothing."""
    try:
        found = read(sample.data, sample.name)
    except Exception:
        numbers = len(sample.printed)
        last = traceback.format_exc().splitlines()
        return Verdict(Counter(documents=1, crashed=1, numbers=numbers, missed=numbers), [], [], [], [], [], last[-4:])
    return judge(sample, found)


def _shown(sample: Sample, verdict: Verdict, folder: str | None) -> bool:
    faults = [
        (name, getattr(verdict, name))
        for name in ("unsound", "wrong", "missed", "noted", "identity", "stated")
        if getattr(verdict, name)
    ]
    if not faults:
        return False
    sys.stdout.write(f"{sample.name} {sample.layout} {'+'.join(sample.damages) or 'undamaged'}\n")
    for name, lines in faults:
        sys.stdout.writelines(f"    {name} {len(lines)}: {line}\n" for line in lines[:4])
    if folder:
        with open(f"{folder}/{sample.name}", "wb") as file:
            file.write(sample.data)
    return True


def _print_table(table: dict[tuple[str, str], Counter[str]]) -> None:
    names = (*COLUMNS, *_LATER)
    sys.stdout.write(f"{'format':9}{'kind':22}" + "".join(f"{name:>11}" for name in names) + f"{'recall':>9}\n")
    for (format, kind), counts in sorted(table.items()):
        recall = counts["right"] / counts["numbers"] if counts["numbers"] else 1
        sys.stdout.write(f"{format:9}{kind:22}" + "".join(f"{counts[n]:11}" for n in names) + f"{recall:9.4f}\n")
