"""The briefing on a region: who has filed, the figures, what was found. A draft for people to sign."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from expectations.vocabulary import words
from flows.findings import wording
from flows.papers.notice import MARK, REGULATION, SIGNATURE
from flows.papers.paper import Bars, Block, Page, Paper, Table, Text
from flows.papers.queries import Agency, Due, Figures, Scope

_FEW = 10
"""Of fewer reports nothing is put in order: chance would decide."""

_SHOWN = 10
_OUTCOMES = ("granted", "partly_granted", "denied", "unavailable", "refused", "closed")
_FIGURES = ("received", "carried_in", "processed", *_OUTCOMES, "carried_out", "reviews", "reviews_corrected",
            "litigations", "litigations_corrected")  # fmt: skip


def briefing(scope: Scope, agencies: Sequence[Agency], due: Sequence[Due], figures: Figures) -> Paper:
    """The paper on the region and all below it."""
    region, year = scope.region.full_name, scope.year
    title = f"关于{region}\n{year}年政府信息公开工作年度报告\n核验情况的通报"
    return Paper(title.replace("\n", ""), (
        Text("mark", MARK),
        Text("number", "〔\u3000\u3000〕\u3000\u3000号"),
        Text("title", title),
        Text("body", f"根据{REGULATION}第四十七条规定，对{region}（含所辖各级地区）各机关"
             f"{year}年政府信息公开工作年度报告（以下简称年度报告）进行了核验。现将截至{wording.day(scope.day)}的情况通报如下。"),
        Text("heading", "一、公布情况"),
        *_filing(agencies),
        Text("heading", "二、依申请公开情况"),
        *_figures(figures),
        Text("heading", "三、核验发现的问题"),
        *_findings(agencies, due),
        Text("heading", "四、尚不能判断和未能核验的事项"),
        Text("body", _left_open(agencies, figures.left_open)),
        Text("heading", "五、工作要求"),
        Text("body", "请有关机关对照整改通知所附问题清单逐项核实、更正，填写回执；"
             "未公布年度报告的，请尽快公布并说明原因。"),
        *_attached(scope, agencies, due, figures),
    ))  # fmt: skip


def _filing(agencies: Sequence[Agency]) -> Iterator[Block]:
    count = Counter(agency.status for agency in agencies)
    there, late = count["filed"] + count["late"], count["late"]
    missing, undecided = sum(agency.is_missing for agency in agencies), sum(agency.is_undecided for agency in agencies)
    called = words("mart_filing_status", "status")
    rest = {called["missing"]: missing, called["unreadable"]: count["unreadable"], "尚不能判断": undecided}
    said = "".join(f"，{name}{number}家" for name, number in rest.items() if number)
    of_these = f"（其中{called['late']}{late}家）" if late else ""
    yield Text("body", f"应公布年度报告的机关{len(agencies)}家：{called['filed']}{there}家{of_these}{said}。")
    if not any(agency.basis == "roster" for agency in agencies):
        yield Text("body", "本地区没有应报告机关名单，应公布的机关按其他年度的报告推定，可能不全。")
    bars = {f"{called['filed']}（未逾期）": count["filed"], called["late"]: late, **rest}
    yield Bars("年度报告公布情况（家）", tuple((name, float(number), str(number)) for name, number in bars.items()))


def _figures(figures: Figures) -> Iterator[Block]:
    region = figures.region
    if region.get("received") is None and region.get("processed") is None:
        yield Text("body", "本地区该年度没有可以汇总的数字。")
        return
    labels = {line["indicator"]: (line["label_zh"], line["unit"]) for line in figures.indicators}
    basis = words("mart_region_year", "basis")[region["basis"]]
    yield Text("body", f"以下数字来自{basis}，计入年度报告{region['reports_counted']}份。{_change(region)}")
    rows = []
    for name in _FIGURES:
        if region.get(name) is not None:
            change = region.get(f"{name}_change")
            rows.append((*labels[name], wording.number(region[name]), wording.signed(change) or "—"))
    yield Table(("指标", "单位", "本年", "比上年增减"), tuple(rows), (16, 6, 9, 9), "lcrr")
    shares = [(labels[name][0], region[name]) for name in _OUTCOMES if region.get(name) is not None]
    if shares:
        yield Bars("办理结果（件）", tuple((name, float(value), wording.number(value)) for name, value in shares))
    if region.get("processed_is_small"):
        yield Text("note", "注：本年办理件数较少，各类结果所占比例起伏较大，不宜与其他地区比较。")


def _change(region: dict[str, Any]) -> str:
    received: Decimal | None = region.get("received_change")
    reason = region.get("change_reason")
    if received is None:
        said = words("mart_region_year", "change_reason").get(reason or "", "")
        return f"{said}，不作比较。" if said else ""
    if not received:
        return "本年新收申请与上年持平。"
    return f"本年新收申请比上年{'增加' if received > 0 else '减少'}{wording.number(abs(received))}件。"


def _findings(agencies: Sequence[Agency], due: Sequence[Due]) -> Iterator[Block]:
    reported = [finding for finding in due if finding.report_id]
    if not reported:
        yield Text("body", "已公布并能够核验的年度报告，没有发现需要处理的问题。")
        return
    issues = _issues(reported)
    count = Counter(severity for _, severity in issues.elements())
    concerned = {finding.agency_id for finding in reported}
    said = "、".join(f"{word}{count[code]}项" for code, word in wording.SEVERITIES.items() if count[code])
    yield Text("body", f"{len(concerned)}家机关的年度报告有需要处理的问题{count.total()}项：{said}"
               "（由同一单元格引起的各项不符计为一项）。各类问题涉及的机关如下。")  # fmt: skip
    kinds = defaultdict(set)
    for finding in reported:
        kinds[finding.severity, finding.failure].add(finding.agency_id)
    ordered = sorted(kinds.items(), key=lambda kind: (kind[0][0], -len(kind[1]), kind[0][1]))
    rows = tuple((wording.SEVERITIES[severity], failure, str(len(found))) for (severity, failure), found in ordered)
    yield Table(("严重程度", "问题", "涉及机关（家）"), rows, (8, 26, 10), "clr")
    yield from _most(agencies, issues)


def _issues(due: Sequence[Due]) -> Counter[tuple[str, str]]:
    """How many lines the notices to an agency have, by agency and severity."""
    severities: dict[tuple[str, str | None, str], str] = {}
    for finding in due:
        matter = finding.agency_id, finding.report_id, finding.matter_id
        severities[matter] = min(finding.severity, severities.get(matter, finding.severity))
    return Counter((agency_id, severity) for (agency_id, *_), severity in severities.items())


def _most(agencies: Sequence[Agency], issues: Counter[tuple[str, str]]) -> Iterator[Block]:
    """The agencies with most to correct, where there are enough reports to say so."""
    if sum(agency.has_filed for agency in agencies) < _FEW:
        yield Text("body", f"能够核验的年度报告不足{_FEW}份，不对机关作比较。")
        return
    most = [agency for agency in agencies if issues[agency.agency_id, "must"] > 1]
    most.sort(key=lambda agency: (-issues[agency.agency_id, "must"], agency.agency))
    if most:
        yield Text("body", f"{wording.SEVERITIES['must']}的问题在两项以上、为数较多的机关：")
        rows = tuple(
            (agency.agency, *(str(issues[agency.agency_id, code]) for code in wording.SEVERITIES))
            for agency in most[:_SHOWN]
        )
        yield Table(("机关", *wording.SEVERITIES.values()), rows, (26, 9, 9), "lrr")


def _left_open(agencies: Sequence[Agency], left_open: dict[str, Any]) -> str:
    undecided = sum(agency.is_undecided for agency in agencies)
    unreadable = sum(agency.status == "unreadable" for agency in agencies)
    parts = [
        (undecided, f"是否应公布或者是否已公布尚不能判断的机关{undecided}家"),
        (unreadable, f"有文件而未能读取的机关{unreadable}家"),
        (left_open["not_assessed"], f"因缺少数字等原因未能核验的规则结果{left_open['not_assessed']}项，"
                                    f"涉及年度报告{left_open['reports_not_assessed']}份"),
        (left_open["doubtful"], f"疑为读取有误、单列复核的问题{left_open['doubtful']}项"),
    ]  # fmt: skip
    said = "；".join(text for number, text in parts if number)
    return f"以下事项不作为机关的问题：{said}。" if said else "没有尚不能判断或者未能核验的事项。"


def _attached(scope: Scope, agencies: Sequence[Agency], due: Sequence[Due], figures: Figures) -> Iterator[Block]:
    missing = [agency for agency in agencies if agency.is_missing]
    tables: list[tuple[str, Table]] = []
    if figures.children:
        tables.append(("所辖各地区情况", _children(agencies, due, figures.children)))
    if missing:
        rows = tuple(
            (str(number), agency.agency, wording.day(agency.deadline) if agency.deadline else "")
            for number, agency in enumerate(missing, start=1)
        )
        tables.append(("未公布年度报告的机关", Table(("序号", "机关", "公布期限"), rows, (5, 28, 12), "clc")))
    # A single attachment has no number.
    numbers = [str(number) for number in range(1, len(tables) + 1)] if len(tables) > 1 else [""]
    listed = list(zip(numbers, tables, strict=False))
    if tables:
        names = (f"{number}.{name}" if number else name for number, (name, _) in listed)
        yield Text("attachments", "附件：" + "\n\u3000\u3000\u3000".join(names))
    yield SIGNATURE
    for number, (name, table) in listed:
        yield from (Page(is_wide=False), Text("label", f"附件{number}"), Text("subtitle", f"{scope.year}年{name}"))
        yield table


def _children(agencies: Sequence[Agency], due: Sequence[Due], children: Sequence[dict[str, Any]]) -> Table:
    issues = _issues([finding for finding in due if finding.report_id])
    inside = defaultdict(list)
    for agency in agencies:
        inside[agency.child_id].append(agency)
    rows = [
        _row(child["name"], inside[child["region_id"]], issues, wording.number(child["received"]) or "—")
        for child in children
    ]
    if inside[None]:
        rows.insert(0, _row("本级", inside[None], issues, "—"))
    called = words("mart_filing_status", "status")
    units = ((called["filed"], "家"), (called["missing"], "家"), (wording.SEVERITIES["must"], "项"), ("新收申请", "件"))
    head = ("地区", "应公布\n（家）", *(f"{name}\n（{unit}）" for name, unit in units))
    return Table(head, tuple(rows), (14, 7, 7, 7, 8, 8), "lrrrrr")


def _row(name: str, own: Sequence[Agency], issues: Counter[tuple[str, str]], received: str) -> tuple[str, ...]:
    there = sum(agency.has_filed for agency in own)
    missing = sum(agency.is_missing for agency in own)
    found = sum(issues[agency.agency_id, "must"] for agency in own)
    return name, str(len(own)), str(there), str(missing), str(found), received
