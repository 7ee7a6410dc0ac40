"""Why an address gave nothing, and why a harvest ends early."""

from __future__ import annotations


class FetchError(Exception):
    """An address gave nothing that can be stored; the message says why, in plain ASCII.

    `passing` tells whether the next harvest may have more luck, `after` how many seconds the server asked to wait.
    """

    def __init__(self, message: str, *, passing: bool = False, after: float | None = None, status: int = 0) -> None:
        super().__init__(message.encode("ascii", "backslashreplace").decode()[:300])
        self.passing, self.after, self.status = passing, after, status


class RetryableError(FetchError):
    """What a second attempt may mend."""

    def __init__(self, message: str, *, after: float | None = None, status: int = 0) -> None:
        super().__init__(message, passing=True, after=after, status=status)


class BoundError(Exception):
    """A bound is reached: nothing more is fetched from the host, or at all; the message says which."""


class StoppedError(Exception):
    """The harvest was asked to stop."""
