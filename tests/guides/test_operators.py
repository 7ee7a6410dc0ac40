"""The guide for operators, followed: what it saves is what cannot be made again, and it comes back."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

from flows.warehouse import decisions
from tests.shipped import copy_documents, put

GUIDE = Path(__file__).parents[2] / "docs" / "zh" / "operators.md"
FOLDER = "/data/reports"
KEPT = {"agencies.csv": "agency\n", "decisions.csv": "finding_id\n", "history/findings.parquet": "PAR1"}
MADE = ("records/cells", ".records/1/cells", "rejected/rejected.csv", "warehouse/gouji.duckdb")


def commands(name: str) -> list[list[str]]:
    """The words of the commands of this name in the guide."""
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [shlex.split(line) for line in lines if line.startswith(f"{name} ")]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_cannot_be_made_again_is_saved_and_comes_back(tmp_path: Path) -> None:
    folder = copy_documents(tmp_path / "reports")
    put(folder, "records/2023/a.txt", b"a folder of documents that is called like one of ours")
    for name, text in KEPT.items():
        put(folder, f"../{name}", text.encode())
    kept = contents(folder)
    assert decisions.FILE in kept
    for name in MADE:
        put(folder, f"../{name}", b"made")
    save, restore = commands("tar")
    for command, before in ((save, folder), (restore, tmp_path / "elsewhere")):
        before.mkdir(exist_ok=True)
        words = [str(before) if word == FOLDER else word for word in command]
        subprocess.run(words, cwd=tmp_path, check=True)
    assert contents(tmp_path / "elsewhere") == kept
