/* 规则与依据: what every rule asks for, what it rests on, and how often it holds and fails on the reports of a year. */
"use strict";

gouji.start(async (body) => {
  const { el, severity, number, percent, year } = gouji;
  const inYear = gouji.chosenYear();
  const [rules, counts] = await Promise.all([gouji.load("rules"), gouji.rows("rule_years", inYear)]);
  const found = new Map(counts.map((line) => [line.rule, line]));
  const active = rules.filter(({ state }) => state === "active");
  const withdrawn = rules.filter(({ state }) => state !== "active");
  const share = (part, whole) => (whole ? percent((100 * part) / whole) : "—");
  const heads = ["规则", "要求", "依据", "严重程度", "相符", "不符", "不适用", "未能核验", "存疑", "认定不属实"];

  body.replaceChildren(
    el("p", { class: "lead" }, `共${number(active.length)}项规则。处数为${year(inYear)}度现行报告的核验结果；一项规则在一份报告中可以核验多处。“认定不属实”为已作认定的问题中经认定不属实的比例。`),
    el("div", { class: "wide", tabindex: "0", role: "group", "aria-label": "规则与依据" }, el("table", { class: "plain rules" },
      el("thead", {}, el("tr", {}, heads.map((text, at) => el("th", { scope: "col", class: at > 3 ? "right" : null }, text)))),
      el("tbody", {}, active.map(line)))),
    withdrawn.length > 0 && el("section", {}, el("h2", {}, "已停用的规则"), el("ul", {}, withdrawn.map((rule) => el("li", {}, `${rule.title}：${rule.statement}。${rule.withdrawn}`)))) || "",
  );

  function line(rule) {
    const result = found.get(rule.rule) ?? { holds: 0, fails: 0, not_applicable: 0, not_assessed: 0, unfounded: 0, decided: 0, doubtful: 0 };
    const assessed = result.holds + result.fails;
    return el("tr", { id: rule.rule }, el("th", { scope: "row" }, rule.title), el("td", {}, rule.statement), el("td", {}, rule.basis),
      el("td", {}, rule.severity ? severity(rule.severity) : "视具体情形"),
      el("td", { class: "right" }, number(result.holds)),
      el("td", { class: "right" }, result.fails ? gouji.link(number(result.fails), "findings", { rule: rule.rule, year: inYear }) : "0", assessed > 0 && el("small", {}, `（${share(result.fails, assessed)}）`)),
      el("td", { class: "right" }, number(result.not_applicable)), el("td", { class: "right" }, number(result.not_assessed)),
      el("td", { class: "right" }, number(result.doubtful)),
      el("td", { class: "right" }, result.decided ? `${share(result.unfounded, result.decided)}（${number(result.unfounded)}/${number(result.decided)}）` : "未作认定"));
  }
});
