"""What was landed before and is gone or changed is counted and listed, once, with where its copy is."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import zipfile
from pathlib import Path

import pytest

from flows.keeping.backup import back_up
from flows.landing import gone
from flows.landing.current import current_landing
from flows.landing.files import digest_of
from flows.landing.land import land
from tests.shipped import copy_documents, put, shipped

REPORT, OTHER = "ruijin_city_2022.txt", "wuxing_district_office_2024.txt"


def listed(raw: Path) -> list[dict[str, str]]:
    with (raw / gone.GONE).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_where_nothing_is_gone_nothing_is_listed(tmp_path: Path) -> None:
    raw = copy_documents(tmp_path / "raw", REPORT, OTHER)
    assert land(raw).gone == 0
    (raw / "documents" / REPORT).rename(raw / "documents/renamed.txt")
    put(raw, "new.txt", b"new")
    assert land(raw).gone == 0 and not (raw / "history").exists()


def test_a_document_that_is_gone_or_changed_is_listed_with_its_copy(tmp_path: Path) -> None:
    raw = copy_documents(tmp_path / "raw", REPORT, OTHER)
    land(raw)
    digest = digest_of(raw / "documents" / REPORT)[0]
    back_up(raw, tmp_path / "backup", dt.datetime.now(dt.UTC))
    (raw / "documents" / REPORT).unlink()
    put(raw, OTHER, shipped(OTHER) + b"\n")
    assert land(raw).gone == 2
    removed, changed = listed(raw)
    assert (removed["document"], removed["what"], removed["year"]) == (REPORT, "gone", "2022")
    assert "瑞金市" in removed["agency"] and removed["sha256"] == digest
    assert Path(removed["backup"]).read_bytes() == shipped(REPORT)
    assert (changed["document"], changed["what"], changed["year"]) == (OTHER, "changed", "2024")
    # Brought back from there, it is as it was.
    shutil.copyfile(removed["backup"], raw / "documents" / REPORT)
    assert (land(raw).gone, current_landing(raw).gone, len(listed(raw))) == (0, 0, 2)  # type: ignore[union-attr]


def test_a_list_that_a_killed_run_left_empty_gets_its_head(tmp_path: Path) -> None:
    raw = copy_documents(tmp_path / "raw", REPORT, OTHER)
    land(raw)
    (raw / "documents" / REPORT).unlink()
    (raw / "history").mkdir()
    (raw / gone.GONE).touch()
    assert land(raw).gone == 1
    assert [line["document"] for line in listed(raw)] == [REPORT]


def test_what_was_packed_names_its_archive(tmp_path: Path) -> None:
    raw, data = tmp_path / "raw", io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("=1+1.txt", shipped(REPORT))
    packed, _ = put(raw, "a.zip", data.getvalue()), put(raw, "-x.txt", b"no report")
    digest = digest_of(packed)[0]
    land(raw)
    packed.unlink()
    (raw / "documents/-x.txt").unlink()
    put(raw, "other.txt", b"other")
    assert land(raw).gone == 2
    blank, found = sorted(listed(raw), key=lambda line: line["year"])
    assert (found["document"], found["file_sha256"], found["backup"]) == ("a.zip!/=1+1.txt", digest, "")
    assert (blank["document"], blank["agency"], blank["year"]) == ("'-x.txt", "", "")


def test_a_killed_landing_lists_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = copy_documents(tmp_path / "raw", REPORT, OTHER)
    land(raw)
    (raw / "documents" / REPORT).unlink()
    monkeypatch.setattr("flows.landing.land.finish", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        land(raw)
    with (raw / gone.GONE).open("a") as file:
        file.write("cut sho")
    monkeypatch.undo()
    assert land(raw).gone == 1
    assert [line["document"] for line in listed(raw)] == [REPORT, None]


def test_the_list_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = copy_documents(tmp_path / "raw", REPORT, OTHER)
    monkeypatch.setattr(gone, "_LARGE", 10)
    for number in range(3):
        put(raw, "changing.txt", b"%d" % number)
        land(raw)
    put(raw, "changing.txt", b"last")
    land(raw)
    assert len(listed(raw)) == 1
    assert {path.name for path in (raw / "history").iterdir()} == {"gone.csv", "gone-earlier.csv"}


def test_records_of_another_version_are_not_used(tmp_path: Path) -> None:
    raw = copy_documents(tmp_path / "raw", REPORT)
    assert not land(raw).unusable
    (mark,) = (raw / ".records").glob("*/generation.json")
    mark.write_text('{"name": "x", "reader": "y", "statuses": {}, "of_tomorrow": 1}')
    again = land(raw)
    assert again.unusable and again.read == 1 and not land(raw).unusable
