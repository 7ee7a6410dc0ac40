/* 问题清单 and 跨年不衔接: one line for each matter, the most serious first; doubts about our own reading are elsewhere. */
"use strict";

gouji.start(async (body) => {
  const { choice, el, link, word, severity, agency, year, number, within } = gouji;
  const { place } = gouji.matter;
  const across = document.body.dataset.page === "breaks";
  const title = across ? "跨年不衔接" : "问题清单";
  const rules = new Map((await gouji.load("rules")).map((rule) => [rule.rule, rule]));
  const chosen = Object.fromEntries(["region", "level", "kind", "severity"].map((name) => [name, choice.get(name)]));
  const inYear = gouji.chosenYear();
  const inWords = inYear === "unknown" ? "年度不明" : `${inYear}年度`;
  const found = await load(inYear, chosen.region);
  const wanted = found.filter((line) => (!across || rules.get(line.rule)?.is_across_years) && within(line.region_id, chosen.region)
    && (!chosen.level || line.level === chosen.level) && (!chosen.kind || line.agency_type === chosen.kind));
  const matters = gouji.matter.grouped(wanted).filter((line) => !chosen.severity || line.severity === chosen.severity);
  body.replaceChildren();
  if (across) body.append(el("p", { class: "lead" }, "同一机关相邻两年的数字应当衔接：上年结转、现行有效件数、项目数量。“填报数”为本年报告所填，“应为（计算）”据上年报告计算。"));
  if (matters.length) draw();
  else body.append(gouji.empty(nothing()), otherYears());
  if (inYear !== "unknown" && gouji.keys("findings", (key) => key.startsWith("unknown-")).length) {
    body.append(el("p", {}, link("没有写明年度的报告的问题", document.body.dataset.page, { year: "unknown" })));
  }
  await gouji.returned?.(body);
  const asked = choice.get("finding");
  if (asked && !document.querySelector("dialog[open]")) await deep(asked);

  async function load(wantedYear, region) {
    const province = region && gouji.provinceOf(region);
    const keys = gouji.keys("findings", (key) => (province ? key === `${wantedYear}-${province}` : key.startsWith(`${wantedYear}-`)));
    return (await Promise.all(keys.map((key) => gouji.rows("findings", key)))).flat();
  }

  function toReport(line, text) {
    return line.report_id ? link(text, "report", { report: line.report_id, agency: line.agency_id, cell: line.finding_id }) : text;
  }

  function draw() {
    gouji.list(body, {
      name: across ? "breaks" : "findings", label: title, file: `${title}-${inWords}`, rows: matters, open: gouji.matter.open,
      filters: [
        { name: "rule", title: "规则", code: (line) => line.rule, word: (code) => rules.get(code)?.title ?? code },
        { name: "state", title: "处理状态", code: (line) => line.state, word: (code) => word("state", code) },
        { name: "table", title: "所在表", code: (line) => line.section ?? "text", word: (code) => gouji.tableName(code) || "全文" },
      ],
      columns: [
        { name: "severity", title: "严重程度", width: 130, text: (line) => word("severity", line.severity), show: (line) => severity(line.severity) },
        { name: "agency", title: "机关", grow: 2, text: (line) => agency(line.agency) },
        { name: "failure", title: "问题", grow: 2, show: (line) => el("button", { type: "button", class: "plain", onclick: () => gouji.matter.open(line) }, line.failure) },
        { name: "place", title: "位置", grow: 3, text: place, show: (line) => toReport(line, place(line)) },
        { name: "reported", title: "填报数", width: 100, align: "right", show: (line) => number(line.reported) },
        { name: "computed", title: "应为（计算）", width: 140, align: "right", show: (line) => number(line.computed) },
        { name: "state", title: "处理状态", width: 120, text: (line) => word("state", line.state) },
        { name: "region", title: "地区", grow: 2, hidden: true, text: (line) => gouji.regions.get(line.region_id)?.full ?? "" },
        { name: "rule", title: "规则", grow: 2, hidden: true, text: (line) => rules.get(line.rule)?.title ?? line.rule },
        { name: "raw", title: "原文写法", width: 100, hidden: true },
        { name: "first_seen", title: "首次发现", width: 110, hidden: true },
        { name: "finding_id", title: "编号", width: 160, hidden: true },
      ],
    });
  }

  function nothing() {
    const range = chosen.region || chosen.level || chosen.kind || chosen.severity ? "所选范围内" : "";
    return across ? `${range}没有发现${inWords}与上年不衔接的数字。没有相邻两年报告的机关不作此项核验。` : `${range}没有发现${inWords}报告的问题。`;
  }

  /** Where there is nothing in this year, the years that have something. */
  function otherYears() {
    const years = [...new Set(gouji.keys("findings").map((key) => key.split("-")[0]))].filter((one) => one !== inYear && one !== "unknown").sort().reverse();
    return years.length > 0 && el("p", {}, "发现过问题的年度：", years.flatMap((one, at) => [at ? "、" : "",
      el("a", { href: gouji.address(document.body.dataset.page, { year: one }) }, year(one))]), "。");
  }

  /** A matter that the address names, in this year or, if need be, in any other. */
  async function deep(id) {
    const here = matters.find(({ ids }) => ids.includes(id));
    if (here) return gouji.matter.open(here);
    for (const key of gouji.keys("findings", (one) => !one.startsWith(`${inYear}-`) || Boolean(chosen.region))) {
      const line = gouji.matter.grouped(await gouji.rows("findings", key)).find(({ ids }) => ids.includes(id));
      if (line) return gouji.matter.open(line);
    }
    body.prepend(gouji.empty("没有找到这一问题，可能已经更正或者不再存在，请查看更正记录。"));
    return undefined;
  }
});
