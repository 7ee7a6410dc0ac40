"""Who is signed in, and how often somebody may try to."""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from typing import NamedTuple

from flows.desk.passwords import PasswordError, User, users

_HOURS_12 = 12 * 3600
_MOST = 10_000
_LONGEST_WAIT = 60


class Session(NamedTuple):
    """What the server knows of a browser; `csrf` is the token that every POST has to bring along.

    `user` is None where nobody has to sign in, and `role` is None before somebody has.
    """

    user: str | None
    role: str | None
    csrf: str


def session(user: str | None, role: str | None) -> Session:
    """A new session with a token of its own."""
    return Session(user, role, secrets.token_urlsafe(32))


class Sessions:
    """The sessions of those who are signed in, by the random value of their cookie; they end with the server.

    One also ends when its user is no longer in the file `passwords` with the same role and password.
    """

    def __init__(self, passwords: Path | None) -> None:
        self._passwords = passwords
        self._known: dict[str, tuple[float, Session, User]] = {}

    def start(self, user: User) -> str:
        """Sign somebody in for twelve hours; returns the value of the cookie."""
        self._drop_old()
        key = secrets.token_urlsafe(32)
        self._known[key] = (time.monotonic() + _HOURS_12, session(user.name, user.role), user)
        return key

    def find(self, key: str) -> Session | None:
        """The session with this cookie, while it lasts."""
        kept = self._known.get(key)
        if kept is None or kept[0] <= time.monotonic() or not self._is_still(kept[2]):
            self.end(key)
            return None
        return kept[1]

    def _is_still(self, user: User) -> bool:
        try:
            return self._passwords is not None and users(self._passwords).get(user.name) == user
        except (PasswordError, OSError):
            return False

    def end(self, key: str) -> None:
        """Sign somebody out."""
        self._known.pop(key, None)

    def _drop_old(self) -> None:
        now = time.monotonic()
        self._known = {key: kept for key, kept in self._known.items() if kept[0] > now}
        for key in list(self._known)[: -_MOST + 1]:
            del self._known[key]


class Attempts:
    """Makes an address wait after a wrong password: 1 s, then 2, 4 … up to a minute; several at once count as wrong."""

    def __init__(self) -> None:
        self._failed: dict[str, tuple[int, float]] = {}

    def wait(self, address: str) -> float:
        """How many seconds this address has to wait; 0 where it may try, which then counts as wrong until `right`."""
        now = time.monotonic()
        self._failed = {one: (n, at) for one, (n, at) in self._failed.items() if at > now - _HOURS_12}
        times, next_at = self._failed.get(address, (0, 0.0))
        if next_at > now:
            return next_at - now
        if len(self._failed) >= _MOST:
            return _LONGEST_WAIT
        self._failed[address] = (times + 1, now + min(2**times, _LONGEST_WAIT))
        return 0

    def right(self, address: str) -> None:
        """Forget the wrong passwords of an address."""
        self._failed.pop(address, None)
