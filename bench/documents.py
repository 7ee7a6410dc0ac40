"""The documents of a measurement: pages of two kinds, and undamaged reports in every other format."""

from __future__ import annotations

from bench.pages import MAKERS
from tests.corpus import sample


def documents(kind: str, count: int, seed: int = 0) -> list[bytes]:
    """`count` documents of one kind, all different; the same for the same seed."""
    if kind in MAKERS:
        return [MAKERS[kind](seed + number) for number in range(count)]
    return [sample(f"bench.{seed}.{number}", (kind,), ()).data for number in range(count)]


KINDS = ("clean", "word", "text", "docx", "xlsx", "pdf")
