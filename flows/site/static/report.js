/* 年报: one report as printed, what is wrong with it, its sentences, versions and where it came from. */
"use strict";

gouji.start(async (body) => {
  const { choice, el, link, year, agency, severity, number } = gouji;
  const id = choice.get("report");
  const owner = choice.get("agency") || id;
  const [piece, form, catalogue] = await Promise.all([owner ? gouji.load(`reports/${owner.slice(0, 2)}/${owner}`) : null, gouji.load("form"), gouji.load("rules")]);
  const report = piece?.reports.find((one) => one.id === id) ?? piece?.reports.find((one) => one.is_current && String(one.year) === choice.get("year")) ?? (id || choice.get("year") ? null : piece?.reports[0]);
  if (!report) {
    body.replaceChildren(gouji.empty(owner ? "没有这份年度报告。" : "请先查找机关，或者从问题清单、公布情况中选择一份年度报告。"));
    return;
  }
  const rules = new Map(catalogue.map((rule) => [rule.rule, rule]));
  const heading = `${agency(report.agency)}${report.year ? ` ${year(report.year)}度` : "（年度不明）"}政府信息公开工作年度报告`;
  document.getElementById("heading").textContent = heading;
  document.title = `${heading} · 政府信息公开年度报告核验`;
  const open = (findings) => gouji.matter.open({ ...findings[0], page: "report", finding_id: findings[0].id, agency: report.agency, agency_id: choice.get("agency") || null, report_id: report.id, year: report.year });
  const { sources } = gouji;
  const section = (title, ...content) => el("section", {}, el("h2", {}, title), content.flat());
  body.replaceChildren(
    superseded() || "",
    el("div", { class: "summary" }, sources.origin(report), years()),
    section("问题", problems()),
    section("表格", tables()),
    section("正文中的数字", sources.statements(report, form)),
    section("未能核验的规则", sources.unassessed(report, rules)),
    section("读取提示", sources.notices(report)),
    section("版本", sources.versions(report, piece.reports)),
    section("身份依据", sources.evidence(report)),
    section("数据来源", el("p", {}, "本页各表按格式排列，数字照录原文件，未作更改；应为数按规则计算，仅供核对。")),
  );
  show(document.getElementById(`cell-${cellOf(choice.get("cell"))}`) ?? (location.hash && document.getElementById(location.hash.slice(1))));
  if (choice.get("finding")) {
    const asked = report.findings.find((one) => one.id === choice.get("finding"));
    if (asked && !document.querySelector("dialog[open]")) await open([asked]);
  }

  /** Of a version that is no longer in force: where the one in force is. */
  function superseded() {
    const current = piece.reports.find((one) => one.is_current && one.year === report.year);
    return !report.is_current && current && el("p", { class: "together" }, `本页为第${report.version}版，现行版本为`,
      link(`第${current.version}版`, "report", { report: current.id, agency: choice.get("agency") }), "。");
  }

  function cellOf(finding) {
    const found = report.findings.find((one) => one.id === finding);
    return found?.item ? `${found.section}-${found.item}-${found.measure}` : "";
  }

  function show(cell) {
    if (!cell) return;
    cell.classList.add("shown");
    cell.scrollIntoView({ block: "center", inline: "center" });
    (cell.querySelector("button") ?? cell).focus({ preventScroll: true });
  }

  /** The other years of the agency, and its page. */
  function years() {
    const current = [...piece.reports].filter((one) => one.is_current && one.year).sort((a, b) => a.year - b.year);
    return el("p", { class: "years" }, current.length > 1 && current.map((one) => (one.year === report.year ? el("strong", {}, year(one.year)) : link(year(one.year), "report", { report: one.id, agency: choice.get("agency") }))),
      choice.get("agency") && link("该机关历年情况", "agency", { agency: choice.get("agency") }));
  }

  function problems() {
    const doubts = report.findings.filter((finding) => finding.is_doubtful);
    const held = report.findings.filter((finding) => !finding.is_doubtful);
    if (!report.findings.length) return gouji.empty("本报告没有发现问题。");
    return [held.length ? matters(held) : gouji.empty("本报告没有应由机关核对的问题。"),
      doubts.length > 0 && [el("h3", {}, "存疑（可能是读取有误，先由核验人员核对原文）"), matters(doubts)]].flat().filter(Boolean);
  }

  function matters(findings) {
    const lines = findings.map((finding) => ({ ...finding, finding_id: finding.id, matter_id: finding.matter, report_id: report.id }));
    return el("ol", { class: "findings" }, gouji.matter.grouped(lines).map((matter) => el("li", {},
      severity(matter.severity, matter.is_doubtful), " ", el("button", { type: "button", class: "plain", onclick: () => open([matter]) }, matter.failure),
      el("span", { class: "where" }, ` ${gouji.matter.place(matter)}`, gouji.matter.source(matter) && el("small", {}, `（${gouji.matter.source(matter)}）`)),
      findings.filter(({ id: one }) => matter.ids.includes(one)).map(({ message }) => el("p", { class: "sum" }, message)),
      matter.is_suspect && el("p", {}, `改为${number(matter.expected)}后，行、列合计均相符。`))));
  }

  function tables() {
    const before = piece.reports.find((one) => one.is_current && one.year === report.year - 1);
    if (!gouji.printed.edition(report, form).tables.length) return [gouji.empty(`${report.edition}年版格式没有全国统一的表格。`)];
    const place = el("div", {}, gouji.printed.tables(report, form, { open }));
    const compare = before ? el("label", { class: "check" }, el("input", { type: "checkbox", onchange: (event) => place.replaceChildren(
      ...gouji.printed.tables(report, form, { open, before: event.target.checked ? gouji.printed.cells(before, form) : null })) }), " 同时显示上年数字") : el("p", { class: "quiet" }, "没有该机关上一年度的报告可供对照。");
    return [el("p", { class: "legend" }, severity("must"), "　", severity("should"), "　", severity("should", true), "　空白和不是数字的单元格以斜纹标出；没有印出的单元格为灰底。"), compare, place];
  }
});
