"""Reports of every format, layout and damage, drawn from a seed, each with its ground truth.

`python -m tests.corpus --seed S --n N` reads them and prints what was right, wrong and missed. Seeds from 1,000,000
on are for final verification only: nothing is developed against them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from tests.rendering import coding, draft, printing, reports, statistics_report
from tests.rendering.draft import Draft, Harm
from tests.rendering.harm import HARMS, LATE, suits
from tests.rendering.narrative import StatedFigure
from tests.rendering.pieces import Figures, Key, Printed
from tests.rendering.printing import FORMATS
from tests.rendering.reports import Report
from tests.rendering.word_file import packed


class Identity(NamedTuple):
    """Agency and period of the report, as the document prints them."""

    title: str
    agency: str
    agency_type: str
    region_code: str
    year: int
    edition: str
    closed_printing: str | None
    published_on: dt.date
    period_start: dt.date
    period_end: dt.date


class Sample(NamedTuple):
    """One document. `cells` is what each printed cell says; `printed` are the cells whose number can be proven.

    `units` are the units of amounts that are stated outside the cells and headers.
    """

    name: str
    data: bytes
    format: str
    layout: str
    damages: tuple[str, ...]
    cells: Figures
    printed: frozenset[Key]
    identity: Identity
    stated: tuple[StatedFigure, ...]
    units: Mapping[Key, str]


class Kind(NamedTuple):
    """What reports are drawn, for the damages that were chosen; what can happen to them, in which formats."""

    draw: Callable[[Random, Collection[str]], Report]
    harms: Mapping[str, Harm]
    suits: Callable[[str, str, str], bool]


def _with_tables(choice: Random, chosen: Collection[str]) -> Report:
    return reports.draw(choice, "other_edition" not in chosen, "2019" if "signs" in chosen else None)


TABLES = Kind(_with_tables, HARMS, suits)
"""Reports with tables two to four, on the years from 2019 on."""
STATISTICS = Kind(lambda choice, _: statistics_report.draw(choice), statistics_report.HARMS, statistics_report.suits)
"""Reports with the statistics table of 2014 to 2018."""


def corpus(
    seed: int,
    n: int,
    formats: Sequence[str] | None = None,
    damage: Sequence[str] | None = None,
    kind: Kind = TABLES,
) -> Iterator[Sample]:
    """`n` documents of a seed. `damage` names the damages to choose from: () for none, None for all."""
    for number in range(n):
        yield sample(f"{seed}.{number}", formats or tuple(FORMATS), kind.harms if damage is None else damage, kind)


def archive(samples: Iterable[Sample]) -> bytes:
    """A ZIP archive of documents, in two folders."""
    return packed({f"{'甲乙'[number % 2]}/{one.name}": one.data for number, one in enumerate(samples)})


def sample(seed: str, formats: Sequence[str], damages: Collection[str], kind: Kind = TABLES) -> Sample:
    """The document of one seed, always the same for the same choices."""
    choice = Random(seed)
    format = choice.choice(tuple(formats))
    layout = choice.choice(tuple(FORMATS[format]))
    possible = [name for name in kind.harms if name in damages and kind.suits(name, format, layout)]
    chosen = _damages(choice, possible)
    report = kind.draw(choice, chosen)
    made = draft.start(report, format, layout)
    for name in chosen:
        made = kind.harms[name](made, choice)
    data, must = _printed(made, chosen, choice)
    identity = Identity(
        title=made.title,
        agency=report.agency.name,
        agency_type=report.agency.kind,
        region_code=report.agency.county.code,
        year=report.year,
        edition=report.edition,
        closed_printing=report.closed or None,
        published_on=report.published_on,
        period_start=dt.date(report.year, 1, 1),
        period_end=dt.date(report.year, 12, 31),
    )
    return Sample(
        f"{seed}.{format}", data, format, layout, chosen, made.truth, must, identity, report.stated, made.units
    )


def _damages(choice: Random, possible: Sequence[str]) -> tuple[str, ...]:
    """Usually one damage, sometimes two or three, in the order they happen."""
    count = min(choice.choice((1, 1, 1, 2, 3)), len(possible))
    chosen = set(choice.sample(possible, count))
    if "other_year" in chosen:
        # Where the year itself is broken, nothing shows that it is a different one.
        chosen.discard("broken_bytes")
    return tuple(name for name in possible if name in chosen)


def _printed(made: Draft, chosen: Sequence[str], choice: Random) -> tuple[bytes, frozenset[Key]]:
    late = [name for name in chosen if name in LATE]
    rendered = printing.render(made, choice)
    must = made.must & printing.provable(made, rendered)
    if not isinstance(rendered, Printed):
        return (rendered[: choice.randrange(len(rendered))], frozenset()) if "truncated" in late else (rendered, must)
    if "truncated" in late:
        rendered, left = coding.truncated(rendered, choice)
        must &= left
    if "broken_bytes" in late:
        return coding.broken(rendered, choice), must
    encoding = coding.drawn(made, choice, "traditional" in chosen) if "encoding" in late else "utf-8"
    return coding.encoded(rendered, encoding, choice), must


if __name__ == "__main__":
    from tests.rendering.scoring import main

    main()
