"""What is chosen by year and region is in a file of its own, whatever it is called."""

from __future__ import annotations

import pytest

from flows.findings import workbook_name
from flows.findings.chosen import like


@pytest.mark.parametrize(
    ("year", "region", "name"),
    [
        (None, None, "findings.xlsx"),
        (None, "", "findings.xlsx"),
        (2023, None, "findings-2023.xlsx"),
        (None, "洪泽", "findings-洪泽.xlsx"),
        (2023, "洪泽", "findings-2023-洪泽.xlsx"),
    ],
)
def test_a_file_is_called_what_was_chosen(year: int | None, region: str | None, name: str) -> None:
    assert workbook_name(year, region) == name


@pytest.mark.parametrize(
    "region", ["../../etc/passwd", "/", "a:b", "a\\b", "a\nb", "\0", ".", "区" * 500, "\udcff", "\U0001f3db"]
)
def test_a_name_leads_nowhere_else_and_fits(region: str) -> None:
    name = workbook_name(2023, region)
    assert name.removesuffix(".xlsx").replace("-", "_").isidentifier() and len(name.encode()) < 200


def test_regions_that_a_file_name_cannot_tell_apart_have_two_files() -> None:
    regions = ("a/b", "a:b", "a_b", "a" * 41, "a" * 42, "2023")
    assert len({*(workbook_name(None, region) for region in regions), workbook_name(2023, None)}) == 7


NAMES = ["洪泽区人民政府", "瑞金市人民政府", "浙江省公安厅", "湖州市吴兴区人民政府", "杭州市人民政府", "丁县人民政府"]


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("浙江声", ["浙江省公安厅"]),
        ("红泽", ["洪泽区人民政府"]),
        ("洪泽县人民政府", ["洪泽区人民政府"]),
        ("吴星区", ["湖州市吴兴区人民政府"]),
        ("丙县", []),
        ("泰州市人民政府", ["杭州市人民政府", "湖州市吴兴区人民政府"]),
        ("市", []),
        ("", []),
        ("x" * 1000, []),
    ],
)
def test_only_names_that_are_near_are_offered(asked: str, near: list[str]) -> None:
    assert like(asked, NAMES) == near


def test_no_more_than_three_are_offered() -> None:
    assert like("泰州", [f"{name}州市人民政府" for name in "杭湖温台"]) == [f"{name}州市人民政府" for name in "台杭温"]
