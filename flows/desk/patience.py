"""Connections that do not get to the point are closed: each holds a place of which a machine has only so many."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 15
"""A connection that waits for a request, or the end of its headers, is closed after this time, at most twice it."""


class Connection(H11Protocol):
    """A connection of the server, looked at from time to time."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection."""
        super().connection_made(transport)
        self.loop.call_later(HEAD_SECONDS, self._look, None)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request; where an answer is under way already, the connection ends there."""
        try:
            super().send_400_response(msg)
        except h11.LocalProtocolError:
            self.transport.close()

    def _look(self, before: Any) -> None:
        """Close the connection if it has waited for the same request since before; else look again later."""
        if self.transport.is_closing():
            return
        if self.conn.their_state is h11.IDLE and self.cycle is before:
            self.transport.close()
            return
        self.loop.call_later(HEAD_SECONDS, self._look, self.cycle)
