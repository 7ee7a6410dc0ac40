"""Made-up reports for imitated sites, and what their lists print beside them that is no report."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zlib
from functools import cache
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.office_files import docx, paragraph
from tests.shipped import shipped

BODIES = ("人民政府", "司法局", "教育局")
"""The bodies of each place that report."""

FORMS = ("page", "pdf page", "docx page", "pdf")
"""A report is a page, a page with nothing but a PDF, a page with a DOCX and pictures of it, or a PDF the list links."""

DECOYS = (
    "{}2023年政府信息公开工作年度报告解读", "【图解】{}2023年政府信息公开工作年度报告", "{}政府信息公开指南",
    "{}2023年政府工作报告", "关于做好2023年度政府信息公开工作年度报告编制工作的通知", "{}政府信息公开目录",
    "{}2023年财政预算执行情况和2024年财政预算草案的报告", "{}2023年法治政府建设年度报告",
    "{}2023年政务公开工作要点", "{}2024年第一季度政府信息公开工作情况报告",
)  # fmt: skip
"""Other titles that the lists of a place print between those of reports."""


class Made(NamedTuple):
    """A made-up report: its place in its site's list from 0, what it is called, and how it is published."""

    number: int
    agency: str
    region_code: str
    year: int
    form: str
    published_on: dt.date

    @property
    def title(self) -> str:
        """The full title."""
        return f"{self.agency}{self.year}年政府信息公开工作年度报告"

    @property
    def cut(self) -> str:
        """The title as lists cut it short."""
        return self.title[:-4] + "…"


@cache
def made_reports(place: str, region_code: str, count: int = 8) -> tuple[Made, ...]:
    """The reports of a place, newest first, of several years and every form."""
    found = []
    for i in range(count):
        year = 2025 - i // len(BODIES)
        agency = place + BODIES[i % len(BODIES)]
        found.append(Made(i, agency, region_code, year, FORMS[i % len(FORMS)], dt.date(year + 1, 1, 28 - i)))
    return tuple(found)


def paragraphs(made: Made, edition: int = 0) -> list[str]:
    """The text of a report, line by line; another `edition` of it has another first figure."""
    text = shipped("wuxing_district_office_2024.txt").decode("utf-8")
    lines = [line for line in text.splitlines()[2:] if line.strip()]
    told = [
        line.replace("湖州市吴兴区人民政府办公室", made.agency).replace("2024年", f"{made.year}年") for line in lines
    ]
    return [made.title, *(line.replace("2709", str(2709 + edition)) for line in told)]


@cache
def as_pdf(made: Made, edition: int = 0) -> bytes:
    """A report as PDF, the same bytes each time."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    lines = paragraphs(made, edition)
    for start in range(0, len(lines), 50):
        canvas.setFont("STSong-Light", 9)
        for i, line in enumerate(lines[start : start + 50]):
            canvas.drawString(50, 800 - 15 * i, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


@cache
def as_docx(made: Made, edition: int = 0) -> bytes:
    """A report as Word document."""
    return docx("".join(paragraph(line) for line in paragraphs(made, edition)))


@cache
def picture(name: str, width: int = 620, height: int = 877) -> bytes:
    """A grey PNG of this size that holds its name."""
    rows = b"".join(b"\0" + b"\xd2" * width for _ in range(height))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    told = chunk(b"tEXt", b"Title\0" + name.encode())
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + told + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )
