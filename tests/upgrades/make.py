"""Leaves what this version of gouji leaves behind, for later versions to be tried on.

`python -m tests.upgrades.make`, run once with the code of a version (CONTRIBUTING.md, "A release"), writes
`tests/upgrades/<version>.tar.xz`: the folder `raw` with three documents, the records and their mark, the history of
findings and a decision, the folder `warehouse` with what was made of them, and a backup of `raw`. Findings were first
seen on one day and seen again on another, one document is gone, and one finding is accepted.
"""

from __future__ import annotations

import io
import os
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
_KEPT = ("raw", "warehouse", "backup")
# Two thirds of the size, and not ours: what dbt remembers of its models, with the paths of the machine, and what Great
# Expectations draws its pages with.
_LEFT_OUT = ("warehouse/.dbt", "warehouse/data_docs/library")


def make(version: str) -> Path:
    """Run this version on two days, decide in between, back up, and pack what is left; returns the file."""
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
        assert main(["backup", str(folder / "backup"), "--raw", str(raw)]) == 0
        return _packed(folder, HERE / f"{version}.tar.xz")


def _packed(folder: Path, file: Path) -> Path:
    def as_left(info: tarfile.TarInfo) -> tarfile.TarInfo | None:
        if info.name in _LEFT_OUT:
            return None
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        # A file whose time is another one, be it by a nanosecond, is not what the notes beside it tell of.
        seconds, rest = divmod(os.lstat(folder / info.name).st_mtime_ns, 10**9)
        info.pax_headers = {"mtime": f"{seconds}.{rest:09}"}
        return info

    with tarfile.open(file, "w:xz", preset=9) as archive:
        for kept in _KEPT:
            archive.add(folder / kept, kept, filter=as_left)
    return file


if __name__ == "__main__":
    project = tomllib.load(io.BytesIO((HERE.parents[1] / "pyproject.toml").read_bytes()))
    sys.stdout.write(f"{make(project['project']['version'])}\n")
