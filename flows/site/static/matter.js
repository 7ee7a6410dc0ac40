/* One matter in a drawer: what is wrong, the figures, the basis, what to verify, and what became of it. */
"use strict";

gouji.matter = (() => {
  const { el, link, number, signed, word, severity, year, choice } = gouji;

  gouji.tableName = (section) => gouji.meta.tables[section] ?? "";

  /** Where a finding is in the form: 表四·行政复议·总计. */
  const place = ({ section, row_label, column_label, scope_label }) => {
    const parts = section ? [gouji.tableName(section), row_label, column_label] : [scope_label || "全文"];
    return parts.filter(Boolean).join("·");
  };

  /** Where it is in the file. */
  const source = ({ table, row, column, page, line }) => [
    page && `第${page}页`, table && `第${table}个表格${row ? `第${row}行` : ""}${column ? `第${column}列` : ""}`, line && `第${line}行文字`,
  ].filter(Boolean).map((text, at) => (at ? text : `原文${text}`)).join("，");

  /** One line for each matter: the findings that one wrong cell explains are told together, the most serious first. */
  function grouped(lines) {
    const matters = new Map();
    for (const line of lines) {
      const key = `${line.report_id}/${line.matter_id}`;
      if (matters.has(key)) matters.get(key).push(line);
      else matters.set(key, [line]);
    }
    return [...matters.values()].map((found) => {
      const first = found.find(({ is_suspect: suspected }) => suspected) ?? found[0];
      return { ...first, failure: [...new Set(found.map(({ failure }) => failure))].join("；"), ids: found.map(({ finding_id }) => finding_id),
        severity: found.some((one) => one.severity === "must") ? "must" : "should", state: found.some((one) => one.state === "open") ? "open" : first.state };
    }).sort((a, b) => a.severity.localeCompare(b.severity));
  }

  /** The findings of a matter, from the piece of their agency, with the report that they are in. */
  async function details({ agency_id, report_id, finding_id }) {
    const owner = agency_id ?? report_id;
    const piece = report_id && await gouji.load(`reports/${owner.slice(0, 2)}/${owner}`);
    const report = piece?.reports.find(({ id }) => id === report_id);
    const found = report?.findings.find(({ id }) => id === finding_id);
    return { report, found: found ? report.findings.filter(({ matter }) => matter === found.matter) : [] };
  }

  /** What is known of a finding that no report has: a body that has not filed. */
  async function withoutReport(line) {
    const rule = (await gouji.load("rules")).find((one) => one.rule === line.rule);
    return { ...line, id: line.finding_id, basis: rule?.basis, remedy: rule?.remedy };
  }

  async function open(line) {
    const { report, found } = await details(line);
    const all = found.length ? found : [await withoutReport(line)];
    const decision = el("div", { class: "decision", "data-findings": all.map(({ id }) => id).join(" ") });
    const drawer = el("dialog", { class: "drawer", "aria-labelledby": "matter-heading" },
      el("form", { method: "dialog" }, el("button", { class: "close" }, "关闭")),
      el("h2", { id: "matter-heading" }, `${gouji.agency(line.agency)}${line.year ? ` ${year(line.year)}度` : ""}`),
      together(all), all.map(one), decision,
      el("p", { class: "onward" },
        report && line.page !== "report" && link("在年报中查看", "report", { report: report.id, agency: line.agency_id, cell: line.finding_id }),
        line.agency_id && link("该机关历年情况", "agency", { agency: line.agency_id })));
    document.getElementById("content").append(drawer);
    choice.set({ finding: line.finding_id });
    drawer.addEventListener("close", () => { drawer.remove(); choice.set({ finding: "" }); });
    drawer.addEventListener("click", (event) => event.target === drawer && drawer.close());
    drawer.showModal();
    gouji.decide?.(decision, all, report);
  }

  /** Of several findings that one cell explains: which cell, and the figure with which all of them agree. */
  function together(found) {
    const suspect = found.find(({ is_suspect: suspected }) => suspected);
    if (!suspect) return null;
    return el("p", { class: "together" }, found.length > 1 ? `以下${found.length}项核验不符均与同一单元格有关：` : "",
      el("strong", {}, place(suspect)), `填报${suspect.raw || number(suspect.value)}，改为`, el("strong", {}, number(suspect.expected)), "后，行、列合计均相符。");
  }

  function one(finding) {
    const lines = [
      ["严重程度", severity(finding.severity, finding.is_doubtful)],
      ["位置", place(finding)],
      ["原文所在", source(finding)],
      ["核验情况", finding.message && el("span", { class: "sum" }, finding.message)],
      ["填报数", figure(finding.reported)],
      ["应为（计算）", figure(finding.computed)],
      ["差额", finding.difference === null || finding.difference === undefined ? "" : signed(finding.difference)],
      ["原文写法", finding.raw && String(finding.raw) !== String(finding.value ?? finding.reported) ? finding.raw : ""],
      ["核实内容", finding.remedy],
      ["复核", finding.reread && word("reread", finding.reread)],
      ["依据", finding.basis],
      ["处理状态", standing(finding)],
      ["首次发现", finding.first_seen],
      ["更正版本", finding.corrected_in],
      ["编号", finding.id],
    ].filter(([, value]) => value);
    return el("section", { class: "matter", "data-finding": finding.id }, el("h3", {}, finding.failure),
      el("dl", {}, lines.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])));
  }

  const standing = (finding) => [
    word("state", finding.state), finding.decided_by && `${finding.decided_by}于${finding.decided_on}认定`, finding.state_reason,
    finding.is_lapsed && "原认定后数字已变，须重新认定",
  ].filter(Boolean).join("；");

  const figure = (value) => (value === null || value === undefined ? "" : number(value));

  return { open, place, source, grouped, standing, one };
})();
