"""Prints what a whole run costs, from landing to page, where little or nothing is new in a large lake.

`python -m bench.updates --reports 100000` makes records of that many reports (`bench/records.py`) as if they had been
read from files that are there, builds the warehouse, and then runs again and again, each in a process of its own: with
one new document, with one for every hundred reports, with a decision, and with nothing new.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

_SHIPPED = Path(__file__).parents[1] / "raw" / "documents" / "hongze_district_2023.html"
_ACCOUNTS = """
select documents.*, coalesce(of_report.part, 'part000') as part, document as file, sha256 as file_sha256
from read_parquet('{records}/documents/*.parquet') as documents
left join (
    select report_id, parse_filename(filename, true) as part
    from read_parquet('{records}/reports/*/*.parquet', filename = true)
) as of_report using (report_id)
where status <> 'duplicate'
order by document"""
_COUNTIES = "select distinct name from read_csv('{divisions}', all_varchar = true) where level = 'county' order by name"


def make(folder: Path, reports: int) -> None:
    """A lake as a landing of this many reports would have left it: files, their records, and what the reader was."""
    from bench import records
    from flows.landing.current import READER, REJECTED, name_of
    from flows.landing.fingerprint import fingerprint
    from flows.landing.mark import Mark
    from flows.landing.seen import digest_of_all, find

    raw, made = folder / "raw", folder / "raw" / ".records" / "made"
    records.write(made, reports)
    accounts = duckdb.sql(_ACCOUNTS.format(records=made)).to_arrow_table()
    for path in (made / "documents").iterdir():
        path.unlink()
    duckdb.from_arrow(accounts).to_parquet(str(made / "documents" / "documents.parquet"), compression="zstd")
    for document in accounts["document"].to_pylist():
        path = raw / "documents" / document
        path.parent.mkdir(parents=True, exist_ok=True)
        # The digests of the records made are those of the names.
        path.write_text(document, "utf-8")
    time.sleep(1)
    reader = fingerprint(READER)
    statuses = duckdb.sql("select status, count(*) from accounts group by status").fetchall()
    mark = Mark(name_of(raw, reader, digest_of_all(find(raw))), reader, dict(statuses))
    mark.write(made)
    made.rename(made.with_name(mark.name))
    (raw / "records").symlink_to(Path(".records") / mark.name)
    (raw / REJECTED).parent.mkdir()
    (raw / REJECTED).touch()


def publish_documents(folder: Path, names: list[str]) -> None:
    """Put the report of a county there, once for each of these counties."""
    page = _SHIPPED.read_text("utf-8")
    for name in names:
        path = folder / "raw" / "documents" / "new" / f"{name}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(page.replace("洪泽区", name).replace("洪泽", name[:-1]), "utf-8")


def decide(folder: Path) -> None:
    """Confirm a finding."""
    from flows.warehouse.decide import decide as confirm

    database = folder / "warehouse" / "gouji.duckdb"
    query = "select min(finding_id) from marts.fct_findings where is_latest"
    with duckdb.connect(database, read_only=True) as connection:
        (finding,) = connection.execute(query).fetchone() or ("",)
    confirm(folder / "raw", database, finding, "confirmed", "张三", "属实", dt.date.today())


def run(title: str, folder: Path) -> None:
    """Run in a fresh process, and print its costs."""
    program = "import sys; from flows.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "run", "--raw", f"{folder}/raw", "--warehouse", f"{folder}/warehouse"]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{title}: ended with {process.returncode}")
    clock, cpu = time.perf_counter() - start, used.ru_utime + used.ru_stime
    sys.stdout.write(f"{title:<40}{clock:>8.1f} s{cpu:>10.1f} CPU s{used.ru_maxrss / 1000:>10,.0f} MB\n")
    sys.stdout.flush()


def measure(folder: Path, reports: int) -> None:
    """Make a lake unless there is one, and run what is new in it."""
    from flows.reading.regions import DIVISIONS

    if not (folder / "raw" / "records").exists():
        make(folder, reports)
        run("everything", folder)
    counties = [name for (name,) in duckdb.sql(_COUNTIES.format(divisions=DIVISIONS)).fetchall()]
    known = len(list((folder / "raw" / "documents").glob("new/*")))
    publish_documents(folder, counties[known : known + 1])
    run("one new document", folder)
    publish_documents(folder, counties[known + 1 : known + 1 + reports // 100])
    run(f"{reports // 100:,} new documents", folder)
    decide(folder)
    run("a decision", folder)
    run("nothing new", folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="where to leave the lake, or to find one; else it is removed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(options.folder or Path(folder), options.reports)


if __name__ == "__main__":
    main()
