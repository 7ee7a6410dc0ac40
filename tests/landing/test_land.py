"""Landing: every document is accounted for, unchanged ones are not read again, and removed ones disappear."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.landing import land as landing
from flows.landing import ledger, workers
from flows.landing.current import READER, current_landing
from flows.landing.files import LandingError
from flows.landing.land import land
from flows.reading.document import read
from flows.reading.records import SCHEMAS, Extraction, to_tables
from tests.shipped import DOCUMENTS, copy_documents, landed_files, landed_rows, ordered, put, shipped

ROOT = Path(__file__).parents[2]
REPORT, OTHER = "ruijin_city_2022.txt", "wuxing_district_office_2024.txt"


def statuses(raw: Path) -> dict[str, str]:
    """The status of every document according to the records."""
    table = pq.read_table(landed_files(raw)["documents"][0]).to_pydict()
    return dict(zip(table["document"], table["status"], strict=True))


def state(raw: Path) -> dict[str, tuple[int, int]]:
    """Every file of the current records, with its inode and modification time."""
    paths = [raw / "records", *(raw / "records").resolve().rglob("*")]
    return {str(path): (path.lstat().st_ino, path.lstat().st_mtime_ns) for path in paths}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped documents, landed; for read-only tests."""
    raw = copy_documents(tmp_path_factory.mktemp("landed") / "raw")
    land(raw)
    return raw


