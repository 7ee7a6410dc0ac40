/* 年报: one report as printed, what is wrong with it, its sentences, versions and where it came from. */
"use strict";

gouji.start(async (body) => {
  const { choice, el, link, year, agency, severity } = gouji;
  const id = choice.get("report");
  const owner = choice.get("agency") || id;
  const [piece, form] = await Promise.all([gouji.load(`reports/${owner.slice(0, 2)}/${owner}`), gouji.load("form")]);
  const report = piece?.reports.find((one) => one.id === id) ?? piece?.reports[0];
  if (!report) {
    body.replaceChildren(gouji.empty("没有这份年度报告。"));
    return;
  }
  document.getElementById("heading").textContent = `${agency(report.agency)} ${year(report.year)}度报告`;
  const before = piece.reports.find((one) => one.is_current && one.year === report.year - 1);
  const open = ([finding]) => gouji.matter.open({ ...finding, finding_id: finding.id, agency: report.agency, agency_id: choice.get("agency") || null, report_id: report.id, year: report.year });
  const tables = el("div", {}, gouji.printed.tables(report, form, { open }));
  const compare = before && el("label", {}, el("input", { type: "checkbox", onchange: (event) => tables.replaceChildren(
    ...gouji.printed.tables(report, form, { open, before: event.target.checked ? gouji.printed.cells(before, form) : null })) }), " 同时显示上年数字");
  body.replaceChildren(
    el("p", { class: "facts" }, `原题：${report.title ?? "（未见标题）"}；格式：${report.edition}年版；公布日期：${report.published_on ?? "未注明"}；文件：${report.document}`),
    el("section", {}, el("h2", {}, "问题"), report.findings.length ? el("ul", { class: "findings" }, report.findings.map((finding) => el("li", {},
      severity(finding.severity, finding.is_doubtful), " ", el("button", { type: "button", class: "plain", onclick: () => open([finding]) }, `${finding.failure}：${finding.message}`)))) : gouji.empty("本报告没有发现问题。")),
    el("section", {}, el("h2", {}, "表格"), compare, tables),
  );
  document.getElementById(`finding-${choice.get("cell")}`)?.scrollIntoView({ block: "center" });
});
