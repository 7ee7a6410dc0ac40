"""Figures next to the number of a cell that are not part of it: raised, struck out, invisible.

A damage puts a mark on both sides of such a figure; each format renders the marked text its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from random import Random

from tests.rendering.draft import Draft, Harm, neighbours, values
from tests.rendering.page_sheets import NO, OFF, UP
from tests.rendering.pieces import Figure, Figures

RAISED, STRUCK, HIDDEN = "\ue012", "\ue013", "\ue014"
_MARKED = re.compile(f"([{RAISED}{STRUCK}{HIDDEN}])(.*?)\\1")
_IN_PAGES: Mapping[str, tuple[str, ...]] = {
    RAISED: (
        "<sup>{}</sup>",
        '<span style="vertical-align:super">{}</span>',
        '<span style="vertical-align: 4pt; font-size: 60%">{}</span>',
        '<a href="#_ftn1" name="_ftnref1">{}</a>',
        '<font size="1">{}</font>',
        '<span style="position:relative;top:-5.0pt;mso-text-raise:5.0pt">{}</span>',
        f'<span class="{UP}">{{}}</span>',
    ),
    STRUCK: (
        "<s>{}</s>",
        "<del>{}</del>",
        "<strike>{}</strike>",
        '<span style="text-decoration:line-through">{}</span>',
        '<span style="text-decoration-line: underline line-through"><b>{}</b></span>',
        f'<span class="{OFF}">{{}}</span>',
    ),
    HIDDEN: (
        '<span style="color:#ffffff">{}</span>',
        '<font color="white">{}</font>',
        '<span style="display:none">{}</span>',
        '<span style="font-size:1px">{}</span>',
        '<span style="color:rgba(0,0,0,0)">{}</span>',
        '<span style="position:absolute;clip-path:inset(50%)">{}</span>',
        f'<span class="{NO}">{{}}</span>',
    ),
}
_IN_PDF = {
    RAISED: '<super size="{small}" rise="{rise}">{text}</super>',
    STRUCK: "<strike>{text}</strike> ",
    HIDDEN: '<font color="white">{text}</font>',
}
_FORMATS = ("html", "docx", "xlsx", "pdf")
# These cut the texts of their cells.
_WHOLE = ("word", "pre", "divs", "broken_words")
_RATE = 0.08


def pieces_of(text: str) -> Iterator[tuple[str, str]]:
    """The pieces of a text, each with its mark, blank for plainly visible text."""
    at = 0
    for found in _MARKED.finditer(text):
        if found.start() > at:
            yield "", text[at : found.start()]
        yield found[1], found[2]
        at = found.end()
    if at < len(text):
        yield "", text[at:]


def in_page(text: str, choice: Random) -> str:
    """Text of a page, with every marked figure drawn in one of the ways pages use."""
    return _MARKED.sub(lambda found: choice.choice(_IN_PAGES[found[1]]).format(found[2]), text)


def in_pdf(text: str, size: float) -> str:
    """A text for PDF paragraphs, with marked figures drawn as their mark says."""
    small, rise = size * 0.6, size * 0.4
    return _MARKED.sub(lambda m: _IN_PDF[m[1]].format(text=m[2], small=small, rise=rise), text)


def suits(format: str, layout: str) -> bool:
    """Whether a format can carry these damages."""
    return format in _FORMATS and layout not in _WHOLE


def raised(draft: Draft, choice: Random) -> Draft:
    """15 with a footnote mark, which is not a digit; the number need not be read."""
    marked = _marked(draft, choice, RAISED, after=True)
    changed = {key for key in draft.truth if marked.truth[key] != draft.truth[key]}
    return marked.without(neighbours(draft, changed) if draft.format in ("docx", "xlsx") else changed)


def struck(draft: Draft, choice: Random) -> Draft:
    """The old figure, struck out, and the corrected one."""
    return _marked(draft, choice, STRUCK, after=draft.format != "pdf" and choice.random() < 0.3)


def hidden(draft: Draft, choice: Random) -> Draft:
    """Invisible digits before or after the number; in pages their visibility may be undecidable."""
    marked = _marked(draft, choice, HIDDEN, after=choice.random() < 0.7)
    changed = {key for key in draft.truth if marked.truth[key] != draft.truth[key]}
    return marked.without(changed) if draft.format == "html" else marked


def _marked(draft: Draft, choice: Random, mark: str, *, after: bool) -> Draft:
    new: Figures = {}
    # Longer ones would not fit their cell on one line of a PDF.
    most = 3 if draft.format == "pdf" else 16
    for key, figure in draft.truth.items():
        if figure.value is not None and figure.text.isdigit() and len(figure.text) <= most and choice.random() < _RATE:
            other = f"{mark}{choice.randrange(1, 10)}{mark}"
            new[key] = Figure(figure.text + other if after else other + figure.text, figure.value)
    return values(draft, new)


HARMS: dict[str, Harm] = {"raised": raised, "struck": struck, "hidden": hidden}
