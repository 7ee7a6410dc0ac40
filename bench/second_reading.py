"""Prints the cost of a document with sums that do not hold, as a multiple of the same document with sums that hold.

One figure of table three is one more than in the other document. Processor time is measured; nothing is asserted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import count as numbers
from itertools import islice
from random import Random
from statistics import median

from bench.documents import KINDS
from flows.reading.document import read
from flows.reading.layouts.sums import broken
from tests.rendering import draft, printing
from tests.rendering.pieces import Figure, Printed
from tests.rendering.reports import draw
from tests.rendering.site import site_page
from tests.rendering.word import word_page

_PAGE = 20_000


def _pairs(kind: str) -> Iterator[tuple[bytes, bytes]]:
    """The same document with sums that hold, and with sums that do not."""
    for number in numbers():
        pair = _printed(kind, number, 0), _printed(kind, number, 1)
        if [bool(broken(read(data, "").cells)) for data in pair] == [False, True]:
            yield pair


def _printed(kind: str, number: int, more: int) -> bytes:
    choice = Random(f"{kind} {number}")
    format = "html" if kind in ("clean", "word") else kind
    layout = choice.choice(tuple(printing.FORMATS[format]))
    made = draft.start(draw(choice), format, layout)
    keys = [key for key, figure in made.truth.items() if key[0] == 3 and figure.value and key[2] != "total"]
    for key in keys[:1]:
        value = (made.truth[key].value or 0) + more
        made = draft.values(made, {key: Figure(str(value), value)})
    if kind in ("clean", "word"):
        page = word_page(made.document, choice) if kind == "word" else site_page(made.document, choice, _PAGE)
        return page.data
    printed = printing.render(made, choice)
    return printed.data if isinstance(printed, Printed) else printed


def _seconds(documents: Sequence[bytes]) -> float:
    start = time.process_time()
    for data in documents:
        read(data, "")
    return (time.process_time() - start) / len(documents)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kind", nargs="+", choices=KINDS, default=KINDS)
    options = parser.parse_args()
    sys.stdout.write(f"{'kind':<8} {'holds ms':>9} {'fails ms':>9} {'ratio':>6}\n")
    for kind in options.kind:
        pairs = list(islice(_pairs(kind), options.count))
        rounds = [[_seconds(documents) for documents in zip(*pairs, strict=True)] for _ in range(options.rounds)]
        holds, fails = (1000 * median(times) for times in zip(*rounds, strict=True))
        sys.stdout.write(f"{kind:<8} {holds:9.2f} {fails:9.2f} {fails / holds:6.2f}\n")


if __name__ == "__main__":
    main()