def test_every_document_found_is_extracted_rejected_or_a_duplicate(tmp_path: Path) -> None:
    raw, outside = tmp_path / "raw", tmp_path / "outside.txt"
    expected = {
        "2022/瑞金市 2022 年.txt": ("extracted", shipped(REPORT)),
        "a/b/c/deep.html": ("extracted", shipped("hongze_district_2023.html")),
        "with\nnewline.txt": ("extracted", shipped(OTHER)),
        "zz copy.txt": ("duplicate", shipped(OTHER)),
        "empty.txt": ("rejected", b""),
        "image.html": ("rejected", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        "no report.txt": ("rejected", "今日天气晴".encode()),
        "-rf.txt": ("rejected", b"{}"),
        "名=1,\"b\"'c'.txt": ("rejected", b"<>"),
    }
    for name, (_, data) in expected.items():
        put(raw, name, data)
    put(raw, ".hidden.txt", shipped(REPORT))
    put(raw, ".git/config.txt", shipped(REPORT))
    outside.write_bytes(shipped(REPORT))
    (raw / "documents/link.txt").symlink_to(outside)
    (raw / "documents/folder").symlink_to(raw / "documents/a")
    (raw / "documents/nowhere.txt").symlink_to(tmp_path / "nowhere")

    result = land(raw)
    assert (result.found, result.read) == (9, 8)
    assert (result.extracted, result.rejected, result.duplicate) == (3, 5, 1)
    assert statuses(raw) == {name: status for name, (status, _) in expected.items()}


def test_a_file_name_that_is_not_valid_text_is_landed_too(raw: Path) -> None:
    name = os.fsencode(raw / "documents") + b"/gb\xb9\xab\xbf\xaa.txt"
    with open(name, "wb") as file:
        file.write(shipped(OTHER) + b"\n")
    assert land(raw).found == len(list(DOCUMENTS.iterdir())) + 1


def test_the_shipped_documents_are_accounted_for(once: Path) -> None:
    result = current_landing(once)
    assert result is not None
    assert (result.found, result.extracted, result.rejected, result.duplicate) == (12, 9, 2, 1)


def test_a_folder_without_documents_gives_empty_tables(tmp_path: Path) -> None:
    (tmp_path / "raw/documents").mkdir(parents=True)
    assert land(tmp_path / "raw")[1:6] == (0, 0, 0, 0, 0)
    assert landed_rows(tmp_path / "raw") == {name: [] for name in SCHEMAS}


def test_without_a_folder_of_documents_the_error_says_where(tmp_path: Path) -> None:
    with pytest.raises(LandingError, match="nowhere/documents: there is no such folder"):
        land(tmp_path / "nowhere")


@pytest.mark.parametrize("table", sorted(SCHEMAS))
def test_every_file_has_the_schema_of_the_contract(once: Path, table: str) -> None:
    files = landed_files(once)[table]
    assert files
    for file in files:
        schema = pq.read_schema(file)
        kept = [schema.field(name) for name in SCHEMAS[table].names] if table == "documents" else schema
        assert pa.schema(kept).equals(SCHEMAS[table]), file


@pytest.mark.parametrize("table", ["reports", "cells", "notices"])
def test_the_partition_is_the_year_of_the_report(once: Path, table: str) -> None:
    folders = {}
    for file in landed_files(once)[table]:
        years = set(pq.ParquetFile(file).read().column("year").to_pylist())
        folders.setdefault(file.parent.name, set()).update(years)
    assert folders.pop("report_year=unknown") == set()
    assert folders and folders == {f"report_year={year}": {year} for year in (v for s in folders.values() for v in s)}


def test_a_report_without_a_year_is_in_the_partition_unknown(tmp_path: Path) -> None:
    text = shipped("chongyang_data_bureau_2024.txt").decode().replace("2024年", "").replace("2025年", "")
    put(tmp_path / "raw", "no year.txt", text.encode())
    land(tmp_path / "raw")
    year = SCHEMAS["reports"].names.index("year")
    assert [row[year] for row in landed_rows(tmp_path / "raw")["reports"]] == [None]
    (partition,) = {f.parent.name for f in landed_files(tmp_path / "raw")["cells"]}
    assert partition == "report_year=unknown"


def test_the_records_match_what_is_read(once: Path) -> None:
    first: dict[str, Extraction] = {}
    for path in sorted(DOCUMENTS.iterdir()):
        found = read(path.read_bytes(), path.name)
        first.setdefault(found.sha256, found)
    tables = to_tables(first.values())
    rows = landed_rows(once)
    for name in ("reports", "cells", "notices"):
        assert rows[name] == ordered(tables[name]), name
    duplicates = [row for row in rows["documents"] if row[5] == "duplicate"]
    assert [(row[0], row[6]) for row in duplicates] == [("ruijin_city_2022_copy.txt", f"duplicate: {REPORT}")]
    assert [row for row in rows["documents"] if row[5] != "duplicate"] == ordered(tables["documents"])


def test_the_rejected_are_listed_with_their_reasons(once: Path) -> None:
    with (once / "rejected/rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = [(row["document"], row["reason"].split(":")[0]) for row in csv.DictReader(file)]
    assert listed == [("explanation_of_a_report.txt", "explanation"), ("list_of_reports.txt", "list_of_reports")]


def test_a_second_landing_touches_nothing(raw: Path) -> None:
    first = land(raw)
    before = state(raw)
    assert land(raw) == first._replace(read=0) == current_landing(raw)
    assert state(raw) == before


def test_an_added_document_is_the_only_one_read(raw: Path) -> None:
    land(raw)
    before, files = landed_rows(raw), landed_files(raw)["cells"]
    put(raw, "2025/new.txt", shipped(OTHER).replace(b"2024", b"2023"))
    assert current_landing(raw) is None
    asked: list[tuple[int, int]] = []

    def each(before: int, total: int, land_next: Callable[[], int]) -> int:
        asked.append((before, total))
        return land_next()

    assert land(raw, each=each).read == 1
    assert asked == [(0, 1)]
    after = landed_rows(raw)
    assert set(map(repr, before["cells"])) < set(map(repr, after["cells"]))
    assert {"2025/new.txt"} == {row[1] for row in after["reports"]} - {row[1] for row in before["reports"]}
    inodes = {file.stat().st_ino for file in landed_files(raw)["cells"]}
    assert {f.stat().st_ino for f in files if f.exists() and f.name != "empty.parquet"} <= inodes


def test_a_removed_document_takes_its_records_with_it(raw: Path) -> None:
    land(raw)
    (raw / "documents" / OTHER).unlink()
    report_id = read(shipped(OTHER), OTHER).report_id
    result = land(raw)
    assert (result.found, result.extracted) == (11, 8)
    assert not any(report_id in row for rows in landed_rows(raw).values() for row in rows)


def test_when_the_first_of_two_copies_is_removed_the_other_counts(raw: Path) -> None:
    land(raw)
    (raw / "documents" / REPORT).unlink()
    result = land(raw)
    assert (result.extracted, result.duplicate) == (9, 0)
    assert statuses(raw)["ruijin_city_2022_copy.txt"] == "extracted"
    assert "ruijin_city_2022_copy.txt" in {row[1] for row in landed_rows(raw)["reports"]}


def test_a_changed_document_is_read_again(raw: Path) -> None:
    land(raw)
    put(raw, OTHER, shipped(OTHER).replace(b"| 10 | 2 | 102 |", b"| 11 | 2 | 103 |"))
    land(raw)
    fresh = copy_documents(raw.parent / "fresh")
    shutil.copyfile(raw / "documents" / OTHER, fresh / "documents" / OTHER)
    land(fresh)
    assert landed_rows(raw) == landed_rows(fresh)


def test_many_landings_end_in_the_same_state_as_one(raw: Path, tmp_path: Path) -> None:
    names = sorted(path.name for path in DOCUMENTS.iterdir())
    for name in names:
        os.rename(raw / "documents" / name, tmp_path / name)
    land(raw)
    for name in names:
        os.rename(tmp_path / name, raw / "documents" / name)
        land(raw)
    fresh = copy_documents(tmp_path / "fresh")
    land(fresh)
    assert landed_rows(raw) == landed_rows(fresh)


def test_the_files_of_many_landings_are_few(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "_MANY", 3)
    page, several = shipped(REPORT), copy_documents(tmp_path / "several")
    land(several)
    for number in range(8):
        put(several, f"{number}.txt", page + f"\n第{number}次".encode())
        assert land(several).read == 1
        parts = set(pq.read_table(landed_files(several)["documents"][0])["part"].to_pylist()) - {None}
        assert parts == {path.stem for path in landed_files(several)["reports"]} - {"empty"}
        assert len(parts) <= 5, "three, the one that they become, and what was read now"
        (several / "documents" / f"{number - 2}.txt").unlink(missing_ok=True)
    land(several)
    for number in (6, 7):
        shutil.copy(several / "documents" / f"{number}.txt", raw / "documents" / f"{number}.txt")
    land(raw)
    assert landed_rows(several) == landed_rows(raw)


def test_a_full_refresh_reads_everything_again(raw: Path) -> None:
    first, before = land(raw), landed_rows(raw)
    for _ in range(3):
        assert land(raw, full_refresh=True) == first
        assert landed_rows(raw) == before
    assert land(raw).read == 0


def test_a_changed_reader_reads_everything_again(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = land(raw)
    monkeypatch.setattr(landing, "fingerprint", lambda _: "another reader")
    assert land(raw).read == first.read


def test_the_reader_fingerprint_covers_all_modules_that_reading_loads() -> None:
    ours = "(module.__file__ for name, module in sys.modules.items() if name.startswith('flows.'))"
    command = [sys.executable, "-c", f"import sys, flows.landing.workers; print(*{ours})"]
    loaded = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    modules = [Path(file).relative_to(ROOT) for file in loaded.split()]
    assert len(modules) > 30
    # What is logged of a document, or told to a person, changes nothing that is read.
    places = (*READER, "flows/logs.py", "flows/messages.py")
    assert not [m for m in modules if not any(m.is_relative_to(place) for place in places)]


def test_documents_are_read_in_batches(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = copy_documents(raw.parent / "whole")
    for folder in (raw, whole):
        (folder / "documents" / OTHER).unlink()
    land(whole)
    monkeypatch.setattr(landing, "_BATCH", 2)
    monkeypatch.setattr(workers, "_FEW", 0)
    monkeypatch.setattr(workers, "_CHUNK", 1)
    landed: list[int] = []

    def each(before: int, total: int, land_next: Callable[[], int]) -> int:
        landed.append(land_next())
        return landed[-1]

    land(raw, each=each)
    # Of the eleven that are left one is a duplicate. No batch is asked for after the last full one.
    assert landed == [2] * 5
    assert len({file.name for file in landed_files(raw)["cells"]} - {"empty.parquet"}) > 3
    assert landed_rows(raw) == landed_rows(whole)


@pytest.mark.parametrize("mark", ["", "[]", '{"name": "abc", "reader": "def"}'])
def test_records_with_a_mark_of_another_version_are_read_again(tmp_path: Path, mark: str) -> None:
    raw = copy_documents(tmp_path / "raw", "wuxing_district_office_2024.txt")
    first = land(raw)
    (raw / "records" / "generation.json").write_text(mark, "utf-8")
    assert land(raw) == first._replace(unusable=True)
    assert land(raw).read == 0
