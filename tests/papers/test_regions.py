"""A region is meant by its code, its full name, or a name that only one has."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from flows.papers.regions import RegionError, find
from tests.made_models import Models


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        models = Models(made, {})
        made.execute("create schema marts")
        made.execute(f"create table marts.dim_region as from {models.ref('dim_region')}")
        yield made


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("330106", "330106"),
        ("浙江省", "330000"),
        ("浙江省杭州市西湖区", "330106"),
        ("洪泽区", "320813"),
        (" 遂昌县 ", "331123"),
        # A former code and its full name.
        ("332527", "331123"),
        ("浙江省丽水地区遂昌县", "331123"),
    ],
)
def test_one_region_is_meant(connection: duckdb.DuckDBPyConnection, text: str, code: str) -> None:
    assert find(connection, text).region_id == code


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("西湖区", "“西湖区”有2个，请写代码或者全称：330106 浙江省杭州市西湖区、360103 江西省南昌市西湖区"),
        ("西湖", "没有名为“西湖”的地区；名称相近的有：330106 浙江省杭州市西湖区"),
        ("洪择区", "没有名为“洪择区”的地区；名称相近的有：320813 江苏省淮安市洪泽区"),
        ("甲乙丙", "没有名为“甲乙丙”的地区；请写六位代码、全称或者不重名的名称"),
        ("", "没有名为“”的地区；请写"),
        ("999999", "没有名为“999999”的地区"),
        ("' or 1=1 --", "没有名为“' or 1=1 --”的地区"),
    ],
)
def test_otherwise_the_candidates_are_named(connection: duckdb.DuckDBPyConnection, text: str, said: str) -> None:
    with pytest.raises(RegionError) as refused:
        find(connection, text)
    assert said in str(refused.value)
