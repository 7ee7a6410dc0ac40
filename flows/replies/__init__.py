"""The list of findings that comes back filled in: what was altered is refused, what was decided becomes decisions."""

from __future__ import annotations


class ReplyError(ValueError):
    """A list that cannot be accepted; the message names every row and what to do, in Chinese."""
