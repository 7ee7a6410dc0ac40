"""The list of agencies next to the documents is landed with them, and a change to it makes a new generation."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows.landing.current import current_landing
from flows.landing.land import land
from flows.landing.roster import RosterError, roster_of
from tests.shipped import copy_documents

HEADER = "region_code,agency,agency_type,first_year,last_year\n"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return copy_documents(tmp_path / "raw", "ruijin_city_2022.txt")


def listed(raw: Path) -> list[str]:
    found: list[str] = pq.read_table(raw / "records" / "roster.parquet")["agency"].to_pylist()
    return found


def test_a_list_is_landed_and_changes_to_it_are_noticed_without_rereading(raw: Path) -> None:
    without = land(raw)
    assert not (raw / "records" / "roster.parquet").exists()
    (raw / "agencies.csv").write_text(f"{HEADER}360781,瑞金市,,,\n", "utf-8")
    assert current_landing(raw) is None
    first = land(raw)
    assert (first.read, listed(raw), first.generation == without.generation) == (0, ["瑞金市"], False)
    assert current_landing(raw) == first
    (raw / "agencies.csv").write_text(f"{HEADER}360781,瑞金市财政局,,,\n", "utf-8")
    assert (land(raw).read, listed(raw)) == (0, ["瑞金市财政局"])
    (raw / "agencies.csv").unlink()
    assert land(raw).generation == without.generation
    assert not (raw / "records" / "roster.parquet").exists()


def test_an_invalid_list_stops_the_landing_and_leaves_the_old_records(raw: Path) -> None:
    before = land(raw)
    (raw / "agencies.csv").write_text(f"{HEADER}360781,,,,\n", "utf-8")
    with pytest.raises(RosterError, match=r"agencies\.csv: line 2: no agency is named; fix or remove it"):
        land(raw)
    (raw / "agencies.csv").unlink()
    assert current_landing(raw) == before._replace(read=0)


def test_a_list_of_agencies_is_read_in_any_encoding_with_what_the_names_imply() -> None:
    text = f"{HEADER},遂昌县财政局,,2020,\r\n\r\n331123,北界镇人民政府,town,,2023\r\n"
    for data in (text.encode("utf-8-sig"), text.encode("gb18030")):
        assert [tuple(row.values())[1:] for row in roster_of(data).to_pylist()] == [
            ("遂昌县财政局", "department", "331123", 2020, None),
            ("北界镇人民政府", "town", "331123", None, 2023),
        ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("agency\n甲县\n", "line 1: the header must be region_code,agency"),
        (f"{HEADER},甲县,,\n", "line 2: 4 fields where 5 are needed"),
        (f"{HEADER}331123,,,,\n", "line 2: no agency is named"),
        (f"{HEADER}3311,遂昌县,,,\n", "line 2: region_code '3311' has not six digits"),
        (f"{HEADER}999999,遂昌县,,,\n", "line 2: region_code 999999 is not the code of a division in 2024"),
        (f"{HEADER},鼓楼区财政局,,,\n", "does not tell one region"),
        (f"{HEADER}331123,遂昌县,office,,\n", "line 2: agency_type 'office' is not one of"),
        (f"{HEADER}331123,遂昌县,,23,\n", "line 2: a year has four digits"),
        (f"{HEADER}331123,遂昌县,,2022,2021\n", "line 2: the last year 2021 is before the first, 2022"),
    ],
)
def test_an_invalid_line_of_the_list_is_named(text: str, said: str) -> None:
    with pytest.raises(RosterError) as caught:
        roster_of(text.encode())
    assert said in str(caught.value)
