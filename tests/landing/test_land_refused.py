"""Landing: files that cannot be opened, change meanwhile or are too large are named, and the records stay whole."""

from __future__ import annotations

import errno
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.documents import limits
from flows.landing import land as landing
from flows.landing.files import LandingError
from flows.landing.land import land
from flows.landing.locks import BusyError
from flows.landing.seen import find
from tests.shipped import landed_rows, put

OTHER = "wuxing_district_office_2024.txt"


def test_a_file_that_vanishes_is_named(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find(raw)
    (raw / "documents" / OTHER).unlink()
    monkeypatch.setattr(landing, "find", lambda _: found)
    with pytest.raises(LandingError, match=OTHER):
        land(raw)


def test_a_file_that_changes_during_landing_is_named(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find(raw)
    put(raw, OTHER, b"changed")
    monkeypatch.setattr(landing, "find", lambda _: found)
    with pytest.raises(LandingError, match=f"{OTHER}: changed while it was being landed"):
        land(raw)
    monkeypatch.undo()
    assert land(raw).rejected == 3


def test_a_file_that_may_not_be_opened_is_named(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may open every file, so the refusal is simulated.
    whole = Path.open

    def refusing(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == OTHER:
            raise PermissionError(errno.EACCES, "Permission denied")
        return whole(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refusing)
    with pytest.raises(LandingError, match=rf"{OTHER}: cannot be opened \(Permission denied\)"):
        land(raw)


def test_a_failed_landing_leaves_the_old_records(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    land(raw)
    before = landed_rows(raw)
    put(raw, "new.txt", b"new")
    with monkeypatch.context() as patch:
        patch.setattr(landing, "write_part", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            land(raw)
    assert landed_rows(raw) == before
    assert land(raw).rejected == 3


def test_a_file_of_500_mb_is_refused_without_being_held_in_memory(raw: Path) -> None:
    with (raw / "documents/large.html").open("wb") as file:
        file.truncate(500_000_000)
    tracemalloc.start()
    result = land(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * limits.BYTES
    reasons = {row[0]: row[6] for row in landed_rows(raw)["documents"]}
    assert reasons["large.html"].startswith("too_large: ")
    assert result.found == result.extracted + result.rejected + result.duplicate == 13


def test_two_landings_at_once_are_refused(raw: Path) -> None:
    refused: list[str] = []

    def meanwhile(before: int, total: int, land_next: Callable[[], int]) -> int:
        with pytest.raises(BusyError) as error:
            land(raw)
        refused.append(str(error.value))
        return land_next()

    assert land(raw, each=meanwhile).found == 12
    assert len(refused) == 1 and "another run is writing there" in refused[0]
