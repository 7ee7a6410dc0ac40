"""Landing: what cannot be opened, changes meanwhile or is too large is named, and the records stay whole."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from flows import land as landing
from flows.documents import limits
from flows.land import LandingError, find, land
from flows.locks import BusyError
from flows.reading import read
from flows.records import Extraction
from tests.shipped import DOCUMENTS, landed_rows, put

OTHER = "wuxing_district_office_2024.txt"


def test_a_file_that_vanishes_is_named(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find(raw / "documents")
    (raw / "documents" / OTHER).unlink()
    monkeypatch.setattr(landing, "find", lambda _: found)
    with pytest.raises(LandingError, match=OTHER):
        land(raw)


def test_a_file_that_changes_meanwhile_is_named(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find(raw / "documents")
    put(raw, OTHER, b"changed")
    monkeypatch.setattr(landing, "find", lambda _: found)
    with pytest.raises(LandingError, match=f"{OTHER}: changed while it was being landed"):
        land(raw)
    monkeypatch.undo()
    assert land(raw).rejected == 3


def test_a_file_that_may_not_be_opened_is_named(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may open every file, so the refusal is played.
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
        patch.setattr(landing, "read", lambda data, name: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            land(raw)
    assert landed_rows(raw) == before
    assert land(raw).rejected == 3


def test_a_large_file_is_refused_without_being_held_in_memory(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BYTES", 3000)
    large = {path.name for path in DOCUMENTS.iterdir() if path.stat().st_size > 3000}
    opened: list[str] = []
    whole = Path.read_bytes

    def watched(path: Path) -> bytes:
        opened.append(path.name)
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", watched)
    result = land(raw)
    assert len(large) > 4 and not large & set(opened)
    refused = {row[0] for row in landed_rows(raw)["documents"] if (row[6] or "").startswith("too_large: ")}
    assert refused == large - {"ruijin_city_2022_copy.txt"}
    assert result.found == result.extracted + result.rejected + result.duplicate


def test_two_landings_at_once_are_refused(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[str] = []

    def reading(data: bytes, name: str) -> Extraction:
        monkeypatch.setattr(landing, "read", read)
        with pytest.raises(BusyError) as error:
            land(raw)
        refused.append(str(error.value))
        return read(data, name)

    monkeypatch.setattr(landing, "read", reading)
    assert land(raw).found == 12
    assert len(refused) == 1 and "another run is writing there" in refused[0]
