"""The data of the site: nothing is too large, nothing unchanged is written again, and what is gone is removed."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from selectolax.lexbor import LexborHTMLParser

from flows.site import build
from flows.site.pieces import BYTES, Folder, parts
from tests.conftest import FinishedRun

DAY = dt.date(2026, 3, 1)
BUILT = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)


class Site:
    """A site made from a copy of the marts of the shipped documents, which a test may change."""

    def __init__(self, warehouse: Path, folder: Path) -> None:
        self.database = folder / "gouji.duckdb"
        shutil.copyfile(warehouse / "gouji.duckdb", self.database)
        self.place = folder / "site"

    def write(self) -> set[str]:
        """Write the site; returns the pieces that were written."""
        before = self._states()
        build.write(self.database, self.place, DAY, BUILT)
        return {name for name, state in self._states().items() if before.get(name) != state}

    def _states(self) -> dict[str, tuple[int, int]]:
        data = self.place / "data"
        files = {p.relative_to(data).with_suffix("").as_posix(): p.stat() for p in data.rglob("*.js")}
        return {name: (found.st_ino, found.st_mtime_ns) for name, found in files.items()}

    def change(self, *statements: str) -> None:
        with duckdb.connect(self.database) as connection:
            for statement in statements:
                connection.execute(statement)

    def piece(self, name: str) -> Any:
        text = (self.place / "data" / f"{name}.js").read_text("utf-8")
        head = f"gouji.put({json.dumps(name)}, "
        assert text.startswith(head) and text.endswith(");\n")
        return json.loads(text[len(head) : -3])

    def table(self, name: str) -> list[dict[str, Any]]:
        piece = self.piece(name)
        return [dict(zip(piece["columns"], row, strict=True)) for row in piece["rows"]]


@pytest.fixture
def site(finished_run: FinishedRun, tmp_path: Path) -> Site:
    return Site(finished_run.warehouse, tmp_path)


def test_the_run_writes_the_site(finished_run: FinishedRun) -> None:
    assert {"index.html", "findings.html", "report.html"} <= {
        p.name for p in (finished_run.warehouse / "site").iterdir()
    }


def test_pages_load_only_what_is_beside_them_and_every_link_leads_somewhere(finished_run: FinishedRun) -> None:
    folder = finished_run.warehouse / "site"
    for path in folder.glob("*.html"):
        page = LexborHTMLParser(path.read_text("utf-8"))
        policy = page.css_first("meta[http-equiv='Content-Security-Policy']").attributes["content"] or ""
        assert policy.startswith("default-src 'none'; script-src 'self' file:;")
        assert all(node.attributes.get("src") for node in page.css("script"))
        links = [node.attributes.get("href") or node.attributes.get("src") or "" for node in page.css("[href], [src]")]
        inside = [link for link in links if link.startswith("#")]
        assert all(page.css_first(link) for link in inside)
        assert all((folder / link).is_file() for link in links if link not in (*inside, "data:,"))


def test_every_cell_of_a_report_is_in_its_piece_with_its_place(site: Site) -> None:
    site.write()
    cells = site.piece("form")["cells"]
    with duckdb.connect(site.database, read_only=True) as connection:
        expected = connection.execute(
            "select section, item, measure, cast(value as double), table_number, row_number, column_number"
            " from marts.fct_cells join marts.fct_reports using (report_id) where document like 'hongze%' order by all"
        ).fetchall()
        ((agency, report),) = connection.execute(
            "select agency_id, report_id from marts.fct_reports where document like 'hongze%'"
        ).fetchall()
    (found,) = [one for one in site.piece(f"reports/{agency[:2]}/{agency}")["reports"] if one["id"] == report]
    columns = [found["cells"][name] for name in ("positions", "values", "tables", "rows", "columns")]
    assert sorted((*cells[p], value, *place) for p, value, *place in zip(*columns, strict=True)) == expected
    assert len(expected) == 186


def test_a_second_build_of_the_same_day_writes_nothing(site: Site) -> None:
    assert len(site.write()) > 40
    assert site.write() == set()


def test_only_what_a_decision_touches_is_written_again(site: Site) -> None:
    site.write()
    site.change(
        "update marts.fct_findings set state = 'confirmed', decided_by = '王某'"
        " where document like 'hongze%' and rule = 'proceedings_sum'"
    )
    written = site.write()
    with duckdb.connect(site.database, read_only=True) as connection:
        ((agency,),) = connection.execute(
            "select agency_id from marts.fct_reports where document like 'hongze%'"
        ).fetchall()
    assert written == {
        f"reports/{agency[:2]}/{agency}",
        "findings/2023-320000",
        "counts/all",
        "counts/320000",
        "pending/2023",
    }


def test_what_is_gone_is_removed(site: Site) -> None:
    site.write()
    assert site.table("findings/2022-360000")
    site.change("delete from marts.fct_findings where year = 2022")
    site.write()
    assert not (site.place / "data/findings/2022-360000.js").exists()
    assert "2022-360000" not in site.piece("meta")["pieces"]["findings"]


def test_a_piece_that_is_lost_is_written_again(site: Site) -> None:
    site.write()
    (site.place / "data/counts/320000.js").unlink()
    assert site.write() == {"counts/320000"}


def test_text_of_a_report_cannot_leave_its_string(site: Site) -> None:
    hostile = '</script><script>alert(1)</script>"); alert(2); ("\u2028'
    site.change(f"update marts.fct_findings set agency = '{hostile}' where year = 2023")
    site.write()
    assert {line["agency"] for line in site.table("findings/2023-320000")} == {hostile}


def test_parts_stay_below_the_bound_and_lose_nothing() -> None:
    lines = [f'["{"县" * 1000}{number}"]' for number in range(1000)]
    chunks = list(parts(lines))
    assert len(chunks) == 4 and all(len(chunk.encode()) <= BYTES for chunk in chunks)
    assert json.loads(f"[{','.join(chunks)}]") == [json.loads(line) for line in lines]


def test_a_part_that_is_no_longer_needed_is_removed(tmp_path: Path) -> None:
    for bodies in (["[1]", "[2]"], ["[3]"]):
        folder = Folder(tmp_path, "writer")
        folder.put("findings/2023-320000", bodies[0], bodies)
        folder.close()
    assert [path.name for path in tmp_path.rglob("*.js")] == ["2023-320000.js"]


def test_another_writer_writes_everything_again(tmp_path: Path) -> None:
    first = Folder(tmp_path, "one")
    first.put("units", "state", ["[]"])
    first.close()
    assert Folder(tmp_path, "one").keep("units", "state")
    assert not Folder(tmp_path, "other").keep("units", "state")
