"""Figures of PDF files beside characters that are raised, struck out or not seen."""

from __future__ import annotations

import re
from random import Random

from tests.rendering.draft import Draft, Harm, values
from tests.rendering.pieces import Figure, Figures

RAISED, STRUCK, HIDDEN = "\ue002", "\ue003", "\ue004"
"""Stand on both sides of such characters until the format is known."""

_MARKED = re.compile(f"([{RAISED}{STRUCK}{HIDDEN}])(.*?)\\1")
_MARKUP = {
    RAISED: '<super size="{small}" rise="{rise}">{text}</super>',
    STRUCK: "<strike>{text}</strike> ",
    HIDDEN: '<font color="white">{text}</font>',
}
_RATE = 0.08


def markup(text: str, size: float) -> str:
    """A text as paragraphs of PDF write it, what is marked drawn as its mark says."""
    small, rise = size * 0.6, size * 0.4
    return _MARKED.sub(lambda m: _MARKUP[m[1]].format(text=m[2], small=small, rise=rise), text)


def raised(draft: Draft, choice: Random) -> Draft:
    """15 with a note mark, which is no digit."""
    return _marked(draft, choice, RAISED, behind=True)


def struck(draft: Draft, choice: Random) -> Draft:
    """The figure before it was corrected, struck out, and the one that holds."""
    return _marked(draft, choice, STRUCK, behind=False)


def hidden(draft: Draft, choice: Random) -> Draft:
    """Digits that nobody sees, before or behind the figure."""
    return _marked(draft, choice, HIDDEN, behind=choice.random() < 0.7)


def _marked(draft: Draft, choice: Random, mark: str, *, behind: bool) -> Draft:
    new: Figures = {}
    for key, figure in draft.truth.items():
        # Longer ones would not fit their cell on one line.
        if figure.value is not None and figure.text.isdigit() and len(figure.text) < 4 and choice.random() < _RATE:
            other = f"{mark}{choice.randrange(1, 10)}{mark}"
            new[key] = Figure(figure.text + other if behind else other + figure.text, figure.value)
    return values(draft, new)


HARMS: dict[str, Harm] = {"raised": raised, "struck": struck, "hidden": hidden}
