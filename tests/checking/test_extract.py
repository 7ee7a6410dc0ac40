"""`gouji extract`: one line per document in files, folders and archives, in the order given, with copies named."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from flows.cli import main
from tests.shipped import shipped

REPORT, OTHER = "ruijin_city_2022.txt", "wuxing_district_office_2024.txt"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: a report, an archive with it and a second report, and a file that is not a report."""
    monkeypatch.chdir(tmp_path)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("in/other.txt", shipped(OTHER))
        archive.writestr("in/copy.txt", shipped(REPORT))
    (tmp_path / "a").mkdir()
    (tmp_path / "a/archive.zip").write_bytes(file.getvalue())
    (tmp_path / "a/none.txt").write_bytes(b"none")
    (tmp_path / "report.txt").write_bytes(shipped(REPORT))
    return tmp_path


def extract(capfd: pytest.CaptureFixture[str], *paths: str) -> tuple[int, list[dict[str, Any]], str]:
    """The exit code, the lines and the text on standard error."""
    code = main(["extract", *paths])
    out, err = capfd.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


@pytest.mark.usefixtures("folder")
def test_archives_and_folders_are_opened_in_the_order_given(capfd: pytest.CaptureFixture[str]) -> None:
    code, lines, err = extract(capfd, "report.txt", "a", "report.txt")
    assert (code, err) == (0, "")
    assert [(line["document"], line["status"], (line["reason"] or "").split("：")[0]) for line in lines] == [
        ("report.txt", "extracted", ""),
        ("a/archive.zip!/in/other.txt", "extracted", ""),
        ("a/archive.zip!/in/copy.txt", "duplicate", "duplicate: report.txt"),
        ("a/none.txt", "rejected", lines[3]["reason"]),
        ("report.txt", "duplicate", "duplicate: report.txt"),
    ]
    assert lines[3]["reason"].startswith("not_a_report: ")
    assert len(lines[1]["cells"]) > 100 and lines[2]["cells"] == []


@pytest.mark.usefixtures("folder")
def test_what_cannot_be_opened_is_reported_and_the_rest_is_read(capfd: pytest.CaptureFixture[str]) -> None:
    code, lines, err = extract(capfd, "nowhere.zip", "report.txt", "a/none.txt/x")
    assert (code, [line["status"] for line in lines]) == (0, ["extracted"])
    assert err.splitlines() == [
        "gouji: nowhere.zip: cannot be opened (No such file or directory)",
        "gouji: a/none.txt/x: cannot be opened (Not a directory)",
    ]


def test_a_folder_without_documents_is_bad_input(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "empty").mkdir()
    assert extract(capfd, "empty") == (2, [], "gouji: empty: there is no document in it\n")


@pytest.mark.usefixtures("folder")
def test_piped_input_is_read_too(capfd: pytest.CaptureFixture[str]) -> None:
    reading, writing = os.pipe()
    os.write(writing, shipped(REPORT))
    os.close(writing)
    code, lines, err = extract(capfd, f"/dev/fd/{reading}")
    os.close(reading)
    assert (code, err, lines[0]["status"]) == (0, "", "extracted")
