"""Landing of a lake with crawled documents: where each comes from is landed with it, and read again if that changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from flows.landing.land import land
from tests.shipped import landed_rows, put, shipped
from tests.warc_files import Fetched, warc

ADDRESS, PAGE = "https://www.qingxi.example/2024/report.html", "https://www.qingxi.example/2024/"
REPORT = shipped("ruijin_city_2022.txt")
NAMELESS = "\n".join((
    "鼓楼区人民政府2023年政府信息公开工作年度报告", "一、总体情况", "二、主动公开政府信息情况", "第二十条第（一）项 |",
    "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |", "规章 | 0 | 0 | 0 |",
)).encode()  # fmt: skip
FIRST, LATER = dt.datetime(2025, 2, 1, 18, 30, 5), dt.datetime(2025, 3, 1, 1, 0)


def harvest(raw: Path, name: str, body: bytes, at: str = "2025-02-01T18:30:05Z", code: str = "320106") -> None:
    put(
        raw,
        f"harvest/{name}.warc.gz",
        warc([Fetched(ADDRESS, body, at, PAGE)], {"site": "qingxi", "region_code": code}),
    )


def origins(raw: Path) -> dict[str, tuple[Any, ...]]:
    return {row[0].partition("!/")[0]: row[5:6] + row[7:11] for row in landed_rows(raw)["documents"]}


def regions(raw: Path) -> list[str | None]:
    return [row[6] for row in landed_rows(raw)["reports"]]


def test_every_document_has_its_own_origin_and_keeps_it(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    put(raw, "a copy.txt", REPORT)
    harvest(raw, "1", REPORT)
    harvest(raw, "2", NAMELESS, "2025-03-01T01:00:00Z")
    assert land(raw)[1:6] == (3, 2, 0, 1, 2)
    found = origins(raw)
    assert found == {
        "a copy.txt": ("extracted", None, None, None, None),
        "harvest/1.warc.gz": ("duplicate", ADDRESS, FIRST, "qingxi", PAGE),
        "harvest/2.warc.gz": ("extracted", ADDRESS, LATER, "qingxi", PAGE),
    }
    put(raw, "none.txt", b"none")
    assert land(raw).read == 1
    assert {name: row for name, row in origins(raw).items() if name != "none.txt"} == found


def test_a_document_is_read_again_when_where_it_comes_from_is_told_otherwise(tmp_path: Path) -> None:
    raw, fresh = tmp_path / "raw", tmp_path / "fresh"
    harvest(raw, "1", NAMELESS, code="350102")
    land(raw)
    assert regions(raw) == ["350102"]
    harvest(raw, "1", NAMELESS)
    harvest(fresh, "1", NAMELESS)
    assert (land(raw).read, land(fresh).read) == (1, 1)
    assert regions(raw) == ["320106"]
    assert landed_rows(raw) == landed_rows(fresh)


def test_a_document_that_comes_before_its_copy_is_read_with_its_own_origin(tmp_path: Path) -> None:
    raw, fresh = tmp_path / "raw", tmp_path / "fresh"
    for folder, names in ((raw, ("2", "1")), (fresh, ("1", "2"))):
        for name in names:
            harvest(folder, name, NAMELESS, code="320106" if name == "1" else "350102")
            if folder is raw:
                land(raw)
    land(fresh)
    assert regions(raw) == ["320106"]
    assert landed_rows(raw) == landed_rows(fresh)


def test_a_cover_and_its_attachment_are_landed_with_what_only_the_cover_says(tmp_path: Path) -> None:
    raw, title = tmp_path / "raw", "遂昌县教育局2023年政府信息公开工作年度报告"
    cover = (
        f"<html><head><title>{title}</title></head><body><h1>关于公布{title}的公告</h1>"
        "<p>发布日期：2024-01-20 来源：教育局</p><p>附件：1.报告.txt</p></body></html>"
    )
    attached = NAMELESS.decode().replace("鼓楼区人民政府2023年", "")
    paper = Fetched(f"{PAGE}P01.txt", attached.encode(), via=ADDRESS)
    put(raw, "harvest/1.warc.gz", warc([Fetched(ADDRESS, cover.encode()), paper], {"site": "qingxi"}))
    land(raw)
    found = landed_rows(raw)
    assert [(row[0][-7:], row[5]) for row in found["documents"]] == [("P01.txt", "extracted"), ("rt.html", "rejected")]
    ((_, year, _, _, agency, _, region, _, published_on),) = found["unread"]
    assert (year, agency, region, published_on) == (2023, "遂昌县教育局", "331123", dt.date(2024, 1, 20))
    (report,) = found["reports"]
    assert report[4:7] == ("遂昌县教育局", "department", "331123") and report[8] == 2023
