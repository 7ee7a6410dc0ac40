"""Small lakes for tests of the store: their files have any content, and nothing is read or built."""

from __future__ import annotations

from pathlib import Path

from flows.landing.generations import draft_of, put_in_force
from flows.landing.mark import Mark
from flows.store.commit import commit
from flows.store.lake import Lake
from flows.store.manifest import NOTHING, Manifest
from flows.store.outdated import remove_outdated
from flows.store.take_up import Taken, take_up
from tests.store.conftest import Place

DECIDED = "raw/decisions.csv"
FILES = (
    "raw/history/findings.parquet",
    "raw/history/runs.jsonl",
    "warehouse/built.json",
    "warehouse/docs/.made_of",
    "warehouse/gouji.duckdb",
    "warehouse/marts/a.parquet",
    "warehouse/marts/b/2023.parquet",
)
RECORDS = ("cells/report_year=2023/p.parquet", "reports/report_year=2023/p.parquet")


def lake_in(folder: Path) -> Lake:
    """An empty lake."""
    (folder / "raw/.records").mkdir(parents=True)
    return Lake(folder / "raw", folder / "warehouse")


def write(lake: Lake, path: str, content: str) -> None:
    place = lake.place(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(content)


def fill(lake: Lake, content: str) -> None:
    """Give every file another content, as a run does; people have written the same everywhere."""
    if not lake.place(DECIDED).exists():
        write(lake, DECIDED, "decided")
    for path in FILES:
        write(lake, path, f"{path} {content}")
    draft = draft_of(lake.raw, content)
    for name in RECORDS:
        (draft / name).parent.mkdir(parents=True)
        (draft / name).write_text(f"{name} {content}")
    Mark(content, "reader", {}).write(draft)
    put_in_force(lake.raw, draft)


def contents(lake: Lake) -> dict[str, tuple[bytes, int]]:
    """The content and time of all files that belong into the store."""
    return {file.path: (file.place.read_bytes(), file.mtime) for file in lake.files()}


def taken(place: Place, lake: Lake) -> Taken:
    return take_up(place.bucket, lake)


def end_run(place: Place, lake: Lake, content: str, last: Manifest | None = None) -> Manifest:
    """What a run does after the last manifest was taken up: other contents, which it puts."""
    last = taken(place, lake).manifest if last is None else last
    lake.mark_ahead(place.address, last)
    fill(lake, content)
    made = commit(place.bucket, lake, last)
    remove_outdated(place.bucket, made)
    return made


def first(place: Place, folder: Path) -> Lake:
    """A lake that was put as the first one."""
    lake = lake_in(folder)
    end_run(place, lake, "1", NOTHING)
    return lake


def other(place: Place, folder: Path) -> Lake:
    """A lake on another machine that has taken up what is in force."""
    lake = lake_in(folder)
    assert taken(place, lake).damaged == ()
    return lake


def is_whole(place: Place, folder: Path, content: str) -> bool:
    """Whether another machine gets every file with this content."""
    lake = other(place, folder)
    texts = {path: found.decode() for path, (found, _) in contents(lake).items()}
    expected = {path: f"{path} {content}" for path in FILES}
    expected |= {f"raw/records/{name}": f"{name} {content}" for name in RECORDS}
    return expected == {path: text for path, text in texts.items() if path in expected}
