/* One matter in a drawer: what is wrong, the figures, the basis, what to verify, and what became of it. */
"use strict";

gouji.matter = (() => {
  const { el, link, number, signed, word, severity, year } = gouji;

  /** Where a finding is in the form: 表四·行政复议·总计. */
  const place = ({ section, row_label, column_label, scope_label }) => {
    const parts = section ? [gouji.tableName(section), row_label, column_label] : [scope_label || "全文"];
    return parts.filter(Boolean).join("·");
  };

  /** Where it is in the file. */
  const source = ({ table, row, column, page, line }) => [
    page && `第${page}页`, table && `第${table}个表格${row ? `第${row}行第${column}列` : ""}`, line && `第${line}行`,
  ].filter(Boolean).map((text) => `原文${text}`).join("，");

  /** The findings of a matter, from the piece of their agency, with the report that they are in. */
  async function findings({ agency_id, report_id, finding_id }) {
    const owner = agency_id ?? report_id;
    const piece = await gouji.load(`reports/${owner.slice(0, 2)}/${owner}`);
    const report = piece?.reports.find(({ id }) => id === report_id);
    const found = report?.findings.find(({ id }) => id === finding_id);
    return { report, found: found ? report.findings.filter(({ matter }) => matter === found.matter) : [] };
  }

  async function open(line) {
    const { report, found } = await findings(line);
    const body = found.length ? found.map((finding) => one(finding, report)) : [one({ ...line, id: line.finding_id }, null)];
    const drawer = el("dialog", { class: "drawer", "aria-labelledby": "matter-heading" },
      el("form", { method: "dialog" }, el("button", { class: "close", "aria-label": "关闭" }, "关闭")),
      el("h2", { id: "matter-heading" }, `${gouji.agency(line.agency)} ${year(line.year)}`), body,
      report && el("p", {}, link("在年报中查看", "report", { report: report.id, agency: line.agency_id, cell: line.finding_id })));
    document.body.append(drawer);
    drawer.addEventListener("close", () => drawer.remove());
    drawer.addEventListener("click", (event) => event.target === drawer && drawer.close());
    drawer.showModal();
    drawer.dispatchEvent(new CustomEvent("matter", { bubbles: true, detail: { findings: found.length ? found : [{ ...line, id: line.finding_id }] } }));
  }

  function one(finding) {
    const lines = [
      ["严重程度", severity(finding.severity, finding.is_doubtful)],
      ["位置", place(finding)],
      ["原文所在", source(finding)],
      ["核验", finding.message],
      ["填报数", figure(finding.reported)],
      ["应为（计算）", figure(finding.computed)],
      ["差额", finding.difference === null || finding.difference === undefined ? "" : signed(finding.difference)],
      ["原文写法", finding.raw && String(finding.raw) !== String(finding.reported) ? finding.raw : ""],
      ["更正提示", finding.is_suspect ? `该格改为${number(finding.expected)}后，行、列合计均相符` : ""],
      ["处理建议", finding.remedy],
      ["依据", finding.basis],
      ["首次发现", finding.first_seen],
      ["处理状态", [word("state", finding.state), finding.decided_by && `${finding.decided_by} ${finding.decided_on}`, finding.state_reason].filter(Boolean).join("，")],
      ["编号", finding.id],
    ].filter(([, value]) => value);
    return el("section", { class: "matter", "data-finding": finding.id }, el("h3", {}, finding.failure),
      el("dl", {}, lines.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])));
  }

  const figure = (value) => (value === null || value === undefined ? "" : number(value));

  gouji.tableName = (section) => ({ 2: "表二", 3: "表三", 4: "表四", 14: "统计表" })[section] ?? "";

  return { open, place, source, one };
})();
