"""Ways of printing the figures of cells: units, remarks, separators, signs, blanks, numbers cut in two."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.rendering.draft import Draft, Harm, neighbours, values
from tests.rendering.pieces import Figure, Figures, Key

Change = Callable[[Key, Figure], str]
_NOTHING = ("", "", "/", "-", "—", "－", "--", "无", "\\")
_SPACES = ("\u00a0", "\u3000", " ")
_UNITS = ("件", "项", "个", "条", " 件")
_REMARKS = ("(其中修订16件)", "（含上年结转2件）", "(均为电子公文)")


def units(draft: Draft, choice: Random) -> Draft:
    """6项, 22(其中修订16件): a unit or a remark after some numbers."""

    def change(key: Key, figure: Figure) -> str:
        if key[2] in ("amount", "items_change") or not figure.text.isdigit():
            return figure.text
        return figure.text + choice.choice((*_UNITS, *_REMARKS))

    return _some(draft, choice, change, (0.05, 0.3))


def thousands(draft: Draft, choice: Random) -> Draft:
    """1,234 and 1，234."""
    mark = choice.choice((",", "，"))

    def change(_: Key, figure: Figure) -> str:
        digits = figure.text.lstrip("+-")
        return (
            figure.text
            if not digits.isdigit()
            else figure.text.replace(digits, f"{int(digits):,}", 1).replace(",", mark)
        )

    return _some(draft, choice, change, (1.0,))


def signs(draft: Draft, choice: Random) -> Draft:
    """+21, －3, 增3, 减2 for changes."""

    def change(key: Key, figure: Figure) -> str:
        if key[2] != "items_change" or not figure.value:
            return figure.text
        number = abs(figure.value)
        return choice.choice(("+{}", "＋{}", "增{}", "{}") if figure.value > 0 else ("-{}", "－{}", "减{}")).format(
            number
        )

    return _some(draft, choice, change, (1.0,))


def blanks(draft: Draft, choice: Random) -> Draft:
    """Some cells without a number: empty, or with one of the signs agencies use for nothing."""
    rate = choice.choice((0.03, 0.2))
    kinds = (*_NOTHING, *(_SPACES if draft.format not in ("text", "markdown") else ()))
    chosen = [key for key in draft.truth if choice.random() < rate]
    return values(draft, {key: Figure(choice.choice(kinds), None) for key in chosen})


def split_digits(draft: Draft, choice: Random) -> Draft:
    """Numbers cut in two by U+E001, which stands for a tag, a run or a line until the format is known."""
    longer = {key: figure for key, figure in draft.truth.items() if len(figure.text) > 1 and choice.random() < 0.5}
    new: Figures = {}
    for key, figure in longer.items():
        at = choice.randrange(1, len(figure.text))
        new[key] = Figure(figure.text[:at] + "\ue001" + figure.text[at:], figure.value)
    cut = values(draft, new)
    return cut if draft.format in ("html", "docx") else cut.without(neighbours(draft, new))


def _some(draft: Draft, choice: Random, change: Change, rates: tuple[float, ...]) -> Draft:
    rate = choice.choice(rates)
    chosen = {key: figure for key, figure in draft.truth.items() if figure.value is not None and choice.random() < rate}
    return values(draft, {key: Figure(change(key, figure), figure.value) for key, figure in chosen.items()})


HARMS: dict[str, Harm] = {
    "units": units,
    "thousands": thousands,
    "signs": signs,
    "blanks": blanks,
    "split_digits": split_digits,
}
