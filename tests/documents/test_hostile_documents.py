"""A folder of good, bad and hostile documents through the commands: every one is accounted for, within bounds."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from flows.landing.land import land
from tests.shipped import copy_documents, environment, landed_rows, shipped

MEMORY = 1_500_000_000
HANGS_AFTER = 300
SIGNATURES = {
    "pdf": b"%PDF-1.7\n",
    "zip": b"PK\x03\x04",
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "rtf": b"{\\rtf1",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff\xe0",
    "tiff": b"II*\0",
    "bmp": b"BM\x36\x00\x0c\x00\0\0\0\0",
    "gif": b"GIF89a",
    "webp": b"RIFF\0\1\0\0WEBPVP8 ",
    "gzip": b"\x1f\x8b\x08",
    "tar": bytes(257) + b"ustar",
    "warc": b"WARC/1.0\r\n",
    "mhtml": b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n",
    "utf16": b"\xff\xfe",
}
ROOT = Path(__file__).parents[2]
# The command, and its peak memory.
MEASURED = """
import re, sys
from flows.cli import main
if __name__ == "__main__":
    code = main(sys.argv[2:])
    peak = re.search("VmHWM:\\s*([0-9]+) kB", open("/proc/self/status").read())
    open(sys.argv[1], "w").write(str(int(peak[1]) * 1024))
    sys.exit(code)
"""
GOOD = ("ruijin_city_2022.txt", "hongze_district_2023.html", "wuxing_district_office_2024.txt")


class CommandResult(NamedTuple):
    """What a command printed, its exit code, and its peak memory in bytes."""

    code: int
    out: str
    err: str
    peak: int

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def docx(document: str, **parts: bytes) -> bytes:
    """A Word file with this main part."""
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return zipped({"[Content_Types].xml": types, "word/document.xml": document.encode(), **parts})


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return docx(f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><x>&l9;</x>')


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first being the catalogue; without a cross-reference table."""
    numbered = (b"%d 0 obj\n%s\nendobj\n" % (n, body) for n, body in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + b"".join(numbered) + b"trailer\n<</Root 1 0 R>>\n%%EOF"


def pdf_bomb() -> bytes:
    packed = zlib.compress(bytes(300_000_000))
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>"
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream)


def pdf_of_deep_pages() -> bytes:
    kids = (b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 3) for n in range(5000))
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", *kids, b"<</Type/Pages/Kids[2 0 R]/Count 1>>")


def nested_zip() -> bytes:
    data = bytes(30_000_000)
    for level in range(6):
        data = zipped({f"lib {level}{n}.zip": data for n in range(4)})
    return data


