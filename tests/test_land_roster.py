"""The list of agencies beside the documents is landed with them, and a change of it is a new generation."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows.land import LandingError, land, landed
from tests.shipped import copy_documents

HEADER = "region_code,agency,agency_type,first_year,last_year\n"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return copy_documents(tmp_path / "raw", "ruijin_city_2022.txt")


def listed(raw: Path) -> list[str]:
    found: list[str] = pq.read_table(raw / "records" / "roster.parquet")["agency"].to_pylist()
    return found


def test_a_list_is_landed_and_a_change_of_it_noticed_without_reading_again(raw: Path) -> None:
    without = land(raw)
    assert not (raw / "records" / "roster.parquet").exists()
    (raw / "agencies.csv").write_text(f"{HEADER}360781,瑞金市,,,\n", "utf-8")
    assert landed(raw) is None
    first = land(raw)
    assert (first.read, listed(raw), first.generation == without.generation) == (0, ["瑞金市"], False)
    assert landed(raw) == first
    (raw / "agencies.csv").write_text(f"{HEADER}360781,瑞金市财政局,,,\n", "utf-8")
    assert (land(raw).read, listed(raw)) == (0, ["瑞金市财政局"])
    (raw / "agencies.csv").unlink()
    assert land(raw).generation == without.generation
    assert not (raw / "records" / "roster.parquet").exists()


def test_a_list_that_is_wrong_stops_the_landing_and_leaves_what_was_there(raw: Path) -> None:
    before = land(raw)
    (raw / "agencies.csv").write_text(f"{HEADER}360781,,,,\n", "utf-8")
    with pytest.raises(LandingError, match=r"agencies\.csv: line 2: no agency is named; mend that or take it out"):
        land(raw)
    (raw / "agencies.csv").unlink()
    assert landed(raw) == before._replace(read=0)
