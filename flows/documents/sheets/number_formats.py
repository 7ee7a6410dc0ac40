"""What the number format of a sheet's cell prints: 254000 as `254`, 0 as nothing at all, 0.5 as `50%`."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from flows.documents.folding import CUT
from flows.documents.model import UNCLEAR
from flows.documents.sheets.values import printed

# The last alternative is anything whose output is not computed here: dates, fractions, conditions, white.
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<nothing>_.|\* |\[(?:black|red|blue|green|magenta|红色|蓝色|黑色)\])'
    r"|\[\$(?P<symbol>[^\]-]*)(?:-0?[0-9a-f]{3})?\]|(?P<general>general|g/通用格式)|(?P<at>@)|(?P<percent>%)"
    r"|(?P<digits>(?:[#0?][#0?,]*)?\.[#0?]*,*|[#0?][#0?,]*)|(?P<bare>[-+() ¥$]|[^\x00-\x7f])|(?P<next>;)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_LITERAL = frozenset(("quoted", "escaped", "symbol", "bare"))
_SLOTS = frozenset(("general", "at", "digits"))
_MOST = Decimal(10) ** 15
_HUNDRED, _THOUSAND = Decimal(100), Decimal(1000)
_MOST_SECTIONS, _WITH_ZERO, _LONGEST = 4, 3, 255
_DIFFERS = "E"
"""Marks a section that programs fill in by country: currency signs, negative numbers."""

BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    49: "@",
    37: f"#,##0;{_DIFFERS}",
    38: f"#,##0;{_DIFFERS}",
    39: f"#,##0.00;{_DIFFERS}",
    40: f"#,##0.00;{_DIFFERS}",
    41: f'#,##0;{_DIFFERS};"-";@',
    43: f'#,##0.00;{_DIFFERS};"-";@',
}
"""Built-in formats of every program, as far as they print the same everywhere."""

STRUCK = ";".join(['"\u25a1"'] * 4)
"""A single struck-out character that is not a figure."""

_Section = tuple[tuple[str, str], ...]


class NumberFormat(NamedTuple):
    """A format: what it prints numbers as, by their sign, and what it prints texts as. None: as they are."""

    numbers: tuple[_Section, ...]
    texts: _Section | None

    @property
    def is_plain(self) -> bool:
        """Whether numbers and texts are printed as they are."""
        plain = [[kind for kind, _ in section] in (["general"], ["at"]) for section in self.numbers]
        return self.keeps_texts and len(plain) == 1 and plain[0]

    @property
    def keeps_texts(self) -> bool:
        """Whether texts are printed as they are."""
        return self.texts is None or self.text("a") == "a"

    def number(self, value: float) -> str:
        """A number as it is printed; without separators, and without zeros after the point where it is whole.

        `CUT` follows a number whose output is not known.
        """
        kept = printed(float(value))
        found = self._written(Decimal(kept)) if isfinite(value) else None
        if found is None:
            return kept + CUT
        if value < 0 and found[:1].isdigit():
            # Only a colour shows the sign.
            return found + UNCLEAR
        plain = found.replace(",", "")
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return kept if plain == kept else found

    def text(self, text: str) -> str:
        """A text as it is printed."""
        if self.texts is None:
            return text
        if any(kind not in _LITERAL and kind not in ("at", "nothing") for kind, _ in self.texts):
            return text + CUT
        return "".join([text if kind == "at" else said for kind, said in self.texts if kind != "nothing"])

    def _written(self, value: Decimal) -> str | None:
        count = len(self.numbers)
        at = 0 if value > 0 or count == 1 else 1 if value < 0 else 2
        section = self.numbers[at] if at < count else self.numbers[0] if self.numbers else None
        if section is None or (not section and count < _WITH_ZERO):
            return None
        slots = [(kind, said) for kind, said in section if kind in _SLOTS]
        if len(slots) > 1 or any(kind == "other" for kind, _ in section):
            return None
        digits = ""
        if slots:
            scaled = abs(value) * _HUNDRED ** sum(kind == "percent" for kind, _ in section)
            written = _digits(slots[0][1], scaled) if slots[0][0] == "digits" else format(scaled.normalize(), "f")
            # Where a number is rounded to nothing, programs differ in the sign and the section they take.
            nothing = written is not None and not written.strip("0.,")
            if written is None or (value and nothing and (value < 0 or count >= _WITH_ZERO)):
                return None
            digits = written
        said = "".join([digits if kind in _SLOTS else said for kind, said in section if kind != "nothing"]).strip()
        return f"-{said}" if value < 0 and at == 0 else said


def _digits(pattern: str, value: Decimal) -> str | None:
    """The digits of a non-negative number in the placeholders of a format."""
    bare = pattern.rstrip(",")
    whole, point, fraction = bare.partition(".")
    scaled = value / _THOUSAND ** (len(pattern) - len(bare))
    if scaled >= _MOST or len(fraction) > len(str(_MOST)):
        return None
    rounded = scaled.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    ahead, _, decimals = format(rounded, "f").partition(".")
    places = whole.replace(",", "")
    least = len(places.lstrip("#?"))
    if "," in whole and least > max(len(ahead), 1):
        return None
    ahead = "" if ahead == "0" else f"{int(ahead):,}" if "," in whole else ahead
    ahead = ahead.zfill(least)
    kept = len(fraction.rstrip("#?"))
    return ahead + point + decimals[:kept] + decimals[kept:].rstrip("0")


@lru_cache(maxsize=4096)
def number_format_of(code: str | None) -> NumberFormat:
    """The format of a code; None is a format that is not defined."""
    if code is None or not code or len(code) > _LONGEST:
        return NumberFormat((), None)
    sections: list[list[tuple[str, str]]] = [[]]
    for found in _TOKEN.finditer(code):
        kind = found.lastgroup or "nothing"
        if kind == "next":
            sections.append([])
        else:
            sections[-1].append((kind, found[kind] if kind in found.groupdict() and kind != "nothing" else ""))
    made = [tuple(section) for section in sections]
    if len(made) > _MOST_SECTIONS:
        return NumberFormat((), None)
    last = any(kind == "at" for kind, _ in made[-1])
    if len(made) == _MOST_SECTIONS or (last and len(made) > 1):
        return NumberFormat(tuple(made[:-1]), made[-1])
    return NumberFormat(tuple(made), made[0] if last else None)