def hostile() -> dict[str, bytes]:
    """The hostile documents by name."""
    chance = random.Random(1)
    noise = {f"noise.{kind}": mark + chance.randbytes(50_000) for kind, mark in SIGNATURES.items()}
    cut = {f"cut {kind}": mark for kind, mark in SIGNATURES.items()}
    page = shipped("hongze_district_2023.html")
    return noise | cut | {
        "empty.html": b"",
        "42.zip": nested_zip(),
        "huge.zip": zipped({"a.html": bytes(400_000_000)}),
        "many.zip": zipped({f"{n}.html": b"" for n in range(3000)}),
        "bomb.html.gz": gzip.compress(bytes(400_000_000)),
        "traversal.zip": zipped({"../../../x.html": page + b" ", "/etc/y.html": page + b"  "}),
        "laughs.docx": laughs(),
        "large part.docx": docx("<x>" + " " * 300_000_000 + "</x>"),
        "deep.docx": docx("<x>" * 100_000 + "</x>" * 100_000),
        "sheet.xlsx": zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": bytes(100_000_000)}),
        "bomb.pdf": pdf_bomb(),
        "deep.pdf": pdf_of_deep_pages(),
        "cut.pdf": pdf_of_deep_pages()[:999],
        "wide.html": page.replace(b"<td", b'<td colspan="1000000000" rowspan="1000000000"'),
        "deep.html": b"<div>" * 100_000 + page,
        "deep tables.html": b"<table><tr><td>" * 100_000 + b"1",
        "deep.mht": SIGNATURES["mhtml"] + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 20_000,
        "cut.html": page[: len(page) // 2],
        "with\nnewline.txt": shipped("ruijin_city_2022.txt") + b" ",
    }  # fmt: skip


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like `raw/` with three reports, copies of them in an archive, and hostile documents."""
    folder = copy_documents(tmp_path_factory.mktemp("hostile") / "raw", *GOOD)
    documents = folder / "documents"
    for name, data in hostile().items():
        (documents / name).write_bytes(data)
    (documents / "z good.zip").write_bytes(zipped({name: shipped(name) for name in GOOD}))
    with open(os.fsencode(documents) + b"/gb\xb9\xab\xbf\xaa.txt", "wb") as file:
        file.write(shipped(GOOD[0]) + b"  ")
    with (documents / "sparse.pdf").open("wb") as file:
        file.truncate(500_000_000)
    return folder


@pytest.fixture(scope="module")
def extracted(raw: Path) -> CommandResult:
    """The output of `gouji extract` for that folder, from a separate process whose memory is measured."""
    out, err = raw / "out.jsonl", raw / "err.txt"
    command = [sys.executable, "-c", MEASURED, str(raw / "peak"), "extract", str(raw / "documents")]
    with out.open("wb") as stdout, err.open("wb") as stderr:
        done = subprocess.run(command, stdout=stdout, stderr=stderr, cwd=ROOT, env=environment(), timeout=HANGS_AFTER)
    return CommandResult(
        done.returncode, out.read_text("utf-8"), err.read_text("utf-8"), int((raw / "peak").read_text())
    )


@pytest.mark.heavy
def test_extract_accounts_for_every_file(raw: Path, extracted: CommandResult) -> None:
    assert (extracted.code, extracted.err) == (0, "")
    documents = raw / "documents"
    names = {str(path).encode("utf-8", "backslashreplace").decode() for path in documents.iterdir()}
    assert {line["document"].split("!/")[0] for line in extracted.lines} == names
    statuses = {line["document"].removeprefix(f"{documents}/"): line["status"] for line in extracted.lines}
    assert len(statuses) == len(extracted.lines)
    good = {name for name, status in statuses.items() if status == "extracted"}
    assert good >= {*GOOD, "with\nnewline.txt", "gb\\udcb9\\udcab\\udcbf\\udcaa.txt", "traversal.zip!/../../../x.html"}
    assert [statuses[f"z good.zip!/{name}"] for name in sorted(GOOD)] == ["duplicate"] * 3
    for name in (
        "empty.html",
        "bomb.pdf",
        "laughs.docx",
        "sparse.pdf",
        "deep tables.html",
        "noise.ole",
        "huge.zip!/a.html",
    ):
        assert statuses[name] == "rejected", name
    assert sum(status == "rejected" for status in statuses.values()) >= 2 * len(SIGNATURES)


@pytest.mark.heavy
def test_the_command_itself_stays_small(extracted: CommandResult) -> None:
    assert 0 < extracted.peak < MEMORY


@pytest.mark.heavy
def test_every_rejection_has_a_reason_worded_in_chinese(extracted: CommandResult) -> None:
    with (ROOT / "expectations/format/reasons.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["reason"] for row in csv.DictReader(file)}
    for line in extracted.lines:
        if line["status"] == "rejected":
            assert line["reason"].split(":")[0] in codes, line["document"]


@pytest.mark.heavy
def test_a_landing_says_the_same(raw: Path, extracted: CommandResult) -> None:
    result = land(raw)
    assert result.found == result.extracted + result.rejected + result.duplicate == len(extracted.lines)
    landed = {row[0]: (row[5], row[6]) for row in landed_rows(raw)["documents"] if row[5] != "duplicate"}
    prefix = f"{raw / 'documents'}/"
    by_name = {line["document"].removeprefix(prefix): line for line in extracted.lines}
    said = {name: (line["status"], line["reason"]) for name, line in by_name.items() if line["status"] != "duplicate"}
    # Its pages take all the memory a worker has: whether library or worker stops first depends on the rest.
    at_the_bound = [outcomes.pop("bomb.pdf") for outcomes in (landed, said)]
    assert {status for status, _ in at_the_bound} == {"rejected"}
    assert landed == said
