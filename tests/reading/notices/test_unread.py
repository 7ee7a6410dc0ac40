"""Reports that are there but were not read: rejected documents, and second reports in a document, with their agency."""

from __future__ import annotations

import pytest

from flows.documents.origin import UNKNOWN, Origin
from flows.landing.sources import Source
from flows.landing.worker import answer
from flows.reading.document import read
from flows.reading.records import Extraction, to_tables

NAME = "政府信息公开工作年度报告"
TITLE = f"云溪县教育局2022年{NAME}"
PARTS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "第二十条第（一）项 |",
    "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |",
    "规章 | 0 | 0 | 0 |",
    "行政规范性文件 | 1 | 0 | 4 |",
    "三、收到和处理政府信息公开申请情况",
    "一、本年新收政府信息公开申请数量 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |",
)


def of(text: str) -> Extraction:
    return read(text.encode(), "page")


THERE = {
    "explanation": f"《{TITLE}》解读\n一、为何编制\n条例要求公开年度报告，我局据此编制。",
    "attachment_only": f"关于发布{TITLE}的公告\n附件：1.报告.pdf",
    "not_a_report": TITLE,
    "too_deep": f"<html><head><title>{TITLE}</title></head><body>{'<div>' * 5_000}x",
}


@pytest.mark.parametrize("reason", THERE)
def test_a_rejected_document_says_whose_report_it_is(reason: str) -> None:
    found = of(THERE[reason])
    assert (found.status, (found.reason or "").partition(":")[0]) == ("rejected", reason)
    (unread,) = found.unread
    assert (unread.agency, unread.agency_type, unread.year) == ("云溪县教育局", "department", 2022)
    assert unread.reason == reason
    (row,) = to_tables([found])["unread"].to_pylist()
    assert (row["agency"], row["year"], row["unread_id"]) == ("云溪县教育局", 2022, f"{found.report_id}-1")


OTHERS = {
    "list": "\n".join(f"{body}2022年{NAME}" for body in ("云溪县财政局", "云溪县水利局", "遂昌县水利局")),
    "university": "云溪大学2021—2022学年信息公开年度报告\n一、概述\n学校认真贯彻办法，公开信息。",
    "plan": "云溪县2023年政务公开工作要点\n一、总体要求\n按时公开政府信息公开工作年度报告。",
    "binary": "\0\0\0",
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_document_that_is_nobodys_report_counts_for_nobody(name: str) -> None:
    found = of(OTHERS[name])
    assert (found.status, found.unread) == ("rejected", ())


def test_a_second_report_in_a_document_counts_as_present() -> None:
    second = f"云溪县财政局2022年{NAME}"
    found = of("\n".join((TITLE, *PARTS, second, *PARTS)))
    assert found.report is not None and found.report.agency == "云溪县教育局"
    assert "several_reports" in {notice.code for notice in found.notices}
    (unread,) = found.unread
    assert (unread.agency, unread.year, unread.reason) == ("云溪县财政局", 2022, "several_reports")
    assert to_tables([found])["unread"].num_rows == 1


def test_a_report_that_was_read_does_not_count_twice() -> None:
    assert of("\n".join((TITLE, *PARTS, "相关阅读", f"云溪县财政局2022年{NAME}"))).unread == ()


CLOSED = {
    "archive_type": b"Rar!\x1a\x07\x01\x00" + bytes(64),
    "damaged_file": b"%PDF-1.7\n" + bytes(64),
    "empty": b"",
}


@pytest.mark.parametrize("reason", CLOSED)
@pytest.mark.parametrize(
    "document", [f"{TITLE}.pdf", f"a.zip!/2022年报/{TITLE}（1）.ofd", f"云溪县教育局_2022年{NAME}"]
)
def test_an_unopenable_file_is_attributed_by_its_name(reason: str, document: str) -> None:
    found = read(CLOSED[reason], document)
    assert (found.status, (found.reason or "").partition(":")[0]) == ("rejected", reason)
    assert [(x.agency, x.year, x.reason) for x in found.unread] == [("云溪县教育局", 2022, reason)]


@pytest.mark.parametrize(
    "name",
    [
        f"{TITLE}/1.pdf",
        f"2022年{NAME}.pdf",
        f"云溪县教育局{NAME}.pdf",
        f"一图读懂{TITLE}.png",
        "云溪县教育局2022年工作总结.pdf",
    ],
)
def test_any_other_name_says_nothing_about_a_file(name: str) -> None:
    assert [read(data, name).unread for data in CLOSED.values()] == [()] * len(CLOSED)


def test_a_file_name_says_nothing_about_a_document_that_is_read() -> None:
    name = f"邻县财政局2021年{NAME}.txt"
    found = read("\n".join((TITLE, *PARTS)).encode(), name)
    assert found.report is not None and (found.report.agency, found.report.year) == ("云溪县教育局", 2022)
    assert (found.unread, read(OTHERS["plan"].encode(), name).unread) == ((), ())
    assert [x.agency for x in read(THERE["too_deep"].encode(), name).unread] == ["云溪县教育局"]


def test_a_file_that_crashes_its_reader_is_attributed_by_its_name() -> None:
    def fails(data: bytes, document: str, origin: Origin = UNKNOWN) -> Extraction:
        raise MemoryError

    found = answer(Source(f"{TITLE}.pdf", "1", b"1"), fails)
    assert [(x.agency, x.year, x.reason) for x in found.unread] == [("云溪县教育局", 2022, "reader_out_of_memory")]
