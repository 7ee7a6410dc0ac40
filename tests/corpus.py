"""Reports of every format, layout and damage, drawn from a seed, each with its ground truth.

`python -m tests.corpus --seed S --n N` reads them and prints what was right, wrong and missed. Seeds from 1,000,000
on are for final verification only: nothing is developed against them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from tests.rendering import coding, draft, printing
from tests.rendering.draft import Draft
from tests.rendering.harm import HARMS, LATE, suits
from tests.rendering.narrative import StatedFigure
from tests.rendering.pieces import Figures, Key, Printed
from tests.rendering.printing import FORMATS
from tests.rendering.reports import draw
from tests.rendering.word_file import packed


class Identity(NamedTuple):
    """Agency and period of the report, as the document prints them."""

    title: str
    agency: str
    agency_type: str
    region_code: str
    year: int
    edition: str
    closed_printing: str
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


def corpus(
    seed: int, n: int, formats: Sequence[str] | None = None, damage: Sequence[str] | None = None
) -> Iterator[Sample]:
    """`n` documents of a seed. `damage` names the damages to choose from: () for none, None for all."""
    for number in range(n):
        yield sample(f"{seed}.{number}", formats or tuple(FORMATS), HARMS if damage is None else damage)


def archive(samples: Iterable[Sample]) -> bytes:
    """A ZIP archive of documents, in two folders."""
    return packed({f"{'甲乙'[number % 2]}/{one.name}": one.data for number, one in enumerate(samples)})


def sample(seed: str, formats: Sequence[str], damages: Sequence[str]) -> Sample:
    """The document of one seed, always the same for the same choices."""
    choice = Random(seed)
    format = choice.choice(tuple(formats))
    layout = choice.choice(tuple(FORMATS[format]))
    chosen = _damages(choice, format, layout, damages)
    report = draw(choice, edition_due="other_edition" not in chosen, edition="2019" if "signs" in chosen else None)
    made = draft.start(report, format, layout)
    for name in chosen:
        made = HARMS[name](made, choice)
    data, must = _printed(made, chosen, choice)
    identity = Identity(
        title=made.title,
        agency=report.agency.name,
        agency_type=report.agency.kind,
        region_code=report.agency.county.code,
        year=report.year,
        edition=report.edition,
        closed_printing=report.closed,
        published_on=report.published_on,
        period_start=dt.date(report.year, 1, 1),
        period_end=dt.date(report.year, 12, 31),
    )
    return Sample(
        f"{seed}.{format}", data, format, layout, chosen, made.truth, must, identity, report.stated, made.units
    )


def _damages(choice: Random, format: str, layout: str, damages: Sequence[str]) -> tuple[str, ...]:
    """Usually one damage, sometimes two or three, in the order they happen."""
    possible = [name for name in HARMS if name in damages and suits(name, format, layout)]
    count = min(choice.choice((1, 1, 1, 2, 3)), len(possible))
    chosen = set(choice.sample(possible, count))
    if "other_year" in chosen:
        # Where the year itself is broken, nothing shows that it is a different one.
        chosen.discard("broken_bytes")
    return tuple(name for name in HARMS if name in chosen)


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
