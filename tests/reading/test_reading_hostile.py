"""Any input yields an extraction, quickly, and never with a number that is not printed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial

import pytest

from flows.reading.document import read
from tests.rendering import figures, form, judging
from tests.rendering.markup import page
from tests.rendering.pieces import Document, Printed
from tests.rendering.text import printed

SECONDS = 10
TRUTH = figures.different("2021", "three_rows", 11)
REPORT = form.compose("2021", "three_rows", TRUTH)
PAGE = page(REPORT, "clean").text
TEXT = printed(REPORT, "lines_apart").text
TABLE = "<table><tr><td>规章</td><td>1</td></tr>"


def _repeated(char: str) -> bytes:
    return (char * (5_000_000 // len(char.encode()))).encode()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "white space": lambda: b" \n\t\r\n" * 1000,
    "random bytes": lambda: random.Random(1).randbytes(200_000),
    "a zip file": lambda: b"PK\x03\x04" + random.Random(2).randbytes(5000),
    **{f"5 MB of {char!r}": partial(_repeated, char) for char in "a1 |\n<(一（"},
    "200,000 pipes": lambda: b"|" * 200_000,
    "200,000 lines of pipes": lambda: b"|\n" * 200_000,
    "a report before 200,000 pipes": lambda: (TEXT + "|" * 200_000).encode(),
    "a label 50,000 times": lambda: "1.属于国家秘密\n\n0\n\n".encode() * 50_000,
    "a title 50,000 times": lambda: "某县2022年政府信息公开工作年度报告\n".encode() * 50_000,
    "huge rowspan": lambda: PAGE.replace('rowspan="3"', 'rowspan="1000000000"').encode(),
    "huge colspan": lambda: PAGE.replace('colspan="3"', 'colspan="1000000000"').encode(),
    "negative spans": lambda: PAGE.replace('rowspan="', 'rowspan="-').replace('colspan="', 'colspan="-').encode(),
    "spans of letters": lambda: PAGE.replace('rowspan="', 'rowspan="x').encode(),
    "huge spans in every cell": lambda: (TABLE.replace("<td>", '<td colspan="1000" rowspan="65534">') * 300).encode(),
    "elements 20,000 deep": lambda: (b"<div>" * 20_000) + PAGE.encode(),
    "tables 20,000 deep": lambda: b"<table><tr><td>" * 20_000 + b"1",
    "20,000 tables": lambda: (TABLE + "</table>").encode() * 20_000,
    "an unclosed comment": lambda: ("<!--" + PAGE).encode(),
    "NUL characters": lambda: TEXT.replace("\n\n", "\n\0\n").encode(),
    "NUL characters in a page": lambda: PAGE.replace("<td>", "<td>\0").encode(),
    "lone surrogates": lambda: TEXT.encode() + b"\xed\xa0\x80\xff\xfe",
    "UTF-16": lambda: TEXT.encode("utf-16"),
    "numbers of 5,000 digits": lambda: TEXT.replace("第二十条", "9" * 5000).encode(),
    "cells of 5,000 digits": lambda: PAGE.replace("<td>", "<td>" + "9" * 5000).encode(),
    "impossible dates": lambda: TEXT.replace("1月1日", "99月99日").replace("-01-18", "-13-45").encode(),
    "year 0000": lambda: TEXT.replace("2022", "0000").replace("2023", "9999").encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_answered_soon_and_never_with_a_wrong_number(name: str) -> None:
    data = HOSTILE[name]()
    start = time.process_time()
    found = read(data, "hostile")
    assert time.process_time() - start < SECONDS
    assert not judging.unsound(found)
    if name not in ("a label 50,000 times", "huge spans in every cell", "20,000 tables"):
        assert not judging.wrong(found, TRUTH)


def _layouts() -> dict[str, Callable[[Document], Printed]]:
    texts = ("lines_apart", "lines_close", "pipes_padded", "cell_pipes", "flat")
    renders: dict[str, Callable[[Document], Printed]] = {name: partial(printed, layout=name) for name in texts}
    return renders | {"a page": partial(page, style="clean")}


@pytest.mark.parametrize("layout", _layouts())
def test_a_report_cut_anywhere_is_never_read_wrong(layout: str) -> None:
    data = _layouts()[layout](REPORT).data
    for end in range(0, len(data), 50):
        found = read(data[:end], "cut")
        assert not judging.unsound(found), end
        assert not judging.wrong(found, TRUTH), end
