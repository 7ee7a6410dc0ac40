"""Advertising inside sentences is found with its line; what sports or tourism bureaus write is not flagged."""

from __future__ import annotations

from random import Random

import pytest

from flows.documents.model import Line
from flows.reading.damage.harm import injected_lines
from flows.reading.document import read
from flows.reading.prose import Prose
from tests.reading.test_statements import brief, statements_in
from tests.rendering import narrative
from tests.rendering.harm_text import planted


def lines(*texts: str) -> list[int]:
    prose = Prose([Line(text, number, None) for number, text in enumerate(texts, 1)])
    return [at + 1 for at in injected_lines(prose)]


@pytest.mark.parametrize(
    "sentence",
    [
        "坚持以飞鸟直播app新时代中国特色社会主义思想为指导。",
        "坚持以飞鸟体育?新时代中国特色社会主义思想为指导。",
        "认真落实云顶娱乐云顶官网依法行政要求。",
        "深入推进vip888政务公开工作。",
        "深入推进W88政务公开工作。",
        "全面落实www.w8866.com政务公开要求。",
        "全面落实abc.vip政务公开要求。",
        "一、总体天马体育天马官网情况",
        "某某市司法局九游会2021年政府信息公开工作年度报告",
        "坚持以开云体育服务群众。",
    ],
)
def test_a_name_planted_once_is_found(sentence: str) -> None:
    assert lines("一、总体情况", sentence, "无。") == [2]


@pytest.mark.parametrize(
    "sentences",
    [
        ("认真落实飞鸟体育政务公开工作要求。", "持续推进飞鸟体育信息公开工作。", "推进政务公开工作。"),
        ("坚持以三叶草新时代中国特色社会主义思想为指导。", "深入学习贯彻三叶草法治思想。", "依法办理。"),
        ("深入推进ky520政务公开工作。", "加强ky520制度建设。", "推进政务公开,加强制度建设。"),
    ],
)
def test_unknown_names_are_found_where_they_are_repeated(sentences: tuple[str, ...]) -> None:
    assert lines(*sentences) == [1, 2]


@pytest.mark.parametrize(
    "sentence",
    [
        "开展群众体育、竞技体育、青少年体育工作,群众体育活动120场,网络直播、网络视频观看12万人次。",
        "公开体育彩票公益金使用情况、福利彩票销售数据,省体育彩票管理中心设体育彩票投注站。",
        "阳光体育活动蓬勃开展,推动阳光体育运动进校园;开展龙舟体育活动,推动龙舟体育发展。",
        "通过“某某发布”公众号、电视直播、现场直播等形式发布,举办直播带货15场。",
        "学习贯彻新时代中国特色社会主义思想和法治思想,深入学习贯彻法治思想,落实总书记指示。",
        "门户网站(http://www.hz66.com)公开,网址www.abc123.com,邮箱abc123@163.com。",
        "加快ipv6改造,支持ipv6访问;使用wps2019文档,支持wps2019格式;执行gb18030标准。",
        "县文化广电旅游体育局2021年政府信息公开工作年度报告",
        "监管网络游戏、网络直播、歌舞娱乐场所、电子游艺场所,整治棋牌室,保护影视产业、影视基地。",
        "参展中国—南亚博览会、中亚博览会,药品注册送审,商标注册送达。",
    ],
)
def test_what_bureaus_write_about_their_field_is_not_advertising(sentence: str) -> None:
    assert lines(sentence, "推进政务公开工作,推进信息公开工作。") == []


def test_made_up_names_are_found_wherever_they_are_planted() -> None:
    for seed in range(300):
        choice = Random(seed)
        text = [s.text for s in narrative.overview(choice, 2023, {})]
        assert lines(*text) == []
        changed = [planted(sentence, choice) for sentence in text]
        assert lines(*changed) == [at for at, (a, b) in enumerate(zip(text, changed, strict=True), 1) if a != b]


def test_planted_text_states_no_facts() -> None:
    assert brief(statements_in("我局飞鸟体育,飞鸟直播收到申请8件。")) == []
    assert brief(statements_in("收到政府信息公开飞鸟体育申请8件。")) == []
    assert brief(statements_in("收到政府信息公开申请5件,注册飞鸟体育送彩金88件。")) == ["requests_received=5"]


def test_the_notice_has_the_line() -> None:
    text = "某县教育局2021年政府信息公开工作年度报告\n一、总体情况\n"
    text += "坚持以星河体育,星河直播新时代中国特色社会主义思想为指导。\n"
    headings = "二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n"
    notices = read((text + headings).encode(), "report.txt").notices
    assert [n.where.line for n in notices if n.code == "injected_text"] == [3]
