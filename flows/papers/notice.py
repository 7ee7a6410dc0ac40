"""The notice to one agency: what it has to correct, or that its report is missing. A draft for people to sign."""

from __future__ import annotations

from collections.abc import Sequence

from flows.findings import wording
from flows.papers.matters import Matter, matters
from flows.papers.paper import Block, Page, Paper, Table, Text
from flows.papers.queries import Agency, Due, Scope

REGULATION = "《中华人民共和国政府信息公开条例》（国务院令第711号，以下简称《条例》）"
MARK = "建议稿"
_DATE = "　　　年　月　日"
SIGNATURE = Text("signature", f"（发文机关署名）\n{_DATE}")
_LAW_SINCE = 2019
"""The first year whose reports fall under the regulation in force."""


def of_findings(scope: Scope, agency: Agency, found: Sequence[Due]) -> Paper:
    """What the agency has to correct and to check, with the list and a reply slip."""
    lines = matters(found)
    must = sum(line.severity == "must" for line in lines)
    title = f"关于整改{scope.year}年政府信息公开工作\n年度报告有关问题的通知"
    return Paper(title.replace("\n", ""), (
        *_head(title, agency),
        Text("body", f"根据{REGULATION}第四十七条规定，对你单位{scope.year}年政府信息公开工作年度报告"
             "（以下简称年度报告）进行了核验。现将核验情况和整改要求通知如下。"),
        Text("heading", "一、核验情况"),
        Text("body", f"{_measured(scope)}核验发现需要处理的问题共{len(lines)}项，"
             f"其中{_counts(must, len(lines) - must)}，具体见附件1。"),
        Text("heading", "二、整改要求"),
        *(Text("body", text) for text in _requests(must, len(lines) - must)),
        Text("attachments", "附件：1.问题清单\n　　　2.回执"),
        SIGNATURE,
        *_list(scope, agency, lines),
        *_reply(scope, agency, lines),
    ))  # fmt: skip


def of_missing(scope: Scope, agency: Agency, finding: Due) -> Paper:
    """That the agency's report was not found, with deadline and basis, and a reply slip. It must have a deadline."""
    assert agency.deadline is not None
    title = f"关于公布{scope.year}年政府信息公开工作\n年度报告的通知"
    by = wording.day(agency.deadline)
    return Paper(title.replace("\n", ""), (
        *_head(title, agency),
        Text("body", f"根据{REGULATION}第四十七条规定，对{scope.year}年政府信息公开工作年度报告（以下简称年度报告）"
             f"公布情况进行了核验。截至{wording.day(scope.day)}，未查到你单位公布的年度报告。现将有关事项通知如下。"),
        Text("body", f"一、公布期限为{by}。依据：{finding.basis}。"),
        Text("body", "二、尚未公布的，请尽快公布，并说明未按期公布的原因。"),
        Text("body", "三、已经公布的，请在回执中写明公布日期和网址；按规定不应单独公布年度报告的，请说明依据。"),
        Text("body", f"四、请于{_DATE}前将回执（附件）反馈我单位。"),
        Text("attachments", "附件：回执"),
        SIGNATURE,
        *_reply(scope, agency, ()),
    ))  # fmt: skip


def _head(title: str, agency: Agency) -> tuple[Block, ...]:
    return (
        Text("mark", MARK),
        Text("number", "〔　　〕　　号"),
        Text("title", title),
        Text("addressee", f"{agency.agency}："),
    )


def _measured(scope: Scope) -> str:
    law = "《条例》第五十条" if scope.year >= _LAW_SINCE else None
    named = "和".join(filter(None, (law, scope.basis)))
    return f"按照{named}的规定，" if named else ""


def _counts(must: int, should: int) -> str:
    kinds = ((must, "must"), (should, "should"))
    return "、".join(f"{wording.SEVERITIES[code]}{number}项" for number, code in kinds if number)


def _requests(must: int, should: int) -> list[str]:
    words = wording.SEVERITIES
    requests = []
    if must:
        requests.append(f"{words['must']}的问题，请对照原始台账逐项核实，更正后重新公布年度报告。")
    if should:
        requests.append(f"{words['should']}的问题，请逐项核对：填报有误的，一并更正；填报无误的，在回执中说明。")
    requests.append("“应为（计算）”栏为按年度报告所填数字计算的结果，以你单位核实的数字为准；"
                    "不能由计算确定的，该栏填“请核对”。")  # fmt: skip
    requests.append(f"请于{_DATE}前将回执（附件2）反馈我单位；对核验结果有异议的，在回执中说明理由。")
    return [f"（{number}）{text}" for number, text in zip("一二三四", requests, strict=False)]


def _list(scope: Scope, agency: Agency, lines: Sequence[Matter]) -> tuple[Block, ...]:
    head = ("序号", "严重程度", "位置", "问题", "填报数", "应为（计算）", "规则及依据", "处理建议")
    rows = tuple(
        (str(number), wording.SEVERITIES[line.severity], line.place, line.message, line.printed, line.expected,
         line.rule, line.remedy)
        for number, line in enumerate(lines, start=1)
    )  # fmt: skip
    # An earlier version keeps what the current one neither repeats nor corrects.
    sources = "、".join(dict.fromkeys(line.source for line in lines if line.source))
    source = [f"核验的文件：{sources}"] if sources else []
    source += [f"首次公布日期：{wording.day(agency.published_on)}"] if agency.published_on else []
    return (
        Page(is_wide=True),
        Text("label", "附件1"),
        Text("subtitle", f"{agency.agency}{scope.year}年年度报告问题清单"),
        Text("note", "；".join([*source, f"核验截至{wording.day(scope.day)}"]) + "。"),
        Table(head, rows, (4, 6, 17, 26, 8, 10, 20, 20), "ccllccll"),
    )


def _reply(scope: Scope, agency: Agency, lines: Sequence[Matter]) -> tuple[Block, ...]:
    asked: tuple[Block, ...] = ()
    if lines:
        asked = (
            Table(
                ("序号", "位置", "办理结果\n（已更正/无误/有异议）", "更正后的数字或者说明"),
                tuple((str(number), line.place.split("\n")[0], "", "") for number, line in enumerate(lines, start=1)),
                (4, 14, 10, 18),
                "clll",
                is_form=True,
            ),
            Text("note", ""),
        )
    facts = ("更正后公布日期", "更正后公布网址") if lines else ("公布日期", "公布网址")
    rows = [("填报单位", agency.agency), *((fact, "") for fact in facts)]
    rows += [] if lines else [("未按期公布的原因\n或者其他说明", "\n\n\n")]
    rows += [("负责人（签字）", ""), ("联系人及电话", ""), ("填报日期（盖章）", f"\n{_DATE}")]
    return (
        Page(is_wide=False),
        Text("label", "附件2" if lines else "附件"),
        Text("subtitle", f"{scope.year}年政府信息公开工作年度报告\n{'整改' if lines else '公布情况'}回执"),
        *asked,
        Table((), tuple(rows), (12, 34), "cl", is_form=True),
    )
