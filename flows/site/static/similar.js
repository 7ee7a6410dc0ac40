/* 正文雷同: two reports whose narratives are largely the same, with a passage that both print. */
"use strict";

gouji.start(async (body) => {
  const { el, link, agency, year, number } = gouji;
  const inYear = gouji.chosenYear();
  const rules = new Map((await gouji.load("rules")).map((rule) => [rule.rule, rule]));
  const rows = (await gouji.rows("similar", inYear)).filter(gouji.inRange());
  body.replaceChildren(el("p", { class: "lead" }, "比对正文的句子，数字和名称不计。相似度为估计值，误差约4个百分点；是否属于内容雷同，应当对照两份报告的原文认定。"));
  if (!rows.length) {
    body.append(gouji.empty(`所选范围内没有发现正文雷同的${year(inYear)}度报告。正文过短的报告不作比对。`));
    return;
  }
  const report = (id, owner, text) => link(text, "report", { report: id, agency: owner });
  gouji.list(body, {
    name: "similar", label: `正文雷同的${year(inYear)}度报告`, file: `正文雷同-${inYear}`, rows,
    filters: [{ name: "rule", title: "情形", code: (line) => line.rule, word: (code) => rules.get(code)?.title ?? code }],
    columns: [
      { name: "agency", title: "机关", grow: 2, text: (line) => agency(line.agency), show: (line) => report(line.report_id, line.agency_id, agency(line.agency)) },
      { name: "other_agency", title: "与其雷同的报告", grow: 2, text: (line) => `${agency(line.other_agency)}（${year(line.other_year)}度）`,
        show: (line) => report(line.other_report_id, line.other_agency_id, `${agency(line.other_agency)}（${year(line.other_year)}度）`) },
      { name: "similarity", title: "相似度", width: 90, align: "right", text: (line) => Number(line.similarity), show: (line) => `${number(Number(line.similarity))}%` },
      { name: "shared_passages", title: "相同句数", width: 110, align: "right", text: (line) => `${line.shared_passages}/${line.passages}` },
      { name: "excerpt", title: "相同的语句", grow: 4, show: (line) => el("span", { title: line.excerpt }, line.excerpt) },
      { name: "rule", title: "情形", grow: 2, hidden: true, text: (line) => rules.get(line.rule)?.title ?? line.rule },
    ],
  });
});
