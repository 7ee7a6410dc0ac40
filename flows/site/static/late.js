/* 逾期公布: reports that were published after the day by which the law asks for them. */
"use strict";

gouji.start(async (body) => {
  const { el, link, word, agency, year, number } = gouji;
  const inYear = gouji.chosenYear();
  const rows = (await gouji.rows("late", inYear)).filter(gouji.inRange());
  body.replaceChildren(el("p", { class: "lead" }, "县级以上人民政府部门应当在每年1月31日前、县级以上地方人民政府信息公开工作主管部门应当在每年3月31日前公布上一年度报告（《中华人民共和国政府信息公开条例》第四十九条）。逾期天数自期限次日起算至首次公布之日。"));
  if (!rows.length) {
    body.append(gouji.empty(`所选范围内没有逾期公布的${year(inYear)}度报告。公布日期未注明的，不作此项核验。`));
    return;
  }
  gouji.list(body, {
    name: "late", label: `逾期公布的${year(inYear)}度报告`, file: `逾期公布-${inYear}`, rows,
    columns: [
      { name: "agency", title: "机关", grow: 3, text: (line) => agency(line.agency), show: (line) => link(agency(line.agency), "report", { report: line.report_id, agency: line.agency_id }) },
      { name: "region", title: "地区", grow: 2, text: (line) => gouji.regions.get(line.region_id)?.full ?? "地区不明" },
      { name: "agency_type", title: "机关类型", width: 110, text: (line) => word("agency_type", line.agency_type) },
      { name: "deadline", title: "公布期限", width: 120 },
      { name: "published_on", title: "首次公布", width: 120 },
      { name: "days_late", title: "逾期天数", width: 100, align: "right", show: (line) => number(line.days_late) },
    ],
  });
});
