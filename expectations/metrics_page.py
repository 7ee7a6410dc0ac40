"""Generates the tables of all metrics between the marks of docs/metrics.md: `python -m expectations.metrics_page`."""

from __future__ import annotations

import sys

from expectations import catalogue
from expectations.form import Catalogue
from expectations.indicators import Indicator
from expectations.metrics import FILING, added, of_kind

_SUMS = """## Counts

| metric | 名称 | definition | unit | caveat |
|---|---|---|---|---|
"""
_QUOTIENTS = """
## Shares and rates

| metric | 名称 | numerator | denominator | unit | caveat |
|---|---|---|---|---|---|
"""
_REPORTS = """
## Reports

These have no level: they count agencies, each once in a year, or what is found in their reports.

| metric | 名称 | definition | unit | caveat |
|---|---|---|---|---|
"""


def tables(c: Catalogue) -> str:
    """The tables as Markdown."""
    parts = [_SUMS, *map(_count, of_kind(c, "count"))]
    parts += [_QUOTIENTS, *map(_quotient, of_kind(c, "share", "rate"))]
    parts += [_REPORTS, *map(_count, added(c))]
    parts += [f"| `{n.name}` | {n.label} | {n.definition_en} | 份 | |\n" for n in FILING]
    return "".join(parts)


def _count(line: Indicator) -> str:
    return f"| `{line.indicator}` | {line.label} | {line.definition_en} | {line.unit} | {line.caveat_en} |\n"


def _quotient(line: Indicator) -> str:
    divided = f"`{line.numerator}` | `{line.denominator}`"
    return f"| `{line.indicator}` | {line.label} | {divided} | {line.unit} | {line.caveat_en} |\n"


if __name__ == "__main__":
    sys.stdout.write(tables(catalogue.load()))
