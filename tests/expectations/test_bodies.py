"""What the words for bodies that are no departments of a county make of names."""

from __future__ import annotations

import pytest

from expectations.catalogue import load

VERTICAL = [
    "国家税务总局遂昌县税务局",
    "遂昌县国家税务局",
    "杭州海关",
    "中国人民银行丽水市分行",
    "国家金融监督管理总局丽水监管分局",
    "遂昌县气象局",
    "舟山海事局",
    "丽水市烟草专卖局",
    "丽水市邮政管理局",
    "遂昌县消防救援大队",
    "宁波出入境边防检查站",
    "国家统计局遂昌调查队",
    "丽水经济技术开发区税务局",
]
ZONE = [
    "丽水经济技术开发区管理委员会",
    "宁波国家高新区",
    "河北雄安新区管理委员会",
    "洋山保税港区管理委员会",
    "苏州工业园区教育局",
]
CORPS = ["新疆生产建设兵团", "第八师石河子市", "新疆生产建设兵团第一师教育局"]
BRANCH = ["丽水市生态环境局遂昌分局", "杭州市公安局西湖区分局"]
ORDINARY = [
    # Until 2018 under local government, unlike 国家税务局.
    "遂昌县地方税务局",
    "遂昌县教育局",
    "浙江省统计局",
    "丽水市地方金融监督管理局",
    "遂昌县公安局出入境管理大队",
    "上海市第一师范学校",
    "丽水市财政局",
    "遂昌县自然资源和规划局",
]


def body_of(name: str) -> str:
    """The body of the lowest rank, then of the longest word, as in `int_agency_bodies`."""
    found = [(body.rank, -len(body.wording), body.body) for body in load().bodies if body.wording in name]
    return min(found, default=(0, 0, ""))[-1]


@pytest.mark.parametrize(
    ("names", "body"),
    [(VERTICAL, "vertical"), (ZONE, "zone"), (CORPS, "corps"), (BRANCH, "branch"), (ORDINARY, "")],
    ids=["vertical", "zone", "corps", "branch", "ordinary"],
)
def test_a_word_in_the_name_shows_the_body(names: list[str], body: str) -> None:
    assert {name: body_of(name) for name in names} == dict.fromkeys(names, body)
