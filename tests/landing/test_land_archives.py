"""Landing of archives: their members are accounted for, and opened again only if something must be read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from flows.landing import land as landing
from flows.landing.current import Landing, current_landing
from flows.landing.files import LandingError
from flows.landing.land import land
from flows.landing.seen import find
from flows.landing.sources import sources_of
from tests.shipped import landed_rows, put, shipped

REPORT, OTHER, PAGE = "ruijin_city_2022.txt", "wuxing_district_office_2024.txt", "hongze_district_2023.html"


def packed(members: dict[str, bytes]) -> bytes:
    """A ZIP archive, the same bytes for the same members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return file.getvalue()


def outcomes(raw: Path) -> dict[str, tuple[str, str | None]]:
    """Status and reason of every document landed."""
    return {row[0]: (row[5], row[6]) for row in landed_rows(raw)["documents"]}


def statuses(raw: Path) -> dict[str, str]:
    return {name: status for name, (status, _) in outcomes(raw).items()}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that landings open to read their contents."""
    names: list[str] = []

    def watched(file: IO[bytes], name: str, digest: Callable[[], str]) -> object:
        names.append(name)
        return sources_of(file, name, digest)

    monkeypatch.setattr(landing, "sources_of", watched)
    return names


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder with an archive: a report, a copy of a file outside, and a file that is not a report."""
    raw = tmp_path / "raw"
    put(raw, "a outside.txt", shipped(OTHER))
    put(raw, "b.zip", packed({"年报/瑞金.txt": shipped(REPORT), "copy.txt": shipped(OTHER), "none.txt": b"no"}))
    return raw


def test_every_member_is_extracted_rejected_or_a_duplicate(documents: Path) -> None:
    assert land(documents)[1:6] == (4, 2, 1, 1, 3)
    assert outcomes(documents)["b.zip!/copy.txt"] == ("duplicate", "duplicate: a outside.txt")
    assert statuses(documents) == {
        "a outside.txt": "extracted",
        "b.zip!/年报/瑞金.txt": "extracted",
        "b.zip!/copy.txt": "duplicate",
        "b.zip!/none.txt": "rejected",
    }
    assert {row[1] for row in landed_rows(documents)["reports"]} == {"a outside.txt", "b.zip!/年报/瑞金.txt"}


def test_an_unchanged_archive_is_not_opened_again(documents: Path, opened: list[str]) -> None:
    first = land(documents)
    assert opened == ["a outside.txt", "b.zip"]
    assert current_landing(documents) == first._replace(read=0)
    put(documents, "c.html", shipped(PAGE))
    assert land(documents) == Landing(landing.in_force(documents).mark.name, 5, 3, 1, 1, 1)
    assert opened[2:] == ["c.html"]


def test_when_the_file_outside_is_removed_the_copy_in_the_archive_counts(documents: Path, opened: list[str]) -> None:
    land(documents)
    (documents / "documents/a outside.txt").unlink()
    assert land(documents)[1:6] == (3, 2, 1, 0, 1)
    assert opened[2:] == ["b.zip"]
    assert statuses(documents)["b.zip!/copy.txt"] == "extracted"


def test_a_copy_of_an_archive_is_a_duplicate_that_counts_once_the_other_is_gone(documents: Path) -> None:
    put(documents, "z copy.zip", (documents / "documents/b.zip").read_bytes())
    assert land(documents)[1:6] == (5, 2, 1, 2, 3)
    assert outcomes(documents)["z copy.zip"] == ("duplicate", "duplicate: b.zip")
    (documents / "documents/b.zip").unlink()
    assert land(documents)[1:6] == (4, 2, 1, 1, 2)
    assert "z copy.zip!/年报/瑞金.txt" in {row[1] for row in landed_rows(documents)["reports"]}


def test_two_equal_members_are_one_report(tmp_path: Path, opened: list[str]) -> None:
    raw = tmp_path / "raw"
    put(raw, "twice.zip", packed({"a.txt": shipped(REPORT), "b.txt": shipped(REPORT)}))
    assert land(raw)[1:6] == (2, 1, 0, 1, 1)
    put(raw, "z.txt", shipped(OTHER))
    assert land(raw)[1:6] == (3, 2, 0, 1, 1)
    assert opened == ["twice.zip", "z.txt"]


def test_an_archive_that_cannot_be_read_is_one_rejected_document(tmp_path: Path, opened: list[str]) -> None:
    raw = tmp_path / "raw"
    whole = packed({"a.txt": shipped(REPORT)})
    put(raw, "cut.zip", whole[:-30])
    put(raw, "none.zip", packed({}))
    put(raw, "hidden.zip", packed({"__MACOSX/a.txt": b"x", ".DS_Store": b"x", "folder/": b""}))
    assert land(raw)[1:6] == (3, 0, 3, 0, 3)
    found = outcomes(raw)
    assert found["cut.zip"][1].startswith("damaged_file: ")
    assert found["none.zip"][1].startswith("empty: ") and found["hidden.zip"][1].startswith("empty: ")
    put(raw, "more.txt", b"more")
    assert land(raw)[1:6] == (4, 0, 4, 0, 1)
    assert opened[3:] == ["more.txt"]


def _change(raw: Path) -> None:
    put(raw, "b.zip", packed({"new.txt": shipped(PAGE)}))


def _remove_the_first(raw: Path) -> None:
    (raw / "documents/a outside.txt").unlink()


def _add_an_earlier_copy(raw: Path) -> None:
    put(raw, "0.txt", shipped(REPORT))


@pytest.mark.parametrize("change", [_change, _remove_the_first, _add_an_earlier_copy])
def test_successive_landings_end_in_the_same_state_as_one(
    documents: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    land(documents)
    change(documents)
    land(documents)
    fresh = tmp_path / "fresh"
    for path in (documents / "documents").iterdir():
        put(fresh, path.name, path.read_bytes())
    land(fresh)
    assert landed_rows(documents) == landed_rows(fresh)


def test_an_archive_that_changes_during_landing_is_named(documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find(documents)
    _change(documents)
    monkeypatch.setattr(landing, "find", lambda _: found)
    with pytest.raises(LandingError, match=r"b\.zip: changed while it was being landed"):
        land(documents)
