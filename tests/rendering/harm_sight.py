"""Figures that are printed beside the number of a cell without being part of it: raised, struck out, not seen.

A damage puts a mark before and behind such a figure; `drawn` writes it in one of the ways of a format. A format that
has no ways for a damage cannot carry it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

from tests.rendering.draft import Draft, Harm, values
from tests.rendering.pieces import Figure

_BEGIN = {"raised": "\ue002", "struck": "\ue003", "hidden": "\ue004"}
_END = "\ue005"
_PLACED = re.compile(f"([{''.join(_BEGIN.values())}])([^{_END}]*){_END}")
WAYS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "html": {
        "raised": (
            "<sup>{}</sup>",
            '<span style="vertical-align:super">{}</span>',
            '<span style="vertical-align: 4pt; font-size: 60%">{}</span>',
            '<a href="#_ftn1" name="_ftnref1">{}</a>',
            '<font size="1">{}</font>',
            '<span style="position:relative;top:-5.0pt;mso-text-raise:5.0pt">{}</span>',
        ),
        "struck": (
            "<s>{}</s>",
            "<del>{}</del>",
            "<strike>{}</strike>",
            '<span style="text-decoration:line-through">{}</span>',
            '<span style="text-decoration-line: underline line-through"><b>{}</b></span>',
        ),
        "hidden": (
            '<span style="color:#ffffff">{}</span>',
            '<font color="white">{}</font>',
            '<span style="display:none">{}</span>',
            '<span style="font-size:1px">{}</span>',
            '<span style="color:rgba(0,0,0,0)">{}</span>',
            '<span style="position:absolute;clip-path:inset(50%)">{}</span>',
        ),
    }
}
_WHOLE = ("word", "pre", "divs", "broken_words")


def drawn(text: str, format: str, choice: Random) -> str:
    """Text in which every figure that is no part of a number is written as the format writes it."""
    names = {mark: name for name, mark in _BEGIN.items()}
    return _PLACED.sub(lambda found: choice.choice(WAYS[format][names[found[1]]]).format(found[2]), text)


def suits(name: str, format: str, layout: str) -> bool:
    """Whether a format can carry the damage; pages that cut the texts of their cells cannot."""
    return name in WAYS.get(format, {}) and layout not in _WHOLE


def _beside(name: str) -> Harm:
    def harm(draft: Draft, choice: Random) -> Draft:
        rate = choice.choice((0.03, 0.2))
        new = {
            key: Figure(f"{figure.text}{_BEGIN[name]}{choice.randrange(1, 10)}{_END}", figure.value)
            for key, figure in draft.truth.items()
            if figure.text.isdigit() and choice.random() < rate
        }
        changed = values(draft, new)
        return changed if name == "struck" else changed.without(new)

    return harm


HARMS: dict[str, Harm] = {name: _beside(name) for name in _BEGIN}
