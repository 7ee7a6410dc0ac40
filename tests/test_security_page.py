"""The page on security promises nothing that no test shows."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/security.md").read_text("utf-8")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_line_names_a_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    lines = [row for row in rows if row.count("|") == 4 and not row.endswith("| shown by |")]
    assert len(lines) > 30 and not [line for line in lines if not _TEST.search(line)]


def test_every_test_that_is_named_is_there() -> None:
    named = _TEST.findall(PAGE)
    missing = [f"{file}::{test}" for file, test in named if f"def {test}(" not in (ROOT / file).read_text("utf-8")]
    assert len(named) > 50 and not missing
