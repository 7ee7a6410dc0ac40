"""The sentences of a report: figures stated outside tables, and numbers that are not figures of the form."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from tests.rendering.pieces import Figures


class StatedFigure(NamedTuple):
    """A figure stated in the narrative."""

    fact: str
    value: int


class Sentence(NamedTuple):
    """A sentence and the figures stated in it."""

    text: str
    stated: tuple[StatedFigure, ...] = ()


# Every {fact} is replaced by a figure. Two ways of counting one fact never occur in the same report.
_APPLIED = (
    ("{who}共收到政府信息公开申请{requests_received}件,{trend}。",),
    (
        "{year}年,{who}收到依申请公开{requests_received}件。",
        "其中网络申请{requests_received_online}件,"
        "信函申请{requests_received_by_mail}件,当面申请{requests_received_in_person}件。",
    ),
    ("{who}新收到政府信息公开申请{requests_received}件,上年结转{requests_carried_in}件。",),
    ("全年受理政府信息公开申请{requests_received}件,{trend},结转下年度继续办理{requests_carried_out}件。",),
    ("{year}年度未发生举报投诉。",),
)
_DISPUTED = (
    "因政府信息公开引发的行政复议案件{review_total}件,行政诉讼{litigation_total}件。",
    "信息公开类行政复议{review_total}件,其中结果维持{review_upheld}件,结果纠正{review_corrected}件。",
    "{year}年因信息公开被提起行政诉讼{litigation_total}件。",
    "未发生责任追究情况。",
)
_ISSUED = ("全年制发行政规范性文件{normative_documents_issued}件。", "全年对政策文件逐一配发图文解读。")
_NOISE = (
    "通过门户网站公开政府信息{n}条,通过政务新媒体公开{n}条。",
    "举办培训{few}次,参加{n}人次。",
    "对{few}个领域的公开目录作了更新,新增栏目{few}个。",
    "办理人大代表建议{n}件、政协提案{few}件,答复率100%。",
    "网站全年访问量达{n}万次,较上年增长{few}.{few}%。",
    "召开新闻发布会{few}场,发布稿件{n}篇。",
    "严格执行保密审查,确保公开信息不涉密。",
    "坚持以公开为常态、不公开为例外,把公开贯穿于行政权力运行全过程。",
    "12345热线受理诉求{n}件,按时办结率99.{few}%。",
    "调整政务公开领导小组成员{few}人,落实专人负责。",
)
_PHRASES = (
    "坚持以习近平新时代中国特色社会主义思想为指导,",
    "认真贯彻落实上级关于政务公开工作的决策部署,",
    "围绕中心工作和群众关切,",
    "进一步健全信息发布审核机制,",
    "加强组织领导和统筹协调,",
    "持续完善公开目录和公开指南,",
    "推动政策文件和解读材料同步起草、同步审批、同步发布,",
    "拓宽公众参与渠道,",
    "着力提升公开的针对性、时效性和可读性,",
    "严格落实先审查、后公开的要求,",
    "强化网站和新媒体的日常监测,",
    "压实各科室责任,",
)
_ENDINGS = (
    "取得了较好成效。",
    "各项任务顺利完成。",
    "保障了公众的知情权、参与权和监督权。",
    "工作水平稳步提升。",
)
_PARTS = ("主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障")
_PROBLEMS = (
    "一些栏目更新不够及时,下一步将增加{few}次培训。",
    "公开形式较为单一,群众参与度有待提高。",
    "政策解读的深度不足,明年计划制作图解{n}期。",
    "人员变动较大,业务能力需要加强。",
)
_OTHERS = (
    "本年度没有收取信息处理费。",
    "依据《政府信息公开信息处理费管理办法》收取信息处理费0元。",
    "无其他需要报告的事项。",
)
_OPENINGS = (
    "本报告按照《中华人民共和国政府信息公开条例》(以下简称《条例》)编制,"
    "所列数据的统计期限为{year}年1月1日至{year}年12月31日。",
    "根据《条例》第五十条的规定,由{agency}编写本报告,数据统计期限自{year}年1月1日起至{year}年12月31日止。",
    "本年度报告中所列数据的统计期限从{year}年1月1日到{year}年12月31日止,欢迎查阅。",
)
_TRENDS = ("较上年增加{few}件", "同比下降{few}.{few}%", "申请数量与上年基本持平")


def opening(choice: Random, year: int, agency: str) -> str:
    return choice.choice(_OPENINGS).format(year=year, agency=agency)


def overview(choice: Random, year: int, figures: Figures) -> list[Sentence]:
    """Section one: five parts, noise in each, figures stated in the second and the fifth."""
    stated = [*choice.choice(_APPLIED)], [choice.choice(_DISPUTED)], [choice.choice(_ISSUED)]
    parts = {"主动公开": stated[2], "依申请公开": stated[0], "监督保障": stated[1]}
    found = []
    for number, name in zip("一二三四五", _PARTS, strict=True):
        first = [_filled(text, choice, year, figures) for text in parts.get(name, [])]
        noise = choice.sample(_NOISE, choice.randrange(1, 4)) if first else choice.sample(_NOISE, 2)
        rest = [_filled(text, choice, year, figures) for text in noise]
        praise = "".join(choice.sample(_PHRASES, choice.randrange(2, 9))) + choice.choice(_ENDINGS)
        text = "".join(sentence.text for sentence in (*first, *rest))
        found.append(Sentence(f"({number}){name}。{praise}{text}", tuple(t for s in first for t in s.stated)))
    return found


def problems(choice: Random, year: int) -> str:
    return "".join(_filled(text, choice, year, {}).text for text in choice.sample(_PROBLEMS, 2))


def others(choice: Random) -> str:
    return choice.choice(_OTHERS)


def _filled(template: str, choice: Random, year: int, figures: Figures) -> Sentence:
    stated: list[StatedFigure] = []
    text = template.replace("{trend}", choice.choice(_TRENDS)).replace("{year}", str(year))
    text = text.replace("{who}", choice.choice(("全年", "本机关", "全县", "")))
    while "{few}" in text or "{n}" in text:
        text = text.replace("{few}", str(choice.randrange(1, 10)), 1).replace("{n}", str(choice.randrange(10, 5000)), 1)
    while "{" in text:
        fact = text[text.index("{") + 1 : text.index("}")]
        value = _figure(fact, choice, figures)
        stated.append(StatedFigure(fact, value))
        text = text.replace("{" + fact + "}", str(value), 1)
    return Sentence(text, tuple(stated))


_CELLS = {
    "requests_received": (3, "received", "total"),
    "requests_carried_in": (3, "carried_in", "total"),
    "requests_carried_out": (3, "carried_out", "total"),
    "review_total": (4, "review", "total"),
    "review_upheld": (4, "review", "upheld"),
    "review_corrected": (4, "review", "corrected"),
    "normative_documents_issued": (2, "normative_documents", "issued"),
}


def _figure(fact: str, choice: Random, figures: Figures) -> int:
    """Mostly what the table says, sometimes not: agencies contradict themselves."""
    cell = figures.get(_CELLS.get(fact, (0, "", "")))
    if cell is None or cell.value is None or choice.random() < 0.15:
        return choice.randrange(0, 200)
    return int(cell.value)
