"""Words of the catalogue: those the reader looks for, the facts that sentences state, and those that people read."""

import re
from itertools import product
from typing import NamedTuple


class Wording(NamedTuple):
    """Words the reader looks for outside the tables, in the notation of `spellings`; uses are separated by `|`."""

    used_for: str
    wording: str

    @property
    def uses(self) -> list[str]:
        """What the words are used for: each use is a list of words that one place in the reader asks for."""
        return self.used_for.split("|")


class Word(NamedTuple):
    """What people read for a code in a column of `mart`; where that is blank, of all without lines of their own."""

    column: str
    mart: str
    code: str
    word: str


SUM = re.compile(r"\d+:[a-z_]+:[a-z_]+(?:\+\d+:[a-z_]+:[a-z_]+)*")
"""How a sum of cells is written."""
_BRACES = re.compile(r"\{([^}]*)\}")


class Fact(NamedTuple):
    """A figure stated in the narrative. `words` name it, separated by `|`; `<last>` and `<next>` stand for the year.

    A part in braces stands for each of its spellings, see `spellings`. For `subject` see `Catalogue.nouns`.

    `kind` is act (what was done to the subject), part (of those received), carry, outcome, branch (of litigation), or
    total, which the noun of the subject names on its own. `cells` are the cells of the form it can be compared with:
    sums such as `3:received:total+3:carried_in:total`, separated by spaces where the word has several scopes.
    `rule` is the one that compares them.
    """

    fact: str
    subject: str
    kind: str
    label: str
    label_en: str
    words: str
    cells: str
    rule: str

    @property
    def sums(self) -> list[list[tuple[int, str, str]]]:
        """The sums of cells as (section, item, measure)."""
        return sums_of(self.cells)

    @property
    def wordings(self) -> list[str]:
        """Every spelling of every word."""
        return [one for word in self.words.split("|") for one in spellings(word)] if self.words else []


def spellings(word: str) -> list[str]:
    """Every spelling of a word with alternatives in braces: {予以;同意;}公开 is 予以公开, 同意公开 and 公开."""
    parts = _BRACES.split(word)
    return ["".join(chosen) for chosen in product(*(p.split(";") if i % 2 else [p] for i, p in enumerate(parts)))]


def cells_in(total: str) -> list[tuple[int, str, str]]:
    """The cells of a sum such as `3:received:total+3:carried_in:total` as (section, item, measure)."""
    found = []
    for cell in total.split("+"):
        section, item, measure = cell.split(":")
        found.append((int(section), item, measure))
    return found


def sums_of(cells: str) -> list[list[tuple[int, str, str]]]:
    """Sums such as `3:received:total+3:carried_in:total`, separated by spaces, as (section, item, measure)."""
    return [cells_in(total) for total in cells.split()]
