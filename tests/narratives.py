"""Makes narratives that have little in common, and copies of them as copiers make them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from flows.documents.model import Line
from flows.reading.narrative import passages_of
from flows.reading.prose import Prose
from flows.reading.records import Extraction, Passage
from tests.record_factory import extraction

_SIGNS = (
    "政务信息公开平台建设管理制度规范群众企业服务审批流程政策解读回应关切重点领域目录指南培训考核监督保障责任落实推进完善健全优化提升加强深化拓展梳理更新维护栏目网站媒体渠道民生教育医疗环境财政预算项目安全"
    "生产监管执法许可处罚采购救助就业住房社区乡村振兴土地征收规划交通水利农业文化旅游科技人才金融营商调研座谈意见反馈专栏文件起草审核发布时效质量标准档案查阅窗口热线诉求办结答复申请复议案件程序保密审查机制"
)
WORDS = [_SIGNS[at : at + 2] for at in range(0, len(_SIGNS), 2)]
_STOCK = (
    "坚持以公开为常态、不公开为例外,把公开贯穿于行政权力运行全过程。",
    "严格落实信息发布“三审三校”制度,确保发布内容准确规范。",
    "全年未发生因政府信息公开被申请行政复议、提起行政诉讼的情况。",
    "部分栏目内容更新不够及时,公开的深度和广度有待进一步加强。",
    "下一步将继续加强业务培训,不断提高工作人员的能力和水平。",
    "本年度没有收取信息处理费,没有其他需要报告的事项。",
)
SENTENCES = 25


def narrative(choice: Random, agency: str, sentences: int = SENTENCES) -> list[str]:
    """Sentences with figures and the name of the agency, including two stock sentences."""
    found = [_sentence(choice, agency) for _ in range(sentences - 2)]
    return [*found, *choice.sample(_STOCK, 2)]


def _sentence(choice: Random, agency: str) -> str:
    clauses = ["".join(choice.choices(WORDS, k=choice.randrange(3, 7))) for _ in range(choice.randrange(2, 5))]
    opening = choice.choice((f"{agency}", "全年", f"{choice.randrange(2019, 2025)}年,", ""))
    ending = choice.choice(("", f",共{choice.randrange(1, 900)}件"))
    return f"{opening}{','.join(clauses)}{ending}。"


def copied(choice: Random, sentences: Sequence[str], name: str, other: str, degree: float = 0.0) -> list[str]:
    """A copy under another name with other figures, and this share of the characters reworded."""
    renamed = [re.sub(r"\d+", lambda _: str(choice.randrange(1, 2000)), s.replace(name, other)) for s in sentences]
    return _reworded(choice, "\n".join(renamed), degree).split("\n")


def _reworded(choice: Random, text: str, degree: float) -> str:
    """A text with this share of its characters replaced, in runs of two to eight, with punctuation kept."""
    characters, changed = list(text), set[int]()
    able = {at for at, character in enumerate(characters) if "\u4e00" <= character <= "\u9fff"}
    while len(changed) < degree * len(able):
        at = choice.randrange(len(characters))
        run = [i for i in range(at, at + choice.randrange(2, 9)) if i in able]
        for i in run:
            characters[i] = choice.choice(choice.choice(WORDS))
        changed.update(run)
    return "".join(characters)


def moved(choice: Random, sentences: Sequence[str], dropped: int = 0) -> list[str]:
    """The same sentences in another order, without some of them."""
    return choice.sample(sentences, len(sentences) - dropped)


def passages(sentences: Sequence[str], agency: str | None) -> list[Passage]:
    """What is read from a narrative of these sentences, each on its own line in an agency's report."""
    lines = [Line(text, number, None) for number, text in enumerate(sentences, start=9)]
    return passages_of(Prose(lines), 0, agency)


def report(agency: str | None, year: int | None, sentences: Sequence[str], document: str = "") -> Extraction:
    """A report that consists of a narrative."""
    found = extraction({}, agency, year, edition="2021", region_code=document or None)
    assert found.report is not None
    nowhere = found.report._replace(region_code=None)
    return found._replace(report=nowhere, passages=passages(sentences, agency))
