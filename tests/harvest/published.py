"""What an imitated site publishes: every report with its addresses and bytes, and the lists that lead to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from tests.harvest.builders import PER_PAGE, Builder, Content, Pages, Row, framed
from tests.harvest.made_reports import DECOYS, Made, as_docx, as_pdf, paragraphs, picture

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Published(NamedTuple):
    """A report as published: its address, those of its attachments, and what is at each target of its host."""

    made: Made
    url: str
    attachments: tuple[str, ...]
    contents: Pages


def published(builder: Builder, made: Made, edition: int = 0) -> Published:
    """A report on its site, in its form; another `edition` has other bytes."""
    origin = f"http://{builder.host}"
    if made.form == "pdf":
        target = builder.file(made, "pdf")
        return Published(made, origin + target, (), {target: Content("application/pdf", as_pdf(made, edition))})
    files = _files(builder, made, edition)
    names = [(target, f"{made.title}{suffix}") for target, (suffix, _) in files.items()]
    text = "".join(f"<p>{escape(line)}</p>" for line in paragraphs(made, edition)) if made.form == "page" else ""
    head = f"<h1>{made.title}</h1><p>发布日期：{made.published_on} 来源：{made.agency}</p>"
    page = framed(f"{made.title} - 门户网站", f"{head}{text}{builder.body(made, names)}", builder.encoding)
    target = builder.page(made)
    contents = {target: page} | {at: content for at, (_, content) in files.items()}
    return Published(made, origin + target, tuple(origin + at for at in files), contents)


def _files(builder: Builder, made: Made, edition: int) -> dict[str, tuple[str, Content]]:
    if made.form == "pdf page":
        return {builder.file(made, "pdf"): (".pdf", Content("application/pdf", as_pdf(made, edition)))}
    if made.form == "docx page":
        pictures = {f"{i}.png": picture(f"{made.region_code} {made.number} {edition} {i}") for i in (1, 2)}
        shown = {builder.file(made, name): ("", Content("image/png", data)) for name, data in pictures.items()}
        return {**shown, builder.file(made, "docx"): (".docx", Content(_WORD, as_docx(made, edition)))}
    return {}


def list_pages(builder: Builder, reports: Sequence[Made], *, empty: bool = False) -> Pages:
    """The lists of a site, with other titles between those of reports; `empty` for a site that was rebuilt."""
    rows = [] if empty else [_row(builder, made) for made in reports]
    others = [
        Row(title, title, f"/xxgk/other/{n}.html", dt.date(2024, 3, 1 + n))
        for n, title in enumerate(title.format(builder.place) for title in DECOYS)
    ]
    mixed = [row for pair in zip(rows, others, strict=False) for row in pair] + rows[len(others) :]
    mixed = mixed or others[2:4]
    pages = [mixed[i : i + PER_PAGE] for i in range(0, len(mixed), PER_PAGE)]
    lists = builder.lists(pages)
    return lists | {row.target: framed(row.title, f"<h1>{row.title}</h1><p>全文。</p>") for row in others}


def _row(builder: Builder, made: Made) -> Row:
    target = builder.file(made, "pdf") if made.form == "pdf" else builder.page(made)
    return Row(made.title, made.cut, target, made.published_on)
