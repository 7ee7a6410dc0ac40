"""Locates agencies: name, year and surrounding texts to the code of an administrative division."""

from __future__ import annotations

from flows.reading.regions.resolver import Region, resolve
from flows.reading.regions.table import DIVISIONS

__all__ = ["DIVISIONS", "Region", "resolve"]
