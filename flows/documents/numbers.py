"""Whole numbers as files write them, in attributes and records."""

from __future__ import annotations

_MOST_DIGITS = 9


def whole(text: str | None, other: int) -> int:
    """A number without a sign; `other` where there is none, or one too long to be meant."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else other


def signed(text: str, other: int) -> int:
    """The same for a number that may be negative."""
    return -whole(text[1:], -other) if text.startswith("-") else whole(text, other)
