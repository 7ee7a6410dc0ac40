"""The documents of a measurement: pages of two kinds, and undamaged reports in every other format."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count as numbers
from itertools import islice

from bench.pages import MAKERS
from flows.reading.document import read
from flows.reading.layouts.sums import broken
from tests.corpus import sample


def documents(kind: str, count: int, seed: int = 0) -> list[bytes]:
    """`count` documents of one kind, all different; the same for the same seed.

    Their sums hold, as in nearly all real reports: otherwise they would be read a second time.
    """
    return list(islice((data for data in _drawn(kind, seed) if not broken(read(data, "").cells)), count))


def _drawn(kind: str, seed: int) -> Iterator[bytes]:
    for number in numbers():
        yield MAKERS[kind](seed + number) if kind in MAKERS else sample(f"bench.{seed}.{number}", (kind,), ()).data


KINDS = ("clean", "word", "text", "docx", "xlsx", "pdf")
