"""The guide for operators, followed: what it saves is what cannot be made again, and it comes back."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from flows.cli import main
from flows.warehouse import decisions
from tests.shipped import copy_documents, put

GUIDE = Path(__file__).parents[2] / "docs" / "zh" / "operators.md"
FOLDER = "/data/reports"
KEPT = {
    "agencies.csv": "agency\n",
    "decisions.csv": "finding_id\n",
    "history/findings.parquet": "PAR1",
    "replies/received.csv": "received_at\n",
    "harvest/state.json": "{}",
}
MADE = ("records/cells", ".records/1/cells", "rejected/rejected.csv", "warehouse/gouji.duckdb")


def commands(name: str) -> list[list[str]]:
    """The words of the commands of gouji with this name in the guide."""
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    lines = [shlex.split(line) for block in blocks for line in block.splitlines()]
    return [words[1:] for words in lines if words[:2] == [".venv/bin/gouji", name]]


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
    backup = str(tmp_path / "backup")
    save, verify, restore = [*commands("backup"), *commands("restore")]
    for words, place in ((save, folder), (verify, folder), (restore, tmp_path / "elsewhere")):
        assert main([{FOLDER: str(place), "/mnt/backup": backup}.get(word, word) for word in words]) == 0
    found = contents(tmp_path / "elsewhere")
    del found[".backups.json"]
    assert found == kept
