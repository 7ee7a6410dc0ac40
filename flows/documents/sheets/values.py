"""The values of a sheet's cells as they are read: numbers as a sheet shows them, texts on one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from flows.documents.folding import cleaned
from flows.documents.markup import BLOCK, RAISED, settled

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


@lru_cache(maxsize=4096, typed=True)
def printed(value: Value) -> str:
    """A cell value other than text, as a sheet shows it: up to fifteen digits, never with an exponent."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return format(Decimal(f"{value:.15g}"), "f")
    return str(value)


def shown(texts: Iterable[str]) -> list[str]:
    """Texts as they are read: figures on two lines, or one of them raised, are kept apart."""
    found = list(texts)
    whole = "\n".join(found)
    if RAISED in whole or whole.count("\n") >= len(found):
        found = [_settled(text) if "\n" in text or RAISED in text else text for text in found]
        whole = "\n".join(found)
    return found if cleaned(whole) == whole else [cleaned(text) for text in found]


def _settled(text: str) -> str:
    return settled(cleaned(text.replace("\r\n", "\n").strip()).replace("\n", BLOCK))
