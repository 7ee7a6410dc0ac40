"""Leaves what this version of gouji leaves behind, for later versions to be tried on.

`python -m tests.upgrades.make`, run once in a checkout of a released version, writes `tests/upgrades/<version>.tar.gz`:
the folder `raw` with three documents, the records and their mark, the history of findings and a decision, and of the
folder `warehouse` only the note of what it was made from. Findings were first seen on one day and seen again on
another, one document is gone, and one finding is accepted.
"""

from __future__ import annotations

import io
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

import duckdb

from flows.cli import main
from tests.shipped import copy_documents

HERE = Path(__file__).parent
FIRST, LAST = "2025-03-03", "2025-04-10"
DOCUMENTS = ("hongze_district_2023.html", "shixing_veterans_bureau_2020.txt", "suichang_county_2023.txt")
GONE = "chongyang_data_bureau_2024.txt"
_FINDING = "select min(finding_id) from marts.fct_findings where is_latest and document = 'hongze_district_2023.html'"
_KEPT = ("raw", "warehouse/built.json")


def make(version: str) -> Path:
    """Run this version on two days, decide in between, and pack what is left; returns the file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        raw, warehouse = copy_documents(folder / "raw", *DOCUMENTS, GONE), folder / "warehouse"
        places = ["--raw", str(raw), "--warehouse", str(warehouse)]
        assert main(["run", *places, "--today", FIRST]) == 0
        with duckdb.connect(warehouse / "gouji.duckdb", read_only=True) as connection:
            ((finding,),) = connection.execute(_FINDING).fetchall()
        assert main(["decide", finding, "accepted", "--by", "王某", "--reason", "两处口径不同", *places]) == 0
        (raw / "documents" / GONE).unlink()
        assert main(["run", *places, "--today", LAST]) == 0
        return _packed(folder, HERE / f"{version}.tar.gz")


def _packed(folder: Path, file: Path) -> Path:
    with tarfile.open(file, "w:gz") as archive:
        for kept in _KEPT:
            archive.add(folder / kept, kept, filter=_of_nobody)
    return file


def _of_nobody(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    return info


if __name__ == "__main__":
    project = tomllib.load(io.BytesIO((HERE.parents[1] / "pyproject.toml").read_bytes()))
    sys.stdout.write(f"{make(project['project']['version'])}\n")
