/* 规则与依据: what every rule asks for, what it rests on, and how often it fails on the reports of a year. */
"use strict";

gouji.start(async (body) => {
  const { el, severity, number, percent, word } = gouji;
  const inYear = gouji.chosenYear();
  const [rules, counts] = await Promise.all([gouji.load("rules"), gouji.rows("rule_years", inYear)]);
  const found = new Map(counts.map((line) => [line.rule, line]));
  const active = rules.filter(({ state }) => state === "active");
  const withdrawn = rules.filter(({ state }) => state !== "active");
  const heads = ["规则", "要求", "依据", "严重程度", "已核验（份）", "不符（份）", "不符比例", ...["confirmed", "unfounded", "accepted"].map((code) => word("state", code)), "误报率"];

  body.replaceChildren(
    el("p", { class: "lead" }, `共${number(active.length)}项规则。份数为${inYear}年度现行报告；误报率为已作认定的问题中，认定为${word("state", "unfounded")}的比例。`),
    el("div", { class: "wide", tabindex: "0", role: "group", "aria-label": "规则与依据" }, el("table", { class: "plain rules" },
      el("thead", {}, el("tr", {}, heads.map((text, at) => el("th", { scope: "col", class: at > 3 ? "right" : null }, text)))),
      el("tbody", {}, active.map(line)))),
    withdrawn.length > 0 && el("section", {}, el("h2", {}, "停用的规则"), el("ul", {}, withdrawn.map((rule) => el("li", {}, `${rule.title}：${rule.statement}。${rule.withdrawn}`)))) || "",
  );

  function line(rule) {
    const result = found.get(rule.rule);
    const figures = result ? [
      number(result.assessed),
      result.failing ? gouji.link(number(result.failing), "findings", { rule: rule.rule, year: inYear }) : "0",
      result.assessed ? percent((100 * result.failing) / result.assessed) : "—",
      ...["confirmed", "unfounded", "accepted"].map((state) => number(result[`findings_${state}`])),
      result.false_alarms === null ? "未作认定" : percent(result.false_alarms),
    ] : ["0", "0", "—", "0", "0", "0", "未作认定"];
    return el("tr", { id: rule.rule }, el("th", { scope: "row" }, rule.title), el("td", {}, rule.statement), el("td", {}, rule.basis),
      el("td", {}, rule.severity ? severity(rule.severity) : "视具体情形"), figures.map((figure) => el("td", { class: "right" }, figure)));
  }
});
