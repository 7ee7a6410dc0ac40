"""A small lake of drawn documents in several formats, and what happens to one: the same for the same seed."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

from bench.bases import base

_FORMATS = ("html", "html", "text", "docx", "xlsx", "archive")
_ENDINGS = {"text": "txt", "archive": "zip"}
_ROSTER = "region_code,agency,agency_type,first_year,last_year\n"
_LISTED = ("洪泽区教育局", "遂昌县司法局", "瑞金市水利局", "嵊州市财政局", "吴兴区民政局")


class Lake:
    """Documents below `raw/documents`; every change is drawn from the seed."""

    def __init__(self, raw: Path, seed: int) -> None:
        self.raw, self.choice, self._made = raw, Random(seed), 0
        (raw / "documents").mkdir(parents=True)

    def add(self, count: int = 1) -> None:
        """Put documents there, in a folder or not, of one format or another."""
        for _ in range(count):
            format = self.choice.choice(_FORMATS)
            folder = self.choice.choice(["", "2023/", "批次/甲/"])
            name = f"{folder}{self._made}.{_ENDINGS.get(format, format)}"
            self._write(name, base(format, 1_000 + self._made))
            self._made += 1

    def add_broken(self) -> None:
        """Put something there that is no report, or only half of one."""
        data = base("docx", 7)
        self._write(f"broken/{self._made}.docx", data[: self.choice.randrange(len(data))])
        self._made += 1

    def republish(self) -> None:
        """Put another report in the place of one, or change a page a little."""
        path = self._one()
        if path.suffix == ".html" and self.choice.random() < 0.5:
            path.write_bytes(path.read_bytes() + b"<!-- %d -->" % self._made)
        else:
            path.write_bytes(base("html", 1_000 + self._made))
        self._made += 1

    def remove(self) -> None:
        """Take a document away."""
        if len(self._all()) > 1:
            self._one().unlink()

    def rename(self) -> None:
        """Give a document another name."""
        path = self._one()
        path.rename(path.with_name(f"renamed-{self._made}{path.suffix}"))
        self._made += 1

    def copy(self) -> None:
        """Put a document there once more."""
        path = self._one()
        self._write(f"copies/{self._made}{path.suffix}", path.read_bytes())
        self._made += 1

    def list(self) -> None:
        """Say which agencies have to file."""
        listed = self.choice.sample(_LISTED, self.choice.randint(1, len(_LISTED)))
        (self.raw / "agencies.csv").write_text(_ROSTER + "".join(f",{name},,,\n" for name in listed), "utf-8")

    def _write(self, name: str, data: bytes) -> None:
        path = self.raw / "documents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def _all(self) -> list[Path]:
        return sorted(Path(folder) / name for folder, _, files in os.walk(self.raw / "documents") for name in files)

    def _one(self) -> Path:
        return self.choice.choice(self._all())


def decide(raw: Path, warehouse: Path, seed: int, day: str) -> int:
    """Decide on one open finding, or take a decision back; returns how many findings there were to choose from."""
    import datetime as dt

    import duckdb

    from flows.warehouse.decide import decide as record

    database = warehouse / "gouji.duckdb"
    query = "select finding_id from marts.fct_finding_history where gone_since is null order by all"
    with duckdb.connect(str(database), read_only=True) as connection:
        found = [name for (name,) in connection.execute(query).fetchall()]
    choice = Random(seed)
    if found:
        state = choice.choice(["confirmed", "unfounded", "accepted", "open"])
        record(raw, database, choice.choice(found), state, "张三", "另有说明", dt.date.fromisoformat(day))
    return len(found)
