"""Tells people what they should know, through the addresses in GOUJI_NOTIFY: a webhook, mail, 企业微信, 钉钉, 飞书, …

A message that no address takes fails nothing, and no address is ever shown: most hold a password or a token.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Iterable

from flows import logs

_ADDRESSES = "GOUJI_NOTIFY"
_WITHIN = 10.0
_LONGEST_LINE = 300


def is_wanted() -> bool:
    """Whether anybody is to be told of anything."""
    return bool(os.environ.get(_ADDRESSES, "").split())


def tell(title: str, lines: Iterable[str]) -> bool:
    """Send a message to all addresses at once; returns, after ten seconds at most, whether any of them took it.

    Each that did not is one line on standard error, with its place in GOUJI_NOTIFY.
    """
    if not is_wanted():
        return False
    body = "\n".join(_shortened(line) for line in lines)
    sent = [_Message(address, _shortened(title), body) for address in os.environ[_ADDRESSES].split()]
    until = time.monotonic() + _WITHIN
    for message in sent:
        message.join(max(0.0, until - time.monotonic()))
    for number, message in enumerate(sent, start=1):
        if message.problem is not None:
            warn(f"{_ADDRESSES}: address {number} of {len(sent)} {message.problem}; nobody there was told: {title}")
    return any(message.problem is None for message in sent)


class _Message(threading.Thread):
    """A message on its way to one address; nothing waits for it where it is late, not even the end of the process."""

    def __init__(self, address: str, title: str, body: str) -> None:
        super().__init__(daemon=True)
        self._address, self._title, self._body = address, title, body
        self.problem: str | None = f"did not answer within {_WITHIN:.0f} s"
        self.start()

    def run(self) -> None:
        # What it logs may name an address.
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
        from apprise import Apprise, AppriseAsset, NotifyFormat, OverflowMode

        try:
            service = Apprise.instantiate(self._address, asset=AppriseAsset(app_id="gouji", async_mode=False))
            if service is None:
                self.problem = "is none that apprise knows"
                return
            # A long message is sent in parts, where a service limits its length.
            service.overflow_mode = OverflowMode.SPLIT
            taken = service.notify(self._body, title=self._title, body_format=NotifyFormat.TEXT)
        except Exception:
            taken = False
        self.problem = None if taken else "did not take it"


def _shortened(text: str) -> str:
    """One line without control characters: it may come from a document."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"


def warn(problem: str) -> None:
    """Say that somebody was not told, on standard error and in the log of the run in progress."""
    logs.tell("not told", logging.WARNING, problem=problem)
    say(problem)


def say(problem: str) -> None:
    """A line for operators on standard error."""
    if sys.stderr is not None:
        sys.stderr.write(f"gouji: {problem}\n")
