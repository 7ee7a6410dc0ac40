"""Sets the figures of one report into the official form."""

from __future__ import annotations

from collections.abc import Iterable

from tests.rendering import wording
from tests.rendering.pieces import Document, Figure, Figures, Key, Piece, Prose, Table

AGENCY = "云溪县青石镇人民政府"


def keys(edition: str, closed: str) -> list[Key]:
    """The cells a report prints, in printed order; `closed` is one_row or three_rows."""
    empty: Figures = {}
    tables = (block for block in compose(edition, closed, empty) if isinstance(block, Table))
    return [piece.key for table in tables for row in table.rows for piece in row if piece.key]


def compose(edition: str, closed: str, figures: Figures, year: int | None = None) -> Document:
    """The whole report: title, publication line, six headings, text and three tables."""
    year = year or int(edition) + 1
    second, third, fourth = tables(edition, closed, figures)
    prose = {name: Prose("sentence", text.format(year=year)) for name, text in wording.PROSE.items()}
    heading = [Prose("heading", text) for text in wording.HEADINGS]
    return (
        Prose("title", f"{AGENCY}{year}年政府信息公开工作年度报告"),
        Prose("sentence", f"发布日期:{year + 1}-01-18 来源:青石镇"),
        prose["opening"],
        *(heading[0], prose["overview"]),
        *(heading[1], second),
        *(heading[2], prose["before_requests"], third, prose["after_requests"]),
        *(heading[3], prose["before_proceedings"], fourth),
        *(heading[4], prose["problems"]),
        *(heading[5], prose["others"]),
    )


def tables(edition: str, closed: str, figures: Figures) -> tuple[Table, Table, Table]:
    """Tables two, three and four of a report."""
    return _disclosures(edition, figures), _requests(closed, figures), _proceedings(figures)


def _disclosures(edition: str, figures: Figures) -> Table:
    rows: list[tuple[Piece, ...]] = []
    for clause, columns, items in wording.DISCLOSURES[edition]:
        # The last column of a clause takes up the width left by its fewer columns.
        spans = [1] * (len(columns) - 1) + [4 - len(columns)]
        rows.append((Piece("clause", clause, across=4),))
        headers = [Piece("header", label, across=span) for (label, _), span in zip(columns, spans, strict=True)]
        rows.append((Piece("header", "信息内容"), *headers))
        for label, item in items:
            measures = [measure for _, measure in columns]
            rows.append((Piece("label", label), *_values(2, item, measures, figures, spans)))
    return Table(2, 4, tuple(rows))


def _requests(closed: str, figures: Figures) -> Table:
    rows: list[tuple[Piece, ...]] = [
        (Piece("header", wording.BALANCE, across=3, down=3), Piece("header", "申请人情况", across=7)),
        (
            Piece("header", "自然人", down=2),
            Piece("header", "法人或其他组织", across=5),
            Piece("header", "总计", down=2),
        ),
        tuple(Piece("header", label) for label, _ in wording.ORGANISATIONS),
    ]

    def line(label: str, item: str, across: int, *before: Piece) -> None:
        values = _values(3, item, wording.APPLICANTS, figures)
        rows.append((*before, Piece("label", label, across=across), *values))

    for label, item in wording.RECEIVED:
        line(label, item, 3)
    groups = [*wording.REFUSALS, *([wording.CLOSED_ROWS] if closed == "three_rows" else [])]
    results = 3 + sum(len(items) for _, items in groups) + (closed == "one_row")
    line(*wording.GRANTED[0], 2, Piece("group", "三、本年度办理结果", down=results))
    line(*wording.GRANTED[1], 2)
    for group, items in groups:
        line(*items[0], 1, Piece("group", group, down=len(items)))
        for label, item in items[1:]:
            line(label, item, 1)
    if closed == "one_row":
        line(*wording.CLOSED_ROW, 2)
    line(*wording.PROCESSED, 2)
    line(*wording.CARRIED_OUT, 3)
    return Table(3, 10, tuple(rows))


def _proceedings(figures: Figures) -> Table:
    (review, _), (direct, _), (after, _) = wording.PROCEEDINGS
    labels = [label for label, _ in wording.RESULTS]
    measures = [measure for _, measure in wording.RESULTS]
    values = [value for _, item in wording.PROCEEDINGS for value in _values(4, item, measures, figures)]
    return Table(
        4,
        15,
        (
            (Piece("header", review, across=5), Piece("header", "行政诉讼", across=10)),
            (
                *(Piece("header", label, down=2) for label in labels),
                Piece("header", direct, across=5),
                Piece("header", after, across=5),
            ),
            tuple(Piece("header", label) for label in labels * 2),
            tuple(values),
        ),
    )


def _values(
    section: int, item: str, measures: Iterable[str], figures: Figures, spans: Iterable[int] | None = None
) -> list[Piece]:
    names = list(measures)
    found = [((section, item, measure), span) for measure, span in zip(names, spans or [1] * len(names), strict=True)]
    blank = Figure("", None)
    return [Piece("value", figures.get(key, blank).text, key, across=span) for key, span in found]
