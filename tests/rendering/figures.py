"""Figures for a report, all different, so that a shifted cell can never look right."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal

from tests.rendering.form import keys
from tests.rendering.pieces import Figure, Figures, Key


def number(text: str) -> Decimal:
    """The number in a text of plain digits with separators or a trailing unit."""
    return Decimal(text.replace(",", "").rstrip("项元"))


# Ways of printing seen in real reports, with the number meant.
UNUSUAL_NUMBERS = (
    Figure("00", Decimal(0)),
    Figure("１２", Decimal(12)),
    Figure("1,234", Decimal(1234)),
    Figure("1，234", Decimal(1234)),
    Figure("22（其中修订16件）", Decimal(22)),
    Figure("22(其中修订16件)", Decimal(22)),
    Figure("6项", Decimal(6)),
)
NO_NUMBERS = tuple(Figure(text, None) for text in ("/", "-", "—", "无", "不适用", "未增未减"))
BLANK = Figure("", None)


def different(edition: str, closed: str, seed: int = 0) -> Figures:
    """Every cell of the form with its own number of one to five digits."""
    wanted = keys(edition, closed)
    choice = random.Random(seed)
    pool = sorted({choice.randrange(10**digits) for digits in (1, 2, 3, 4, 5) for _ in range(200)})
    numbers = choice.sample(pool, len(wanted))
    return {key: _printed(key, number, choice) for key, number in zip(wanted, numbers, strict=True)}


def zeros(edition: str, closed: str) -> Figures:
    """Every cell 0, as many small agencies report."""
    return dict.fromkeys(keys(edition, closed), Figure("0", Decimal(0)))


def one_row(figures: Figures, key: Key) -> list[Key]:
    """The cells printed in the same line of the table as `key`."""
    section, item, _ = key
    return [other for other in figures if other[0] == section and (section == 4 or other[1] == item)]


def row_is(figures: Figures, key: Key, texts: Sequence[str]) -> bool:
    """Whether any cell of the row of `key` prints one of `texts`."""
    return any(figures[other].text in texts for other in one_row(figures, key))


def _printed(key: Key, number: int, choice: random.Random) -> Figure:
    if key[2] == "items_change":
        text = choice.choice(["{}", "+{}", "-{}"]).format(number) if number else "0"
        return Figure(text, Decimal(text))
    if key[1:] == ("procurement", "amount"):
        return Figure(f"{number}元", Decimal(number))
    if key[2] == "amount":
        text = f"{number}.{choice.randrange(1, 100):02}"
        return Figure(text, Decimal(text))
    return Figure(str(number), Decimal(number))
