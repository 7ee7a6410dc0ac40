"""The day of a run; loads nothing."""

from __future__ import annotations

import datetime as dt


def today() -> dt.date:
    """The day in UTC."""
    return dt.datetime.now(dt.UTC).date()
