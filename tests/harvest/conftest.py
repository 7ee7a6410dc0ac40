"""What all tests of the harvest share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.harvest.server import Server, serving


@pytest.fixture(autouse=True)
def no_fsync(monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed process loses nothing it has written; only a machine crash does, and syncing costs minutes."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server without pages."""
    with serving() as running:
        yield running
