/* 存疑与不可判: what may be due to our own reading, what could not be assessed, and what could not be read. */
"use strict";

gouji.start(async (body) => {
  const { el, link, word, agency, year, number, severity } = gouji;
  const inYear = gouji.chosenYear();
  const rules = new Map((await gouji.load("rules")).map((rule) => [rule.rule, rule]));
  const [doubts, unassessed, documents] = await Promise.all([gouji.rows("doubts", inYear), gouji.rows("unassessed", inYear), gouji.rows("documents", "all")]);
  const matters = gouji.matter.grouped(doubts.filter(gouji.inRange()));
  const section = (title, ...content) => {
    const place = el("section", {}, el("h2", {}, title), content);
    body.append(place);
    return place;
  };
  body.replaceChildren(el("p", { class: "lead" }, "本页供核验人员使用。以下内容可能是读取有误，或者不足以作出判断，不作为机关的问题，也不列入问题清单。"));

  const doubtful = section(`存疑的问题（${year(inYear)}度）`);
  if (!matters.length) doubtful.append(gouji.empty("没有存疑的问题。"));
  else {
    gouji.list(doubtful, {
      name: "doubts", label: "存疑的问题", file: `存疑的问题-${inYear}`, rows: matters, open: gouji.matter.open,
      filters: [{ name: "rule", title: "规则", code: (line) => line.rule, word: (code) => rules.get(code)?.title ?? code }],
      columns: [
        { name: "severity", title: "严重程度", width: 130, text: (line) => word("severity", line.severity), show: (line) => severity(line.severity) },
        { name: "agency", title: "机关", grow: 2, text: (line) => agency(line.agency) },
        { name: "failure", title: "问题", grow: 2, show: (line) => el("button", { type: "button", class: "plain", onclick: () => gouji.matter.open(line) }, line.failure) },
        { name: "place", title: "位置", grow: 3, text: gouji.matter.place, show: (line) => (line.report_id ? link(gouji.matter.place(line), "report", { report: line.report_id, agency: line.agency_id, cell: line.finding_id }) : gouji.matter.place(line)) },
        { name: "reported", title: "填报数", width: 100, align: "right", show: (line) => number(line.reported) },
        { name: "computed", title: "应为（计算）", width: 140, align: "right", show: (line) => number(line.computed) },
        { name: "reread", title: "复核", grow: 2, text: (line) => word("reread", line.reread) },
      ],
    });
  }

  const open = section(`未能核验的规则（${year(inYear)}度）`);
  const reasons = byReason(unassessed.filter(gouji.inRange()));
  if (!reasons.length) open.append(gouji.empty("适用的规则都已核验。"));
  else open.append(byReasonTable(reasons));

  const unread = section("未能读取的文件（全部年度）");
  if (!documents.length) unread.append(gouji.empty("所有文件都已读取。"));
  else {
    gouji.list(unread, {
      name: "documents", find: "find-documents", label: "未能读取的文件", file: "未能读取的文件", rows: documents,
      columns: [
        { name: "document", title: "文件", grow: 3 },
        { name: "status", title: "处理", width: 120, text: (line) => (line.status === "duplicate" ? "与其他文件相同" : "未采用") },
        { name: "reason", title: "原因", grow: 4, text: (line) => (line.reason ?? "").replace(/^\w+: /, "") },
        { name: "media_type", title: "文件类型", grow: 1, hidden: true },
        { name: "address", title: "网址", grow: 3, hidden: true },
      ],
    });
  }

  /** How many reports and results there are for each reason and rule, the most first. */
  function byReason(lines) {
    const found = new Map();
    for (const { reason, rule, reports, results } of lines) {
      const key = `${reason}/${rule}`;
      const sum = found.get(key) ?? { reason, rule, reports: 0, results: 0 };
      found.set(key, { ...sum, reports: sum.reports + reports, results: sum.results + results });
    }
    return [...found.values()].sort((a, b) => a.reason.localeCompare(b.reason) || b.results - a.results);
  }

  /** A line for each reason and rule; a reason is printed once beside all of its rules. */
  function byReasonTable(lines) {
    const heads = ["原因", "规则", "报告（份）", "处数"];
    return el("div", { class: "wide", tabindex: "0", role: "group", "aria-label": "未能核验的规则，按原因" }, el("table", { class: "plain" },
      el("thead", {}, el("tr", {}, heads.map((text, at) => el("th", { scope: "col", class: at > 1 ? "right" : null }, text)))),
      el("tbody", {}, lines.map(({ reason, rule, reports, results }, at) => el("tr", {},
        lines[at - 1]?.reason !== reason && el("th", { scope: "rowgroup", rowspan: lines.filter((one) => one.reason === reason).length }, word("reason", reason)),
        el("td", {}, rules.get(rule)?.title ?? rule), el("td", { class: "right" }, number(reports)), el("td", { class: "right" }, number(results)))))));
  }
});
