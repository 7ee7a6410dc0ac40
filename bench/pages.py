"""Writes pages to measure with: reports on sites of many builders (41 KB) and as saved by Word (131 KB).

`python -m bench.pages FOLDER` writes clean_00.html ... and word_00.html ...; the same seed makes the same pages.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.rendering.pieces import Document, Printed
from tests.rendering.reports import draw
from tests.rendering.site import site_page
from tests.rendering.word import word_page

SIZES = {"clean": 41_000, "word": 131_000}
COUNT = 40


def clean_page(seed: int) -> bytes:
    """A page of a site of about 41 KB: menus and lists grow until it weighs that."""
    bare = _drawn(seed, lambda report, choice: site_page(report, choice, 0))
    missing = max(SIZES["clean"] - len(bare), 0)
    return _drawn(seed, lambda report, choice: site_page(report, choice, missing))


def word_html(seed: int) -> bytes:
    """A page as Word saves it."""
    return _drawn(seed, word_page)


def _drawn(seed: int, render: Callable[[Document, Random], Printed]) -> bytes:
    choice = Random(seed)
    return render(draw(choice).document, choice).data


MAKERS = {"clean": clean_page, "word": word_html}


def write(folder: Path, count: int = COUNT, seed: int = 0) -> dict[str, list[Path]]:
    """Write `count` pages a kind into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: dict[str, list[Path]] = {}
    for kind, make in MAKERS.items():
        for number in range(count):
            path = folder / f"{kind}_{number:02}.html"
            path.write_bytes(make(seed + number))
            paths.setdefault(kind, []).append(path)
    return paths


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    write(options.folder, options.count, options.seed)


if __name__ == "__main__":
    main()
